"""Invented people in a programme, for a look at its pages: they are written, shown and gone again with the transaction.

Nobody real takes part: whoever is in the programme already is out of the picture as far as the pages of the invented
people go, which show what is theirs alone.
"""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from people.enums import Level
from people.models import Department, Organisation, Person
from people.times.clock import day_of
from programs.enums import ParticipationState, ProgramState, Role, Slot, TopicKind
from programs.models import ManagerConsent, Participation, Program, TopicChoice
from tandems.actions.meetings import plan_meetings
from tandems.enums import RunState, TandemState
from tandems.models import MatchingRun, Proposal, Tandem

SLOTS = [Slot.values[0], Slot.values[3]]


class Scene:
    """To be used inside a transaction that is rolled back. SECURITY: else these people would be there to stay."""

    def __init__(self, program: Program, now: datetime) -> None:
        self.program, self.now = program, now
        house = program.organisations.order_by("pk").first()
        self.house = house or Organisation.objects.create(name=_("Example Ltd"))
        if house is None:
            program.organisations.add(self.house)
        self.line_manager = self._person("fuehrung", "Ines", "Muster", level=Level.values[2])
        self.mentee = self._person("mentee", "Henrike", "Beispiel", level=Level.values[1])
        self.mentor = self._person("mentor", "Deniz", "Probe", level=Level.values[-1], manager=self.line_manager)

    def _person(self, name: str, first: str, last: str, **more: Any) -> Person:
        where = {"mentee": _("Sales"), "mentor": _("IT")}.get(name, _("Human Resources"))
        department = Department.objects.get_or_create(organisation=self.house, name=where)[0]
        return Person.objects.create(
            email=f"{name}-{self.program.pk}@preview.invalid",
            first_name=first,
            last_name=last,
            organisation=self.house,
            department=department,
            spoken_languages=["de"],
            **more,
        )

    def of_role(self, role: str) -> Person:
        return {"mentee": self.mentee, "mentor": self.mentor, "line_manager": self.line_manager}[role]

    def put_in(self, state: str) -> None:
        """As if the programme stood there; dates that are missing or over are made to fit."""
        program, today = self.program, day_of(self.now)
        values: dict[str, Any] = {"state": state}
        if state == ProgramState.OPEN and (program.sign_up_until is None or program.sign_up_until < today):
            values["sign_up_until"] = today + timedelta(days=14)
        earliest = values.get("sign_up_until", program.sign_up_until or today) + timedelta(days=1)
        if program.starts_on is None or program.starts_on < earliest:
            values["starts_on"] = earliest
        starts_on: Any = values.get("starts_on", program.starts_on)
        if program.ends_on is None or program.ends_on <= starts_on:
            values["ends_on"] = starts_on + timedelta(weeks=26)
        Program.objects.filter(pk=program.pk).update(**values)
        for name, value in values.items():
            setattr(program, name, value)

    def sign_up(self, role: str, state: str = ParticipationState.SIGNED_UP) -> Participation:
        """With the first topics of the programme, and what the mentor would like in return."""
        signed_up_at = self.now if state == ParticipationState.SIGNED_UP else None
        row = Participation.objects.create(
            program=self.program,
            person=self.of_role(role),
            role=role,
            state=state,
            slots=SLOTS,
            signed_up_at=signed_up_at,
            motivation="",
        )
        level = 1 if role == Role.MENTEE else 3
        for number, topic in enumerate(self._topics(TopicKind.LEARN), start=1):
            TopicChoice.objects.create(participation=row, topic=topic, level=level, priority=number)
        row.exchange.set(self._topics(TopicKind.EXCHANGE)[:1])
        return row

    def _topics(self, kind: str) -> list[Any]:
        return list(self.program.topics.filter(kind=kind).order_by("position", "pk")[:2])

    def ask_manager(self) -> None:
        ManagerConsent.objects.create(
            participation=self.sign_up(Role.MENTOR),
            manager=self.line_manager,
            hours=self.program.mentor_hours,
            asked_at=self.now,
        )

    def pair(self, state: str) -> Tandem:
        """The two as an offer, or as a tandem that has just begun."""
        mentee, mentor = self.sign_up(Role.MENTEE), self.sign_up(Role.MENTOR)
        run = MatchingRun.objects.create(program=self.program, state=RunState.DONE, finished_at=self.now)
        until = self.now + timedelta(days=self.program.answer_days)
        tandem = Tandem.objects.create(
            program=self.program,
            mentee=mentee,
            mentor=mentor,
            proposal=Proposal.objects.create(run=run, mentee=mentee, mentor=mentor, score=0.8, facts=self._facts()),
            state=state,
            offered_at=self.now,
            answer_until=until,
            open_until=until,
            started_at=None if state == TandemState.OFFERED else self.now,
        )
        if state == TandemState.ACTIVE:
            plan_meetings(tandem=tandem, now=self.now)
        return tandem

    def _facts(self) -> dict[str, Any]:
        """Why these two: as matching would note it."""

        def names(kind: str) -> list[dict[str, Any]]:
            return [{"de": one.name_de, "en": one.name_en, "ahead": 2} for one in self._topics(kind)]

        wished = names(TopicKind.LEARN)
        exchange = names(TopicKind.EXCHANGE)[:1]
        return {"topics": wished, "wished": len(wished), "exchange": exchange, "times": SLOTS, "languages": ["de"]}
