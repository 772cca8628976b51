import socket
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone
from django.utils.formats import date_format

from notices import claims, delivery, host, kinds, lane
from notices.enums import TRANSITIONS, NoticeState, Problem, Queue
from notices.kinds import Message
from notices.models import MutedKind, Notice
from notices.tests.factories import DUE, KIND, NoticeFactory, a_kind, registered
from notices.tests.smtp import DROP, HANG
from notices.transport import ServerPauses
from people.errors import StaleState, WrongState
from people.models import Person
from people.tests.factories import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kind():
    with registered(a_kind()) as kind:
        yield kind


def deliver(now: datetime) -> Notice:
    """Deliver and return the one notice there is."""
    delivery.deliver_due(now=now)
    return Notice.objects.get()


# ---------------------------------------------------------------- what is sent


def test_a_due_notice_arrives_once_at_a_real_server(smtp_server, now):
    notice = NoticeFactory(recipient__email="lena@example.org")

    assert delivery.deliver_due(now=now) == {NoticeState.SENT: 1}
    assert delivery.deliver_due(now=now) == {}

    assert smtp_server.message_ids == [f"<{notice.pk}@localhost>"]
    notice.refresh_from_db()
    assert (notice.state, notice.problem) == (NoticeState.SENT, "")
    assert notice.sent_at >= now
    assert notice.attempts == 1


def test_a_notice_waits_until_it_is_due(smtp_server, now):
    NoticeFactory(due_at=now + timedelta(minutes=1))
    assert delivery.deliver_due(now=now) == {}
    assert smtp_server.messages == []


def test_the_longest_waiting_go_first_and_no_more_than_the_limit(smtp_server, now):
    late, early, middle = (NoticeFactory(due_at=now - timedelta(minutes=minutes)) for minutes in (1, 3, 2))
    delivery.deliver_due(now=now, limit=2)
    assert smtp_server.message_ids == [f"<{each.pk}@localhost>" for each in (early, middle)]
    late.refresh_from_db()
    assert late.state == NoticeState.PLANNED


def test_a_batch_goes_through_one_connection(smtp_server, now):
    NoticeFactory.create_batch(5)
    delivery.deliver_due(now=now)
    assert len(smtp_server.messages) == 5
    assert smtp_server.connections == 1


def test_the_recipients_language_and_time_zone_at_sending_count(smtp_server, now):
    def render(notice):
        local = timezone.localtime(datetime.fromisoformat(notice.context["at"]))
        return Message(date_format(local, "l, H:i"), ["…"])

    notice = NoticeFactory(recipient__language="en", context={"at": "2026-03-04T08:00:00+00:00"})
    notice.recipient.language, notice.recipient.time_zone = "de", "America/New_York"
    notice.recipient.save()
    with registered(a_kind(render=render)):
        delivery.deliver_due(now=now)
    assert smtp_server.messages[0]["Subject"] == "Mittwoch, 03:00"


def test_dots_at_the_beginning_of_a_line_arrive_as_they_are(smtp_server, now):
    with registered(a_kind(render=lambda notice: Message("Dots", [".\n..two\n.one"]))):
        NoticeFactory()
        delivery.deliver_due(now=now)
    text = smtp_server.messages[0].get_body(("plain",)).get_content()
    assert ".\n..two\n.one\n" in text.replace("\r\n", "\n")


# ---------------------------------------------------------------- what is not sent


def test_a_kind_that_the_person_switched_off_is_not_sent(now):
    notice = NoticeFactory()
    MutedKind.objects.create(person=notice.recipient, kind=KIND)
    assert deliver(now).state == NoticeState.MUTED
    assert mail.outbox == []


def test_a_kind_that_cannot_be_switched_off_is_sent_all_the_same(now):
    notice = NoticeFactory()
    MutedKind.objects.create(person=notice.recipient, kind=KIND)
    with registered(a_kind(can_be_muted=False)):
        assert deliver(now).state == NoticeState.SENT


def test_what_comes_too_late_is_not_sent(now):
    NoticeFactory(due_at=now - timedelta(days=2))
    assert deliver(now).state == NoticeState.EXPIRED
    assert mail.outbox == []


def test_a_person_who_left_gets_nothing(now):
    NoticeFactory(recipient__is_active=False)
    assert deliver(now).state == NoticeState.OBSOLETE
    assert mail.outbox == []


def test_the_owner_is_asked_right_before_sending(now):
    asked = []

    def still_wanted(notice, at):
        asked.append(at)
        return False

    with registered(a_kind(still_wanted=still_wanted)):
        NoticeFactory()
        assert deliver(now).state == NoticeState.OBSOLETE
    assert len(asked) == 1
    assert asked[0] >= now
    assert mail.outbox == []


def test_a_kind_that_nobody_registered_fails_in_words(now):
    NoticeFactory(kind="from_another_time")
    notice = deliver(now)
    assert notice.state == NoticeState.FAILED
    assert notice.problem == Problem.NO_SUCH_KIND
    assert notice.problem_text


@pytest.mark.parametrize("broken", ["still_wanted", "render"])
def test_a_bad_record_steps_aside_and_says_nothing_of_its_content(broken, now, caplog):
    def fail(*_):
        raise KeyError("was nur die beiden wissen")

    with registered(a_kind(code="bad", **{broken: fail})):
        bad, good = NoticeFactory(kind="bad", due_at=DUE - timedelta(minutes=5)), NoticeFactory(due_at=now)
        assert delivery.deliver_due(now=now) == {NoticeState.FAILED: 1, NoticeState.SENT: 1}
    bad.refresh_from_db(), good.refresh_from_db()
    assert good.state == NoticeState.SENT
    assert (bad.state, bad.problem, bad.problem_detail) == (NoticeState.FAILED, Problem.BROKEN, "KeyError")
    assert "KeyError" in caplog.text
    assert "beiden" not in caplog.text


def test_an_address_that_plain_smtp_cannot_carry_fails_for_good(smtp_server, now):
    NoticeFactory(recipient__email="jörg@example.org")
    notice = deliver(now)
    assert (notice.state, notice.problem) == (NoticeState.FAILED, Problem.REFUSED_RECIPIENT)


def test_a_domain_with_umlauts_is_no_obstacle(smtp_server, now):
    NoticeFactory(recipient__email="joerg@bücher.example")
    assert deliver(now).state == NoticeState.SENT
    assert "xn--bcher-kva.example" in smtp_server.messages[0]["To"]


# ---------------------------------------------------------------- a server that misbehaves


@pytest.mark.parametrize(
    ("step", "answer"),
    [
        ("RCPT", "450 4.2.1 busy, <lena@example.org>"),
        ("RCPT", "451 4.7.1 greylisted"),
        ("END", "451 4.6.0 not this one"),
    ],
)
def test_a_temporary_refusal_of_one_mail_is_tried_again_later(step, answer, smtp_server, now):
    first = NoticeFactory(due_at=DUE - timedelta(minutes=5))
    NoticeFactory()
    smtp_server.then(step, answer)

    assert delivery.deliver_due(now=now) == {NoticeState.PLANNED: 1, NoticeState.SENT: 1}
    first.refresh_from_db()
    assert (first.state, first.attempts) == (NoticeState.PLANNED, 1)
    assert timedelta(minutes=1) <= first.next_attempt_at - now < timedelta(minutes=2)
    assert (first.problem, first.problem_detail) == (Problem.REFUSED_FOR_NOW, answer[:9])

    assert delivery.deliver_due(now=now) == {}
    assert delivery.deliver_due(now=now + timedelta(minutes=2)) == {NoticeState.SENT: 1}
    assert set(smtp_server.message_ids) == {f"<{notice.pk}@localhost>" for notice in Notice.objects.all()}
    assert len(smtp_server.messages) == 2


@pytest.mark.parametrize(
    ("step", "answer", "attempts"),
    [
        ("MAIL", "451 4.7.1 too many from you", 0),
        ("MAIL", "550 5.7.1 you may not send", 0),
        ("RCPT", "421 4.3.2 closing", 1),
        ("RCPT", "451 4.3.0 lookup failed", 1),
        ("DATA", "452 4.3.1 disk full", 1),
        ("END", "451 4.7.500 server busy", 1),
        ("END", "421 4.7.0 slow down", 1),
    ],
)
def test_a_server_that_wants_a_pause_gets_it_from_all_and_it_costs_the_waiting_nothing(
    step, answer, attempts, smtp_server, now
):
    first = NoticeFactory(due_at=DUE - timedelta(minutes=5))
    NoticeFactory.create_batch(3)
    smtp_server.then(step, answer)

    assert delivery.deliver_due(now=now).is_stopped
    assert smtp_server.messages == []
    assert (
        sorted(Notice.objects.values_list("state", "attempts"))
        == [(NoticeState.PLANNED, 0)] * (4 - attempts) + [(NoticeState.PLANNED, 1)] * attempts
    )
    first.refresh_from_db()
    assert first.problem in (Problem.REFUSED_FOR_NOW, Problem.REFUSED)

    assert delivery.deliver_due(now=now + timedelta(seconds=20)) == {}
    assert smtp_server.messages == []
    delivery.deliver_due(now=now + timedelta(minutes=2))
    assert len(smtp_server.messages) == 4
    assert host.read().strikes == 0


def test_pauses_grow_and_several_workers_that_find_out_at_once_count_once(now):
    refusal = ServerPauses(Problem.NO_CONNECTION, "ConnectionRefusedError")
    waits = []
    for _ in range(6):
        host.pause(refusal, now)
        host.pause(refusal, now + timedelta(seconds=1))
        waits.append((host.read().closed_until - now).total_seconds())
        now = host.read().closed_until
    assert waits == [30, 60, 120, 300, 600, 600]


def test_a_pause_of_another_time_counts_for_nothing(smtp_server, now):
    """A clock that was three days ahead and is set back."""
    host.pause(ServerPauses(Problem.NO_CONNECTION), now + timedelta(days=3))
    NoticeFactory()
    assert deliver(now).state == NoticeState.SENT


def test_codes_are_tried_while_the_server_pauses(smtp_server, now):
    host.pause(ServerPauses(Problem.NO_CONNECTION), now)
    NoticeFactory(queue=Queue.CODES)
    NoticeFactory()
    assert delivery.deliver_due(now=now, queue=Queue.MAIL) == {}
    assert delivery.deliver_due(now=now, queue=Queue.CODES) == {NoticeState.SENT: 1}


@pytest.mark.parametrize(
    ("step", "problem"),
    [
        ("RCPT", Problem.REFUSED_RECIPIENT),
        ("DATA", Problem.REFUSED),
        ("END", Problem.REFUSED),
    ],
)
def test_a_refusal_for_good_fails_without_the_address_and_the_next_goes_out(step, problem, smtp_server, now, caplog):
    bad = NoticeFactory(due_at=DUE - timedelta(minutes=5), recipient__email="lena@example.org")
    NoticeFactory()
    smtp_server.then(step, "550 5.1.1 <lena@example.org> unknown")

    assert delivery.deliver_due(now=now) == {NoticeState.FAILED: 1, NoticeState.SENT: 1}
    bad.refresh_from_db()
    assert (bad.state, bad.problem, bad.problem_detail) == (NoticeState.FAILED, problem, "550 5.1.1")
    assert "lena" not in bad.problem_text + caplog.text
    assert delivery.deliver_due(now=now + timedelta(days=1)) == {}
    assert smtp_server.connections == 1


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("trouble", [DROP, HANG])
def test_what_breaks_before_the_message_is_handed_over_is_tried_again(step, trouble, smtp_server, now):
    first = NoticeFactory(due_at=DUE - timedelta(minutes=5))
    NoticeFactory()
    smtp_server.then(step, trouble)

    assert delivery.deliver_due(now=now) == {NoticeState.PLANNED: 1, NoticeState.SENT: 1}
    first.refresh_from_db()
    assert (first.state, first.problem) == (NoticeState.PLANNED, Problem.NO_CONNECTION)
    assert smtp_server.connections == 2
    assert delivery.deliver_due(now=now + timedelta(minutes=2)) == {NoticeState.SENT: 1}


@pytest.mark.parametrize("trouble", [DROP, HANG])
def test_what_breaks_after_the_last_dot_is_unknown_and_never_sent_by_itself_again(trouble, smtp_server, now):
    first = NoticeFactory(due_at=DUE - timedelta(minutes=5))
    NoticeFactory()
    smtp_server.then("END", trouble)

    assert delivery.deliver_due(now=now) == {NoticeState.UNKNOWN: 1, NoticeState.SENT: 1}
    first.refresh_from_db()
    assert (first.state, first.problem) == (NoticeState.UNKNOWN, Problem.INTERRUPTED)
    assert delivery.deliver_due(now=now + timedelta(days=1)) == {}
    assert delivery.reap(now=now + timedelta(days=1)) == {}


def test_a_message_that_breaks_off_in_the_middle_is_tried_again(smtp_server, now):
    """So large that it cannot lie in buffers: the end was never written."""
    huge = Message("Huge", ["…"], attachments=[("a.txt", "word " * 6_000_000, "text/plain")])
    NoticeFactory()
    with registered(a_kind(render=lambda notice: huge)):
        smtp_server.cut_text_short = True
        notice = deliver(now)
    assert (notice.state, notice.problem) == (NoticeState.PLANNED, Problem.NO_CONNECTION)


def test_a_server_that_is_down_costs_no_attempt(smtp_server, now):
    NoticeFactory.create_batch(3)
    smtp_server.stop()
    assert delivery.deliver_due(now=now).is_stopped
    assert set(Notice.objects.values_list("state", "attempts", "claim")) == {(NoticeState.PLANNED, 0, None)}
    assert host.read().problem == Problem.NO_CONNECTION


def test_a_server_that_takes_the_call_and_says_nothing_is_not_waited_for(settings, now):
    NoticeFactory.create_batch(3)
    settings.EMAIL_BACKEND, settings.EMAIL_TIMEOUT = "django.core.mail.backends.smtp.EmailBackend", 0.1
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
        assert delivery.deliver_due(now=now).is_stopped
    assert set(Notice.objects.values_list("state", "attempts", "claim")) == {(NoticeState.PLANNED, 0, None)}
    assert host.read().problem == Problem.NO_CONNECTION


@pytest.mark.parametrize("trouble", [DROP, HANG])
def test_after_two_broken_connections_in_a_row_the_server_is_left_alone(trouble, smtp_server, now):
    NoticeFactory.create_batch(5)
    smtp_server.then("END", *[trouble] * 5)
    assert delivery.deliver_due(now=now).is_stopped
    assert Notice.objects.filter(state=NoticeState.UNKNOWN).count() == 2
    assert Notice.objects.filter(state=NoticeState.PLANNED, attempts=0).count() == 3


def test_after_five_attempts_it_is_left_to_a_person(smtp_server, now):
    NoticeFactory()
    smtp_server.then("RCPT", *["450 4.2.0 greylisted"] * 5)
    waits = []
    for _attempt in range(4):
        notice = deliver(now)
        assert notice.state == NoticeState.PLANNED
        waits.append(round((notice.next_attempt_at - now).total_seconds() / 60))
        now = notice.next_attempt_at
    assert waits == [1, 5, 15, 60]
    assert deliver(now).state == NoticeState.FAILED
    assert smtp_server.messages == []


def test_any_other_backend_works_and_its_errors_fail_the_notice(settings, now):
    settings.EMAIL_BACKEND = "notices.tests.backends.Broken"
    NoticeFactory()
    notice = deliver(now)
    assert (notice.state, notice.problem, notice.problem_detail) == (
        NoticeState.FAILED,
        Problem.MAIL_SYSTEM,
        "RuntimeError",
    )


# ---------------------------------------------------------------- claims, reaping, states


@pytest.mark.parametrize("minutes", [-11, 11, 3 * 24 * 60])  # ahead: by a clock that was wrong
def test_a_claim_without_a_sign_of_life_is_given_back(minutes, now):
    notice = NoticeFactory(state=NoticeState.CLAIMED, claimed_at=now + timedelta(minutes=minutes), attempts=1)
    fresh = NoticeFactory(state=NoticeState.CLAIMED, claimed_at=now - timedelta(minutes=9), attempts=1)
    assert delivery.reap(now=now)[NoticeState.PLANNED] == 1
    notice.refresh_from_db(), fresh.refresh_from_db()
    assert (notice.state, fresh.state) == (NoticeState.PLANNED, NoticeState.CLAIMED)
    assert delivery.deliver_due(now=now) == {NoticeState.SENT: 1}


def test_what_was_being_handed_over_when_its_process_ended_is_unknown(now):
    NoticeFactory(state=NoticeState.SENDING, claimed_at=now - timedelta(minutes=11), attempts=1)
    assert delivery.reap(now=now) == {NoticeState.UNKNOWN: 1}
    notice = Notice.objects.get()
    assert (notice.state, notice.problem) == (NoticeState.UNKNOWN, Problem.WORKER_LOST)


def test_a_record_that_ends_every_process_fails_in_the_end(now):
    NoticeFactory(state=NoticeState.CLAIMED, claimed_at=now - timedelta(minutes=11), attempts=5)
    delivery.reap(now=now)
    assert Notice.objects.get().state == NoticeState.FAILED


def test_who_lost_the_claim_can_no_longer_settle_it(now):
    NoticeFactory()
    (slow,) = claims.take(now=now, limit=1)
    later = now + timedelta(minutes=11)
    delivery.reap(now=later)
    (quick,) = claims.take(now=later, limit=1)
    with pytest.raises(StaleState):
        claims.step(slow, NoticeState.SENDING)
    claims.step(quick, NoticeState.SENDING)


def test_a_notice_is_claimed_once(now):
    notice = NoticeFactory()
    assert claims.take(now=now, limit=5) == [notice]
    assert claims.take(now=now, limit=5) == []


def test_what_was_lost_with_a_process_is_taken_alone(now):
    NoticeFactory.create_batch(2)
    NoticeFactory(problem=Problem.WORKER_LOST, due_at=DUE - timedelta(minutes=1))
    NoticeFactory(problem=Problem.WORKER_LOST)
    assert [len(claims.take(now=now, limit=5)) for _ in range(4)] in ([1, 2, 1, 0], [1, 1, 1, 1], [1, 1, 2, 0])


def test_what_was_not_begun_is_given_back_as_it_was(now):
    NoticeFactory.create_batch(3)
    taken = claims.take(now=now, limit=3)
    claims.step(taken[0], NoticeState.SENDING)
    claims.give_back(taken)
    assert sorted(Notice.objects.values_list("state", "attempts")) == [
        (NoticeState.PLANNED, 0),
        (NoticeState.PLANNED, 0),
        (NoticeState.SENDING, 0),
    ]


@pytest.mark.parametrize(
    ("old", "new"), [(old, new) for old in NoticeState for new in NoticeState if new not in TRANSITIONS.get(old, ())]
)
def test_a_step_that_is_not_in_the_table_raises(old, new):
    notice = NoticeFactory(state=old)
    with pytest.raises(WrongState):
        claims.step(notice, new)
    notice.refresh_from_db()
    assert notice.state == old


def test_every_state_of_the_table_ends_or_leads_on():
    ends = set(NoticeState) - set(TRANSITIONS)
    assert ends == {NoticeState.SENT, NoticeState.OBSOLETE, NoticeState.EXPIRED, NoticeState.MUTED}


# ---------------------------------------------------------------- is it moving?


def test_an_empty_outbox_is_healthy(now):
    assert delivery.health(now=now) == delivery.Health(None, None, failed=0, unknown=0)
    assert not delivery.health(now=now).is_standing_still


@pytest.mark.parametrize("state", [NoticeState.PLANNED, NoticeState.CLAIMED, NoticeState.SENDING])
def test_an_old_queue_is_an_alarm(state, now):
    NoticeFactory(state=state, due_at=now - timedelta(minutes=15), next_attempt_at=now + timedelta(minutes=30))
    assert not delivery.health(now=now).is_standing_still
    health = delivery.health(now=now + timedelta(seconds=1))
    assert health.oldest_due_seconds == 901
    assert health.is_standing_still


def test_failures_of_the_last_week_are_counted(now, django_assert_num_queries):
    NoticeFactory.create_batch(2, state=NoticeState.FAILED)
    NoticeFactory(state=NoticeState.UNKNOWN)
    NoticeFactory(state=NoticeState.FAILED, due_at=now - timedelta(days=8))
    with django_assert_num_queries(3):
        health = delivery.health(now=now)
    assert (health.failed, health.unknown) == (2, 1)


@pytest.mark.parametrize("count", [1, 3])
def test_delivery_costs_the_same_queries_for_each_notice(
    count, smtp_server, now, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(lane, "FRESH", timedelta(hours=1))  # on a slow machine, too
    NoticeFactory.create_batch(count, recipient=PersonFactory())
    host.read()
    # the mail server, a claim, what HR decided, who muted what and had how many, that nothing is left, and that the
    # last one was accepted. For each one: that it goes, and that the one before was accepted
    with django_assert_num_queries(14 + count):
        delivery.deliver_due(now=now)
    assert len(smtp_server.messages) == count


def test_what_a_batch_is_about_is_found_at_once_and_anew_where_it_took_long(smtp_server, now, monkeypatch):
    asked = []

    def many(notices):
        asked.append(len(notices))
        return {notice.pk: notice for notice in notices}

    finder = kinds.Finder(many)
    monkeypatch.setattr(lane, "FRESH", timedelta(hours=1))  # on a slow machine, too
    with registered(a_kind(find=finder)):
        NoticeFactory.create_batch(3)
        assert delivery.deliver_due(now=now) == {NoticeState.SENT: 3}
        assert asked == [3]
        monkeypatch.setattr(lane, "FRESH", timedelta(0))
        NoticeFactory.create_batch(3)
        assert delivery.deliver_due(now=now) == {NoticeState.SENT: 3}
    assert len(asked) > 4
    assert len(smtp_server.messages) == 6


def test_a_record_that_cannot_be_looked_up_steps_aside_and_the_rest_goes_out(smtp_server, now):
    person = PersonFactory()
    bad, _good = (NoticeFactory(context={"person": key}) for key in ("no key", person.pk))
    with registered(a_kind(find=kinds.finder("person", Person.objects.all))):
        assert delivery.deliver_due(now=now) == {NoticeState.FAILED: 1, NoticeState.SENT: 1}
    bad.refresh_from_db()
    assert (bad.state, bad.problem) == (NoticeState.FAILED, Problem.BROKEN)
