"""Documents are readable for people and machines, and print what people wrote as it is."""

import io
from pathlib import Path

import pypdf
import pytest
from django.conf import settings

from people import pdf

TEMPLATE = """
#import "/people/typst/page.typ": *
#show: tandem
#mark()
= #data.name
#plain(data.words)
#table(columns: 2, table.header[A][B], ..data.rows.map(row => row.map(cell => [#cell])).flatten())
"""


@pytest.fixture
def template(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A document in an empty house that has the common page only."""
    root = tmp_path_factory.mktemp("house")
    page = root / "people/typst/page.typ"
    page.parent.mkdir(parents=True)
    page.write_text((settings.BASE_DIR / "people/typst/page.typ").read_text())
    monkeypatch.setattr(settings, "BASE_DIR", root)
    (root / "letter.typ").write_text(TEMPLATE)
    return root / "letter.typ"


def document(template: Path, **data: object) -> pypdf.PdfReader:
    filled = {"name": "Zertifikat", "words": "", "rows": [], **data}
    return pypdf.PdfReader(io.BytesIO(pdf.render(template, filled, language="de", title="Ihr Zertifikat")))


def text_of(reader: pypdf.PdfReader) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in reader.pages)


def test_names_of_every_colleague_can_be_printed_and_copied(template: Path) -> None:
    names = "Łukasz Żółć, Şükrü Çağlayanğlu İğdır, Zoë Müller-Groß, Ελένη, Иван"
    assert names in text_of(document(template, name=names))


def test_a_document_is_tagged_and_says_its_title_and_language(template: Path) -> None:
    reader = document(template)
    catalog = reader.root_object
    assert catalog["/Lang"] == "de"
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Ihr Zertifikat"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in catalog["/Metadata"].get_data()


def test_every_font_is_inside_the_document(template: Path) -> None:
    fonts = document(template, name="Łódź").pages[0]["/Resources"]["/Font"]
    assert fonts
    for font in fonts.values():
        described = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert "/FontFile3" in described or "/FontFile2" in described


@pytest.mark.parametrize(
    "words",
    ['#panic("run")', '= heading #read("/letter.typ")', "*bold* _x_ `y` $z$ \\ [a] <b> @c //d", '"); #let x = ("'],
)
def test_what_people_write_is_never_run_as_markup(template: Path, words: str) -> None:
    assert words in text_of(document(template, words=words, rows=[[words, "1"]]))


def test_a_character_that_no_font_has_is_named_instead_of_stopping_the_document(template: Path) -> None:
    text = text_of(document(template, words="A1 \U0001f9ff\u200d\ufe0f B2 \U0001fae8\x00 C3"))
    assert "A1" in text
    assert "B2" in text
    assert "C3" in text
    assert "\U0001f9ff" in text or "[nazar amulet]" in text


def test_an_error_in_a_template_says_nothing_of_the_data(template: Path) -> None:
    template.write_text(TEMPLATE + "#panic(data.words)")
    with pytest.raises(pdf.PdfError) as caught:
        document(template, words="in confidence")
    assert caught.value.__context__ is None
    assert "confidence" not in repr(caught.value)
