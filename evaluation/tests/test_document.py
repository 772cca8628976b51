from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from evaluation.figures.catalogue import FIGURES

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize(("language", "name"), [("en", "figures.md"), ("de", "figures.de.md")])
def test_the_document_is_what_the_catalogue_says(language, name):
    out = StringIO()
    call_command("list_figures", language=language, stdout=out)
    assert (DOCS / name).read_text(encoding="utf-8") == out.getvalue(), f"manage.py list_figures --language {language}"


def test_every_figure_has_a_definition_of_its_own():
    assert len({figure.code for figure in FIGURES}) == len(FIGURES)
    assert len({str(figure.definition) for figure in FIGURES}) == len(FIGURES)
