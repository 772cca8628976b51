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
from notices.enums import NoticeState
from notices.models import Notice
from people.clock import day_of
from people.models import Person
from people.tests.factories import DepartmentFactory, OrganisationFactory, PersonFactory
from programs import actions, blueprints
from programs.actions import set_program_state
from programs.checklist import missing
from programs.enums import ConsentSource, Mode, ProgramState, Role, Slot, TeamRole, TopicKind
from programs.models import Program, Topic
from programs.tests.factories import TeamMemberFactory
from tandems import rules
from tandems.actions import accept_offer, hold_meeting, set_date
from tandems.enums import MeetingState, TandemState
from tandems.matching import release, run_now, start_run
from tandems.models import Meeting, Tandem

pytestmark = pytest.mark.django_db
TODAY = datetime(2026, 1, 12, 9, tzinfo=UTC)
WEEK = timedelta(days=7)
# how far the clock jumps: also workers that stood still for days lose nothing
JUMPS = {ProgramState.RUNNING: 2 * WEEK, ProgramState.CLOSED: 4 * WEEK}
PAIRS = 5
BY_ITSELF = [
    ProgramState.MATCHING,
    ProgramState.RUNNING,
    ProgramState.CLOSING,
    ProgramState.CLOSED,
    ProgramState.ARCHIVED,
]


@pytest.mark.parametrize("code", list(blueprints.ours()))
def test_a_programme_of_each_blueprint_runs_to_its_end(code, smtp_server, settings):
    settings.EMAIL_TIMEOUT = 10
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


def match(program: Program) -> None:
    """HR has the computer match and releases every pair; the offers are answered by `answer_offers`."""
    hr = program.team.get(role=TeamRole.MANAGER).person
    run = start_run(program=program, actor=hr, now=timezone.now())
    run_now(run, timezone.now())
    release(run=run, proposals=list(run.proposals.all()), actor=hr, now=timezone.now())


# ---------------------------------------------------------------- mentees and mentors
def signed_up(program: Program) -> tuple[list[Person], list[Person]]:
    """Pairs who could form tandems in any programme: each department has a mentee and a mentor, all times suit."""
    company = program.organisations.get()
    found: dict[str, list[Person]] = {Role.MENTEE: [], Role.MENTOR: []}
    for number in range(2 * PAIRS):
        role = Role.MENTEE if number % 2 else Role.MENTOR
        department = DepartmentFactory(organisation=company, name=f"Abteilung {number // 2}")
        newcomer = date(2025, 4, 1) if role == Role.MENTOR else date(2005, 4, 1)
        person = PersonFactory(
            organisation=company,
            department=department,
            level=4 if role == Role.MENTOR else 2,
            hired_on=newcomer,
            language="en" if number % 4 else "de",
        )
        sign_up(program, person, role)
        found[role].append(person)
    return found[Role.MENTEE], found[Role.MENTOR]


def sign_up(program: Program, person: Person, role: str) -> None:
    topics = Topic.objects.filter(program=program)
    consent_text = program.consent_texts.first()
    assert consent_text is not None
    actions.sign_up(
        program=program,
        person=person,
        role=role,
        topics=dict.fromkeys(topics.filter(kind=TopicKind.LEARN)[:3], 1 if role == Role.MENTEE else 4),
        exchange=list(topics.filter(kind=TopicKind.EXCHANGE)[:2]),
        slots=list(Slot.values),
        mode=Mode.BOTH,
        max_tandems=1,
        motivation="",
        joint_with=None,
        consent_text=consent_text,
        source=ConsentSource.BROWSER,
        now=timezone.now(),
    )


def answer_offers(program: Program) -> None:
    """Whoever is asked says yes; where one is asked after the other, the other one is asked in the same round."""
    for _round in range(2):
        for tandem in Tandem.objects.with_people().filter(program=program, state=TandemState.OFFERED):
            for person in [person for person in tandem.people if rules.takes_part(tandem, person)]:
                text = program.consent_texts.first()
                accept_offer(tandem=tandem, person=person, now=timezone.now(), consent_text=text)


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
    app.loader.import_default_modules()
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
