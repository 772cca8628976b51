"""Mails about signing in: asked for by a request, sent by a worker, sealed in between."""

import re
from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from notices import accounts, delivery, tasks
from notices.actions import send_again
from notices.enums import NoticeState, Queue
from notices.models import AccountMail, Notice
from notices.tests.factories import NoticeFactory
from people.errors import WrongState
from people.tests.factories import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return PersonFactory(email="ruth@example.org", language="en")


def ask(client, email="ruth@example.org", page="account_request_login_code"):
    return client.post(reverse(page), {"email": email})


def code_in(text: str) -> str:
    return re.search(r"^[A-Z0-9]{4,}(-[A-Z0-9]+)*$", text, re.MULTILINE).group()


def raw(table: str) -> str:
    """Everything that stands in a table, as the database holds it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        return str(cursor.fetchall())


def test_a_request_sends_nothing_and_a_worker_sends_at_once(client, person):
    ask(client)
    assert mail.outbox == []
    tasks.deliver_codes()
    assert mail.outbox[0].to == ["ruth@example.org"]
    assert mail.outbox[0].extra_headers["Auto-Submitted"] == "auto-generated"
    assert AccountMail.objects.count() == 0
    tasks.deliver_codes()
    assert len(mail.outbox) == 1


def test_nothing_in_the_database_tells_for_whom_a_mail_was_asked_or_the_code(client):
    PersonFactory(email="ruthmargarete@example.org")
    ask(client, "ruthmargarete@example.org")
    ask(client, "nobodyatall@example.org")
    waiting = raw("notices_accountmail")
    assert "ruthmargarete" not in waiting
    assert "nobodyatall" not in waiting
    accounts.open_asked(now=timezone.now())
    planned = raw("notices_notice")
    tasks.deliver_codes()
    code = code_in(mail.outbox[0].body)
    assert code not in waiting + planned
    assert len(Notice.objects.values_list("sealed", flat=True)) == 1


@pytest.mark.parametrize("page", ["account_request_login_code", "account_reset_password"])
def test_an_address_that_nobody_has_leads_to_the_same_queries(page, person):
    asked = []
    for email in ("ruth@example.org", "nobody@example.org"):
        with CaptureQueriesContext(connection) as queries:
            ask(Client(), email, page)
        asked.append([each["sql"].split()[0] for each in queries])
    assert asked[0] == asked[1]
    assert AccountMail.objects.count() == 2
    lengths = {len(row.sealed) // 200 for row in AccountMail.objects.all()}
    assert len(lengths) == 1
    tasks.deliver_codes()
    assert [message.to for message in mail.outbox] == [["ruth@example.org"]]


@pytest.mark.parametrize(
    ("state", "changes"),
    [
        (NoticeState.SENT, {}),
        (NoticeState.EXPIRED, {"expires_at": timezone.now() - timedelta(hours=1)}),
        (NoticeState.FAILED, {"address": "jörg@example.org"}),
    ],
)
def test_what_was_sealed_is_wiped_as_soon_as_it_is_settled(state, changes, client, person):
    ask(client)
    accounts.open_asked(now=timezone.now())
    Notice.objects.update(**changes)
    delivery.deliver_due(now=timezone.now(), queue=Queue.CODES)
    notice = Notice.objects.get()
    assert (notice.state, notice.sealed) == (state, "")


@pytest.mark.parametrize(("state", "attempts"), [(NoticeState.SENDING, 1), (NoticeState.CLAIMED, 5)])
def test_what_a_dead_worker_left_is_wiped_too(state, attempts, now):
    NoticeFactory(state=state, sealed="{}", claimed_at=now - timedelta(minutes=11), attempts=attempts)
    delivery.reap(now=now)
    assert Notice.objects.get().sealed == ""


def test_a_code_that_is_no_longer_valid_is_not_sent(client, person):
    ask(client)
    AccountMail.objects.update(asked_at=timezone.now() - timedelta(minutes=15))
    tasks.deliver_codes()
    assert mail.outbox == []
    assert Notice.objects.count() == 0


def test_someone_who_left_gets_no_link(client):
    PersonFactory(email="ruth@example.org", is_active=False)
    ask(client, page="account_reset_password")
    tasks.deliver_codes()
    assert mail.outbox == []


def test_codes_go_out_whatever_else_is_waiting(client, person):
    NoticeFactory.create_batch(3, kind="nobody_knows", due_at=timezone.now() - timedelta(days=1))
    ask(client)
    tasks.deliver_codes()
    assert len(mail.outbox) == 1
    assert Notice.objects.filter(queue=Queue.MAIL, state=NoticeState.PLANNED).count() == 3


def test_a_mail_whose_content_is_wiped_is_not_sent_again(client, person):
    ask(client)
    accounts.open_asked(now=timezone.now())
    Notice.objects.update(state=NoticeState.FAILED, sealed="")
    with pytest.raises(WrongState):
        send_again(notice=Notice.objects.get(), actor=PersonFactory(is_staff=True), now=timezone.now())


def test_a_changed_password_is_told_with_the_time_where_the_person_is(client, person, settings):
    person.time_zone = "America/New_York"
    person.save()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    new = "three quiet words"
    client.post(reverse("account_change_password"), {"oldpassword": "password", "password1": new, "password2": new})
    tasks.deliver_codes()
    assert mail.outbox[0].to == ["ruth@example.org"]
    assert "your password for Tandem has just been changed" in mail.outbox[0].body


def test_nobody_can_look_up_for_long_when_somebody_signed_in(client, person):
    ask(client)
    tasks.deliver_codes()
    accounts.forget_old(now=timezone.now() + timedelta(days=13))
    assert Notice.objects.count() == 1
    accounts.forget_old(now=timezone.now() + timedelta(days=15))
    assert Notice.objects.count() == 0


def test_a_lost_key_is_no_obstacle_for_the_next_mail(person, settings):
    ask(Client())
    settings.JOURNAL_KEYS = [Fernet.generate_key().decode()]
    ask(Client())
    tasks.deliver_codes()
    assert len(mail.outbox) == 1
    assert AccountMail.objects.count() == 0
