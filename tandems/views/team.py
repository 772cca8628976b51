"""The line manager's one page: agree to a mentor's hours, later see them used. And what the mentor shows there."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from people.models import Person
from programs.actions.manager_consent import answer_manager, show_partner
from programs.models import ManagerConsent
from tandems import budget
from tandems.health import hours
from tandems.models import Tandem
from tandems.views.doing import attempt


@dataclass(frozen=True)
class Report:
    """One of one's own people as a mentor. `partners` is empty unless the mentor shows them."""

    consent: ManagerConsent
    used: str
    minutes: int
    partners: list[str]

    @property
    def is_over(self) -> bool:
        return self.minutes > self.consent.hours * 60


def reports(person: Person, now: datetime) -> list[Report]:
    """Four queries, however many people."""
    rows = ManagerConsent.objects.visible_to(person).select_related("participation__program", "participation__person")
    consents = list(rows.order_by("participation__person__last_name", "participation__person__first_name", "pk"))
    used = budget.used_minutes(consents, now)
    shown = [one.participation_id for one in consents if one.shows_partner]
    partners: dict[Any, list[str]] = {key: [] for key in shown}
    for tandem in Tandem.objects.filter(mentor__in=shown).together().with_people():
        partners[tandem.mentor_id].append(tandem.mentee.person.full_name)
    found = []
    for one in consents:
        minutes = budget.shown_minutes(one, used[one.pk], now)
        found.append(Report(one, hours(minutes), minutes, partners.get(one.participation_id, [])))
    return found


@require_GET
@never_cache
def team(request: HttpRequest) -> HttpResponse:
    found = reports(request.user, timezone.now())  # type: ignore[arg-type]
    return render(request, "tandems/team.html", {"reports": found})


@require_POST
def team_answer(request: HttpRequest, pk: int) -> HttpResponse:
    seen = ManagerConsent.objects.visible_to(request.user)  # type: ignore[arg-type]
    consent = get_object_or_404(seen.select_related("participation__person"), pk=pk)
    answer = request.POST.get("answer")
    if answer not in ("yes", "no"):
        raise Http404
    if attempt(
        request, answer_manager, consent=consent, person=request.user, agrees=answer == "yes", now=timezone.now()
    ):
        messages.success(
            request, _("Thank you. %(name)s hears of it.") % {"name": consent.participation.person.full_name}
        )
    return redirect("team")


@require_POST
def team_show(request: HttpRequest, pk: int) -> HttpResponse:
    """The mentor shows the line manager the mentee's name, or no longer."""
    mine = ManagerConsent.objects.current().filter(participation__person=request.user.pk)
    consent = get_object_or_404(mine, pk=pk)
    attempt(request, show_partner, consent=consent, person=request.user, shows=request.POST.get("shows") == "yes")
    tandem = Tandem.objects.filter(mentor=consent.participation_id).together().first()
    return redirect("tandem", tandem.pk) if tandem else redirect("home")
