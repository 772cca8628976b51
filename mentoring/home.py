"""What the home page shows a person: the one next thing, then the rest. Each part runs a constant number of queries."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from mentoring.navigation import READERS, roles_of
from notices import todos
from notices.todos import Todo
from people.models import Person
from people.prepared import prepared
from programs.enums import STARTED_STATES, ParticipationState, ProgramState, TeamRole
from programs.models import Participation, Program
from tandems.enums import MeetingState, TandemState
from tandems.mine import meetings_ahead, tandems_of
from tandems.models import Meeting, Tandem
from tandems.team_sections import consents_of

# a meeting stays "the next one" while it is probably still going on
STILL_GOING_ON = timedelta(hours=1)


@dataclass(frozen=True)
class Due:
    """A to-do and, in words, until when."""

    todo: Todo
    when: str


@dataclass(frozen=True)
class MyTandem:
    tandem: Tandem
    role: str
    partner: Person
    held: int
    planned: int


@dataclass(frozen=True)
class News:
    """A programme and where the person stands in it, in a sentence."""

    program: Program
    sentence: str
    is_invitation: bool


@dataclass(frozen=True)
class Home:
    greeting: str
    next: Due | None
    rest: list[Due]
    meeting: Meeting | None
    tandems: list[MyTandem]
    news: list[News]
    evaluated: list[Program] = field(default_factory=list)
    overseen: list[Program] = field(default_factory=list)
    has_mentors: bool = False

    @property
    def has_dates(self) -> bool:
        """Whether any line after the first has a date: then those without begin beside it, too."""
        return any(due.when for due in self.rest)


def home_of(person: Person, now: datetime) -> Home:
    """What is due already is not said a second time further down."""
    due = [Due(todo, when(todo, now)) for todo in todos.for_person(person, now)]
    said = {item.todo.path for item in due}
    meeting = next_meeting(person, now)
    return Home(
        greeting=greeting(now),
        next=due[0] if due else None,
        rest=sorted(due[1:], key=_by_day),
        meeting=meeting if meeting and reverse("meeting", args=[meeting.pk]) not in said else None,
        tandems=my_tandems(person),
        news=[item for item in news(person) if not said & _paths(item.program)],
        evaluated=_evaluated(person=person) if READERS & roles_of(person) else [],
        overseen=_overseen(person=person) if TeamRole.AUDITOR in roles_of(person) else [],
        has_mentors=bool(consents_of(manager=person)),
    )


def _by_day(due: Due) -> tuple[bool, bool, float]:
    """The rest as a calendar would have it: appointments stand among what is due, what has no date comes last."""
    todo = due.todo
    return not todo.is_urgent, todo.due_at is None, todo.due_at.timestamp() if todo.due_at else 0


@prepared
def _evaluated(*, person: Person) -> QuerySet[Program]:
    return Program.objects.evaluated_by(person).with_name()


@prepared
def _overseen(*, person: Person) -> QuerySet[Program]:
    return Program.objects.overseen_by(person).with_name()


def _paths(program: Program) -> set[str]:
    """Where a to-do about the programme leads: to its page, or on with the sign-up begun."""
    return {reverse("program", args=[program.slug]), reverse("sign_up", args=[program.slug, "role"])}


def greeting(now: datetime) -> str:
    """A greeting for the time of day in the active time zone."""
    hour = timezone.localtime(now).hour
    if 5 <= hour < 11:
        return _("Good morning.")
    return _("Good day.") if 11 <= hour < 18 else _("Good evening.")


def when(todo: Todo, now: datetime) -> str:
    """Until when, as one would say it. Empty without a date; what is late is due now and not reproached."""
    if todo.due_at is None:
        return ""
    day = timezone.localtime(todo.due_at).date()
    days = (day - timezone.localtime(now).date()).days
    if days < 2:
        return {0: _("today"), 1: _("tomorrow")}.get(days, _("now"))
    name = formats.date_format(day, "l" if days < 7 else "MONTH_DAY_FORMAT")
    return name if todo.is_appointment else _("by %(day)s") % {"day": name}


def next_meeting(person: Person, now: datetime) -> Meeting | None:
    dated = [one for one in meetings_ahead(person=person) if one.state == MeetingState.DATED and one.starts_at]
    ahead = [one for one in dated if one.starts_at >= now - STILL_GOING_ON]
    return min(ahead, key=lambda meeting: meeting.starts_at, default=None)


def my_tandems(person: Person) -> list[MyTandem]:
    """The tandems that run or came to their end, with meetings held of those that stand in the plan."""
    return [
        MyTandem(
            tandem,
            tandem.role_of(person) or "",
            tandem.partner_of(person),
            held=tandem.held,
            planned=tandem.planned,
        )
        for tandem in sorted(tandems_of(person=person), key=lambda tandem: not tandem.is_running)
        if tandem.is_running or tandem.state == TandemState.COMPLETED
    ]


def news(person: Person) -> list[News]:
    """Programmes one can join, and those one waits in. Those who run a programme are not asked to join it."""
    programs = _programs(person=person)
    states = dict(_states(person=person)) if programs else {}
    found = [
        _news(program, states.get(program.pk)) for program in programs if program.pk in states or not program.in_team
    ]
    return [item for item in found if item]


@prepared
def _states(*, person: Person) -> QuerySet[Any]:
    return Participation.objects.visible_to(person).values_list("program_id", "state")


@prepared
def _programs(*, person: Person) -> QuerySet[Program]:
    """Those one could hear something new of: not where one has a tandem already."""
    placed = Tandem.objects.visible_to(person).live().order_by().values("program_id")
    programs = (
        Program.objects.visible_to(person)
        .with_name()
        .with_in_team(person)
        .filter(state__in=(ProgramState.OPEN, ProgramState.MATCHING, *STARTED_STATES))
        .exclude(pk__in=placed)
    )
    return programs.order_by(F("sign_up_until").asc(nulls_last=True), "starts_on", "pk")


def _news(program: Program, state: str | None) -> News | None:
    if state == ParticipationState.SIGNED_UP:
        return News(program, _waiting(program), is_invitation=False)
    if program.state == ProgramState.OPEN:
        return News(program, _invitation(program, state), is_invitation=True)
    return None


def _waiting(program: Program) -> str:
    if program.state == ProgramState.OPEN:
        return _("You are signed up. When sign-up has ended, pairs are formed.")
    if program.state == ProgramState.MATCHING:
        return _("You are signed up. Pairs are being formed; you will hear from us.")
    return _("You are signed up. As soon as there is a partner for you, you will hear from us.")


def _invitation(program: Program, state: str | None) -> str:
    if state == ParticipationState.DRAFT:
        return _("You have begun to sign up. What you filled in is kept.")
    if program.sign_up_until is None:
        return _("Open for sign-up.")
    date = formats.date_format(program.sign_up_until, "DATE_FORMAT")
    return _("Open for sign-up until %(date)s.") % {"date": date}
