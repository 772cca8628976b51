"""One's own journal as Markdown and PDF: whole, in order, and nothing of the partner's."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from journals.tests.factories import EntryFactory
from people.texts.formatting import to_blocks
from tandems.enums import MeetingState
from tandems.tests.factories import MeetingFactory, TandemFactory

pytestmark = pytest.mark.django_db
TEXT = """# Kopf

Ein **fetter** und *schiefer* Satz, [hier](https://example.org).
Zweite Zeile mit #, $ und \\*.

- eins
  1. innen
- zwei

> gesagt"""


@pytest.fixture
def tandem():
    return TandemFactory(mentee__person__language="en", program__name_en="Eye level", program__name_de="Augenhöhe")


@pytest.fixture
def written(tandem):
    now = timezone.now()
    meeting = MeetingFactory(tandem=tandem, state=MeetingState.HELD, starts_at=now - timedelta(days=3))
    EntryFactory(tandem=tandem, meeting=meeting, text=TEXT, answer_1="2 * 3 # [x]", created_at=now - timedelta(days=2))
    EntryFactory(tandem=tandem, text="Ohne Treffen, für uns beide", visibility="tandem", created_at=now)
    EntryFactory(tandem=tandem, author=tandem.mentor.person, visibility="tandem", text="Vom Partner geteilt")


@pytest.fixture
def as_author(client, tandem, written):
    client.force_login(tandem.mentee.person)
    return client


def words_of_pdf(content):
    pypdf = pytest.importorskip("pypdf")
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def test_as_markdown_it_is_whole_and_in_order(as_author, tandem):
    response = as_author.get(reverse("journal_markdown"))
    text = response.content.decode()
    assert response["Content-Type"].startswith("text/markdown")
    assert "attachment" in response["Content-Disposition"]
    assert text.startswith("# My journal\n")
    assert f"## Tandem with {tandem.mentor.person.full_name}, Eye level" in text
    assert "**What surprised me?**\n\n2 \\* 3 \\# \\[x\\]" in text
    assert "#### Kopf" in text
    assert "**fetter** und *schiefer*" in text
    assert text.index("What surprised me?") < text.index("Ohne Treffen")
    assert "Vom Partner" not in text


def test_as_pdf_it_shows_its_formatting(as_author):
    response = as_author.get(reverse("journal_pdf"))
    assert response["Content-Type"] == "application/pdf"
    text = words_of_pdf(response.content)
    for words in ("My journal", "What surprised me?", "2 * 3 # [x]", "Kopf", "fetter", "eins", "innen", "gesagt"):
        assert words in text
    assert "**" not in text
    assert "Vom Partner" not in text
    assert b"https://example.org" in response.content


def test_one_tandem_can_be_taken_alone(as_author, tandem):
    other = EntryFactory(tandem=TandemFactory(mentee__person=tandem.mentee.person), text="Im anderen Tandem")
    address = reverse("journal_markdown")
    assert "Im anderen Tandem" in as_author.get(address).content.decode()
    assert "Im anderen Tandem" not in as_author.get(address, {"tandem": tandem.pk}).content.decode()
    assert "Ohne Treffen" not in as_author.get(address, {"tandem": other.tandem_id}).content.decode()
    assert as_author.get(address, {"tandem": TandemFactory().pk}).status_code == 404


def test_a_lost_key_is_said_in_the_files(as_author, settings):
    settings.JOURNAL_KEYS = ["bmV3LWtleS1uZXcta2V5LW5ldy1rZXktbmV3LWtleSE="]
    sentence = "its key is missing"
    assert sentence in as_author.get(reverse("journal_markdown")).content.decode()
    assert sentence in words_of_pdf(as_author.get(reverse("journal_pdf")).content).replace("\n", " ")


def test_the_journal_says_what_the_files_hold(as_author):
    page = as_author.get(reverse("journal")).content.decode()
    assert reverse("journal_pdf") in page
    assert "Entries of your partner are not in it" in page


def test_an_empty_journal_is_an_empty_file(client):
    client.force_login(TandemFactory().mentee.person)
    for name in ("journal_markdown", "journal_pdf"):
        assert client.get(reverse(name)).status_code == 200


def test_blocks_hold_what_was_written():
    assert to_blocks("a **b**\nc") == [
        {
            "kind": "paragraph",
            "words": [{"text": "a "}, {"text": "b", "strong": True}, {"break": True}, {"text": "c"}],
        }
    ]
    assert to_blocks("[x](javascript:alert(1))")[0]["words"] == [{"text": "[x](javascript:alert(1))"}]
