"""The outbox with real processes: several at once, and one that is killed in the middle."""

from datetime import timedelta

import pytest
from django.db.models import Count
from django.utils import timezone

from notices import delivery
from notices.enums import NoticeState
from notices.lane import BATCH
from notices.models import Notice
from notices.tests import worker
from notices.tests.factories import NoticeFactory, a_kind, registered
from notices.tests.smtp import HANG, PATIENCE
from people.tests.database import wait_until_alone
from people.tests.factories import PersonFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.processes]


def test_two_processes_deliver_each_notice_exactly_once(smtp_server, now):
    NoticeFactory.create_batch(120, recipient=PersonFactory())

    workers = [worker.start("deliver", now.isoformat(), EMAIL_URL=smtp_server.url) for _ in range(2)]
    tallies = [worker.result(process) for process in workers]

    assert sum(tally.get("sent", 0) for tally in tallies) == 120
    assert len(smtp_server.messages) == 120
    assert set(smtp_server.message_ids) == {f"<{pk}@localhost>" for pk in Notice.objects.values_list("pk", flat=True)}
    assert set(Notice.objects.values_list("state", "attempts")) == {(NoticeState.SENT, 1)}


def test_killed_again_and_again_nobody_gets_the_same_twice_and_nothing_is_lost(smtp_server, now):
    """The short form of `make soak`: counted at the mail server.

    Whoever is killed takes the batch in its hands along: more than two batches are left for who is killed last.
    """
    kills, each = 3, 40
    notices = kills * each + (kills - 1) * BATCH
    NoticeFactory.create_batch(notices, recipient=PersonFactory())
    steady = worker.start("deliver", now.isoformat(), EMAIL_URL=smtp_server.url)
    for number in range(1, kills + 1):
        victim = worker.start("deliver", now.isoformat(), EMAIL_URL=smtp_server.url)
        smtp_server.wait_for(number * each)
        (victim if number < kills else steady).kill()
    for process in (steady, victim):
        process.kill()
        process.communicate()
    wait_until_alone()
    unsettled = Notice.objects.filter(state=NoticeState.SENDING).count()
    assert unsettled <= kills + 1

    later = now + timedelta(hours=2)  # clocks of the processes went on while they worked
    assert delivery.reap(now=later)[NoticeState.UNKNOWN] == unsettled
    with registered(a_kind()):
        while delivery.deliver_due(now=later).total():
            later += timedelta(seconds=1)

    taken = smtp_server.message_ids
    assert len(taken) == len(set(taken))
    by_state = dict(Notice.objects.values_list("state").annotate(count=Count("pk")))
    assert set(by_state) <= {NoticeState.SENT, NoticeState.UNKNOWN}
    sent = {f"<{pk}@localhost>" for pk in Notice.objects.filter(state=NoticeState.SENT).values_list("pk", flat=True)}
    assert sent <= set(taken)
    assert by_state[NoticeState.SENT] >= notices - kills - 1


def test_two_processes_plan_each_fact_once_and_count_what_is_theirs(now):
    PersonFactory()
    workers = [worker.start("plan", "700", now.isoformat()) for _ in range(2)]
    assert sum(worker.result(process) for process in workers) == 700
    assert Notice.objects.count() == 700


def test_killed_while_the_server_thinks_about_the_message_it_ends_as_unknown(smtp_server, now):
    notice = NoticeFactory()
    smtp_server.then("END", HANG)

    victim = worker.start("deliver", now.isoformat(), EMAIL_URL=smtp_server.url)
    assert smtp_server.is_hanging.wait(PATIENCE)
    victim.kill()
    victim.communicate()

    notice.refresh_from_db()
    assert notice.state == NoticeState.SENDING
    assert worker.result(worker.start("reap", (now + timedelta(minutes=9)).isoformat())) == {}
    later = (now + timedelta(hours=2)).isoformat()
    assert worker.result(worker.start("reap", later)) == {"unknown": 1}
    assert worker.result(worker.start("deliver", later, EMAIL_URL=smtp_server.url)) == {}
    notice.refresh_from_db()
    assert notice.state == NoticeState.UNKNOWN


def test_planning_succeeds_while_the_broker_is_down():
    PersonFactory()
    nowhere = "redis+socket:///nowhere/valkey.sock?virtual_host=0"
    planner = worker.start("plan", "1", timezone.now().isoformat(), BROKER_URL=nowhere)
    assert worker.result(planner) == 1
    assert Notice.objects.get().state == NoticeState.PLANNED
