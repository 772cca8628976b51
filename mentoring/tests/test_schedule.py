"""Every periodic task exists and is on the schedule exactly once."""

from django.conf import settings

from mentoring.celery import app


def test_every_scheduled_task_exists():
    app.loader.import_default_modules()
    scheduled = [entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()]
    assert [name for name in scheduled if name not in app.tasks] == []
    assert len(scheduled) == len(set(scheduled))
