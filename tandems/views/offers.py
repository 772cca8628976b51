"""The offer of a pairing: who, why, and a yes or a no."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from people.models import Person
from programs.enums import Role
from programs.models import ConsentText
from tandems import rules
from tandems.actions import accept_offer, decline_offer
from tandems.actions.pairs import needs_consent
from tandems.enums import TandemState
from tandems.forms import AcceptForm
from tandems.models import Tandem
from tandems.views.doing import attempt


def _find(request: HttpRequest, pk: int) -> Tandem:
    mine = Tandem.objects.visible_to(request.user).with_people()  # type: ignore[arg-type]
    return get_object_or_404(mine.select_related("proposal__mentee__person", "proposal__mentor__person"), pk=pk)


def _consent_text(tandem: Tandem, person: Person) -> ConsentText | None:
    """The programme's wording, for someone who has not agreed to it in person yet."""
    participation = tandem.mentee if tandem.role_of(person) == Role.MENTEE else tandem.mentor
    return tandem.program.consent_texts.first() if needs_consent(participation) else None


def _reasons(tandem: Tandem, person: Person) -> list[str]:
    if tandem.proposal is None:
        return []
    from tandems.matching.reasons import sentences

    return sentences(tandem.proposal, for_role=tandem.role_of(person))


def _page(request: HttpRequest, tandem: Tandem, form: AcceptForm, text: ConsentText | None) -> HttpResponse:
    person: Any = request.user
    context = {
        "tandem": tandem,
        "partner": tandem.partner_of(person),
        "role": tandem.role_of(person),
        "meetings": tandem.program.meetings_from(timezone.localdate()),
        "reasons": _reasons(tandem, person),
        "has_said_yes": tandem.consents.filter(person=person).exists(),
        "can_answer": rules.can_answer(tandem, person) and timezone.now() <= tandem.answer_until,
        "consent_text": text,
        "form": form,
    }
    return render(request, "tandems/offer.html", context)


def offer(request: HttpRequest, pk: int) -> HttpResponse:
    tandem = _find(request, pk)
    if rules.has_started(tandem):
        return redirect("tandem", pk)
    text = _consent_text(tandem, request.user)  # type: ignore[arg-type]
    return _page(request, tandem, AcceptForm(consent_text=text), text)


@require_POST
def offer_accept(request: HttpRequest, pk: int) -> HttpResponse:
    tandem = _find(request, pk)
    text = _consent_text(tandem, request.user)  # type: ignore[arg-type]
    form = AcceptForm(request.POST, consent_text=text)
    if not form.is_valid():
        return _page(request, tandem, form, text)
    done = attempt(request, accept_offer, tandem=tandem, person=request.user, now=timezone.now(), consent_text=text)
    if done and tandem.state == TandemState.ACTIVE:
        messages.success(request, _("You have both said yes. Your tandem starts."))
        return redirect("tandem", pk)
    return redirect("offer", pk)


@require_POST
def offer_decline(request: HttpRequest, pk: int) -> HttpResponse:
    tandem = _find(request, pk)
    if attempt(request, decline_offer, tandem=tandem, person=request.user, now=timezone.now()):
        if tandem.asked_first:
            messages.success(request, _("This tandem does not start. Who said no is told to nobody."))
        else:
            messages.success(request, _("This tandem does not start. Both of you get the same message."))
        return redirect("home")
    return redirect("offer", pk)
