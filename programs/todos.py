"""What is due for a person before a tandem begins: finish a sign-up, answer a colleague, see what is on offer."""

from datetime import datetime, time

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from notices import todos
from notices.todos import Todo
from people.models import Person
from people.prepared import prepared
from programs import briefings, rules
from programs.concern_todos import concern_todos
from programs.enums import ParticipationState, ProgramState, Role
from programs.event_todos import event_todos
from programs.models import Briefing, Participation, Program

MOST_OFFERS = 3


def provider(person: Person, now: datetime) -> list[Todo]:
    """Four queries, whatever there is. Those who run a programme are not asked to join it."""
    today = timezone.localdate(now)
    on_offer = [program for program in _open(person=person) if rules.takes_sign_ups(program, today)]
    mine = {row.program_id: row for row in _mine(person=person)} if on_offer else {}
    wishes = {wish.program_id: wish for wish in _wishes(person=person)} if on_offer else {}
    found = [
        _todo(program, mine.get(program.pk), wishes.get(program.pk))
        for program in on_offer
        if program.pk in mine or program.pk in wishes or not program.in_team  # type: ignore[attr-defined]
    ]
    return [*_briefings(person), *[todo for todo in found if todo][: MOST_OFFERS + len(mine)]]


@prepared
def _open(*, person: Person) -> QuerySet[Program]:
    on_offer = Program.objects.filter(state=ProgramState.OPEN, organisations=person.organisation_id)
    return on_offer.with_name().with_in_team(person)


@prepared
def _mine(*, person: Person) -> QuerySet[Participation]:
    return Participation.objects.visible_to(person)


@prepared
def _wishes(*, person: Person) -> QuerySet[Participation]:
    wishes = Participation.objects.signed_up().filter(joint_with=person, program__state=ProgramState.OPEN)
    return wishes.select_related("person")


def _briefings(person: Person) -> list[Todo]:
    return [
        Todo(
            title=_("What it means: “%(program)s” in two minutes") % {"program": briefing.program.name},
            path=reverse("briefing", args=[briefing.program.slug, briefing.audience]),
            action_label=_("Read"),
        )
        for briefing in _to_read(person=person)
    ]


@prepared
def _to_read(*, person: Person) -> QuerySet[Briefing]:
    return briefings.to_read(person).only("audience", "program__slug", "program__name_de", "program__name_en")


def _todo(program: Program, mine: Participation | None, wish: Participation | None) -> Todo | None:
    if mine and mine.state == ParticipationState.SIGNED_UP:
        return None if wish is None or mine.joint_with_id == wish.person_id else _answer(program, wish)
    if mine and mine.state == ParticipationState.DRAFT:
        return Todo(
            title=_("Finish your sign-up for “%(program)s”") % {"program": program.name},
            path=reverse("sign_up", args=[program.slug, "role"]),
            action_label=_("Continue"),
            note=until(program),
            due_at=last_moment(program),
        )
    if wish:
        return _answer(program, wish)
    if mine:  # left before: no need to ask again
        return None
    return Todo(
        title=_("“%(program)s” is open for you") % {"program": program.name},
        path=reverse("program", args=[program.slug]),
        action_label=_("Have a look"),
        note=until(program),
    )


def _answer(program: Program, wish: Participation) -> Todo:
    values = {"name": wish.person.full_name, "program": program.name}
    if wish.role == Role.MENTEE:
        note = _("In “%(program)s”, with you as the mentor.") % values
    else:
        note = _("In “%(program)s”, with you as the mentee.") % values
    return Todo(
        title=_("%(name)s would like to form a tandem with you") % values,
        path=reverse("program", args=[program.slug]),
        action_label=_("Have a look"),
        note=note,
        due_at=last_moment(program),
    )


def until(program: Program) -> str:
    if program.sign_up_until is None:
        return ""
    return _("Sign-up until %(date)s.") % {"date": date_format(program.sign_up_until)}


def last_moment(program: Program) -> datetime | None:
    """The end of the last day for signing up, in the reader's time zone."""
    if program.sign_up_until is None:
        return None
    return timezone.make_aware(datetime.combine(program.sign_up_until, time(23, 59)))


def register() -> None:
    todos.register(provider)
    todos.register(concern_todos)
    todos.register(event_todos)
