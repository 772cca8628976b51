"""Whoever runs Tandem hears how many mails have failed, also of kinds that no page tells of."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from notices import kinds
from notices.enums import NoticeState
from notices.models import Notice
from notices.tests.factories import NoticeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def private():
    return next(kind for kind in kinds.all_kinds() if kind.is_private)


def counted(**options) -> dict[str, str]:
    told = StringIO()
    call_command("count_mails", stdout=told, **options)
    return dict(line.split() for line in told.getvalue().splitlines()[1:])


def test_a_mail_that_no_page_shows_is_counted_like_any_other_and_not_named(private):
    now = timezone.now()
    for state in (NoticeState.SENT, NoticeState.FAILED, NoticeState.UNKNOWN, NoticeState.PLANNED):
        NoticeFactory(kind=private.code, state=state, due_at=now - timedelta(days=1))
    NoticeFactory(state=NoticeState.FAILED, due_at=now - timedelta(days=1))
    NoticeFactory(state=NoticeState.FAILED, due_at=now - timedelta(days=8))
    NoticeFactory(due_at=now + timedelta(days=1))

    assert counted() == {"sent": "1", "waiting": "1", "failed": "2", "unknown": "1"}
    assert Notice.objects.in_outbox(set()).recent_failures(now) == {"failed": 1, "unknown": 0}


@pytest.mark.parametrize(("most", "is_alarm"), [(2, False), (1, True)])
def test_monitoring_may_say_how_many_are_too_many(most, is_alarm):
    for state in (NoticeState.FAILED, NoticeState.UNKNOWN):
        NoticeFactory(state=state, due_at=timezone.now() - timedelta(hours=1))
    if is_alarm:
        with pytest.raises(SystemExit, match="1"):
            counted(at_most=most)
    else:
        assert counted(at_most=most)["failed"] == "1"
