"""Every periodic task exists, is on the schedule exactly once, and waits in the right queue."""

import pytest
from django.conf import settings

from mentoring.celery import app


def test_every_scheduled_task_exists():
    app.loader.import_default_modules()
    scheduled = [entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()]
    assert [name for name in scheduled if name not in app.tasks] == []
    assert len(scheduled) == len(set(scheduled))


@pytest.mark.parametrize(
    ("task", "queue"),
    [
        ("notices.tasks.deliver_codes", "codes"),
        ("notices.tasks.deliver_due", "mail"),
        ("notices.tasks.reap", "mail"),
        ("tandems.tasks.plan_reminders", "mail"),
        ("journals.tasks.plan_prompts", "mail"),
        ("tandems.tasks.run_matching", "jobs"),
        ("people.tasks.apply_import", "jobs"),
        ("a.task.that.nobody.thought.of", "jobs"),
    ],
)
def test_codes_wait_for_no_mail_and_mail_for_no_long_job(task, queue):
    assert app.amqp.router.route({}, task)["queue"].name == queue
