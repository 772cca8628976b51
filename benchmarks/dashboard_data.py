"""A database for `dashboard.py`: tandems, meetings, surveys, answers, as many as asked for."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

MEETINGS, ANSWERS = 10, 100  # for each tandem
NOW = datetime(2026, 9, 2, 9, 0, tzinfo=UTC)
START = date(2026, 1, 5)
WEEK = timedelta(days=7)
BEFORE = datetime(2025, 12, 1, 9, tzinfo=UTC)


def invent(tandems: int, number: int) -> Any:
    """So many tandems over so many programmes, all with one viewer."""
    from django.db import connection

    from evaluation.surveys import load_questionnaires
    from people.models import Department, Organisation, Person
    from programs.enums import TeamRole
    from programs.models import TeamMember

    load_questionnaires()
    company = Organisation.objects.create(name="Genossenschaftsbank Neckartal eG")
    department = Department.objects.create(organisation=company, name="Firmenkunden")
    viewer = Person.objects.create(
        email="viewer@example.org", first_name="Ruth", last_name="Beispiel", organisation=company, language="en"
    )
    for index in range(number):
        program = make_program(index, company)
        TeamMember.objects.create(program=program, person=viewer, role=TeamRole.VIEWER)
        make_tandems(program, department, tandems // number)
        make_answers(program, tandems // number)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return viewer


def make_program(index: int, company: Any) -> Any:
    from programs.enums import Measure, ProgramState, TopicKind
    from programs.models import Goal, Program, Topic

    program = Program.objects.create(
        slug=f"programme-{index}",
        name_de=f"Programm {index}",
        name_en=f"Programme {index}",
        purpose="digital",
        state=ProgramState.RUNNING,
        starts_on=START,
        ends_on=START + 50 * WEEK,
        rhythm_weeks=4,
    )
    program.organisations.add(company)
    for name in ("AI", "Collaboration", "Data", "Video", "Social media", "Agile work"):
        Topic.objects.create(program=program, kind=TopicKind.LEARN, name_en=name, name_de=name)
    for measure in (Measure.TANDEMS, Measure.MEETINGS_HELD, Measure.GAIN, Measure.USEFULNESS):
        Goal.objects.create(program=program, title_en=measure, title_de=measure, measure=measure, baseline=0, target=4)
    return program


def make_tandems(program: Any, department: Any, size: int) -> None:
    from programs.enums import Role
    from tandems.enums import MeetingState
    from tandems.models import Meeting

    for first in range(0, size, 2_000):
        numbers = range(first, min(first + 2_000, size))
        mentees = take_part(program, department, Role.MENTEE, 2, numbers)
        mentors = take_part(program, department, Role.MENTOR, 4, numbers)
        tandems = pair(program, numbers, mentees, mentors)
        meetings = [
            meeting(tandem, n, number) for n, tandem in zip(numbers, tandems, strict=True) for number in range(MEETINGS)
        ]
        Meeting.objects.bulk_create(meetings, batch_size=5_000)
        note_around(program, tandems, [one for one in meetings if one.state == MeetingState.HELD])


def take_part(program: Any, department: Any, role: str, level: int, numbers: range) -> list[Any]:
    from people.models import Person
    from programs.enums import ParticipationState
    from programs.models import Participation

    people = Person.objects.bulk_create(
        Person(
            email=f"{program.pk}{role}{n}@example.org",
            first_name="Ruth",
            last_name=f"Beispiel{n}",
            organisation=department.organisation,
            department=department,
            level=level,
        )
        for n in numbers
    )
    own = {"program": program, "role": role, "state": ParticipationState.SIGNED_UP, "signed_up_at": BEFORE}
    return Participation.objects.bulk_create(Participation(person=person, **own) for person in people)


def pair(program: Any, numbers: range, mentees: list[Any], mentors: list[Any]) -> list[Any]:
    """One in twenty has parted."""
    from tandems.enums import TandemState
    from tandems.models import Tandem

    return Tandem.objects.bulk_create(
        Tandem(
            program=program,
            mentee=mentee,
            mentor=mentor,
            state=TandemState.PARTED if n % 20 == 0 else TandemState.ACTIVE,
            offered_at=BEFORE,
            answer_until=BEFORE,
            open_until=BEFORE,
            started_at=datetime(2026, 1, 5 + n % 20, 9, tzinfo=UTC),
            ended_at=datetime(2026, 5, 4, 9, tzinfo=UTC) if n % 20 == 0 else None,
        )
        for n, mentee, mentor in zip(numbers, mentees, mentors, strict=True)
    )


def meeting(tandem: Any, n: int, number: int) -> Any:
    """The next ones are open; of those before, one in ten is cancelled."""
    from tandems.enums import MeetingState
    from tandems.models import Meeting

    week = START + (4 * number + n % 4) * WEEK
    state = MeetingState.CANCELLED if (n + number) % 10 == 0 else MeetingState.HELD
    if week + WEEK > NOW.date():
        state = MeetingState.OPEN
    starts_at = datetime(week.year, week.month, week.day, 9, tzinfo=UTC) + timedelta(days=n % 5)
    held_at = starts_at if state == MeetingState.HELD else None
    return Meeting(
        tandem=tandem,
        number=number + 1,
        state=state,
        planned_week=week,
        starts_at=held_at,
        held_at=held_at,
        minutes=60,
    )


def note_around(program: Any, tandems: list[Any], held: list[Any]) -> None:
    """Every other meeting was prepared, one in ten was moved."""
    from people.models import AuditEvent
    from tandems.models import Effort

    mentors = {tandem.pk: tandem.mentor.person_id for tandem in tandems}
    Effort.objects.bulk_create(
        (Effort(meeting=one, person_id=mentors[one.tandem_id], preparation_minutes=20) for one in held[::2]),
        batch_size=5_000,
    )
    AuditEvent.objects.bulk_create(
        AuditEvent(
            event="meeting.moved",
            subject_type="tandems.meeting",
            subject_id=str(one.pk),
            program_id=program.pk,
            happened_at=one.starts_at,
        )
        for one in held[::10]
    )


RESPOND = """INSERT INTO evaluation_response (id, wave_id, role, "group", link)
    SELECT gen_random_uuid(), %(wave)s, role, '', CASE WHEN %(linked)s THEN md5(id::text) || md5(person_id::text)
        ELSE '' END
    FROM (SELECT * FROM programs_participation WHERE program_id = %(program)s ORDER BY id LIMIT %(people)s) AS people"""
ANSWER = """INSERT INTO evaluation_answer (id, response_id, question_id, topic_id, value, text)
    SELECT gen_random_uuid(), response.id, question.id, topic.id,
        CASE question.kind WHEN 'recommendation' THEN floor(random() * 11) WHEN 'choice' THEN 1 + floor(random() * 2)
            WHEN 'several' THEN 1 + floor(random() * 7) ELSE 1 + floor(random() * 5) END, ''
    FROM evaluation_response AS response
    JOIN evaluation_question AS question ON question.questionnaire_id = %(questionnaire)s
        AND question.role IN ('', response.role) AND question.kind <> 'text'
    LEFT JOIN programs_topic AS topic ON question.kind = 'self_rating' AND topic.program_id = %(program)s
    WHERE response.wave_id = %(wave)s LIMIT %(room)s"""
INVITE = """INSERT INTO evaluation_invitation (id, wave_id, participation_id, person_id, state, created_at)
    SELECT gen_random_uuid(), %(wave)s, id, person_id, CASE WHEN row_number() OVER (ORDER BY id) <= %(people)s
        THEN 'answered' ELSE 'open' END, now()
    FROM programs_participation WHERE program_id = %(program)s"""


def make_answers(program: Any, size: int) -> None:
    """Start and end of everyone, half-way, and as many surveys after meetings as make a hundred answers a tandem."""
    from django.db import connection

    from evaluation.enums import LINKED, Occasion
    from evaluation.models import Questionnaire, Wave

    room = size * ANSWERS
    occasions = [Occasion.START, Occasion.END, Occasion.HALF_WAY, *[Occasion.MEETING] * 30]
    with connection.cursor() as cursor:
        for number, occasion in enumerate(occasions):
            questionnaire = Questionnaire.objects.ours().filter(occasion=occasion).first()
            opens_on = START + number * WEEK if occasion != Occasion.END else START + 34 * WEEK
            wave = Wave.objects.create(
                program=program,
                questionnaire=questionnaire,
                occasion=occasion,
                opens_on=opens_on,
                closes_on=opens_on + 2 * WEEK,
            )
            values = {
                "wave": wave.pk,
                "program": program.pk,
                "questionnaire": questionnaire.pk,  # type: ignore[union-attr]
                "linked": occasion in LINKED,
                "people": 2 * size * 9 // 10 if occasion == Occasion.END else 2 * size,
                "room": room,
            }
            cursor.execute(INVITE, values)
            cursor.execute(RESPOND, values)
            cursor.execute(ANSWER, values)
            room -= cursor.rowcount
            if room <= 0:
                break
