"""That mails stand still is told on another way."""

from datetime import timedelta

import pytest

from notices import delivery
from notices.enums import NoticeState, Queue
from notices.models import Notice
from notices.tests.factories import NoticeFactory, a_kind, registered
from people.tests.factories import PersonFactory
from programs import alerts
from programs.enums import ProgramState, TeamRole
from programs.tests.factories import TeamMemberFactory

pytestmark = pytest.mark.django_db


def test_administrators_and_hr_hear_once_a_day_that_mails_stand_still(now):
    admin = PersonFactory(is_superuser=True, is_staff=True)
    hr = TeamMemberFactory(role=TeamRole.MANAGER, person__is_staff=True).person
    TeamMemberFactory(role=TeamRole.MANAGER, person__is_staff=True, program__state=ProgramState.CLOSED)
    TeamMemberFactory(role=TeamRole.VIEWER, person__is_staff=True)
    with registered(a_kind()):
        stuck = NoticeFactory(due_at=now - timedelta(minutes=14))
        alerts.plan_due(now)
        assert not Notice.objects.filter(kind="queue_standing").exists()
        for minutes in (2, 10):
            alerts.plan_due(now + timedelta(minutes=minutes))
        told = Notice.objects.filter(kind="queue_standing")
        assert sorted(told.values_list("recipient", flat=True)) == sorted([admin.pk, hr.pk])
        delivery.deliver_due(now=now + timedelta(minutes=11), queue=Queue.CODES)
        assert set(told.values_list("state", flat=True)) == {NoticeState.SENT}
    stuck.refresh_from_db()
    assert stuck.state == NoticeState.PLANNED


def test_nobody_is_alarmed_by_what_goes_again(now):
    TeamMemberFactory(role=TeamRole.MANAGER, person__is_staff=True)
    with registered(a_kind()):
        NoticeFactory(due_at=now - timedelta(minutes=30))
        alerts.plan_due(now)
        delivery.deliver_due(now=now, queue=Queue.MAIL)
        delivery.deliver_due(now=now, queue=Queue.CODES)
    assert Notice.objects.get(kind="queue_standing").state == NoticeState.OBSOLETE
