"""What happens in a programme, day by day: people act through the same doors as in the browser, the periodic tasks run
between, and the clock of each action is the day it is told for.
"""

from datetime import date, datetime, timedelta
from random import Random

from journals.actions import save_entry
from journals.enums import Visibility
from mentoring.demo.arranging import prepare, take_along
from mentoring.demo.beginnings import Beginnings
from mentoring.demo.cast import FINISHED
from mentoring.demo.writing import entry
from programs.actions import set_program_state
from programs.enums import AskOrder, ProgramState
from programs.models import Program, Topic
from tandems import actions
from tandems.enums import MeetingState, TandemState
from tandems.matching import release, run_now, start_run
from tandems.models import Meeting, Tandem

WEEK = timedelta(weeks=1)
PLACES = ("Raum Neckar", "online", "Kantine, hinten links", "Café gegenüber", "Schulungsraum 2", "online")


def match(program: Program, rng: Random, now: datetime) -> None:
    """HR has the computer match, releases every pair, and the people answer within a week."""
    manager = program.team.filter(role="manager").select_related("person").get().person
    set_program_state(program=program, state=ProgramState.MATCHING, actor=manager, now=now)
    run = start_run(program=program, actor=manager, now=now)
    run_now(run, now)
    release(run=run, proposals=list(run.proposals.all()), actor=manager, now=now)
    for tandem in Tandem.objects.with_people().filter(program=program).order_by("pk"):
        _answer(tandem, rng, now)


def _answer(tandem: Tandem, rng: Random, now: datetime) -> None:
    for person in tandem.people:
        then = now + timedelta(days=rng.randint(0, 5), hours=rng.randint(1, 5))
        if rng.random() < 0.03:
            actions.decline_offer(tandem=tandem, person=person, now=then)
            return
        consent_text = tandem.program.consent_texts.first()
        actions.accept_offer(tandem=tandem, person=person, now=then, consent_text=consent_text)
        if tandem.program.ask_order != AskOrder.TOGETHER:
            now = then  # the other is asked only now


class Story:
    """The running part of one programme. Each tandem has a temper: how reliably it meets and writes."""

    def __init__(self, program: Program, rng: Random) -> None:
        self.program = program
        self.rng = rng
        self.beginnings = Beginnings(program)
        tandems = list(Tandem.objects.filter(program=program).order_by("pk"))
        self.temper = {tandem.pk: rng.choice((0.95, 0.9, 0.9, 0.85, 0.75, 0.6)) for tandem in tandems}
        self.drift = {tandem.pk: timedelta(days=rng.choice((-9, -7, -4, -2, 0, 0, 3))) for tandem in tandems}
        for tandem in rng.sample(tandems, max(1, len(tandems) // 13)):
            self.temper[tandem.pk] = 0.0  # there is always one that does not get going

    def day(self, now: datetime) -> None:
        """What the tandems do on one day."""
        self.beginnings.day(now)
        for tandem in self._tandems():
            meetings = list(tandem.meetings.all())
            if self._gives_up(tandem, meetings, now):
                actions.part(tandem=tandem, person=tandem.mentee.person, now=now)
                continue
            self._log(tandem, meetings, now)
            self._agree(tandem, meetings, now)

    def _gives_up(self, tandem: Tandem, meetings: list[Meeting], now: datetime) -> bool:
        """In a programme that is over, the tandem that never got going did not wait for its end."""
        if self.program.slug != FINISHED or self.temper[tandem.pk]:
            return False
        return [meeting.planned_week + 2 * WEEK < now.date() for meeting in meetings].count(True) > 1

    def _tandems(self) -> list[Tandem]:
        return list(
            Tandem.objects.with_people()
            .filter(program=self.program, state=TandemState.ACTIVE)
            .prefetch_related("meetings")
            .order_by("pk")
        )

    def _agree(self, tandem: Tandem, meetings: list[Meeting], now: datetime) -> None:
        """Set the date of the next open meeting when its week comes near."""
        if any(meeting.state == MeetingState.DATED for meeting in meetings):
            return
        nearing = [
            meeting
            for meeting in meetings
            if meeting.state == MeetingState.OPEN and self._week(tandem, meeting) <= now.date() + timedelta(days=9)
        ]
        if not nearing or self.rng.random() > self.temper[tandem.pk] * 0.5:
            return
        meeting = nearing[0]
        monday = max(self._week(tandem, meeting), now.date() + timedelta(days=2))
        day = monday + timedelta(days=self.rng.randint(0, 4))
        day += timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
        starts_at = now.replace(
            year=day.year, month=day.month, day=day.day, hour=self.rng.choice((9, 10, 13, 14, 15, 16)), minute=0
        )
        actions.set_date(
            meeting=meeting,
            person=self.rng.choice(tandem.people),
            starts_at=starts_at,
            minutes=tandem.meeting_minutes,
            place=self.rng.choice(PLACES),
            topic=self._topic(tandem, meetings),
            now=now,
        )
        prepare(tandem, meeting, now)

    def _week(self, tandem: Tandem, meeting: Meeting) -> date:
        """The first day on which the two would meet: some are always early, some late."""
        return meeting.planned_week + self.drift[tandem.pk]

    def _topic(self, tandem: Tandem, meetings: list[Meeting]) -> Topic | None:
        """One that the mentee wants to learn about, those that have come least often first."""
        met = [meeting.topic_id for meeting in meetings if meeting.state == MeetingState.HELD]
        choices = tandem.mentee.topic_choices.select_related("topic").order_by("topic__position", "topic_id")
        return min((choice.topic for choice in choices), key=lambda topic: met.count(topic.pk), default=None)

    def _log(self, tandem: Tandem, meetings: list[Meeting], now: datetime) -> None:
        """Log, move or cancel what had a date, and write about it."""
        for meeting in meetings:
            if meeting.state != MeetingState.DATED or meeting.starts_at is None:
                continue
            person = self.rng.choice(tandem.people)
            if meeting.starts_at + timedelta(hours=2) < now:
                self._hold(tandem, meeting, now)
            elif meeting.starts_at - now < timedelta(days=1) and self.rng.random() > self.temper[tandem.pk] + 0.06:
                if self.rng.random() < 0.6:
                    self._move(meeting, person, now)
                else:
                    actions.cancel_meeting(meeting=meeting, person=person, now=now)

    def _move(self, meeting: Meeting, person, now: datetime) -> None:
        assert meeting.starts_at is not None  # noqa: S101 it is dated
        actions.set_date(
            meeting=meeting,
            person=person,
            starts_at=meeting.starts_at + timedelta(days=7),
            minutes=meeting.minutes,
            place=meeting.place,
            topic=meeting.topic,
            now=now,
        )

    def _hold(self, tandem: Tandem, meeting: Meeting, now: datetime) -> None:
        minutes = meeting.minutes + self.rng.choice((-15, 0, 0, 0, 15, 30))
        actions.hold_meeting(
            meeting=meeting,
            person=self.rng.choice(tandem.people),
            minutes=minutes,
            topic=meeting.topic,
            topics=self._covered(tandem, meeting),
            now=now,
        )
        if tandem.pk % 3:  # some note their own time around a meeting, others do not
            mentee, mentor = tandem.people
            for person, before, after in ((mentee, 10, 10), (mentor, 20, 5)):
                actions.note_effort(
                    meeting=meeting, person=person, preparation_minutes=before, follow_up_minutes=after, now=now
                )
        take_along(tandem, meeting, now)
        for person in tandem.people:
            if self.rng.random() < self.temper[tandem.pk] - 0.1:
                self._write(tandem, meeting, person, now)

    def _covered(self, tandem: Tandem, meeting: Meeting) -> list[Topic]:
        """What had been planned, and in most tandems every other time something that the mentor hopes for in return."""
        hoped_for = list(tandem.mentor.exchange.all())
        gives = tandem.pk % 9 and meeting.number % 2 == 0 and hoped_for
        return [*filter(None, [meeting.topic]), *([hoped_for[meeting.number % len(hoped_for)]] if gives else [])]

    def _write(self, tandem: Tandem, meeting: Meeting, person, now: datetime) -> None:
        answers, text = entry(tandem, meeting, person)
        save_entry(
            tandem=tandem,
            meeting=meeting,
            person=person,
            visibility=self.rng.choice((Visibility.TANDEM, Visibility.TANDEM, Visibility.PRIVATE)),
            answers=answers,
            text=text,
            version=0,
            now=now,
        )
