"""The room of a tandem, and the way out of it."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from people.prepared import prepared
from programs.enums import TeamRole
from programs.models import Program, TeamMember
from tandems import notes, room, rules, sections
from tandems.actions import part
from tandems.enums import MeetingState
from tandems.models import Tandem
from tandems.views.doing import attempt
from tandems.views.finding import find_for_room, find_started

LOOSE = 2  # entries about no meeting that are shown without asking


def contacts(program: Program) -> list[TeamMember]:
    """The programme's neutral contacts."""
    return _contacts(program=program)


@prepared
def _contacts(*, program: Program) -> QuerySet[TeamMember]:
    team = TeamMember.objects.filter(program=program, role=TeamRole.CONTACT, person__is_active=True)
    return team.select_related("person")


def tandem_list(request: HttpRequest) -> HttpResponse:
    """Straight into the only tandem there is; otherwise a list."""
    found = Tandem.objects.visible_to(request.user).began().with_progress().with_people()  # type: ignore[arg-type]
    tandems = sorted(found.order_by("-started_at"), key=lambda tandem: not tandem.is_running)
    if len(tandems) == 1:
        return redirect("tandem", tandems[0].pk)
    rows = [(tandem, tandem.partner_of(request.user)) for tandem in tandems]  # type: ignore[arg-type]
    return render(request, "tandems/tandem_list.html", {"rows": rows})


def tandem(request: HttpRequest, pk: int) -> HttpResponse:
    """The room: the one next thing, the way, and what every app adds to it."""
    person: Any = request.user
    found = find_for_room(request, pk)
    if not rules.has_started(found):
        return redirect("offer", pk)
    now = timezone.now()
    meetings = list(found.meetings.all())
    shown = notes.for_tandem(found, person)
    loose = [note for note in shown if note.meeting_id is None]
    # what was still to come when a tandem ended does not come any more
    told = [meeting for meeting in meetings if found.ended_at is None or meeting.state != MeetingState.OPEN]
    earlier, way, later = room.fold(room.stops(told, shown, person, now))
    context = {
        "tandem": found,
        "partner": found.partner_of(person),
        "role": found.role_of(person),
        "now": now,
        "next": sections.next_thing(found, person, now),
        "main": list(sections.shown(found, person, now, "main")),
        "side": list(sections.shown(found, person, now, "side")),
        "earlier": earlier,
        "stops": way,
        "later": later,
        "older_notes": loose[:-LOOSE],
        "loose_notes": loose[-LOOSE:],
        "can_plan": rules.can_plan(found, person),
        "held": sum(meeting.state == MeetingState.HELD for meeting in meetings),
        "planned": sum(not meeting.is_extra for meeting in meetings),
        "contacts": contacts(found.program),
    }
    return render(request, "tandems/tandem.html", context)


def part_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What ending the tandem means, and the button that does it."""
    found = find_started(request, pk)
    if request.method == "POST":
        if attempt(request, part, tandem=found, person=request.user, now=timezone.now()):
            messages.success(request, _("Your tandem has ended. Your journal stays yours."))
        return redirect("tandem", pk)
    if not rules.can_part(found, request.user):  # type: ignore[arg-type]
        return redirect("tandem", pk)
    context = {
        "tandem": found,
        "partner": found.partner_of(request.user),  # type: ignore[arg-type]
        "contacts": contacts(found.program),
    }
    return render(request, "tandems/part.html", context)
