import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from mentoring import health, tasks
from mentoring.celery import WATCH, app
from mentoring.runner.start import Wishes, _is_healthy
from notices import host
from notices.enums import Problem, Queue
from notices.models import AccountMail, Notice
from notices.tests.factories import NoticeFactory
from notices.transport import ServerPauses
from people.tests.factories import PersonFactory

pytestmark = pytest.mark.django_db
WORKERS = ["worker-codes", "worker-mail", "worker-jobs"]


@pytest.fixture
def all_alive():
    health.worker_lives(health.QUEUES)
    health.schedule_ticks()


def test_all_parts_alive_is_ok(client, all_alive):
    answer = client.get(reverse("healthz"))
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.parametrize(
    ("sign", "part"),
    [
        *((sign, f"worker-{queue}") for queue, sign in health.WORKER_SIGNS.items()),
        (health.TICK_SIGN, "schedule"),
    ],
)
def test_a_missing_sign_of_life_names_the_part(client, all_alive, sign, part):
    cache.delete(sign)
    answer = client.get(reverse("healthz"))
    assert (answer.status_code, answer.json()) == (503, {"status": "failing", "failing": [part], "detail": {}})


@pytest.mark.parametrize(("minutes", "failing"), [(14, []), (16, ["outbox"])])
def test_mails_that_are_due_and_do_not_go_out_are_named(all_alive, minutes, failing):
    NoticeFactory(due_at=timezone.now() - timedelta(minutes=minutes))
    assert health.failing_parts() == failing


def test_a_start_waits_for_all_parts_but_not_for_old_mails(live_server):
    wishes = Wishes("127.0.0.1", live_server.thread.port, build_demo=False, web_workers=1, job_processes=1)
    NoticeFactory(due_at=timezone.now() - timedelta(days=1))
    assert not _is_healthy(wishes)
    health.worker_lives(health.QUEUES)
    health.schedule_ticks()
    assert health.failing_parts() == ["outbox"]
    assert any(_is_healthy(wishes) for _attempt in range(12))  # on a busy machine not at once


def test_signs_of_life_fade(all_alive):
    redis = cache._cache.get_client()
    for sign in health.WORKER_SIGNS.values():
        assert 0 < redis.ttl(cache.make_key(sign)) <= health.WORKER_FADES
    assert 0 < redis.ttl(cache.make_key(health.TICK_SIGN)) <= health.TICK_FADES


def test_a_broken_cache_is_named_without_details(client, settings):
    nowhere = "redis://127.0.0.1:1/0"
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": nowhere}}
    answer = client.get(reverse("healthz"))
    assert answer.status_code == 503
    assert answer.json()["failing"] == ["cache", *WORKERS, "schedule"]
    assert "127.0.0.1" not in answer.content.decode()


def test_a_new_run_forgets_the_signs_of_the_last_one(all_alive):
    health.forget()
    assert health.failing_parts() == [*WORKERS, "schedule"]


def test_monitoring_is_not_sent_to_https(client, settings, all_alive):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get(reverse("healthz")).status_code == 200
    assert client.get(reverse("home")).status_code == 301


def test_an_alarm_is_one_line_in_the_log_and_its_end_another(all_alive, caplog):
    cache.delete(health.TICK_SIGN)
    for _ in range(3):
        assert health.failing_parts() == ["schedule"]
    health.schedule_ticks()
    for _ in range(2):
        assert health.failing_parts() == []
    assert [record.getMessage() for record in caplog.records if "Alarm" in record.getMessage()] == [
        "Alarm: schedule does not work.",
        "Alarm over: schedule works again.",
    ]


def test_how_long_the_oldest_mail_waits_is_said(client, all_alive):
    NoticeFactory(due_at=timezone.now() - timedelta(minutes=20))
    detail = client.get(reverse("healthz")).json()["detail"]["outbox"]
    assert re.fullmatch(r"The oldest mail that is due has waited for 12\d\d seconds.", detail)


def test_a_code_may_wait_for_two_minutes_and_no_longer(all_alive):
    now = timezone.now()
    code = NoticeFactory(due_at=now - timedelta(seconds=60), queue=Queue.CODES)
    assert health.failing_parts() == []
    Notice.objects.filter(pk=code.pk).update(due_at=now - timedelta(seconds=130), created_at=now - timedelta(days=1))
    assert health.failing_parts() == ["outbox"]


def test_a_code_that_was_asked_for_and_that_no_worker_has_looked_at_is_an_alarm_too(all_alive):
    AccountMail.objects.create(sealed="{}", asked_at=timezone.now() - timedelta(seconds=130))
    assert health.failing_parts() == ["outbox"]
    assert re.fullmatch(r" The oldest mail that is due has waited for 1[3-9]\d seconds.", health.detail("outbox"))


def test_what_was_written_down_late_waits_since_then(all_alive):
    """The first mails of a demo are about days long gone, and a planner that stood still writes late."""
    now = timezone.now()
    late = NoticeFactory(due_at=now - timedelta(days=3), created_at=now - timedelta(minutes=14))
    assert health.failing_parts() == []
    Notice.objects.filter(pk=late.pk).update(created_at=now - timedelta(minutes=16))
    assert health.failing_parts() == ["outbox"]


def test_who_works_in_the_admin_sees_what_stands_still_on_every_page(client, all_alive):
    client.force_login(PersonFactory(is_staff=True, language="en"))
    assert 'class="alarms"' not in client.get(reverse("admin:notices_notice_changelist")).content.decode()

    cache.delete(health.WORKER_SIGNS["mail"])
    NoticeFactory(due_at=timezone.now() - timedelta(minutes=20))
    tasks.watch()
    page = client.get(reverse("admin:notices_notice_changelist")).content.decode()
    assert "No worker serves the queue of mail" in page
    assert "Mails are due and have not gone out" in page
    assert "serves the queue of codes" not in page


def test_the_banner_says_what_the_mail_server_says(client, all_alive):
    client.force_login(PersonFactory(is_staff=True, language="en"))
    NoticeFactory(due_at=timezone.now() - timedelta(minutes=20))
    host.pause(ServerPauses(Problem.NO_CONNECTION), timezone.now())
    tasks.watch()
    assert "The mail server could not be reached." in client.get(reverse("admin:index")).content.decode()


def test_each_worker_says_which_queues_it_serves(all_alive):
    health.forget()
    health.worker_lives(["codes", "another"])
    assert health.failing_parts() == ["worker-mail", "worker-jobs", "schedule"]


def test_beat_is_known_by_what_it_hands_to_the_broker(all_alive):
    cache.delete(health.TICK_SIGN)
    app.send_task(WATCH)
    assert health.failing_parts() == []
