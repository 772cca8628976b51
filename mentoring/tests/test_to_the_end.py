"""Each blueprint from its file to the archive, with the clock moved: every periodic task runs on every day looked at,
mail goes to a real server, people act through the same doors as in the browser.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone, translation

from evaluation.enums import Occasion, QuestionKind
from evaluation.figures import catalogue
from evaluation.figures.facts import facts_of
from evaluation.models import Invitation, Wave
from evaluation.surveys import submit
from evaluation.surveys.answering import questions_for
from evaluation.surveys.plan import Course, outlook
from mentoring.celery import app
from mentoring.tests.players import PAIRS, answer_offers, match, signed_up
from notices.enums import NoticeState
from notices.models import Notice
from people.tests.database import count_rows
from people.tests.factories import OrganisationFactory, PersonFactory
from people.times.clock import day_of
from programs import actions, blueprints
from programs.actions import set_program_state
from programs.checklist import missing
from programs.enums import ProgramState, TeamRole, TopicKind
from programs.models import Program, Topic
from programs.tests.factories import TeamMemberFactory
from tandems.actions import hold_meeting, set_date
from tandems.enums import MeetingState, TandemState
from tandems.models import Meeting, Tandem

pytestmark = pytest.mark.django_db
TODAY = datetime(2026, 1, 12, 9, tzinfo=UTC)
WEEK = timedelta(days=7)
# how far the clock jumps: also workers that stood still for days lose nothing
JUMPS = {ProgramState.RUNNING: 3 * WEEK, ProgramState.CLOSED: 4 * WEEK}
BY_ITSELF = [
    ProgramState.MATCHING,
    ProgramState.RUNNING,
    ProgramState.CLOSING,
    ProgramState.CLOSED,
    ProgramState.ARCHIVED,
]


@pytest.fixture(autouse=True, scope="module")
def _tasks_are_known():
    app.loader.import_default_modules()


@pytest.mark.parametrize("code", list(blueprints.ours()))
def test_a_programme_of_each_blueprint_runs_to_its_end(code, smtp_server, settings):
    with time_machine.travel(TODAY, tick=False) as clock, translation.override("de"):
        program = opened(code)
        mentees, mentors = signed_up(program)
        states = list(course_of(program, clock))
        clock.shift(timedelta(days=1))
        run_all_tasks()  # what the last step has planned goes out

    assert states == BY_ITSELF
    tandems = list(Tandem.objects.filter(program=program).prefetch_related("meetings"))
    assert {tandem.mentee.person for tandem in tandems} == set(mentees)
    assert {tandem.mentor.person for tandem in tandems} <= set(mentors)
    assert {tandem.state for tandem in tandems} == {TandemState.COMPLETED}
    assert all(meeting.state == MeetingState.HELD for tandem in tandems for meeting in tandem.meetings.all())
    the_surveys_came_when_planned(program)
    everything_was_sent(smtp_server)
    the_figures_tell_it(program)


# ---------------------------------------------------------------- HR
def opened(code: str) -> Program:
    """As the guided set-up leaves it."""
    company = OrganisationFactory()
    hr = PersonFactory(is_staff=True, organisation=company, level=3)
    names = {"de": "Unser Programm", "en": "Our programme"}
    program = actions.create_from(
        document=blueprints.ours()[code],
        names=names,
        organisations=[company],
        starts_on=date(2026, 3, 2),
        actor=hr,
        now=timezone.now(),
    )
    program.sponsor = PersonFactory(organisation=company, level=1)
    program.save()
    for role in (TeamRole.CONTACT, TeamRole.VIEWER):
        TeamMemberFactory(program=program, role=role, person=PersonFactory(organisation=company, level=3))
    assert missing(program) == []
    set_program_state(program=program, state=ProgramState.OPEN, actor=hr, now=timezone.now())
    return program


# ---------------------------------------------------------------- mentees and mentors
def meet(program: Program, today: date) -> None:
    """What is planned for this week gets a date and is held on it, an hour later."""
    due = Meeting.objects.filter(
        tandem__program=program,
        tandem__state=TandemState.ACTIVE,
        state__in=[MeetingState.OPEN, MeetingState.DATED],
        planned_week__lte=today,
    )
    for hour, meeting in enumerate(due.select_related("tandem__mentor__person", "tandem__program")):
        person, now = meeting.tandem.mentor.person, timezone.now()
        if meeting.state == MeetingState.OPEN:
            starts_at = now + timedelta(hours=2 + hour)
            set_date(
                meeting=meeting, person=person, starts_at=starts_at, minutes=45, place="online", topic=None, now=now
            )
        hold_meeting(meeting=meeting, person=person, minutes=45, topic=None, now=now + timedelta(hours=4 + hour))


def answer_surveys(program: Program) -> None:
    learn = list(program.topics.filter(kind=TopicKind.LEARN))
    waiting = Invitation.objects.waiting(day_of(timezone.now())).filter(wave__program=program)
    for invitation in waiting.select_related("wave__questionnaire", "wave__program", "participation", "person"):
        answers = {
            question.code: value
            for question in questions_for(invitation.wave, invitation.role)
            if (value := an_answer(question, learn)) is not None
        }
        submit(invitation=invitation, answers=answers, now=timezone.now())


def an_answer(question: Any, learn: list[Topic]) -> Any:
    return {
        QuestionKind.TEXT: None,
        QuestionKind.RECOMMENDATION: 9,
        QuestionKind.CHOICE: 1,
        QuestionKind.SEVERAL: [1],
        QuestionKind.NUMBER: 2,
        QuestionKind.SELF_RATING: {topic.pk: 3 for topic in learn},
    }.get(question.kind, 4)


# ---------------------------------------------------------------- time
def course_of(program: Program, clock: Any) -> Iterator[str]:
    """Day after day until the archive, some weeks between them; yields the states that the programme enters."""
    state = program.state
    while state != ProgramState.ARCHIVED:
        assert timezone.now() < TODAY + timedelta(days=1500), f"it stays {state}"
        clock.shift(JUMPS.get(state, WEEK))
        if state in (ProgramState.CLOSING, ProgramState.CLOSED):
            count_rows()  # a year of answers has come in within seconds
        run_all_tasks()
        program.refresh_from_db()
        if program.state != state:
            state = program.state
            yield state
            if state == ProgramState.MATCHING:
                match(program)
        answer_offers(program)
        meet(program, day_of(timezone.now()))
        answer_surveys(program)


def run_all_tasks() -> None:
    """What beat would start, each once."""
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        app.tasks[entry["task"]].apply(throw=True)


# ---------------------------------------------------------------- what became of it
def the_surveys_came_when_planned(program: Program) -> None:
    waves = Wave.objects.filter(program=program)
    course = Course(program, min(wave.opens_on for wave in waves), list(waves))
    planned = {occasion: day for occasion, day in outlook(course).items() if day}
    assert {wave.occasion for wave in waves} == set(planned)
    for occasion, day in planned.items():
        opened_on = min(wave.opens_on for wave in waves if wave.occasion == occasion)
        assert timedelta() <= opened_on - day <= max(JUMPS.values()), occasion
    assert {wave.occasion for wave in waves} >= {Occasion.START, Occasion.MEETING, Occasion.END, Occasion.AFTER}


def everything_was_sent(smtp_server: Any) -> None:
    ended = (NoticeState.SENT, NoticeState.OBSOLETE, NoticeState.EXPIRED)
    assert list(Notice.objects.exclude(state__in=ended).values_list("kind", "state", "due_at")) == []
    sent = Notice.objects.filter(state=NoticeState.SENT).count()
    assert len(smtp_server.messages) == sent > 0
    bodies = [message.get_body(("plain",)).get_content() for message in smtp_server.messages]
    assert not [body for body in bodies if "%(" in body or "{" in body]


def the_figures_tell_it(program: Program) -> None:
    for language in ("de", "en"):
        with translation.override(language):
            facts = facts_of([program], timezone.now())[0]
            results = {result.figure.code: result for result in catalogue.results(facts) if result.figure}
    shown = {code for code, result in results.items() if result.state == "shown"}
    assert {"meetings", "participation", "usefulness", "recommendation", "goals"} <= shown
    assert ("learning" in shown) == (program.smallest_group <= PAIRS)
