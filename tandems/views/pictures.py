"""Where each of the two sees themselves in the topics: one's own picture, the other's only where it is shown."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from people.prepared import prepared
from programs.actions.assessment import assess_oneself
from programs.enums import TopicKind
from programs.models import Participation, Program, SelfAssessment, Topic
from tandems.actions.picture import share_picture, take_picture_back
from tandems.models import SharedPicture, Tandem
from tandems.picture import draw, level_names
from tandems.picture_form import PictureForm
from tandems.views.doing import attempt, attempt_form
from tandems.views.finding import find_started


def _participation(tandem: Tandem, person: Any) -> Participation:
    return tandem.mentee if tandem.mentee.person_id == person.pk else tandem.mentor


def _topics(tandem: Tandem) -> list[Topic]:
    return _to_learn(program=tandem.program)


@prepared
def _to_learn(*, program: Program) -> QuerySet[Topic]:
    return Topic.objects.filter(program=program, kind=TopicKind.LEARN)


@prepared
def _sharing(*, tandem: Tandem) -> QuerySet[Any]:
    return SharedPicture.objects.filter(tandem=tandem).values_list("person_id", flat=True)


@prepared
def _taken(*, one: Participation, other: Participation) -> QuerySet[SelfAssessment]:
    return SelfAssessment.objects.filter(participation__in=(one.pk, other.pk)).order_by("day")


@never_cache
def picture(request: HttpRequest, pk: int) -> HttpResponse:
    """My picture, who sees it, and the other's if it is shown to me."""
    tandem = find_started(request, pk)
    person: Any = request.user
    partner = tandem.partner_of(person)
    sharing = set(_sharing(tandem=tandem))
    # SECURITY: the other's self-assessments are read only where they are shown
    shown = partner if partner.pk in sharing else person
    taken = _taken(one=_participation(tandem, person), other=_participation(tandem, shown))
    topics = _topics(tandem)
    mine, other = (
        [one for one in taken if one.participation_id == _participation(tandem, who).pk] for who in (person, partner)
    )
    context = {
        "tandem": tandem,
        "partner": partner,
        "role": tandem.role_of(person),
        "partner_role": tandem.role_of(partner),
        "mine": draw(mine, topics),
        "taken": mine,
        "is_lost": any(one.is_lost for one in mine),
        "other": draw(other, topics),
        "other_shows": partner.pk in sharing,
        "i_show": person.pk in sharing,
        "levels": level_names(),
        "has_topics": bool(topics),
    }
    return render(request, "tandems/picture.html", context)


@never_cache
@sensitive_post_parameters()
def picture_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Say where one stands today. It starts from the last time, at first from what was said at sign-up."""
    tandem = find_started(request, pk)
    person: Any = request.user
    participation, topics = _participation(tandem, person), _topics(tandem)
    if not topics:
        raise Http404
    form = PictureForm(request.POST or None, topics=topics, levels=_known(participation))
    if form.is_valid() and attempt_form(
        form,
        assess_oneself,
        participation=participation,
        person=person,
        levels=form.cleaned_levels,
        now=timezone.now(),
    ):
        messages.success(request, _("Saved. This is your picture of today."))
        return redirect("picture", pk)
    shows = tandem.shared_pictures.filter(person=person).exists()
    context = {"tandem": tandem, "partner": tandem.partner_of(person), "form": form, "i_show": shows}
    return render(request, "tandems/picture_form.html", context)


def _known(participation: Participation) -> dict[int, int]:
    last = participation.assessments.order_by("-day").first()
    signed_up = dict(participation.topic_choices.values_list("topic_id", "level"))
    return {**signed_up, **(last.levels if last else {})}


@require_POST
def picture_share(request: HttpRequest, pk: int) -> HttpResponse:
    tandem = find_started(request, pk)
    if attempt(request, share_picture, tandem=tandem, person=request.user, now=timezone.now()):
        name = {"name": tandem.partner_of(request.user).full_name}  # type: ignore[arg-type]
        messages.success(request, _("%(name)s can see your picture now.") % name)
    return redirect("picture", pk)


@require_POST
def picture_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    tandem = find_started(request, pk)
    if attempt(request, take_picture_back, tandem=tandem, person=request.user):
        messages.success(request, _("From now on only you can see your picture. It may have been looked at before."))
    return redirect("picture", pk)
