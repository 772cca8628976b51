"""HR's page of one programme: the way from invited to certificate, what needs help, what is coming, time and mail.

Facts of process only: dates, counts, states. The number of queries does not depend on the number of tandems.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.contrib import admin
from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluation.figures.facts import Facts, facts_of
from evaluation.figures.viewing import who_sees_nothing
from mentoring.hr import cockpit
from mentoring.hr.time_used import time_used
from notices.enums import NoticeState
from notices.models import Notice
from people.models import Person
from people.times.clock import day_of, midnight
from programs.models import BriefingRead, Event, Participation, Program
from programs.phases import held_back
from programs.scoping import managed_programs
from tandems.enums import TOGETHER_STATES, MeetingState, TandemState
from tandems.health import Health, with_health
from tandems.models import Meeting, Tandem

SHOWN = 10  # of the tandems that could do with help; the list has them all
AHEAD = timedelta(days=14)
BEGUN = (*TOGETHER_STATES, TandemState.COMPLETED, TandemState.PARTED)


@dataclass(frozen=True)
class Stage:
    """One step on the way; `of`: what it is a part of. Nothing is said of a part of nobody."""

    name: str
    number: int
    note: str = ""
    of: int | None = None


@dataclass(frozen=True)
class Way:
    """The steps of people or of tandems. Bars show each as a part of the first: `whole`, at least 1."""

    name: str
    stages: list[Stage]

    @property
    def whole(self) -> int:
        return max(self.stages[0].number, 1)


@dataclass(frozen=True)
class Waiting:
    """A tandem that could do with help: why, since when, and both addresses for a mail."""

    tandem: Tandem
    health: Health
    last_met: datetime | None
    addresses: str


@dataclass(frozen=True)
class Dated:
    """A meeting or an event."""

    starts_at: datetime
    meeting: Meeting | None = None
    event: Event | None = None


@dataclass(frozen=True)
class Day:
    """What is dated on one day, by its time."""

    day: date
    dates: list[Dated]


def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The cockpit of one programme; 404 for whom it is none of theirs."""
    program = get_object_or_404(managed_programs(request.user), pk=pk)
    context = {**admin.site.each_context(request), **overview(program, timezone.now())}
    return TemplateResponse(request, "admin/programme/cockpit.html", context)


def overview(program: Program, now: datetime) -> dict[str, Any]:
    facts = facts_of([program], now, live=True)[0]
    tandems = list(Tandem.objects.filter(program=program, state__in=BEGUN).with_people().prefetch_related("meetings"))
    health = with_health(tandems, now)
    return {
        "title": program.name,
        "program": program,
        "ways": ways(program, facts, tandems),
        "stuck": cockpit.overview_of(program, now).stuck,
        "held_back": held_back(program, day_of(now)) if program.moves_by_itself else [],
        "waiting": waiting(tandems, health, now),
        "shown": SHOWN,
        "waiting_number": program.waiting.count(),
        "healths": Counter(str(one.state.label) for one in health.values()).most_common(),
        "waves": [wave for wave in facts.waves if wave.invited],  # type: ignore[attr-defined]
        "days": coming(program, tandems, now),
        "mails": mails(program, now),
        "facts": facts,
        "time_used": time_used(program, facts),
        "log": reverse("admin:people_auditevent_changelist") + f"?program={program.pk}",
        "unseen": who_sees_nothing(program),
        "evaluation": reverse("evaluation", args=[program.slug]),
        "tandem_list": reverse("admin:tandems_tandem_changelist") + f"?program__id__exact={program.pk}",
    }


def ways(program: Program, facts: Facts, tandems: list[Tandem]) -> list[Way]:
    """From those who may sign up to those who have finished. People first, then tandems."""
    invited = Person.objects.active().filter(organisation__programs=program).distinct().count()
    signed_up = facts.signed_up.total()
    own = BriefingRead.objects.filter(briefing__program=program, briefing__audience=OuterRef("role"))
    read = Participation.objects.signed_up().filter(Exists(own.filter(person=OuterRef("person"))), program=program)
    held = {tandem.pk: sum(one.state == MeetingState.HELD for one in tandem.meetings.all()) for tandem in tandems}
    half = [tandem for tandem in tandems if 2 * held[tandem.pk] >= max(1, len(tandem.meetings.all()))]
    people = [
        Stage(_("may sign up"), invited),
        Stage(_("signed up"), signed_up, _("%(mentees)s mentees, %(mentors)s mentors") % _roles(facts), of=invited),
        Stage(_("have read their briefing"), read.count(), of=signed_up),
    ]
    pairs = [
        Stage(_("tandems offered"), facts.offered),
        Stage(_("have begun"), len(tandems), of=facts.offered),
        Stage(_("have met"), sum(count > 0 for count in held.values()), of=facts.offered),
        Stage(_("have held half of their meetings"), len(half), of=facts.offered),
        Stage(_("completed, with certificate"), facts.tandems[TandemState.COMPLETED], of=facts.offered),
    ]
    return [Way(_("People"), people), Way(_("Tandems"), pairs)]


def _roles(facts: Facts) -> dict[str, int]:
    return {"mentees": facts.signed_up["mentee"], "mentors": facts.signed_up["mentor"]}


def waiting(tandems: list[Tandem], found: dict[int, Health], now: datetime) -> list[Waiting]:
    """Tandems that could do with help, the longest wait first."""
    rows = [
        Waiting(tandem, found[tandem.pk], last_met(tandem), ",".join(person.email for person in tandem.people))
        for tandem in tandems
        if tandem.pk in found and found[tandem.pk].needs_help
    ]
    return sorted(rows, key=lambda row: row.last_met or row.tandem.started_at or now)


def last_met(tandem: Tandem) -> datetime | None:
    held = [one.starts_at for one in tandem.meetings.all() if one.state == MeetingState.HELD and one.starts_at]
    return max(held, default=None)


def coming(program: Program, tandems: list[Tandem], now: datetime) -> list[Day]:
    """The meetings and events of the next two weeks by day."""
    events = program.events.coming(now, now + AHEAD)
    found = [Dated(event.starts_at, event=event) for event in events]  # type: ignore[arg-type]
    for tandem in tandems:
        for meeting in tandem.meetings.all():
            if meeting.state == MeetingState.DATED and meeting.starts_at and now <= meeting.starts_at < now + AHEAD:
                meeting.tandem = tandem
                found.append(Dated(meeting.starts_at, meeting=meeting))
    by_time = sorted(found, key=lambda one: one.starts_at)
    return [Day(day, list(dates)) for day, dates in groupby(by_time, key=lambda one: day_of(one.starts_at))]


def mails(program: Program, now: datetime) -> dict[str, int]:
    """What became of the mails of the last seven days."""
    since = midnight(day_of(now) - timedelta(days=7))
    counted = Notice.objects.in_outbox({program.pk}).filter(program_id=program.pk, due_at__gte=since, due_at__lte=now)
    return counted.aggregate(
        sent=Count("pk", filter=Q(state=NoticeState.SENT)),
        failed=Count("pk", filter=Q(state=NoticeState.FAILED)),
        unknown=Count("pk", filter=Q(state=NoticeState.UNKNOWN)),
        waiting=Count("pk", filter=Q(state=NoticeState.PLANNED)),
    )
