from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from mentoring import health, tasks
from mentoring.runner.start import Wishes, _is_healthy
from notices.tests.factories import NoticeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def all_alive():
    health.worker_lives()
    tasks.tick()


def test_all_parts_alive_is_ok(client, all_alive):
    answer = client.get(reverse("healthz"))
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.parametrize(("sign", "part"), [(health.WORKER_SIGN, "worker"), (health.TICK_SIGN, "schedule")])
def test_a_missing_sign_of_life_names_the_part(client, all_alive, sign, part):
    cache.delete(sign)
    answer = client.get(reverse("healthz"))
    assert (answer.status_code, answer.json()) == (503, {"status": "failing", "failing": [part]})


@pytest.mark.parametrize(("minutes", "failing"), [(14, []), (16, ["outbox"])])
def test_mails_that_are_due_and_do_not_go_out_are_named(all_alive, minutes, failing):
    NoticeFactory(due_at=timezone.now() - timedelta(minutes=minutes))
    assert health.failing_parts() == failing


def test_a_start_waits_for_all_parts_but_not_for_old_mails(live_server):
    wishes = Wishes("127.0.0.1", live_server.thread.port, build_demo=False, web_workers=1, worker_processes=1)
    NoticeFactory(due_at=timezone.now() - timedelta(days=1))
    assert not _is_healthy(wishes)
    health.worker_lives()
    tasks.tick()
    assert health.failing_parts() == ["outbox"]
    assert _is_healthy(wishes)


def test_signs_of_life_fade(all_alive):
    redis = cache._cache.get_client()
    assert 0 < redis.ttl(cache.make_key(health.WORKER_SIGN)) <= health.WORKER_FADES
    assert 0 < redis.ttl(cache.make_key(health.TICK_SIGN)) <= health.TICK_FADES


def test_a_broken_cache_is_named_without_details(client, settings):
    nowhere = "redis://127.0.0.1:1/0"
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": nowhere}}
    answer = client.get(reverse("healthz"))
    assert answer.status_code == 503
    assert answer.json()["failing"] == ["cache", "worker", "schedule"]
    assert "127.0.0.1" not in answer.content.decode()


def test_a_new_run_forgets_the_signs_of_the_last_one(all_alive):
    health.forget()
    assert health.failing_parts() == ["worker", "schedule"]


def test_monitoring_is_not_sent_to_https(client, settings, all_alive):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get(reverse("healthz")).status_code == 200
    assert client.get(reverse("home")).status_code == 301
