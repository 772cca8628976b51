"""The log in words: whose it is, what it names, and that nobody can count by it who said no."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from mentoring.tests.test_side_doors import signed_in
from mentoring.tests.world import SECRET, World, build_world
from people import audit
from people.audit import words
from people.models import AuditEvent
from programs.enums import ProgramState
from programs.tests.factories import EventFactory
from tandems.actions import decline_offer, expire_offer, offer_pair
from tandems.enums import TandemState
from tandems.models import Tandem

pytestmark = pytest.mark.django_db
LIST, FILE = "admin:people_auditevent_changelist", "admin:people_auditevent_export"


@pytest.fixture
def world() -> World:
    world = build_world()
    for persona in ("hr", "other_hr", "auditor"):
        world.people[persona].language = "en"
        world.people[persona].save()
    return world


def note(world: World, event: str = "program.changed", **more):
    program = more.pop("program", world.program)
    actor = more.pop("actor", world.people["hr"])
    return audit.record(event, actor=actor, subject=more.pop("subject", program), program_id=program.pk, **more)


def rows(world: World, persona: str = "hr", **asked):
    return signed_in(world.people[persona]).get(reverse(LIST), asked).context["rows"]


def test_hr_finds_the_log_of_their_programmes_alone(world):
    note(world)
    note(world, program=world.other_program, actor=world.people["other_hr"])
    assert {row.program for row in rows(world)} <= {world.program.name, ""}
    assert world.program.name in {row.program for row in rows(world)}
    assert world.other_program.name in {row.program for row in rows(world, "other_hr")}
    assert rows(world, program=world.other_program.pk) == []
    assert rows(world, actor=world.people["other_hr"].pk) == []
    assert {row.program for row in rows(world, "superuser")} <= {""}


def test_where_no_name_stands_the_log_says_why(world):
    note(world, actor=None)
    note(world, "meeting.cancelled", actor=None)
    note(world, actor=world.people["hr"])
    assert {row.who for row in rows(world, event="program.changed")} == {"by itself", world.people["hr"].full_name}
    assert [row.who for row in rows(world, event="meeting.cancelled")] == ["is not recorded"]
    AuditEvent.objects.forget(world.people["hr"])
    found = rows(world, event="program.changed")
    assert sorted(row.who for row in found) == ["an erased person", "by itself"]
    assert {row.details for row in found} == {""}


@pytest.mark.parametrize("name", [LIST, FILE])
def test_the_names_of_another_programme_and_of_its_people_stand_nowhere(world, name):
    note(world, program=world.other_program, actor=world.people["other_hr"])
    page = signed_in(world.people["hr"]).get(reverse(name), {"program": world.other_program.pk}).content.decode()
    assert world.other_program.name not in page
    assert world.people["other_hr"].last_name not in page
    theirs = signed_in(world.people["other_hr"]).get(reverse(name)).content.decode()
    assert world.other_program.name in theirs


def test_it_is_filtered_by_programme_action_person_and_period(world):
    old = note(world, "program.created", actor=None)
    AuditEvent._base_manager.filter(pk=old.pk).update(happened_at=timezone.now() - timedelta(days=45))
    note(world)
    whole = len(rows(world))
    long_ago = (timezone.localdate() - timedelta(days=39)).isoformat()
    assert [row.what for row in rows(world, until=long_ago)] == [audit.label("program.created")]
    assert len(rows(world, since=long_ago)) == whole - 1
    assert [row.what for row in rows(world, event="program.changed")] == [audit.label("program.changed")]
    assert [row.what for row in rows(world, actor=world.people["hr"].pk)] == [audit.label("program.changed")]
    assert rows(world, since="0001-01-01") == []  # what is wrong is said at the field
    assert all(row.program for row in rows(world, program=world.program.pk))
    assert all(not row.program for row in rows(world, program="none"))


def test_it_is_taken_along_as_a_file_as_it_is_filtered_and_that_is_logged_once_a_day(world):
    note(world, details={"reason": "=1+1"})
    hr = signed_in(world.people["hr"])
    for _time in range(2):
        answer = hr.get(reverse(FILE), {"event": "program.changed", "program": world.program.pk})
    lines = answer.content.decode("utf-8-sig").strip().splitlines()
    assert lines[0].split(";")[:4] == ["When", "Who", "What", "Programme"]
    assert len(lines) == 2
    assert answer["Content-Type"].startswith("text/csv")
    exported = AuditEvent.objects.get(event="log.exported")
    assert exported.program_id == world.program.pk


@pytest.mark.parametrize("language", ["en", "de"])
def test_codes_become_words_in_the_readers_language(world, language):
    moved = note(world, "program.state_changed", details={"from": "open", "to": "matching", "reason": "Genug da"})
    changed = note(world, details={"changes": {"rhythm_weeks": ["2", "3"], "moves_by_itself": ["False", "True"]}})
    with translation.override(language):
        said = words.details(moved)
        assert said.startswith(f"{ProgramState.OPEN.label} → {ProgramState.MATCHING.label}; ")
        assert said.endswith(": Genug da")
        said = words.details(changed)
        assert "2 → 3" in said
        assert {"en": "no → yes", "de": "nein → ja"}[language] in said
        assert "rhythm_weeks" not in said


def test_what_is_noted_beside_has_a_name():
    noted = "reason fields count added changed removed new same wrong source consent_version blueprint kind occasion"
    assert set(noted.split()) <= set(audit.details_labels)


def test_a_goal_that_changes_is_logged_with_old_and_new_value_and_a_team_without_names(world):
    hr, address = signed_in(world.people["hr"]), reverse("admin:programs_program_change", args=[world.program.pk])
    page = hr.get(address).context
    data = {}
    for form in (
        page["adminform"].form,
        *(one for i in page["inline_admin_formsets"] for one in i.formset.initial_forms),
    ):
        data |= {
            form.add_prefix(name): "" if form[name].value() is None else form[name].value() for name in form.fields
        }
    for inline in page["inline_admin_formsets"]:
        data |= {f"{inline.formset.prefix}-{k}": v for k, v in inline.formset.management_form.initial.items()}
    data = {name: "" if value is None else value for name, value in data.items() if value is not False}
    number = next(i for i in range(9) if data.get(f"team-{i}-role") == "viewer")
    data |= {
        "goals-0-target": "77",
        f"team-{number}-role": "auditor",
        "organisations": [world.program.organisations.get().pk],
    }
    answer = hr.post(address, data)
    assert answer.status_code == 302, answer.context["wrong"]
    with translation.override("en"):
        goal = words.details(AuditEvent.objects.get(event="program.goal_changed"))
        team = words.details(AuditEvent.objects.get(event="program.teammember_changed"))
    assert "→ 77" in goal
    assert "Leadership viewer →" in team
    assert world.people["leadership"].last_name not in team


# ------------------------------------------------------------------ who said no
def offers(world: World, number: int) -> list[Tandem]:
    """That many open offers of HR."""
    from programs.tests.factories import MenteeFactory, ParticipationFactory

    found = []
    for _number in range(number):
        mentee = MenteeFactory(program=world.program, person__level=2)
        mentor = ParticipationFactory(program=world.program)
        found.append(
            offer_pair(
                program=world.program, mentee=mentee, mentor=mentor, actor=world.people["hr"], now=timezone.now()
            )
        )
    return found


@pytest.mark.parametrize(("declined", "expired"), [(0, 0), (1, 0), (0, 1), (2, 1)])
def test_an_auditor_reads_the_same_log_however_many_offers_came_to_nothing(world, declined, expired):
    made = offers(world, 3)
    for tandem in made[:declined]:
        decline_offer(tandem=tandem, person=tandem.mentee.person, now=timezone.now())
    for tandem in made[declined : declined + expired]:
        expire_offer(tandem=tandem, now=timezone.now() + timedelta(days=60))
    answer = signed_in(world.people["auditor"]).get(reverse("oversight", args=[world.program.slug]))
    seen = sorted((row.what, row.details) for row in answer.context["rows"])
    assert sum(what == audit.label("tandem.offered") for what, _details in seen) == 1
    assert audit.label("tandem.not_started") not in {what for what, _details in seen}
    codes = dict(answer.context["form"].fields["event"].choices)
    assert not {"tandem.not_started", "tandem.expired"} & set(codes)
    # and something was there to be hidden
    ended = AuditEvent.objects.filter(event__in=["tandem.not_started", "tandem.expired"])
    assert ended.count() == declined + expired


def test_for_hr_a_no_and_no_answer_look_the_same_in_the_log_and_in_the_list(world):
    one, other = offers(world, 2)
    decline_offer(tandem=one, person=one.mentee.person, now=timezone.now())
    expire_offer(tandem=other, now=timezone.now() + timedelta(days=60))
    assert {Tandem.objects.get(pk=tandem.pk).state for tandem in (one, other)} == {
        TandemState.DECLINED,
        TandemState.EXPIRED,
    }
    found = rows(world, event="tandem.not_started")
    assert len(found) == 2
    assert len({(row.what, row.details) for row in found}) == 1
    hr = signed_in(world.people["hr"])
    listed = hr.get(reverse("admin:tandems_tandem_changelist"), {"state__exact": "declined"})
    assert {row.pk for row in listed.context["cl"].result_list} == {one.pk, other.pk}
    assert "offer expired" not in listed.text
    for tandem in (one, other):
        assert "offer expired" not in hr.get(reverse("admin:tandems_tandem_change", args=[tandem.pk])).text


def test_neither_page_nor_file_holds_what_people_wrote(world):
    for persona, name, args in (("hr", LIST, []), ("hr", FILE, []), ("auditor", "oversight", [world.program.slug])):
        assert SECRET not in signed_in(world.people[persona]).get(reverse(name, args=args)).content.decode()


def test_the_log_takes_the_same_queries_for_few_and_many_events(world):
    hr, found = signed_in(world.people["hr"]), []
    for count in (1, 40):
        for _number in range(count):
            note(world)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            hr.get(reverse(LIST))
        found.append(len(queries))
    assert found[0] == found[1]


@pytest.mark.parametrize(
    ("noted", "said"),
    [
        ({"kind": "peer"}, "kind: Peer session"),
        ({"changes": {"kind": ["peer", "closing"]}}, "kind: Peer session → Closing event"),
        ({"from": "dated", "to": "dated", "count": 2}, "number: 2"),
        ({"from": "draft", "to": "invited"}, "in preparation → invited"),
    ],
)
def test_a_row_says_what_changed_in_words_and_nothing_that_stayed(world, noted, said):
    event = audit.record("event.created", actor=None, subject=EventFactory(program=world.program), details=noted)
    with translation.override("en"):
        assert words.details(event) == said
