import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from notices import scoping
from notices.enums import NoticeState
from notices.models import Notice
from notices.tests.factories import KIND, NoticeFactory, a_kind, registered
from people.models import AuditEvent
from people.tests.factories import PersonFactory

pytestmark = pytest.mark.django_db
LIST = reverse("admin:notices_notice_changelist")


@pytest.fixture(autouse=True)
def kind():
    with registered(a_kind(names_recipient=True)), registered(a_kind(code="quiet")):
        yield


@pytest.fixture
def hr(client, monkeypatch):
    """Someone in HR who manages programme 7."""
    person = PersonFactory(is_staff=True, language="en")
    monkeypatch.setattr(scoping, "_providers", [lambda who: {7} if who == person else set()])
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def listed(response) -> set[str]:
    return {str(notice.pk) for notice in response.context["cl"].queryset}


def test_hr_sees_the_outbox_of_its_programmes_and_what_belongs_to_none(hr):
    mine, other, nobodys = (NoticeFactory(program_id=program_id) for program_id in (7, 8, None))
    assert listed(hr.get(LIST)) == {str(mine.pk), str(nobodys.pk)}
    assert hr.get(reverse("admin:notices_notice_change", args=[mine.pk])).status_code == 200
    assert hr.get(reverse("admin:notices_notice_change", args=[other.pk])).status_code == 302


def test_the_list_costs_the_same_queries_for_one_and_for_three(hr):
    """No literal number: the frame of the admin belongs to the floors above and asks for itself."""

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            hr.get(LIST)
        return len(captured)

    NoticeFactory(program_id=7, state=NoticeState.FAILED)
    queries()  # what is asked once for each process
    with_one = queries()
    NoticeFactory.create_batch(2, program_id=7, state=NoticeState.FAILED)
    assert queries() == with_one


def test_what_is_counted_are_notices_not_outboxes(hr):
    NoticeFactory.create_batch(51, program_id=7)
    page = hr.get(LIST, {"p": 2}).content.decode()
    assert '<p class="paginator">' in page
    assert ">1</a>" in page
    assert "51 notices" in page
    assert "51 outbox" not in page


def test_the_outbox_shows_no_keys_of_facts_and_no_context(hr):
    notice = NoticeFactory(dedupe_key="about:the-key-of-a-fact:3", context={"about": "the-key-of-a-fact"}, program_id=7)
    for path in (LIST, reverse("admin:notices_notice_change", args=[notice.pk])):
        assert "the-key-of-a-fact" not in hr.get(path).content.decode()


def test_who_is_told_that_the_other_did_something_stays_hidden(hr):
    notice = NoticeFactory(kind="quiet", recipient__last_name="Abendroth", program_id=7)
    NoticeFactory(recipient__last_name="Morgenroth", program_id=7)
    page = hr.get(LIST).content.decode()
    assert "Morgenroth" in page
    assert "Abendroth" not in page
    assert "Abendroth" not in hr.get(reverse("admin:notices_notice_change", args=[notice.pk])).content.decode()
    assert len(listed(hr.get(LIST, {"q": "morgenroth"}))) == 1
    assert listed(hr.get(LIST, {"q": "abendroth"})) == set()
    # the list cannot be put in the order of recipients either
    assert "recipient" not in str(hr.get(LIST, {"o": "4"}).context["cl"].queryset.query.order_by)


def test_hr_filters_by_state_and_kind(hr):
    failed = NoticeFactory(state=NoticeState.FAILED)
    quiet = NoticeFactory(kind="quiet")
    assert listed(hr.get(LIST, {"state__exact": "failed"})) == {str(failed.pk)}
    assert listed(hr.get(LIST, {"kind": "quiet"})) == {str(quiet.pk)}


def test_hr_has_what_failed_sent_again_and_is_told_of_the_rest(hr):
    failed, sent = NoticeFactory(state=NoticeState.FAILED), NoticeFactory(state=NoticeState.SENT)
    response = hr.post(LIST, {"action": "send_again", "_selected_action": [failed.pk, sent.pk]}, follow=True)
    failed.refresh_from_db(), sent.refresh_from_db()
    assert (failed.state, sent.state) == (NoticeState.PLANNED, NoticeState.SENT)
    assert [str(message) for message in response.context["messages"]] == [
        "1 notice is sent again.",
        "Left as they are: 1. Only what failed, or whose outcome is unknown, is sent again.",
    ]
    assert AuditEvent.objects.get().event == "notice.sent_again"


def test_hr_cannot_have_the_notices_of_others_sent_again(hr):
    other = NoticeFactory(state=NoticeState.FAILED, program_id=8)
    hr.post(LIST, {"action": "send_again", "_selected_action": [other.pk]})
    other.refresh_from_db()
    assert other.state == NoticeState.FAILED


def test_nothing_is_written_by_hand(hr):
    notice = NoticeFactory(program_id=7)
    change = reverse("admin:notices_notice_change", args=[notice.pk])
    assert hr.get(reverse("admin:notices_notice_add")).status_code == 403
    assert hr.post(change, {"state": "sent"}).status_code == 403
    assert hr.post(reverse("admin:notices_notice_delete", args=[notice.pk]), {"post": "yes"}).status_code == 403
    assert Notice.objects.get().state == NoticeState.PLANNED


def test_who_is_not_in_hr_has_no_outbox(client):
    client.force_login(PersonFactory(), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(LIST).status_code in (302, 403)


def test_a_superuser_without_a_role_sees_nothing_of_a_programme(client):
    NoticeFactory(program_id=7, kind=KIND)
    person = PersonFactory(is_staff=True, is_superuser=True)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    assert listed(client.get(LIST)) == set()
