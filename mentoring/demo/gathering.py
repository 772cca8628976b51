"""Events and community of the demo: invitations, answers, who came, notes, a session among mentors, whom to ask."""

import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from people.models import Person
from programs import blueprints, event_drafts
from programs.actions import answer_pool
from programs.actions.community import offer_help
from programs.actions.events import (
    answer_invitation,
    change_event,
    create_event,
    give_notes,
    note_attendance,
    propose_session,
    send_invitations,
)
from programs.actions.pool import topics_of
from programs.blueprints import events as blueprint_events
from programs.blueprints import resources as blueprint_resources
from programs.enums import EventAnswer, EventKind, EventState, ProgramState, Role, TeamRole
from programs.event_people import invitees
from programs.models import Event, Program, Resource, Topic
from tandems.models import Tandem

TEXTS: dict[str, Any] = tomllib.loads((Path(__file__).parent / "gathering.toml").read_text(encoding="utf-8"))
BEFORE = timedelta(days=28)  # how long before an event HR invites
ANSWERS_A_DAY, ANSWERS_WHEN_FULL = 0.16, 0.01
COME, CAME, NAMED = 0.8, 0.88, 0.3
OFFERING = 9  # people who offer to be asked
IN_POOL = 5


def manager_of(program: Program) -> Person:
    return program.team.filter(role=TeamRole.MANAGER).select_related("person").order_by("pk")[0].person


def prepare_events(program: Program, code: str, now: datetime) -> None:
    """What the blueprint of this kind of programme brings along; dates follow when it opens."""
    sections, actor = blueprints.ours()[code].sections, manager_of(program)
    blueprint_events.set_up(program, sections["events"], actor, now)
    blueprint_resources.set_up(program, sections["resources"], actor, now)


def share_resources() -> None:
    """For those who take part in any programme."""
    for position, row in enumerate(TEXTS["resource"]):
        Resource.objects.get_or_create(program=None, position=position, **row)


class Gatherings:
    """What happens around the events of one programme, day by day."""

    def __init__(self, program: Program) -> None:
        self.program, self.actor = program, manager_of(program)
        self.rng = Random(f"events of {program.slug}")  # noqa: S311 a story, not a secret
        self.place = TEXTS["place"].get(program.slug, "")

    def day(self, now: datetime) -> None:
        for event in self.program.events.filter(state=EventState.DRAFT, starts_at__gt=now, starts_at__lt=now + BEFORE):
            self.invite(event, now)
        event_drafts.plan_due(now)
        for event in self.program.events.ahead(now).select_related("program"):
            self.hear(event, now)
        for event in self.program.events.filter(state=EventState.INVITED, starts_at__lt=now - timedelta(hours=5)):
            self.look_back(event, now)

    def invite(self, event: Event, now: datetime) -> None:
        if self.program.state == ProgramState.DRAFT:
            return
        change_event(event=event, values={"place": self.place}, actor=self.actor, now=now)
        send_invitations(event=event, actor=self.actor, now=now)

    def hear(self, event: Event, now: datetime) -> None:
        """Some answer today; few, once all places are taken."""
        for person in invitees(event).exclude(event_replies__event=event).order_by("pk"):
            is_full = event.capacity is not None and event.replies.filter(answer="yes").count() >= event.capacity
            if self.rng.random() < (ANSWERS_WHEN_FULL if is_full else ANSWERS_A_DAY):
                comes, is_named = self.rng.random() < COME, self.rng.random() < NAMED
                answer_invitation(event=event, person=person, comes=comes, is_named=is_named, now=now)

    def look_back(self, event: Event, now: datetime) -> None:
        coming = event.replies.filter(answer=EventAnswer.YES).order_by("pk").values_list("person", flat=True)
        came = [pk for pk in coming if self.rng.random() < CAME]
        held = note_attendance(event=event, came=came, actor=self.actor, now=now)
        if texts := TEXTS["notes"].get(event.kind):
            give_notes(event=held, texts=texts, actor=self.actor, now=now)


def gather(program: Program, shown: Tandem, now: datetime) -> None:
    """What is coming in the programme that is shown: a workshop with few places, a session among mentors and another
    one that waits for HR, people who may be asked, and mentors who would be one again."""
    gatherings = Gatherings(program)
    rng, actor = gatherings.rng, gatherings.actor
    mentors = [
        one.person for one in program.participations.signed_up().mentors().select_related("person").order_by("pk")
    ]
    proposers = [person for person in mentors if person != shown.mentor.person]
    workshop = _coming(program, "workshop", now + timedelta(days=12, hours=4), place=gatherings.place, capacity=10)
    create_event(event=workshop, actor=actor, now=now - timedelta(days=6))
    workshop = send_invitations(event=workshop, actor=actor, now=now - timedelta(days=6))
    answer_invitation(event=workshop, person=shown.mentee.person, comes=True, now=now - timedelta(days=5))
    for days in (5, 4, 3, 2):
        gatherings.hear(workshop, now - timedelta(days=days))
    waiting = [person for person in proposers if not person.event_replies.filter(event=workshop).exists()]
    for person in waiting[:2]:
        answer_invitation(event=workshop, person=person, comes=True, now=now - timedelta(days=1))
    session = _coming(program, "session", now + timedelta(days=8, hours=6), link=TEXTS["link"])
    session = propose_session(event=session, person=proposers[0], now=now - timedelta(days=4))
    session = send_invitations(event=session, actor=actor, now=now - timedelta(days=3))
    for person in proposers[1:]:
        if rng.random() < 0.5:
            comes, is_named = rng.random() < COME, rng.random() < NAMED
            answer_invitation(event=session, person=person, comes=comes, is_named=is_named, now=now)
    waits = _coming(program, "proposal", now + timedelta(days=19, hours=5), link=TEXTS["link"])
    propose_session(event=waits, person=proposers[1], now=now - timedelta(hours=20))
    _offer(program, rng, now)
    for person in proposers[2 : 2 + IN_POOL]:
        answer_pool(person=person, joins=True, topics=topics_of(person)[:3], is_shown=True, now=now)


def _coming(program: Program, name: str, starts_at: datetime, **more: Any) -> Event:
    texts = TEXTS["event"][name]
    kind = EventKind.OTHER if name == "workshop" else EventKind.PEER
    while starts_at.weekday() > 4:
        starts_at += timedelta(days=1)
    return Event(program=program, kind=kind, starts_at=starts_at.replace(minute=0), minutes=60, **texts, **more)


def _offer(program: Program, rng: Random, now: datetime) -> None:
    """Mentees and mentors who may be asked, some with a line of their own."""
    people = list(program.participations.signed_up().select_related("person").order_by("pk"))
    lines = iter(TEXTS["offers"])
    topics: dict[str, list[Topic]] = {role: [] for role in Role.values}
    for topic in program.topics.all():
        topics[Role.MENTOR if topic.kind == "learn" else Role.MENTEE].append(topic)
    for participation in rng.sample(people, min(OFFERING, len(people))):
        mine = topics[participation.role]
        chosen = rng.sample(mine, min(rng.randint(1, 3), len(mine)))
        about = next(lines, "") if rng.random() < 0.6 else ""
        offer_help(program=program, person=participation.person, topics=chosen, about=about, now=now)
