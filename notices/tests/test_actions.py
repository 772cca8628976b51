from datetime import timedelta

import pytest
from django.utils import timezone

from notices import tasks
from notices.actions import Draft, choose_kinds, mute, plan, send_again
from notices.enums import TRANSITIONS, NoticeState
from notices.models import MutedKind, Notice
from notices.tests.factories import KIND, NoticeFactory, a_kind, registered
from people.errors import NotAllowed, StaleState, WrongState
from people.models import AuditEvent
from people.tests.factories import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return PersonFactory()


def draft(person, number, at, **more):
    return Draft(KIND, person, f"fact:{number}:{person.pk}", at, **more)


def test_what_is_planned_twice_stands_in_the_outbox_once(person, now):
    drafts = [draft(person, number, now) for number in range(3)]
    assert plan(drafts) == 3
    assert plan(drafts) == 0
    assert plan([*drafts, draft(person, 3, now)]) == 1
    assert Notice.objects.count() == 4


def test_the_same_fact_twice_in_one_plan_is_one_notice_and_the_first_counts(person, now):
    assert plan([draft(person, 1, now), draft(person, 1, now + timedelta(hours=1))]) == 1
    assert Notice.objects.get().due_at == now


def test_what_is_planned_again_stays_as_it_was(person, now):
    plan([draft(person, 1, now)])
    Notice.objects.update(state=NoticeState.SENT)
    assert plan([draft(person, 1, now + timedelta(days=1))]) == 0
    notice = Notice.objects.get()
    assert (notice.state, notice.due_at) == (NoticeState.SENT, now)


def test_a_notice_makes_sense_for_two_days_unless_the_draft_says_otherwise(person, now):
    plan([draft(person, 1, now), draft(person, 2, now, expires_at=now + timedelta(hours=3))])
    first, second = Notice.objects.order_by("dedupe_key")
    assert first.expires_at == now + timedelta(days=2)
    assert second.expires_at == now + timedelta(hours=3)


@pytest.mark.parametrize("key", ["", "x" * 201])
def test_a_key_that_the_database_might_cut_is_refused(key, person, now):
    with pytest.raises(ValueError):
        Draft(KIND, person, key, now)


@pytest.mark.parametrize(("count", "queries"), [(1, 3), (500, 3), (501, 6), (1500, 9)])
def test_planning_costs_the_same_queries_for_each_batch(count, queries, person, now, django_assert_max_num_queries):
    # SQLite takes fewer rows in one INSERT, hence "at most": one query more for each 40 rows there
    with django_assert_max_num_queries(queries + count // 40):
        assert plan(draft(person, number, now) for number in range(count)) == count


@pytest.mark.parametrize("count", [1, 3, 500])
def test_planning_what_is_known_costs_one_query(count, person, now, django_assert_num_queries):
    plan(draft(person, number, now) for number in range(count))
    with django_assert_num_queries(1):
        assert plan(draft(person, number, now) for number in range(count)) == 0


def test_a_worker_is_asked_on_commit_for_what_is_due_and_only_then(person, django_capture_on_commit_callbacks):
    clock = timezone.now()
    hour = timedelta(hours=1)
    for due_at, expires_at, asked in [
        (clock - hour, clock + hour, [tasks.nudge]),
        (clock + hour, clock + 2 * hour, []),
        (clock - 2 * hour, clock - hour, []),
    ]:
        with django_capture_on_commit_callbacks() as callbacks:
            plan([draft(person, due_at, due_at, expires_at=expires_at)])
        assert callbacks == asked


def test_what_is_known_already_bothers_no_worker(person, django_capture_on_commit_callbacks):
    drafts = [draft(person, 1, timezone.now())]
    plan(drafts)
    with django_capture_on_commit_callbacks() as callbacks:
        plan(drafts)
    assert callbacks == []


# ---------------------------------------------------------------- sending again


@pytest.mark.parametrize("state", [NoticeState.FAILED, NoticeState.UNKNOWN])
def test_a_person_has_a_failed_notice_sent_again(state, person, now):
    notice = NoticeFactory(state=state, attempts=5, problem="refused", problem_detail="550", program_id=7)
    later = now + timedelta(days=9)
    send_again(notice=notice, actor=person, now=later)
    notice.refresh_from_db()
    assert (notice.state, notice.attempts, notice.problem) == (NoticeState.PLANNED, 0, "")
    assert (notice.due_at, notice.next_attempt_at) == (later, later)
    assert notice.expires_at == later + timedelta(days=1)
    event = AuditEvent.objects.get()
    assert (event.event, event.actor, event.program_id) == ("notice.sent_again", person, 7)
    assert event.details == {"from": state, "to": NoticeState.PLANNED, "kind": KIND}


@pytest.mark.parametrize("state", sorted(set(NoticeState) - {NoticeState.FAILED, NoticeState.UNKNOWN}))
def test_nothing_else_is_sent_again(state, person, now):
    notice = NoticeFactory(state=state)
    with pytest.raises(WrongState):
        send_again(notice=notice, actor=person, now=now)
    assert not AuditEvent.objects.exists()


def test_of_two_who_send_again_one_is_told(person, now):
    notice = NoticeFactory(state=NoticeState.FAILED)
    same = Notice.objects.get()
    send_again(notice=notice, actor=person, now=now)
    with pytest.raises(StaleState):
        send_again(notice=same, actor=person, now=now)


def test_only_a_person_brings_back_what_failed():
    for state in (NoticeState.FAILED, NoticeState.UNKNOWN):
        assert TRANSITIONS[state] == {NoticeState.PLANNED}


# ---------------------------------------------------------------- switching off


def test_switching_off_twice_is_switching_off(person):
    with registered(a_kind()):
        mute(person=person, kind=KIND)
        mute(person=person, kind=KIND)
    assert person.muted_kinds.count() == 1


@pytest.mark.parametrize("kind", ["sign_in", "nobody_knows"])
def test_what_must_arrive_cannot_be_switched_off(kind, person):
    with registered(a_kind(code="sign_in", can_be_muted=False)), pytest.raises(NotAllowed):
        mute(person=person, kind=kind)


def test_choosing_switches_on_and_off_and_keeps_what_no_app_knows_now(person):
    MutedKind.objects.create(person=person, kind="gone")
    MutedKind.objects.create(person=person, kind="two")
    with registered(a_kind(code="one")), registered(a_kind(code="two")):
        with registered(a_kind(code="must", can_be_muted=False)):
            choose_kinds(person=person, wanted={"two"})
        assert "one" in set(person.muted_kinds.values_list("kind", flat=True))
    assert {"must", "two"}.isdisjoint(person.muted_kinds.values_list("kind", flat=True))
    assert person.muted_kinds.filter(kind="gone").exists()
