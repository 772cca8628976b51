"""Our own way to put a mail on the wire gives the same mail as Python's and Django's."""

import email
from email.policy import default

import pytest
from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import BadHeaderError

from notices import wire

LONG = (
    "Ein sehr langer Betreff, der in keine Zeile passt, mit Umlauten wie ä, ö, ü und einem ß, und dann noch mehr davon"
)
TEXTS = [
    "Plain.",
    "Grüße aus Köln\n.\n..\n.Punkt\n\nEnde \n",
    "Zeile\r\nmit CRLF\rund CR\n= gleich =\tTab\t\n",
    "lang " * 500,
    "emoji 🙂 und łódź",
]


def a_mail(subject="Hello", text="Text", html="<p>Text</p>", **headers):
    message = EmailMultiAlternatives(
        subject=subject,
        body=text,
        from_email='"Tandem, Köln" <tandem@example.org>',
        to=['"Jörg \\"J.\\" Müller" <joerg@xn--bcher-kva.example>'],
        headers={"Message-ID": "<1@example.org>", "List-Unsubscribe": f"<https://example.org/{'x' * 150}>", **headers},
    )
    message.attach_alternative(html, "text/html")
    return message


def read(content: bytes):
    message = email.message_from_bytes(content, policy=default)
    headers = {name: str(value).strip() for name, value in message.items() if name not in ("Date", "Content-Type")}
    parts = [(part.get_content_type(), part.get_content().splitlines()) for part in message.iter_parts()]
    return headers, message.get_content_type(), parts


@pytest.mark.parametrize("subject", ["Hello", "Treffen mit Änne", LONG, "a " * 60])
def test_headers_read_the_same(subject):
    message = a_mail(subject)
    ours, theirs = read(wire.content_of(message)), read(message.message().as_bytes(linesep="\r\n"))
    assert ours[:2] == theirs[:2]


@pytest.mark.parametrize(
    "to",
    ["Ruth Beispiel <ruth@example.org>", "O'Neil Ann-Marie <a.b+c@x.example>", "ruth@example.org", "Dr. R <r@x.de>"],
)
def test_recipients_read_the_same(to):
    message = a_mail()
    message.to = [to]
    assert read(wire.content_of(message))[0]["To"] == read(message.message().as_bytes())[0]["To"]


@pytest.mark.parametrize("text", TEXTS)
def test_texts_read_the_same(text):
    message = a_mail(text=text, html=f"<p>{text}</p>")
    ours, theirs = read(wire.content_of(message)), read(message.message().as_bytes(linesep="\r\n"))
    assert ours[2] == theirs[2]


@pytest.mark.parametrize("text", TEXTS)
def test_no_line_is_too_long_and_every_one_ends_with_cr_lf(text):
    content = wire.content_of(a_mail(LONG, text, text))
    assert all(len(line) <= 200 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert b"\r" not in content.replace(b"\r\n", b"")
    content.decode("ascii")


@pytest.mark.parametrize("value", ["a\nBcc: all@example.org", "a\r\nBcc: all@example.org", "ä"])
def test_a_header_cannot_bring_in_another(value):
    with pytest.raises(BadHeaderError):
        wire.content_of(a_mail(**{"X-Header": value}))
    with pytest.raises(BadHeaderError):
        wire.content_of(a_mail(subject=f"{'x' * 80}\nBcc: all@example.org" if value != "ä" else "a\nb"))


def test_what_is_attached_goes_djangos_way():
    message = a_mail()
    message.attach("a.txt", "text", "text/plain")
    assert email.message_from_bytes(wire.content_of(message)).get_content_type() == "multipart/mixed"


@pytest.mark.parametrize("own", [*TEXTS, "", ".", ".a\n.", " ", "a \r\nb\t"])
def test_a_text_made_of_parts_reads_as_the_whole(own):
    text = wire.Filled(["Grüße aus Köln \n.\n" + "x" * 100, own, "\n\n. Ende = ", own, "", own, " \n-- \nTandem\n"])
    content = wire.content_of(a_mail(text=text, html=wire.Filled(["<p>", own, "</p>\n"])))
    whole = a_mail(text=str(text), html=f"<p>{own}</p>\n").message().as_bytes(linesep="\r\n")
    assert read(content)[2] == read(whole)[2]
    assert all(len(line) <= 200 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
