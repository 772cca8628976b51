import json

import pytest

from notices import personal_data
from notices.enums import NoticeState
from notices.models import MutedKind, Notice, Preferences
from notices.tests.factories import KIND, NoticeFactory, a_kind, registered
from people import privacy

pytestmark = pytest.mark.django_db


def test_the_outbox_is_part_of_what_a_person_can_take_along():
    assert personal_data.PART in privacy.parts()


def test_a_person_takes_along_what_they_were_sent(now):
    notice = NoticeFactory(state=NoticeState.SENT, sent_at=now)
    NoticeFactory()
    MutedKind.objects.create(person=notice.recipient, kind=KIND)
    Preferences.objects.create(person=notice.recipient, most_per_week=7)
    with registered(a_kind(label="A word")):
        data = json.loads(json.dumps(personal_data.export(notice.recipient)))
    assert [row["kind"] for row in data["notices"]] == ["A word"]
    assert data["notices"][0]["sent_at"] == now.isoformat()
    assert data["switched_off"] == [KIND]
    assert data["preferences"]["most_per_week"] == "7"


def test_erasing_leaves_nothing_of_the_person_and_all_of_the_others():
    notice, other = NoticeFactory(), NoticeFactory()
    MutedKind.objects.create(person=notice.recipient, kind=KIND)
    Preferences.objects.create(person=notice.recipient)
    personal_data.erase(notice.recipient)
    assert list(Notice.objects.all()) == [other]
    assert not MutedKind.objects.exists()
    assert not Preferences.objects.exists()
