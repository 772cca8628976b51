"""Blueprints: ours are complete in both languages, what is set up is what they say, and bad files are refused."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from notices.models import ProgramKind
from people.errors import NotAllowed
from people.models import AuditEvent
from people.tests.factories import OrganisationFactory, PersonFactory
from programs import actions, blueprints
from programs.actions.events import set_dates
from programs.blueprints import BadBlueprint, Document
from programs.blueprints.programme import carried
from programs.checklist import missing
from programs.enums import EventKind, EventState, ProgramState, TeamRole, TopicKind
from programs.models import Blueprint, Program
from programs.tests.factories import GoalFactory, ProgramFactory, TeamMemberFactory, TopicFactory

pytestmark = pytest.mark.django_db

CODES = [
    "academy",
    "digital",
    "inclusion",
    "leadership",
    "change",
    "innovation",
    "network",
    "onboarding",
    "tool",
]
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture
def hr():
    return PersonFactory(is_staff=True)


def made(document: Document, hr, **more) -> Program:
    names = {"de": "Unser Programm", "en": "Our programme"}
    return actions.create_from(
        document=document,
        names=names,
        organisations=[OrganisationFactory()],
        starts_on=date(2027, 2, 1),
        actor=hr,
        now=NOW,
        **more,
    )


def own(document: Document, **changes) -> Document:
    return Document(document.code, document.names, document.suits, {"programme": changes})


def test_there_are_nine_in_the_order_of_choice():
    assert list(blueprints.ours()) == CODES


@pytest.mark.parametrize("code", CODES)
def test_ours_lack_nothing_but_people_once_they_are_set_up(code, hr):
    document = blueprints.ours()[code]
    assert blueprints.problems(document) == []
    program = made(document, hr)
    assert {item.code for item in missing(program)} == {"sponsor", "viewer", "contact"}
    assert program.planned_meetings >= 6
    texts = [getattr(program, f"{name}_{code}") for name in ("description", "sponsor_message") for code in ("de", "en")]
    texts += [getattr(topic, f"name_{code}") for topic in program.topics.all() for code in ("de", "en")]
    texts += [getattr(goal, f"title_{code}") for goal in program.goals.all() for code in ("de", "en")]
    assert all(texts)
    assert program.topics.filter(kind=TopicKind.EXCHANGE).count() >= 2


@pytest.mark.parametrize("code", CODES)
def test_ours_bring_events_and_resources_in_both_languages(code, hr):
    program = made(blueprints.ours()[code], hr)
    events, resources = list(program.events.all()), list(program.resources.all())
    kinds = {event.kind for event in events}
    assert {EventKind.KICK_OFF, EventKind.CHECK_IN, EventKind.CLOSING} <= kinds
    assert len(resources) >= 2
    rows = [*events, *resources]
    assert all(getattr(row, f"{name}_{lang}") for row in rows for name in ("title", "text") for lang in ("de", "en"))
    assert {(event.state, event.starts_at) for event in events} == {(EventState.DRAFT, None)}
    assert EventKind.COMMUNITY in kinds or code == "tool"
    set_dates(program)
    days = [event.starts_at.date() for event in program.events.order_by("starts_at")]
    assert program.starts_on <= days[0]
    assert days[-1] <= program.ends_on
    assert len(set(days)) == len(days)
    assert {day.weekday() < 5 for day in days} == {True}


def test_events_with_dates_of_their_own_go_along_as_distances(hr):
    """Moved by hand to three days after half-time; a place, a link and a proposal stay where they are."""
    first = made(blueprints.ours()["tool"], hr)
    set_dates(first)
    event = first.events.get(kind=EventKind.CHECK_IN)
    event.starts_at += timedelta(days=3, hours=1)
    event.place, event.link = "Saal 5", "https://meet.example.org/x"
    event.save()
    first.events.create(title_de="Vorschlag", proposed_by=hr, kind=EventKind.PEER, for_mentees=False)
    document = actions.document_of(program=first, names={"de": "Noch einmal"}, suits={})
    rows = {row["title_en"]: row for row in document.sections["events"]["list"]}
    assert (rows[event.title_en]["anchor"], rows[event.title_en]["time"]) == ("half", "10:00")
    assert "Saal 5" not in str(rows)
    assert "Vorschlag" not in str(rows)
    again = made(blueprints.from_file(blueprints.to_file(document)), hr)
    set_dates(again)
    moved = again.events.get(title_en=event.title_en)
    assert moved.starts_at == event.starts_at
    assert blueprints.write_down(again)["events"] == document.sections["events"]


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("innovation", {"mentors_per_mentee": 3}),
        ("tool", {"department_rule": "same", "department_is_must": True, "rhythm_weeks": 1}),
        ("leadership", {"weight_exchange": 10, "weight_topics": 5, "exchange_is_must": True}),
        ("inclusion", {"smallest_group": 7}),
        ("academy", {"spans_organisations": False}),
    ],
)
def test_what_is_particular_is_set_up(code, says, hr):
    program = made(blueprints.ours()[code], hr)
    program.refresh_from_db()
    assert {name: getattr(program, name) for name in says} == says


def test_hrs_own_name_stays_and_hr_manages_the_programme(hr):
    program = made(blueprints.ours()["digital"], hr)
    assert (program.name_de, program.slug, program.state) == ("Unser Programm", "unser-programm", ProgramState.DRAFT)
    assert program.team.get().person == hr
    assert (program.ends_on, program.sign_up_until) == (date(2027, 8, 1), date(2027, 1, 22))
    assert AuditEvent.objects.filter(event="program.set_up", details__blueprint="digital").exists()


def test_a_programme_written_down_and_set_up_again_is_the_same_without_people_and_dates(hr):
    first = made(blueprints.ours()["leadership"], hr)
    document = actions.document_of(program=first, names={"de": "Noch einmal"}, suits={})
    again = made(blueprints.from_file(blueprints.to_file(document)), hr)
    assert blueprints.write_down(again) == blueprints.write_down(first)
    assert {name: getattr(again, name) for name in carried()} == {name: getattr(first, name) for name in carried()}
    text = blueprints.to_file(document).decode()
    assert hr.email not in text
    assert "2027" not in text


def test_a_goal_keeps_its_topic(hr):
    program = made(blueprints.ours()["digital"], hr)
    assert [goal.topic.name_en for goal in program.goals.exclude(topic=None)] == [
        "Artificial intelligence in everyday work"
    ]


def test_hr_keeps_a_programme_as_a_blueprint_for_all_of_hr(hr):
    program = ProgramFactory()
    TeamMemberFactory(program=program, person=hr)
    TopicFactory(program=program)
    GoalFactory(program=program)
    kept = actions.keep_blueprint(
        program=program, names={"de": "Hausvorlage"}, suits={"de": "Für alle"}, actor=hr, now=NOW
    )
    copy = made(actions.as_document(kept), PersonFactory(is_staff=True))
    assert (copy.topics.count(), copy.goals.count()) == (1, 1)


@pytest.mark.parametrize("role", [TeamRole.VIEWER, TeamRole.CONTACT])
def test_only_who_manages_a_programme_keeps_its_set_up(role, hr):
    program = ProgramFactory()
    TeamMemberFactory(program=program, person=hr, role=role)
    with pytest.raises(NotAllowed):
        actions.keep_blueprint(program=program, names={"de": "X"}, suits={}, actor=hr, now=NOW)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\xff\xfe\x00", "neither JSON nor TOML"),
        (b"[" * 5000, "neither JSON nor TOML"),
        (b"{}", "no blueprint of Tandem"),
        (b'{"format": 9, "name": {"de": "X"}}', "no blueprint of Tandem"),
        (b'{"format": 1}', "has no name"),
        (b'{"format": 1, "name": {"de": 5}}', "has no name"),
        (b'{"format": 1, "name": {"de": "X"}, "rockets": {}}', "no section"),
        (b'{"format": 1, "name": {"de": "X"}, "programme": 3}', "no section"),
        (b'{"format": 1, "name": {"de": "X"}, "programme": {"state": "open"}}', "no setting"),
        (b'{"format": 1, "name": {"de": "X"}, "programme": {"weight_topics": 11}}', "10"),
        (b'{"format": 1, "name": {"de": "X"}, "programme": {"smallest_group": 3}}', "4"),
        (b'{"format": 1, "name": {"de": "X"}, "programme": {"purpose": "war"}}', "war"),
        (b'{"format": 1, "name": {"de": "X"}, "programme": {"department_is_must": "yes"}}', "true or false"),
        (b'{"format": 1, "name": {"de": "X"}, "programme": {"weeks": 9999}}', "9999"),
        (b'{"format": 1, "name": {"de": "X"}, "programme": {"topics": 1}}', "list"),
        (b'{"format": 1, "name": {"de": "X"}, "programme": {"topics": [{}]}}', "incomplete"),
        (b'{"format": 1, "name": {"de": "X"}, "programme": {"goals": [{"title_de": "Z"}]}}', "incomplete"),
        (
            b'{"format": 1, "name": {"de": "X"}, "programme": {"goals":'
            b' [{"title_de": "Z", "measure": "gain", "baseline": 0, "target": 1, "topic": "?"}]}}',
            "incomplete",
        ),
        (b'format = 1\n[name]\nde = "X"\n[programme]\nyears_apart_from = 9\nyears_apart_to = 3', "smaller one first"),
        (b"x" * 1_000_001, "too large"),
        *(
            (f'{{"format": 1, "name": {{"de": "X"}}, "{section}": {data}}}'.encode(), says)
            for section, data, says in [
                ("events", '{"rows": []}', "no setting"),
                ("events", '{"list": {}}', "list"),
                ("events", '{"list": [{"title_de": "Z", "starts_at": "2027-01-01"}]}', "no setting"),
                ("events", '{"list": [{"title_de": "Z", "kind": "party"}]}', "party"),
                ("events", '{"list": [{}]}', "title in at least one"),
                ("events", '{"list": [{"title_de": "Z", "for": []}]}', "whom"),
                ("events", '{"list": [{"title_de": "Z", "for": ["hr"]}]}', "not possible"),
                ("events", '{"list": [{"title_de": "Z", "kind": "peer"}]}', "mentors alone"),
                ("events", '{"list": [{"title_de": "Z", "days": 9999}]}', "400"),
                ("events", '{"list": [{"title_de": "Z", "days": null}]}', "null"),
                ("events", '{"list": [{"title_de": "Z", "time": "noon"}]}', "not possible"),
                ("events", '{"list": [{"title_de": 5}]}', "not possible"),
                ("resources", '{"list": 1}', "list"),
                ("resources", '{"list": [{"title_de": "Z", "text_de": "x", "program": 1}]}', "no setting"),
                ("resources", '{"list": [{"title_de": "Z"}]}', "Give a link"),
                ("resources", '{"list": [{"text_de": "Z"}]}', "title in at least one"),
                ("resources", '{"list": [{"title_de": "Z", "link": "http://x.example"}]}', "https://"),
                ("resources", '{"list": [{"title_de": "Z", "text_de": 5}]}', "not possible"),
            ]
        ),
    ],
)
def test_a_bad_file_is_refused_with_a_sentence_and_nothing_is_kept(content, says, hr):
    with translation.override("en"), pytest.raises(BadBlueprint) as refused:
        actions.keep_file(content=content, actor=hr, now=NOW)
    assert says in str(refused.value)
    assert not Blueprint.objects.exists()


def test_mails_that_hr_has_set_go_along(hr):
    first = made(blueprints.ours()["tool"], hr)
    ProgramKind.objects.create(program_id=first.pk, kind="invited", is_on=False, subject_en="Come to {program}")
    document = actions.document_of(program=first, names={"de": "Noch einmal"}, suits={})
    again = made(blueprints.from_file(blueprints.to_file(document)), hr)
    row = ProgramKind.objects.get(program_id=again.pk)
    assert (row.kind, row.is_on, row.subject_en) == ("invited", False, "Come to {program}")


@pytest.mark.parametrize(
    ("mails", "says"),
    [
        ({"rockets": {}}, "no kind of mail"),
        ({"invited": {"x": 1}}, "setting that is not there"),
        ({"invited": {"is_on": "no"}}, "setting that is not there"),
        ({"invited": {"days": [99999]}}, "days that are not possible"),
        ({"invited": {"subject_de": "{secret}"}}, "not known here"),
        ({"meeting_set": {"subject_en": "In {place}"}}, "over one's shoulder"),
        ({"signed_up": {"body_de": "Willkommen."}}, "must stand in the text"),
        ({"program_moved": {}}, "no kind of mail"),
    ],
)
def test_wrong_mails_are_refused(mails, says, hr):
    with translation.override("en"), pytest.raises(BadBlueprint) as refused:
        made(Document("x", {"de": "X"}, {}, {"mails": mails}), hr)
    assert says in str(refused.value)


def test_nothing_is_made_from_a_bad_blueprint(hr):
    with pytest.raises(BadBlueprint):
        made(own(blueprints.ours()["tool"], rhythm_weeks=99), hr)
    assert not Program.objects.exists()


def test_a_file_written_by_hand_is_kept(hr):
    content = json.dumps({"format": 1, "name": {"en": "Lean"}, "programme": {"rhythm_weeks": 2}}).encode()
    assert actions.keep_file(content=content, actor=hr, now=NOW).name == "Lean"
