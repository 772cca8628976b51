"""How the demo's tandems arrange and prepare their meetings, and what they take along from them."""

import tomllib
from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

from journals.actions import add_item, add_step, settle_item, settle_step
from journals.enums import ListKind, StepState
from mentoring.demo.writing import about, guide_for
from people.enums import Language
from people.models import Person, SiteRegion
from people.times.availability import add_absence, save_working_hours
from tandems import actions, suggesting
from tandems.actions.preparing import choose_guide
from tandems.enums import MeetingState
from tandems.guides import fitting
from tandems.models import Delegation, Meeting, Tandem

TEXTS = tomllib.loads((Path(__file__).parent / "arranging.toml").read_text(encoding="utf-8"))
LISTS = {ListKind.TOPIC: "topics", ListKind.TRY: "tries", ListKind.QUESTION: "questions"}
REGIONS = {
    "Heilbronn": "DE-BW",
    "Neckarsulm": "DE-BW",
    "Mosbach": "DE-BW",
    "Bad Wimpfen": "DE-BW",
    "Kraków": "PL",
    "Soest": "DE-NW",
    "Lippstadt": "DE-NW",
    "Graz": "AT-6",
}


def set_regions() -> None:
    """HR has said whose public holidays a site has."""
    for site in Person.objects.exclude(site="").values_list("site", flat=True).distinct().order_by("site"):
        if site in REGIONS:
            SiteRegion.objects.create(site=site, region=REGIONS[site])


def _luck(tandem: Tandem, meeting: Meeting) -> Random:
    """The same every time, and of no influence on anybody else's."""
    return Random(f"{tandem.mentee.person.email} {meeting.number}")  # noqa: S311 a story, not a secret


def _texts(person: Person) -> dict[str, list[str]]:
    return TEXTS["en" if person.language == Language.ENGLISH else "de"]


def _new(texts: list[str], meeting: Meeting) -> str:
    """Another one at each meeting of a tandem, as long as there are any."""
    return texts[(meeting.tandem_id + meeting.number) % len(texts)]


def _step(tandem: Tandem, meeting: Meeting, owner: Person) -> str:
    """A mentee tries what the meeting was about, a mentor does something for the next one."""
    if owner.pk == tandem.mentee.person_id:
        return about(meeting, owner, "steps") or _new(_texts(owner)["steps"], meeting)
    return _new(_texts(owner)["mentor_steps"], meeting)


# ------------------------------------------------------------------ every tandem
def prepare(tandem: Tandem, meeting: Meeting, now: datetime) -> None:
    """Half of the tandems take a guide, some note a question."""
    luck = _luck(tandem, meeting)
    person = luck.choice(tandem.people)
    planned = tandem.meetings.filter(is_extra=False).count()
    if luck.random() < 0.5:
        guide = fitting(meeting.number, planned) or guide_for(meeting)
        choose_guide(meeting=meeting, person=person, guide=guide)
    if luck.random() < 0.4:
        text = about(meeting, person, "questions") or _new(_texts(person)["questions"], meeting)
        add_item(tandem=tandem, person=person, kind=ListKind.QUESTION, text=text, meeting=meeting, now=now)


def take_along(tandem: Tandem, meeting: Meeting, now: datetime) -> None:
    """What was tried since last time is ticked off, the questions are answered, something new is taken on."""
    luck = _luck(tandem, meeting)
    for step in tandem.next_steps.filter(state=StepState.OPEN).select_related("tandem"):
        state = luck.choice((StepState.DONE, StepState.DONE, StepState.DONE, StepState.DROPPED))
        settle_step(step=step, person=step.owner, state=state, now=now)
    for item in tandem.list_items.filter(done_at=None).select_related("tandem"):
        if luck.random() < 0.7:
            settle_item(item=item, person=item.author, is_done=True, now=now)
    owner = luck.choice(tandem.people)
    if luck.random() < 0.7:
        add_step(
            tandem=tandem,
            person=luck.choice(tandem.people),
            owner=owner,
            text=_step(tandem, meeting, owner),
            due_on=now.date() + timedelta(days=luck.randint(10, 24)),
            meeting=meeting,
            now=now,
        )
    if luck.random() < 0.35:
        kind = luck.choice((ListKind.TOPIC, ListKind.TRY, ListKind.QUESTION))
        text = _new(_texts(owner)[LISTS[kind]], meeting)
        add_item(tandem=tandem, person=owner, kind=kind, text=text, now=now)


# ------------------------------------------------------------------ the tandem that newcomers look at
def arrange(tandem: Tandem, now: datetime) -> None:
    """The mentee has an assistant and was away; one meeting was moved; for another three times are proposed."""
    mentee, mentor = tandem.people
    save_working_hours(person=mentee, days=[1, 2, 3, 4, 5], starts=time(8), ends=time(18))
    save_working_hours(person=mentor, days=[1, 2, 3, 4], starts=time(9), ends=time(16))
    first = now.date() + timedelta(days=33)
    add_absence(person=mentee, first_day=first, last_day=first + timedelta(days=9), today=now.date())
    delegation = actions.name_delegate(person=mentee, delegate=assistant_of(tandem), now=now - timedelta(days=20))
    _move(tandem, now, delegation)
    _propose(tandem, now)
    _note(tandem, now)


def assistant_of(tandem: Tandem) -> Person:
    """A colleague of the mentee's department who is not signed up."""
    mentee = tandem.mentee.person
    colleagues = Person.objects.active().filter(
        organisation=mentee.organisation, level__gte=4, language=mentee.language
    )
    free = colleagues.filter(participations=None, is_staff=False).order_by("-pk")
    return free.filter(department=mentee.department).first() or free[0]


def _move(tandem: Tandem, now: datetime, delegation: Delegation) -> None:
    meeting = tandem.meetings.with_people().filter(state=MeetingState.DATED, starts_at__gt=now).first()
    if meeting is None or meeting.starts_at is None:
        return
    mentee, mentor = tandem.people
    calendars = suggesting.calendars(tandem, now, without=meeting)
    found = suggesting.suggestions(calendars, first=now.date() + timedelta(days=4), minutes=meeting.minutes, now=now)
    said: dict[str, Any] = {"minutes": meeting.minutes, "topic": meeting.topic, "now": now}
    actions.set_date(
        meeting=meeting, person=mentee, starts_at=found[1], place=meeting.place, delegation=delegation, **said
    )
    actions.set_date(meeting=meeting, person=mentor, starts_at=found[2], place="Raum Neckar", **said)
    text = _texts(mentor)["reason"][0]
    actions.note_reason(meeting=meeting, person=mentor, text=text, is_shared=True, now=now)
    choose_guide(meeting=meeting, person=mentor, guide=guide_for(meeting))


def _propose(tandem: Tandem, now: datetime) -> None:
    meeting = tandem.meetings.with_people().filter(state=MeetingState.OPEN).order_by("number").first()
    if meeting is None:
        return
    calendars = suggesting.calendars(tandem, now)
    first = max(meeting.planned_week, now.date() + timedelta(days=14))
    found = suggesting.suggestions(calendars, first=first, minutes=meeting.minutes, now=now, most=3)
    if found:
        actions.propose_slots(
            meeting=meeting,
            person=tandem.mentor.person,
            starts=found,
            minutes=meeting.minutes,
            place="Raum Neckar",
            topic=None,
            now=now,
        )


def _note(tandem: Tandem, now: datetime) -> None:
    """Each of the two has a step that is open, and the lists hold something."""
    for item in tandem.list_items.filter(done_at=None).select_related("tandem"):
        settle_item(item=item, person=item.author, is_done=True, now=now)
    for place, person in enumerate(tandem.people):
        texts = _texts(person)
        due_on = now.date() + timedelta(days=1 + 8 * place)
        steps = texts["mentor_steps"] if place else texts["steps"]
        add_step(tandem=tandem, person=person, owner=person, text=steps[-1], due_on=due_on, now=now)
        for kind, name in LISTS.items():
            if place == 0 or kind == ListKind.QUESTION:
                add_item(tandem=tandem, person=person, kind=kind, text=texts[name][place], now=now)
