"""One report, five ways to read it: what one hides all hide, what one shows all show alike."""

import csv
import io
from datetime import UTC, datetime
from html.parser import HTMLParser

import pypdf
import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone, translation
from openpyxl import load_workbook

from evaluation.figures.catalogue import BY_CODE
from evaluation.figures.facts import facts_of
from evaluation.figures.selection import EVERYTHING, Selection
from evaluation.models import FeedbackChange
from evaluation.reports.cells import number_in
from evaluation.reports.report import report_of
from evaluation.reports.sheets import named
from evaluation.reports.subjects import DECISIONS, FIRST, REST, subject_of
from evaluation.reports.workbook import workbook
from evaluation.tests.factories import evaluated_program
from programs.enums import TeamRole
from programs.tests.factories import TeamMemberFactory

pytestmark = pytest.mark.django_db
FEW = "Too few answers to show them without revealing people."
MENTORS_WORTH = "3.40"  # how mentors rate the time, in the table of `worth`


class Figures(HTMLParser):
    """The tables of a page by figure: the cells of each row, as text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tables: dict[str, list[list[str]]] = {}
        self.code = self.cell = ""
        self.in_cell = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "figure":
            self.code = dict(attrs).get("id") or ""
        elif tag == "tr" and self.code:
            self.tables.setdefault(self.code, []).append([])
        elif tag in ("th", "td") and self.code:
            self.in_cell, self.cell = True, ""

    def handle_data(self, data: str) -> None:
        self.cell += data if self.in_cell else ""

    def handle_endtag(self, tag: str) -> None:
        if tag in ("th", "td") and self.in_cell:
            self.in_cell = False
            self.tables[self.code][-1].append(self.cell.strip())


@pytest.fixture
def program():
    return evaluated_program()


@pytest.fixture
def read(client, program):
    """`read("evaluation_pdf", role="mentor")`: what a viewer of the programme is answered, in English."""
    viewer = TeamMemberFactory(program=program, role=TeamRole.VIEWER, person__language="en").person
    client.force_login(viewer)

    def get(name: str, **query: str):
        response = client.get(reverse(name, args=[program.slug]), query)
        assert response.status_code == 200
        return response

    return get


def page_of(read, **query):
    html = read("evaluation", **query).content.decode()
    return html, Figures(html).tables


def csv_of(read, **query):
    text = read("evaluation_csv", **query).content.decode("utf-8-sig")
    return text, list(csv.reader(io.StringIO(text), delimiter=";"))


def book_of(read, **query):
    book = load_workbook(io.BytesIO(read("evaluation_xlsx", **query).content))
    rows = [[cell.value for cell in row] for sheet in book for row in sheet.iter_rows()]
    return book, rows


def pdf_of(read, **query):
    reader = pypdf.PdfReader(io.BytesIO(read("evaluation_pdf", **query).content))
    return reader, " ".join(" ".join(page.extract_text().split()) for page in reader.pages)


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("asked", [{}, {"role": "mentee"}, {"role": "mentor"}, {"period": "2026-1"}])
def test_page_table_workbook_and_document_show_the_same_numbers(read, asked):
    _html, tables = page_of(read, **asked)
    _text, lines = csv_of(read, **asked)
    book, rows = book_of(read, **asked)
    _reader, words = pdf_of(read, **asked)
    words = squeezed(words)
    assert len(tables) > 8
    assert "worth" in tables
    in_book = [[("" if cell is None else cell) for cell in row] for row in rows]
    for code, table in tables.items():
        for row in table[1:]:
            assert [*row] in [line[: len(row)] for line in lines], (code, row)
            assert any(same(row, line) for line in in_book), (code, row)
            assert squeezed("".join(row)) in words, (code, row)
    # whatever is a number in the workbook is a cell of the page
    numbers = [row[4].value for row in book["All numbers"].iter_rows(min_row=2)]
    assert len(numbers) > 20
    with translation.override("en"):
        shown = {number_in(cell) for table in tables.values() for row in table for cell in row}
    assert set(numbers) <= {number.value for number in shown if number}


def same(row: list[str], line: list) -> bool:
    """Whether a row of the workbook says what a row of the page says: words alike, numbers equal in value."""
    with translation.override("en"):
        for place, text in enumerate(row):
            number = number_in(text) if place else None
            if line[place] != (number.value if number else text):
                return False
    return True


@pytest.mark.parametrize(("smallest", "is_hidden"), [(5, False), (6, True)])
def test_what_is_hidden_appears_in_none_of_them(read, program, smallest, is_hidden):
    program.smallest_group = smallest
    program.save()
    html, tables = page_of(read, role="mentor")
    text, _lines = csv_of(read, role="mentor")
    _book, rows = book_of(read, role="mentor")
    _reader, words = pdf_of(read, role="mentor")
    for found in (html, text, words):
        assert (FEW in found) == is_hidden
        assert (MENTORS_WORTH in found) != is_hidden
        assert ("Meetings are partly worth their time" in found) != is_hidden
    cells = [cell for row in rows for cell in row]
    assert (FEW in cells) == is_hidden
    assert (3.4 in cells) != is_hidden
    assert ("worth" in tables) != is_hidden
    # the pictures hide it as well: nothing is drawn that is not told
    with translation.override("en"):
        report = report_of(facts_of([program], timezone.now())[0], Selection(role="mentor"))
    worth = next(result for result in report.results if result.figure.code == "worth")
    assert (worth.chart is None) == is_hidden


@pytest.mark.parametrize(("language", "words", "name"), [("de", "Stand", "KI"), ("en", "as of", "AI")])
def test_the_document_speaks_the_language_asked_for_and_can_be_read_aloud(read, program, language, words, name):
    reader, text = pdf_of(read, language=language)
    catalog = reader.root_object
    assert catalog["/Lang"] == language
    assert b"<pdfuaid:part>1</pdfuaid:part>" in catalog["/Metadata"].get_data()
    assert f"{program.slug}" not in text
    assert words in text
    assert name in text
    assert f"1 / {len(reader.pages)}" in text
    # each picture says its finding, in the place of the lines it is drawn with
    with translation.override(language):
        report = report_of(facts_of([program], timezone.now())[0], EVERYTHING)
    alternatives = [str(text) for text in alternatives_in(catalog["/StructTreeRoot"])]
    for part in report.parts:
        for result in part.results:
            if result.chart:
                assert any(text.startswith(result.finding) for text in alternatives), result.finding
            assert squeezed(result.finding) in squeezed(text)


def alternatives_in(node):
    """The texts that stand for pictures, anywhere in the tree of tags."""
    node = node.get_object()
    if isinstance(node, list):
        return [text for child in node for text in alternatives_in(child)]
    if not isinstance(node, dict):
        return []
    below = alternatives_in(node["/K"]) if "/K" in node else []
    return [node["/Alt"], *below] if "/Alt" in node else below


def test_files_are_named_by_programme_selection_day_and_language(read):
    def name(view, **query):
        return read(view, **query)["Content-Disposition"].split('"')[1]

    with time_machine.travel(datetime(2026, 12, 2, 9, tzinfo=UTC), tick=False):
        assert name("evaluation_pdf") == "eye-level-2026-12-02-en.pdf"
        assert name("evaluation_xlsx", role="mentor", language="de") == "eye-level-mentor-2026-12-02-de.xlsx"
        assert name("evaluation_csv", language="nonsense") == "eye-level-2026-12-02-en.csv"


def test_the_page_offers_each_file_in_both_languages_under_the_same_selection(read):
    html = read("evaluation", role="mentor").content.decode()
    for view in ("pdf", "xlsx", "csv"):
        for language in ("en", "de"):
            address = reverse(f"evaluation_{view}", args=["eye-level"])
            assert f'href="{address}?role=mentor&amp;language={language}"' in html


def test_nothing_in_the_workbook_is_run_and_it_prints_as_it_should(read, program):
    FeedbackChange.objects.create(program=program, heard_en="=1+1", changed_en="#N/A", changed_on="2026-03-01")
    book, _rows = book_of(read)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells}.isdisjoint({"f", "e"})
    assert "=1+3" in [cell.value for cell in cells]
    assert book.properties.language == "en"
    assert book.properties.title == "Evaluation of Eye level"
    for sheet in book:
        assert sheet.freeze_panes
        assert sheet.print_title_rows
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.column_dimensions["A"].width >= 30
    linked = [cell.hyperlink.location for cell in cells if cell.hyperlink]
    assert linked
    assert all(location.split("!")[0].strip("'") in book.sheetnames for location in linked)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("How they meet", "How they meet"),
        ("What they say, and what came of it", "What they say, and what came of"),
        ("in/out: [all]?", "in out   all  "),
        ("x" * 40, "x" * 31),
    ],
)
def test_a_sheet_has_a_name_that_spreadsheet_programs_allow(text, name):
    assert named(text) == name


def test_words_that_no_spreadsheet_can_hold_do_not_stop_the_workbook(program):
    program.name_en = "Bell\x07 " + "long " * 22
    program.save()
    with translation.override("en"):
        assert workbook(report_of(facts_of([program], timezone.now())[0], EVERYTHING))


@pytest.mark.parametrize(
    ("language", "text", "value", "shape"),
    [
        ("en", "4", 4, "0"),
        ("en", "+1.50", 1.5, "+0.00;−0.00;0.00"),
        ("en", "−0.25", -0.25, "0.00"),
        ("en", "84%", 0.84, "0%"),
        ("de", "84 %", 0.84, "0%"),
        ("de", "1.234,5", 1234.5, "0.0"),
        ("de", "21.510", 21510, "0"),
        ("en", "21,510", 21510, "0"),
    ],
)
def test_a_number_keeps_its_value_and_its_look(language, text, value, shape):
    with translation.override(language):
        found = number_in(text)
    assert found is not None
    assert (found.value, found.format) == (value, shape)


@pytest.mark.parametrize("text", ["", "–", "3.70 to 4.20", "12.08.2026", "11/22/2026", "=1+1", "4 of 5", "+", "n = 5"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_words_stay_words(language, text):
    with translation.override(language):
        assert number_in(text) is None


def test_every_figure_of_the_catalogue_has_its_subject():
    assert {code for code in BY_CODE if subject_of(code) is REST} == {DECISIONS}
    assert set(FIRST) <= set(BY_CODE)
