"""The rate that the installation sets, and what all workers know of the mail server."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from notices import delivery, host
from notices.enums import NoticeState, Queue
from notices.models import MailHost, Notice
from notices.tests.factories import NoticeFactory, a_kind, registered

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def kind():
    with registered(a_kind()) as kind:
        yield kind


@pytest.mark.parametrize(("rate", "each"), [(1, 2), (7, 1), (60, 0.5), (130, 0.25)])
def test_no_sixty_seconds_have_more_slots_than_the_rate_and_few_fewer(rate, each, settings, now):
    settings.MAIL_PER_MINUTE = rate
    given = []
    for number in range(int(150 / each)):  # two and a half minutes of workers that always want one more
        moment = now + number * timedelta(seconds=each)
        while not host.wait_for_slot(moment):
            given.append(moment)
        if number % 100 == 0:
            cache.clear()  # nothing of it stands in the cache
    most = max(sum(start <= moment < start + MINUTE for moment in given) for start in given)
    assert rate * 0.85 <= most <= rate
    assert len(given) >= 2.5 * rate * 0.8


def test_without_a_rate_nothing_is_counted(settings, now, django_assert_num_queries):
    settings.MAIL_PER_MINUTE = 0
    with django_assert_num_queries(0):
        assert host.wait_for_slot(now) == timedelta(0)


def test_a_clock_that_was_ahead_does_not_stop_the_mail_for_days(settings, now):
    settings.MAIL_PER_MINUTE = 60
    host.wait_for_slot(now + timedelta(days=3))
    assert host.wait_for_slot(now) == timedelta(0)


def test_what_the_rate_does_not_allow_waits_and_costs_no_attempt(settings, smtp_server, now):
    settings.MAIL_PER_MINUTE = 2
    NoticeFactory.create_batch(3)
    sent = []
    for seconds in (0, 30, 61, 90, 122):
        tally = delivery.deliver_due(now=now + timedelta(seconds=seconds))
        sent.append(tally[NoticeState.SENT])
        assert tally.is_stopped == (seconds < 122)
    assert sent == [1, 0, 1, 0, 1]
    assert set(Notice.objects.values_list("state", "attempts")) == {(NoticeState.SENT, 1)}


def test_a_code_waits_for_no_slot_and_takes_one(settings, smtp_server, now):
    settings.MAIL_PER_MINUTE = 2
    NoticeFactory.create_batch(2)
    NoticeFactory.create_batch(2, queue=Queue.CODES)
    assert delivery.deliver_due(now=now, queue=Queue.MAIL)[NoticeState.SENT] == 1
    assert delivery.deliver_due(now=now + timedelta(seconds=9), queue=Queue.CODES)[NoticeState.SENT] == 2
    assert delivery.deliver_due(now=now + timedelta(seconds=75), queue=Queue.MAIL)[NoticeState.SENT] == 0


def test_there_is_one_row(now):
    host.read(), host.read()
    assert MailHost.objects.count() == 1
