import importlib

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from django.urls import clear_url_caches, reverse
from playwright.sync_api import expect

from mentoring.demo import cast, mailbox
from people.tests.factories import PersonFactory

BACKEND = "mentoring.demo.mailbox.MailboxBackend"


@pytest.fixture(autouse=True)
def demo(settings, tmp_path):
    """Demo mode: a mailbox of its own, and the addresses that exist only then."""
    settings.VAR_DIR, settings.DEMO = tmp_path, True
    reload_urls(settings.ROOT_URLCONF)
    yield
    settings.DEMO = False
    reload_urls(settings.ROOT_URLCONF)


def reload_urls(name):
    importlib.reload(importlib.import_module(name))
    clear_url_caches()


def send(subject="Grüße", to="anna@example.org", html="", attachment=""):
    message = EmailMultiAlternatives(
        subject, "Treffen am Dienstag: http://127.0.0.1/x", to=[to], connection=get_connection(BACKEND)
    )
    if html:
        message.attach_alternative(html, "text/html")
    if attachment:
        message.attach("treffen.ics", attachment, "text/calendar")
    message.send()
    return mailbox.names()[0]


def test_a_sent_mail_can_be_read_again():
    letter = mailbox.read(send(html="<p>Hallo</p>", attachment="BEGIN:VCALENDAR"))
    assert (letter.subject, letter.recipient) == ("Grüße", "anna@example.org")
    assert "Dienstag" in letter.text
    assert letter.html.strip() == "<p>Hallo</p>"
    assert letter.attachments == ["treffen.ics"]


def test_the_newest_mail_comes_first(client):
    send("Erste")
    send("Zweite")
    page = client.get(reverse("mailbox")).content.decode()
    assert page.index("Zweite") < page.index("Erste")


def test_mails_are_found_by_recipient_and_words(client):
    send("Erinnerung", to="anna@example.org")
    send("Umfrage", to="bela@example.org")
    assert "Umfrage" not in client.get(reverse("mailbox"), {"to": "anna@"}).content.decode()
    assert "Erinnerung" not in client.get(reverse("mailbox"), {"q": "umfrage dienstag"}).content.decode()


def test_many_mails_come_in_pages(client):
    for number in range(60):
        send(f"Mail {number:02}")
    assert "Mail 09" not in client.get(reverse("mailbox")).content.decode()
    assert "Mail 09" in client.get(reverse("mailbox"), {"page": 2}).content.decode()


def test_a_mail_cannot_run_anything(client):
    name = send(subject="<script>alert(1)</script>", html="<script>alert(1)</script>")
    assert "<script>alert" not in client.get(reverse("letter", args=[name])).content.decode()
    policy = client.get(reverse("letter_html", args=[name]))["Content-Security-Policy"]
    assert "script-src" not in policy
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "allow-scripts" not in policy


def test_a_link_in_a_mail_can_be_followed(client):
    page = client.get(reverse("letter", args=[send()])).content.decode()
    assert 'href="http://127.0.0.1/x"' in page


def test_an_attachment_can_be_saved(client):
    name = send(attachment="BEGIN:VCALENDAR")
    answer = client.get(reverse("letter_attachment", args=[name, 0]))
    assert answer.content.startswith(b"BEGIN:VCALENDAR")
    assert 'filename="treffen.ics"' in answer["Content-Disposition"]
    assert client.get(reverse("letter_attachment", args=[name, 1])).status_code == 404


@pytest.mark.parametrize("name", ["nothing", "..%2f..%2fdb", "0" * 20 + "-" + "a" * 12])
def test_what_is_not_there_is_not_found(client, name):
    assert client.get(f"/demo/mailbox/{name}/").status_code == 404


@pytest.mark.browser
@pytest.mark.django_db
def test_the_mailbox_reads_well_in_the_browser(live_server, browser_page):
    send(html='<p style="color: teal">Guten Tag</p>')
    browser_page.goto(live_server.url + reverse("mailbox"))
    browser_page.get_by_role("link", name="Grüße").click()
    expect(browser_page.frame_locator("iframe").get_by_text("Guten Tag")).to_be_visible()


# ---------------------------------------------------------------- who one can be


@pytest.mark.django_db
def test_the_demo_says_at_the_sign_in_who_one_can_be_and_nobody_else_does(client, settings):
    address, known = reverse("account_login"), PersonFactory(email=cast.HR_BANK)
    known.set_unusable_password()
    known.save()
    assert cast.PASSWORD not in client.get(address).content.decode()  # nobody has been given it
    known.set_password(cast.PASSWORD)
    known.save()
    page = client.get(address).content.decode()
    assert cast.HR_BANK in page
    assert cast.PASSWORD in page
    assert cast.LEADERSHIP not in page
    settings.DEMO = False
    page = client.get(address).content.decode()
    assert cast.HR_BANK not in page
    assert cast.PASSWORD not in page


@pytest.mark.django_db
def test_hr_finds_the_demos_mails_from_every_page(client):
    client.force_login(PersonFactory(is_staff=True), backend="django.contrib.auth.backends.ModelBackend")
    assert reverse("mailbox") in client.get(reverse("admin:index")).content.decode()
