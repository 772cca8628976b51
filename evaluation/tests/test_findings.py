"""What figures say in a sentence is true of their rows, at the edges too. No database: sums as they are published."""

from datetime import date

import pytest
from django.utils import translation

from evaluation.enums import Occasion
from evaluation.figures import surveys
from evaluation.figures.answers import change_key, wave_key
from evaluation.figures.counts import Facts
from evaluation.figures.suppression import Sums
from evaluation.models import Wave
from programs.models import Program

DAY = date(2026, 6, 1)
NOT_CLEAR = "None of these has changed clearly"
UNDERSTANDING, NETWORK = "Understanding of the other generation", "Contacts outside one's own area"


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def facts(tables, waves=()):
    return Facts(
        Program(smallest_group=5), DAY, tables={key: {"mentee": sums} for key, sums in tables.items()}, waves=waves
    )


def changed(*changes):
    """Sums of people who said 3 at the start."""
    n = len(changes)
    return Sums(n, 3 * n + sum(changes), sum(change**2 for change in changes), 3 * n)


def said(*values):
    return Sums(len(values), sum(values), sum(value**2 for value in values))


@pytest.mark.parametrize(
    ("understanding", "network", "finding"),
    [
        ([1, 1, 1, 2, 1, 1], [0, 1, 0, 0, 1, 0], f"“{UNDERSTANDING}” has grown by 1.2 points"),
        # the larger gain is unsure, the smaller one is not
        ([2, -1, 2, -1, 2, 2], [1, 0, 1, 1, 1, 1], f"“{NETWORK}” has grown by 0.8 points"),
        # a gain that is unsure does not hide a fall that is not
        ([2, -1, 2, -1, 2, 2], [-1, -1, 0, -1, -1, -1], f"“{NETWORK}” has fallen by 0.8 points"),
        ([2, -1, 2, -1, 2, 2], [0, 0, 0, 0, 0, 0], NOT_CLEAR),
        ([0] * 6, [0] * 6, NOT_CLEAR),
        ([1, -1, 1, -1, 1, -1], [1, -1, 0, 0, 0, 0], NOT_CLEAR),
        ([1] * 5, [0] * 5, NOT_CLEAR),  # all alike, but five: a sign test would not be sure
        ([1] * 6, [0] * 6, f"“{UNDERSTANDING}” has grown by 1.0 points"),
        ([1] * 40 + [0] * 960, [0] * 1000, NOT_CLEAR),  # sure, and 0.0 points as one reads it
    ],
)
def test_a_change_is_claimed_only_where_it_can_be_read(understanding, network, finding):
    tables = {change_key("understanding"): changed(*understanding), change_key("network"): changed(*network)}
    assert surveys.growth(facts(tables), "").finding == finding


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([4, 4, 3, 4, 3, 3, 3, 4, 3, 4, 3, 3, 4], "Useful: 3.5"),  # 3.46
        ([3, 3, 3, 4, 4, 3, 4, 3, 4, 3, 3], "Partly: 3.4"),
        ([2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2], "Partly: 2.5"),  # 2.46
        ([2, 3, 2, 3, 2, 2, 2], "Hardly: 2.3"),
    ],
)
def test_a_rating_is_called_what_its_number_reads(values, words):
    wave = Wave(occasion=Occasion.MEETING, opens_on=DAY)
    compute = surveys.pulse("useful", "", ("Useful: %(mean)s", "Partly: %(mean)s", "Hardly: %(mean)s"))
    found = compute(facts({wave_key(str(wave.pk), "useful"): said(*values)}, [wave]), "")
    assert found.finding == words


def test_statements_that_read_alike_are_not_told_apart():
    wave = Wave(occasion=Occasion.END, opens_on=DAY)
    tables = {
        wave_key(str(wave.pk), code): said(*values)
        for code, values in (
            ("benefit_me", [4, 4, 4, 4, 4]),
            ("benefit_company", [4] * 24 + [5]),
            ("differently", [3, 3, 3, 3, 3]),
        )
    }
    found = surveys.benefit(facts(tables, [wave]), "")
    assert found.finding == "Several statements are rated highest: 4.0 of 5"
    assert [row[1:] for row in found.rows] == [["4.00", "–", "5"], ["4.04", "3.96 to 4.12", "25"], ["3.00", "–", "5"]]
