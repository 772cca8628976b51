"""The evidence of one programme, put together once for page, PDF and workbook (`workbook`)."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from evaluation.reports.evidence.case import Case
from evaluation.reports.evidence.criteria import FAMILIES, STANDARDS, Criterion, Standard
from evaluation.reports.evidence.looks import MISSING, PARTLY, STATES, Found
from people import pdf

TEMPLATE = Path(settings.BASE_DIR) / "evaluation/typst/evidence.typ"


@dataclass(frozen=True)
class Line:
    criterion: Criterion
    found: Found

    @property
    def to_do(self) -> str:
        """What would be evidence, where it is missing or only in part."""
        return str(self.criterion.do) if self.found.state in (MISSING, PARTLY) else ""


@dataclass(frozen=True)
class Section:
    standard: Standard
    lines: list[Line]

    @property
    def in_short(self) -> str:
        """ "3 there, 1 missing"."""
        numbers = Counter(line.found.state for line in self.lines)
        return ", ".join(f"{numbers[state]} {words}" for state, words in STATES.items() if numbers[state])

    @property
    def is_open(self) -> bool:
        """Something could be done."""
        return any(line.found.state in (MISSING, PARTLY) for line in self.lines)


@dataclass(frozen=True)
class Evidence:
    program: Any
    day: date
    stand: str  # when its counts were made, in words
    sections: list[Section]

    @property
    def families(self) -> list[tuple[str, list[Section]]]:
        return [
            (str(name), [section for section in self.sections if section.standard.family == code])
            for code, name in FAMILIES.items()
        ]

    @property
    def counted(self) -> list[tuple[str, str, int]]:
        """(state, in words, how many of our questions), each question once."""
        states = {line.criterion: line.found.state for section in self.sections for line in section.lines}
        numbers = Counter(states.values())
        return [(state, str(words), numbers[state]) for state, words in STATES.items() if numbers[state]]

    @property
    def title(self) -> str:
        return _("Evidence: %(name)s") % {"name": self.program.name}

    @property
    def preface(self) -> str:
        return _(
            "The programme's data beside published standards: what is there and what is missing, in our own words. It "
            "is no verdict and no substitute for the standards themselves; an accreditation also wants papers and "
            "conversations that no software holds."
        )

    @property
    def as_of(self) -> str:
        return _("as of %(day)s") % {"day": self.stand}


def evidence_of(case: Case) -> Evidence:
    """In the active language."""
    sections = [
        Section(standard, [Line(criterion, criterion.look(case)) for criterion in standard.criteria])
        for standard in STANDARDS
    ]
    return Evidence(case.program, case.facts.day, case.facts.stand, sections)


def as_pdf(evidence: Evidence) -> bytes:
    data = {
        "program": evidence.program.name,
        "title": evidence.title,
        "preface": evidence.preface,
        "as_of": evidence.as_of,
        "counted": [{"state": state, "words": words, "number": number} for state, words, number in evidence.counted],
        "families": [
            {"name": name, "sections": [_section(section) for section in sections]}
            for name, sections in evidence.families
        ],
    }
    return pdf.render(TEMPLATE, data, language=(get_language() or "de")[:2], title=evidence.title)


def _section(section: Section) -> dict[str, Any]:
    lines = [
        {
            "asks": str(line.criterion.asks),
            "state": line.found.state,
            "said": line.found.state_in_words,
            "words": line.found.words,
            "to_do": line.to_do,
        }
        for line in section.lines
    ]
    return {"name": str(section.standard.name), "lines": lines}
