from datetime import timedelta

import pytest
from django.core import mail as django_mail
from django.core import signing
from django.template.loader import render_to_string
from django.utils import translation

from notices import delivery, frames, mail
from notices.kinds import Message
from notices.tests.factories import KIND, NoticeFactory, a_kind, registered
from people.tests.factories import PersonFactory

pytestmark = pytest.mark.django_db


def sent(now, message=None, **kind):
    """The mail that a notice of such a kind becomes."""
    if message:
        kind["render"] = lambda notice: message
    with registered(a_kind(**kind)):
        delivery.deliver_due(now=now)
    return django_mail.outbox[0]


def bodies(letter):
    return [letter.body, letter.alternatives[0].content]


def test_a_mail_says_why_it_came_and_how_to_stop_it(now, settings):
    settings.BASE_URL = "https://tandem.example.org"
    notice = NoticeFactory()
    letter = sent(now, reason="Because you take part in the programme.")
    stop = f"https://tandem.example.org/notices/stop/{mail.stop_token(notice.recipient, KIND)}/"
    for body in bodies(letter):
        assert "Because you take part in the programme." in body
        assert stop in body
        assert "https://tandem.example.org/notices/preferences/" in body
        assert "https://tandem.example.org/notices/" in body
    assert letter.extra_headers["List-Unsubscribe"] == f"<{stop}>"
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_mail_that_cannot_be_stopped_does_not_offer_it(now):
    NoticeFactory()
    letter = sent(now, can_be_muted=False)
    assert "List-Unsubscribe" not in letter.extra_headers
    for body in bodies(letter):
        assert "/notices/stop/" not in body
        assert "/notices/preferences/" in body


def test_machines_are_told_not_to_answer(now):
    NoticeFactory()
    letter = sent(now)
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"
    assert letter.extra_headers["X-Auto-Response-Suppress"] == "All"


def test_the_message_id_is_the_notices_and_the_senders_domain(now, settings):
    settings.DEFAULT_FROM_EMAIL = "Tandem <post@example.com>"
    notice = NoticeFactory()
    assert sent(now).extra_headers["Message-ID"] == f"<{notice.pk}@example.com>"


def test_a_subject_is_one_line_whatever_it_is_made_of(now):
    NoticeFactory(recipient__first_name="Lena\r\nBcc: all@example.org")
    letter = sent(now, Message("One\r\nBcc: all@example.org", ["…"]))
    assert letter.subject == "One Bcc: all@example.org"
    assert letter.message()["Bcc"] is None


def test_markup_in_a_name_is_text_in_html_and_untouched_in_plain_text(now):
    NoticeFactory(recipient__last_name="<b>O'Neil & Söhne</b>")
    plain, html = bodies(sent(now))
    assert "<b>O'Neil & Söhne</b>" in plain
    assert "&lt;b&gt;O&#x27;Neil &amp; Söhne&lt;/b&gt;" in html


@pytest.mark.parametrize(("language", "hello"), [("de", "Guten Tag"), ("en", "Hello")])
def test_the_frame_of_the_mail_speaks_the_recipients_language(language, hello, now):
    NoticeFactory(recipient__language=language)
    for body in bodies(sent(now)):
        assert hello in body
    assert f'<html lang="{language}">' in django_mail.outbox[0].alternatives[0].content


def test_a_calendar_comes_with_its_method(now):
    NoticeFactory()
    calendar = ("meeting.ics", "BEGIN:VCALENDAR\r\nSUMMARY:Größe\r\n", "text/calendar; method=REQUEST; charset=utf-8")
    letter = sent(now, Message("A date", ["…"], attachments=[calendar]))
    part = next(part for part in letter.message().walk() if part.get_content_type() == "text/calendar")
    assert part.get_param("method") == "REQUEST"
    assert part.get_content_charset() == "utf-8"
    file = next(part for part in letter.message().walk() if part.get_content_type() == "application/ics")
    assert file.get_filename() == "meeting.ics"
    assert part.get_payload(decode=True).decode() == calendar[1]


def test_a_stop_token_names_person_and_kind_and_cannot_be_changed():
    person = PersonFactory()
    token = mail.stop_token(person, KIND)
    assert mail.read_stop_token(token) == (person.pk, KIND)
    assert person.email not in token
    with pytest.raises(signing.BadSignature):
        mail.read_stop_token(token[:-1] + ("A" if token[-1] != "A" else "B"))


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("own", [{}, {"url": "", "unsubscribe_url": ""}, {"lines": [("a & b", "https://x.example/")]}])
def test_a_mail_reads_as_its_template_would_have_it(own, language):
    values = {
        "subject": "<b>O'Neil</b> & {subject}",
        "paragraphs": ["Hello <i>x</i>,", "one\ntwo\r\nthree & \ue0000\ue001", "{{ no }} {% template %}"],
        "lines": [],
        "action_label": "Go & see",
        "url": "https://tandem.example.org/?a=1&b=2",
        "reason": "Because <of> this.",
        "unsubscribe_url": "https://tandem.example.org/stop/1/",
        "preferences_url": "https://tandem.example.org/p/",
        **own,
    }
    with translation.override(language):
        for _round in range(2):  # the first one makes the frame
            text, html = frames.bodies(values | {"subject": f"{values['subject']} {_round}"})
            whole = values | {"subject": f"{values['subject']} {_round}"}
            assert text == render_to_string(frames.TEXT, whole)
            assert html == render_to_string(frames.HTML, whole)


def test_a_mail_without_a_button_has_none(now):
    NoticeFactory(due_at=now - timedelta(minutes=1))
    html = bodies(sent(now, Message("Just so", ["Nothing to do."])))[1]
    assert 'class="action"' not in html
