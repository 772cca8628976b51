"""A server that lets one say everything about an envelope at once, and the two steps that are written down together."""

import uuid
from datetime import timedelta

import pytest

from notices import claims, delivery
from notices.claims import Move
from notices.enums import NoticeState, Problem
from notices.models import Notice
from notices.tests.factories import DUE, NoticeFactory, a_kind, registered
from notices.tests.smtp import DROP

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(smtp_server):
    smtp_server.offers_pipelining = True
    with registered(a_kind()):
        yield smtp_server


@pytest.fixture
def first(server):
    """The first of two that are due."""
    NoticeFactory()
    return NoticeFactory(due_at=DUE - timedelta(minutes=5))


def test_all_go_through_one_connection_each_once(server, now):
    notices = NoticeFactory.create_batch(5)
    assert delivery.deliver_due(now=now) == {NoticeState.SENT: 5}
    assert set(server.message_ids) == {f"<{notice.pk}@localhost>" for notice in notices}
    assert [server.connections, len(server.messages)] == [1, 5]


@pytest.mark.parametrize(("waits_for_text", "connections"), [(False, 1), (True, 2)])
def test_a_refused_recipient_gets_nothing_and_the_next_goes_out(waits_for_text, connections, server, first, now):
    server.then("RCPT", "550 5.1.1 unknown")
    if waits_for_text:  # a server that takes the text although it has nobody to give it to
        server.then("DATA", "354 go on")
    assert delivery.deliver_due(now=now) == {NoticeState.FAILED: 1, NoticeState.SENT: 1}
    first.refresh_from_db()
    assert (first.state, first.problem) == (NoticeState.FAILED, Problem.REFUSED_RECIPIENT)
    assert [server.connections, len(server.messages)] == [connections, 1]


def test_a_server_that_refuses_the_sender_is_left_alone(server, first, now):
    server.then("MAIL", "451 4.7.1 too many")
    assert delivery.deliver_due(now=now).is_stopped
    assert set(Notice.objects.values_list("state", "attempts", "claim")) == {(NoticeState.PLANNED, 0, None)}
    assert server.messages == []


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
def test_what_breaks_before_the_text_is_tried_again(step, server, first, now):
    server.then(step, DROP)
    assert delivery.deliver_due(now=now) == {NoticeState.PLANNED: 1, NoticeState.SENT: 1}
    first.refresh_from_db()
    assert (first.state, first.problem) == (NoticeState.PLANNED, Problem.NO_CONNECTION)


def test_who_lost_the_claim_while_preparing_hands_nothing_over(server, first, now):
    def lose(notice, now):
        if notice.pk == first.pk:
            Notice.objects.filter(pk=first.pk).update(claim=uuid.uuid4())
        return True

    with registered(a_kind(still_wanted=lose)):
        assert delivery.deliver_due(now=now) == {NoticeState.SENT: 1}
    assert len(server.messages) == 1
    assert f"<{first.pk}@localhost>" not in server.message_ids


def test_what_was_accepted_is_noted_although_the_claim_of_the_next_was_lost(server, first, now):
    last = Notice.objects.exclude(pk=first.pk).get()

    def lose(notice, now):
        Notice.objects.filter(pk=last.pk).update(claim=uuid.uuid4())
        return True

    with registered(a_kind(still_wanted=lose)):
        assert delivery.deliver_due(now=now) == {NoticeState.SENT: 1}
    first.refresh_from_db()
    assert first.state == NoticeState.SENT
    assert len(server.messages) == 1


def test_of_two_steps_in_one_statement_each_counts_for_itself(now):
    NoticeFactory.create_batch(2)
    one, other = claims.take(now=now, limit=2)
    claims.step(one, NoticeState.SENDING, attempts=1)
    moves = (Move(one, NoticeState.SENT, {"sent_at": now}), Move(other, NoticeState.SENDING, {"attempts": 1}))
    Notice.objects.filter(pk=other.pk).update(claim=uuid.uuid4())
    assert claims.move(*moves) == [one]
    assert [one.state, other.state] == [NoticeState.SENT, NoticeState.CLAIMED]
    one.refresh_from_db(), other.refresh_from_db()
    assert (one.state, one.sent_at, one.attempts) == (NoticeState.SENT, now, 1)
    assert (other.state, other.sent_at, other.attempts) == (NoticeState.CLAIMED, None, 0)
