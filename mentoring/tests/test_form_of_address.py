"""Where FORM_OF_ADDRESS is “du”, pages and mails say “du”: our texts, and those of the packages."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from django.core import mail as django_mail
from django.urls import reverse
from django.utils import translation

from mentoring.tests.test_catalogue import says_sie
from notices import kinds, mail
from notices.tasks import deliver_codes
from notices.tests.factories import NoticeFactory
from people.models import Person
from people.tests.factories import PersonFactory
from programs.consent import DEFAULT_DE
from tandems.tests.factories import TandemFactory

pytestmark = pytest.mark.django_db

LOCALE = Path(__file__).resolve().parents[2] / "locale"


@pytest.fixture
def du(settings) -> Iterator[None]:
    # Django hears of the change and forgets the catalogues it has read, now and after the test
    settings.LOCALE_PATHS = [LOCALE / "du", LOCALE]
    with translation.override("de"):
        yield


@pytest.fixture
def person() -> Person:
    return PersonFactory(language="de", email="ruth@example.org")


def words(html: str) -> str:
    """What is read: neither tags nor addresses, whose keys are made by chance."""
    return " ".join(unescape(re.sub(r"<[^>]+>|https?://[^\s<]+", " ", html)).split())


def test_by_default_people_are_called_sie(client):
    assert "Wir schicken Ihnen einen Code" in words(client.get(reverse("account_login")).content.decode())


@pytest.mark.parametrize(
    ("name", "text"),
    [("account_login", "Wir schicken dir einen Code"), ("account_reset_password", "wählst du ein neues Passwort")],
)
def test_the_pages_for_signing_in_say_du(du, client, name, text):
    page = words(client.get(reverse(name)).content.decode())
    assert text in page
    assert not says_sie((page,))


def test_the_forms_of_packages_say_du(du, client, person):
    client.force_login(person)
    typed = {"oldpassword": "password", "password1": "Kartoffelsalat-7", "password2": "Kartoffelsuppe-8"}
    page = words(client.post(reverse("account_change_password"), typed).content.decode())
    assert "Bitte gib zweimal dasselbe Passwort ein." in page
    assert not says_sie((page,))


@pytest.mark.parametrize("name", ["home", "program_list", "notices", "notice_preferences", "privacy", "profile"])
def test_what_people_read_every_day_says_du(du, client, person, name):
    client.force_login(person)
    assert not says_sie((words(client.get(reverse(name)).content.decode()),))


def test_what_the_browser_says_to_hr_says_du(du, admin_client):
    script = admin_client.get(reverse("admin:jsi18n")).content.decode()
    assert "Du hast eine Aktion ausgew\\u00e4hlt" in script
    assert not says_sie((script,))


def test_the_consent_text_is_the_persons_own_and_calls_nobody():
    assert not says_sie((DEFAULT_DE,))


def test_the_home_page_calls_a_mentee_du(du, client):
    tandem = TandemFactory(mentee__person__language="de")
    client.force_login(tandem.mentee.person)
    page = words(client.get(reverse("home")).content.decode())
    assert "Du als Mentee" in page
    assert not says_sie((page,))


def test_a_mail_about_a_tandem_says_du(du, person):
    tandem = TandemFactory(mentee__person=person)
    letter = mail.build(
        NoticeFactory(kind="offer", recipient=person, context={"tandem": tandem.pk}), kinds.get("offer")
    )
    assert letter.subject == "Ein Tandem für dich"
    assert f"Hallo {person.full_name}." in letter.body
    assert not says_sie((words(letter.body), words(letter.alternatives[0].content)))


def test_the_mail_with_a_code_says_du(du, client, person):
    client.post(reverse("account_request_login_code"), {"email": person.email})
    deliver_codes()
    assert "das ist dein Code" in django_mail.outbox[0].body
    assert not says_sie((words(django_mail.outbox[0].body),))
