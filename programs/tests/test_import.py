"""Sign-ups out of a file, with the bank's real one."""

from pathlib import Path

import pytest

from notices.models import Notice
from people.errors import ActionError, NotAllowed, StaleState
from people.imports import apply_import, check_file
from people.imports.readers import UnreadableFile
from people.models import Organisation, Person
from people.tests.factories import PersonFactory
from programs import wishes
from programs.actions import apply_sign_ups, check_sign_ups, withdraw
from programs.enums import ConsentSource, ProgramState, Role, TopicKind
from programs.imports import sheet
from programs.imports.examining import examine
from programs.models import Consent, Participation, Topic
from programs.tests.factories import (
    ConsentTextFactory,
    MenteeFactory,
    ParticipationFactory,
    ProgramFactory,
    TeamMemberFactory,
    TopicFactory,
    joint_pairs,
)

pytestmark = pytest.mark.django_db
SIGN_UPS = Path(__file__).parent / "data" / "signups_bank.csv"
EMPLOYEES = Path(__file__).parents[2] / "people" / "tests" / "data" / "employees_bank.csv"
HEADINGS = "E-Mail;Rolle;Themen;Gegenseitigkeit;Treffen;Zeiten;Max. Tandems;Motivation;Gemeinsame Anmeldung mit"
ENGLISH = "E-mail;Role;Topics;In return;Meeting;Times;Tandems at most;Motivation;Joint sign-up with"


@pytest.fixture
def program():
    program = ProgramFactory()
    ConsentTextFactory(program=program)
    TeamMemberFactory(program=program)
    TopicFactory(program=program, name_de="Onlinemarketing", name_en="Online marketing")
    TopicFactory(program=program, name_de="Verhandlung", name_en="Negotiating", kind=TopicKind.EXCHANGE)
    return program


def manager(program) -> Person:
    return program.team.get().person


def line(
    person,
    *,
    role="Mentor:in",
    topics="Onlinemarketing=2",
    back="",
    mode="beides",
    slots="Mo vormittags",
    most="1",
    partner="",
):
    email = person if isinstance(person, str) else person.email
    return f'{email};{role};"{topics}";"{back}";{mode};"{slots}";{most};Neugier;{partner}'


def examined(program, *lines, headings=HEADINGS, **more):
    rows, _summary = sheet.read_rows("a.csv", "\n".join([headings, *lines]).encode())
    return examine(program, rows, **more)


def imported(program, now, *lines, headings=HEADINGS, **more):
    stored = check_sign_ups(
        program=program, file_name="a.csv", content="\n".join([headings, *lines]).encode(), actor=manager(program)
    )
    return apply_sign_ups(sign_up_import=stored, actor=manager(program), now=now, **more)


def test_the_banks_file_signs_up_forty_mentees_and_fifty_two_mentors(program, now):
    actor = manager(program)
    people = check_file(file_name=EMPLOYEES.name, content=EMPLOYEES.read_bytes(), actor=actor)
    apply_import(people_import=people, actor=actor, now=now)
    program.organisations.set(Organisation.objects.filter(name="Genossenschaftsbank Neckartal eG"))
    content = SIGN_UPS.read_bytes()

    stored = check_sign_ups(program=program, file_name=SIGN_UPS.name, content=content, actor=actor)
    found = examine(program, stored.rows)
    assert found.unknown_count == 11 + 4
    with pytest.raises(ActionError):
        apply_sign_ups(sign_up_import=stored, actor=actor, now=now)
    stored.refresh_from_db()
    apply_sign_ups(sign_up_import=stored, actor=actor, now=now, add_topics=True)

    signed_up = program.participations.signed_up()
    assert signed_up.mentees().count() == 40
    assert signed_up.mentors().count() == 52
    assert len(joint_pairs()) == 4
    assert program.topics.filter(kind=TopicKind.LEARN).count() == 12
    assert program.topics.filter(kind=TopicKind.EXCHANGE).count() == 5
    assert Consent.objects.filter(source=ConsentSource.IMPORT).count() == 92
    assert Notice.objects.filter(kind="signed_up").count() == 92
    assert not Notice.objects.filter(kind="joint_sign_up").exists()
    stored.refresh_from_db()
    assert stored.rows == []
    with pytest.raises(StaleState):
        apply_sign_ups(sign_up_import=stored, actor=actor, now=now)

    again = check_sign_ups(program=program, file_name=SIGN_UPS.name, content=content, actor=actor)
    assert examine(program, again.rows).counts == {"new": 0, "changed": 0, "same": 92, "wrong": 0}
    before = list(Participation.objects.order_by("pk").values())
    apply_sign_ups(sign_up_import=again, actor=actor, now=now)
    assert list(Participation.objects.order_by("pk").values()) == before
    assert Consent.objects.count() == 92
    assert Notice.objects.count() == 92


def test_headings_and_cells_may_be_english(program, now):
    person = PersonFactory()
    imported(
        program,
        now,
        line(
            person,
            role="Mentor",
            topics="Online marketing=3",
            back="Negotiating",
            mode="in person",
            slots="Mon morning; Thursday afternoon",
        ),
        headings=ENGLISH,
    )
    mine = Participation.objects.get(person=person)
    assert mine.mode == "in_person"
    assert mine.slots == ["1am", "4pm"]
    assert mine.topic_choices.get().level == 3
    assert mine.exchange.get().name_en == "Negotiating"


@pytest.mark.parametrize(
    ("column", "cells"),
    [
        ("email", {"person": "niemand@example.org"}),
        ("role", {"role": "Chef"}),
        ("topics", {"topics": ""}),
        ("topics", {"topics": "Onlinemarketing"}),
        ("topics", {"topics": "Onlinemarketing=5"}),
        ("topics", {"topics": "Onlinemarketing=1; Online marketing=2"}),
        ("topics", {"topics": "Töpfern=2"}),
        ("exchange", {"back": "Kaffee"}),
        ("mode", {"mode": "im Wald"}),
        ("slots", {"slots": ""}),
        ("slots", {"slots": "Sa vormittags"}),
        ("max_tandems", {"most": "4"}),
        ("max_tandems", {"most": "viele"}),
        ("joint_with", {"partner": "niemand@example.org"}),
    ],
)
def test_what_is_wrong_is_said_at_its_cell(program, column, cells):
    row = examined(program, line(**{"person": PersonFactory(), **cells})).rows[0]
    assert list(row.problems) == [column]
    assert row.outcome == sheet.WRONG


@pytest.mark.parametrize(
    ("column", "person", "role"),
    [
        ("email", {"is_active": False}, "Mentor"),
        ("email", {"organisation__name": "Anderes Haus"}, "Mentor"),
        ("role", {"level": 5}, "Mentee"),
        ("role", {"level": 1}, "Mentor"),
        ("role", {"level": None}, "Mentor"),
    ],
)
def test_people_who_cannot_take_part_are_named(program, column, person, role):
    row = examined(program, line(PersonFactory(**person), role=role)).rows[0]
    assert list(row.problems) == [column]


def test_the_same_person_twice_is_said_in_both_rows(program):
    person = PersonFactory()
    found = examined(program, line(person), line(person.email.upper()))
    assert [list(row.problems) for row in found.rows] == [["email"], ["email"]]
    assert "2" in found.rows[0].problems["email"][0]


def test_a_partner_named_on_one_side_makes_the_pair(program, now):
    mentee, mentor = PersonFactory(level=2), PersonFactory(level=5)
    imported(program, now, line(mentee, role="Mentee", partner=mentor.email), line(mentor))
    [(one, other)] = joint_pairs()
    assert (one.person, other.person) == (mentee, mentor)


def test_a_partner_who_signed_up_before_is_paired_too(program, now):
    mentor = ParticipationFactory(program=program, person__level=5)
    imported(program, now, line(PersonFactory(level=2), role="Mentee", partner=mentor.person.email))
    assert len(joint_pairs()) == 1


@pytest.mark.parametrize("theirs", ["not signed up", "same role", "named by two", "has another", "own line", "junior"])
def test_a_partner_who_does_not_fit_is_said_at_the_cell(program, theirs):
    mentor = PersonFactory(level=5)
    mentee = PersonFactory(level=2)
    mine = line(mentee, role="Mentee", partner=mentor.email)
    others = {
        "not signed up": [],
        "same role": [line(PersonFactory(level=3), role="Mentee")],
        "named by two": [line(PersonFactory(level=2), role="Mentee", partner=mentor.email), line(mentor)],
        "has another": [line(mentor, partner=PersonFactory().email)],
        "own line": [line(mentor)],
        "junior": [line(mentor)],
    }[theirs]
    if theirs == "same role":
        other = PersonFactory(level=3)
        mine, others = line(mentee, role="Mentee", partner=other.email), [line(other, role="Mentee")]
    if theirs == "own line":
        Person.objects.filter(pk=mentor.pk).update(manager=mentee)
    if theirs == "junior":
        Person.objects.filter(pk=mentor.pk).update(level=2)
    assert "joint_with" in examined(program, mine, *others).rows[0].problems


def test_wrong_rows_stop_everything_unless_left_out_on_purpose(program, now):
    sound, broken = line(PersonFactory()), line("niemand@example.org")
    with pytest.raises(ActionError):
        imported(program, now, sound, broken)
    assert not Participation.objects.exists()
    done = imported(program, now, sound, broken, only_sound=True)
    assert Participation.objects.count() == 1
    assert done.summary["wrong"] == 1


def test_wishes_in_a_file_are_not_read_and_not_kept(program, now):
    """Whoever writes the file would see them: people add them themselves."""
    someone = PersonFactory()
    stored = check_sign_ups(
        program=program,
        file_name="a.csv",
        content=f"{HEADINGS};Wunsch\n{line(someone)};niemals@example.org".encode(),
        actor=manager(program),
    )
    assert stored.summary["ignored"] == ["Wunsch"]
    assert "niemals" not in str(stored.rows)
    apply_sign_ups(sign_up_import=stored, actor=manager(program), now=now, add_topics=True)
    assert wishes.of(Participation.objects.get(person=someone)) == wishes.Wishes()


def test_a_change_is_shown_before_it_is_made(program, now):
    person = PersonFactory()
    imported(program, now, line(person))
    [row] = examined(program, line(person, slots="Di vormittags", most="2")).rows
    assert row.outcome == sheet.CHANGED
    assert row.changes == ["slots", "max_tandems"]


def test_whoever_left_is_not_brought_back_by_a_file(program, now):
    mine = MenteeFactory(program=program)
    withdraw(participation=mine, actor=mine.person, now=now)
    [row] = examined(program, line(mine.person, role="Mentee")).rows
    assert list(row.problems) == ["email"]


def test_unknown_topics_are_added_in_the_files_language(program, now):
    imported(program, now, line(PersonFactory(), topics="Töpfern=2"), add_topics=True)
    assert Topic.objects.get(name_de="Töpfern").name_en == ""
    imported(
        program,
        now,
        line(PersonFactory(), role="Mentor", topics="Pottery=2", slots="Mon morning", mode="both"),
        headings=ENGLISH,
        add_topics=True,
    )
    assert Topic.objects.get(name_en="Pottery").name_de == ""


@pytest.mark.parametrize(
    "content", ["", "E-Mail;Rolle\na@example.org;Mentee", "E-Mail;Mail;Rolle;Themen;Zeiten\na;b;c;d;e"]
)
def test_a_file_that_is_no_list_of_sign_ups_is_refused(program, content):
    with pytest.raises(UnreadableFile):
        check_sign_ups(program=program, file_name="a.csv", content=content.encode(), actor=manager(program))


def test_only_the_programmes_managers_import(program, now):
    stranger = TeamMemberFactory().person
    with pytest.raises(NotAllowed):
        check_sign_ups(program=program, file_name="a.csv", content=SIGN_UPS.read_bytes(), actor=stranger)


def test_before_the_programme_opens_nobody_is_written_to(program, now):
    program.state = ProgramState.DRAFT
    program.save()
    imported(program, now, line(PersonFactory()))
    assert Participation.objects.get().role == Role.MENTOR
    assert not Notice.objects.exists()
