"""What figures say in a sentence is true of their rows, at the edges too. No database: sums as they are published."""

from datetime import date

import pytest

from evaluation.enums import Occasion
from evaluation.figures import surveys
from evaluation.figures.answers import change_key, wave_key
from evaluation.figures.counts import Facts
from evaluation.figures.headline import Top, top_of
from evaluation.figures.suppression import Sums
from evaluation.models import Wave
from programs.models import Program

DAY = date(2026, 6, 1)
NOT_CLEAR = "None of these has changed clearly"
UNDERSTANDING, NETWORK = "Understanding of the other generation", "Contacts outside one's own area"


pytestmark = pytest.mark.usefixtures("english")


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
    wave.answered = len(values)
    compute = surveys.pulse("useful", "", ("Useful: %(mean)s", "Partly: %(mean)s", "Hardly: %(mean)s"))
    found = compute(facts({wave_key(str(wave.pk), "useful"): said(*values)}, [wave]), "")
    assert found.finding == words


@pytest.mark.parametrize(
    ("answered", "role", "tells", "note"),
    [
        (6, "", True, ""),
        (9, "", True, "3 more are not counted: too few at a time, or left open"),
        (9, "mentee", True, ""),  # how many mentees have answered is told nowhere
        (9, "", False, ""),  # nor is anything of it to participants
    ],
)
def test_answers_that_are_not_counted_are_accounted_for(answered, role, tells, note):
    wave = Wave(occasion=Occasion.MEETING, opens_on=DAY)
    wave.answered = answered
    found = facts({wave_key(str(wave.pk), "useful"): said(4, 4, 4, 4, 4, 5)}, [wave])
    found.tells_answers = tells
    told = surveys.pulse("useful", "", ("",) * 3)(found, role).note
    assert [part for part in told.split(" · ") if "not counted" in part] == [note] * bool(note)


def recommended(*values):
    counts = {str(value): values.count(value) for value in set(values)}
    return Sums(len(values), sum(values), sum(value**2 for value in values), 0, counts)


@pytest.mark.parametrize(
    ("values", "role", "finding", "tells_shares"),
    [
        ([10] * 6 + [8] * 5 + [3] * 5, "", "38% would recommend the programme, 31% would not", True),
        ([10] * 5, "", "100% would recommend the programme, 0% would not", True),
        ([10] * 20 + [8] * 7 + [3], "", "Clearly more people recommend the programme than do not", False),
        ([10] + [8] * 7 + [3] * 20, "", "Clearly fewer people recommend the programme than do not", False),
        (
            [10] * 5 + [3] * 4,
            "",
            "Those who recommend the programme and those who do not are not clearly more or",
            False,
        ),
        ([10] * 9, "mentee", "Clearly more people recommend the programme than do not", False),
    ],
)
def test_a_few_who_would_not_recommend_are_not_counted_out(values, role, finding, tells_shares):
    wave = Wave(occasion=Occasion.END, opens_on=DAY)
    wave.answered = len(values)
    found = surveys.recommendation(facts({wave_key(str(wave.pk), "recommend"): recommended(*values)}, [wave]), role)
    assert found.finding.startswith(finding)
    assert (found.chart is not None) is tells_shares
    assert len(found.rows) == (8 if tells_shares else 5)


def test_the_headline_of_a_quarter_is_of_that_quarter():
    """What there is of the whole time alone stands behind it and says so."""
    waves = [Wave(occasion=Occasion.MEETING, opens_on=date(2026, month, 1)) for month in (2, 5)]
    rated = zip(waves, ([5] * 5, [2, 2, 2, 2, 3]), strict=True)
    one = facts({wave_key(str(wave.pk), "useful"): said(*values) for wave, values in rated}, waves)
    for wave, answered in zip(waves, (5, 8), strict=True):
        wave.invited, wave.answered = 10, answered
    for month, held in ((2, 10), (5, 4)):
        one.month(date(2026, month, 1)).planned, one.month(date(2026, month, 1)).held = 10, held
    one.started, one.in_rhythm, one.rhythm_of = 10, 9, 10
    whole = ["The tandems keep their rhythm.", "9 of 10 tandems meet in their rhythm."]
    whole.append("70% of the meetings planned to date took place.")

    assert top_of(one) == Top(whole[0], whole[1:])
    assert top_of(one, "2026-2") == Top(
        "Quarter 2 of 2026: the tandems kept 40% of their plan.",
        [
            "Meetings held: 4 of 10 planned.",
            "Usefulness of the meetings: 2.2 of 5.",
            "Invitations to surveys that were answered: 80%.",
        ],
        whole,
    )
    assert top_of(one, "2025-4") == Top("Quarter 4 of 2025: no meetings to tell of.", [], whole)


def test_statements_that_read_alike_are_not_told_apart():
    wave = Wave(occasion=Occasion.END, opens_on=DAY)
    wave.answered = 25
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
