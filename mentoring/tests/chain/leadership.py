"""What leadership reads, compared with figures computed from the test's own record of what was done."""

import csv
import io
import json
import re
from collections import Counter
from statistics import mean

import pytest
from playwright.sync_api import expect

from mentoring.tests.chain import cast
from mentoring.tests.chain.couples import STARTING, speak_english
from mentoring.tests.chain.hr import sign_in_by_code
from mentoring.tests.chain.keys import hyphenated
from mentoring.tests.chain.stack import wait_for
from mentoring.tests.chain.story import SLUG, Story

Table = dict[str, list[str]]
SMALLEST_GROUP = 5
CODE = "Ihr Code für Tandem"
SENT = "SELECT id, kind FROM notices_notice WHERE state = 'sent'"
PULSES = {"useful": "Usefulness of meetings", "open": "Openness", "shaped": "Exchange at eye level"}
BENEFITS = {
    "benefit_me": "Has brought me something for my work",
    "benefit_company": "Brings our company something",
    "differently": "Does things differently than before",
}


def reads_the_figures(story: Story) -> None:
    """The file of figures, each against the record; then the page in the browser."""
    speak_english(story, cast.LEADERSHIP)
    given = Counter(occasion for occasion, _address in story.answers)
    wait_for(lambda: counted_answers(story) == given, "the figures to have seen every answer")
    # counts of process stand for ten minutes; where none are prepared the page counts itself
    story.stack.manage("shell", "-c", "from evaluation.models import PreparedCounts as P; P.objects.all().delete()")
    figures = {role: figures_of(story, role) for role in ("", "mentee", "mentor")}
    check_people(story, figures[""]["Participation"])
    check_meetings(story, figures[""])
    check_surveys(story, figures[""])
    check_answers(story, figures)
    looks_at_the_page(story)


def counted_answers(story: Story) -> Counter[str]:
    """How many answers of each survey the last renewal of the figures has seen."""
    seen = json.loads(story.stack.sql("SELECT CAST(seen AS text) FROM evaluation_publishedfigures")[0][0])
    waves = story.stack.sql("SELECT id, occasion FROM evaluation_wave")
    return Counter({occasion: seen.get(hyphenated(key), [0])[0] for key, occasion in waves})


def figures_of(story: Story, role: str) -> dict[str, Table]:
    page = story.visitor(cast.LEADERSHIP).get(f"/evaluation/{SLUG}/figures.csv?role={role}")
    assert page.status == 200
    return tables(page.html)


def tables(text: str) -> dict[str, Table]:
    """Name of a figure to its rows, each by its first cell."""
    found: dict[str, Table] = {}
    name = ""
    for row in csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=";"):
        if not row:
            name = ""
        elif not name:
            name = row[0]
            found[name] = {}
        else:
            found[name][row[0]] = row[1:]
    return found


def data(rows: Table) -> list[list[str]]:
    """The rows of numbers, in order and without their first cells: what stands there is wording."""
    return [row for row in rows.values() if row][1:]


def same(text: str, value: float) -> bool:
    """Whether `text` is `value`, rounded to as many decimals as it shows."""
    digits = text.strip("+%").replace("−", "-")
    decimals = len(digits.partition(".")[2])
    return float(digits) == pytest.approx(value, abs=0.5 * 10**-decimals + 1e-9)


# ---------------------------------------------------------------- facts of process
def check_people(story: Story, rows: Table) -> None:
    signed_up, running, ended = [40, 53], [STARTING, STARTING], [0, 0]
    assert data(rows) == [[str(number)] for number in (*signed_up, *running, *ended)]


def check_meetings(story: Story, figures: dict[str, Table]) -> None:
    minutes = [one for couple in story.couples for one in couple.held]
    planned = 2 * STARTING  # the weeks of days 1 and 8 are over, that of day 15 is not
    assert data(figures["Meetings held against plan"])[-1] == [str(planned), str(len(minutes)), "1", "1"]
    assert same(figures["Goals against targets"]["Treffen finden statt"][2], 100 * len(minutes) / planned)
    in_rhythm = sum(bool(couple.held) for couple in story.couples)
    assert data(figures["Rhythm kept"]) == [[str(in_rhythm)], [str(STARTING - in_rhythm)]]
    mentees, mentors, together, each = (row[0] for row in data(figures["Hours and cost"]))
    assert same(mentees, sum(minutes) / 60)
    assert same(mentors, sum(minutes) / 60)
    assert same(together, sum(minutes) / 30)
    assert same(each, mean(minutes) / 60)


def check_surveys(story: Story, figures: dict[str, Table]) -> None:
    met = sum(bool(couple.held) for couple in story.couples)
    assert story.invited == {"start": 2 * STARTING, "meeting": 2 * met, "end": 2 * STARTING}
    for occasion, row in zip(story.invited, data(figures["Answer rates"])[:-1], strict=True):
        answered = sum(one == occasion for one, _address in story.answers)
        assert row[1:4] == [str(story.invited[occasion]), str(answered), "0"]
        assert same(row[4], 100 * answered / story.invited[occasion])


# ---------------------------------------------------------------- answers
def first_answers(story: Story, occasion: str, code: str, role: str, number: int) -> list[int]:
    """The first `number` answers of a role. Figures are renewed in steps of five, so the last ones may wait."""
    people = {getattr(couple, role) for couple in story.couples}
    given = [
        answers[code]
        for (one, address), answers in story.answers.items()
        if one == occasion and address in people and code in answers
    ]
    assert len(given) - SMALLEST_GROUP < number <= len(given)
    return given[:number]


def check_mean(
    story: Story, figures: dict[str, dict[str, Table]], where: tuple[str, str], what: tuple[str, str]
) -> float:
    """The mean of each role and of both, in the row `where` (figure, first cell), of `what` (occasion, question)."""
    found: list[int] = []
    for role in ("mentee", "mentor"):
        row = row_of(figures[role], *where)
        answers = first_answers(story, *what, role, int(row[-1]))
        assert same(row[0], mean(answers))
        found += answers
    row = row_of(figures[""], *where)
    assert row[-1] == str(len(found))
    assert same(row[0], mean(found))
    return mean(found)


def row_of(figures: dict[str, Table], figure: str, first_cell: str) -> list[str]:
    (row,) = [row for first, row in figures[figure].items() if row and first.startswith(first_cell)]
    return row


def check_answers(story: Story, figures: dict[str, dict[str, Table]]) -> None:
    opened = story.moment(15).strftime("%d/%m/%Y")
    for code, figure in PULSES.items():
        value = check_mean(story, figures, (figure, opened), ("meeting", code))
        if code == "useful":
            assert same(figures[""]["Goals against targets"]["Treffen sind nützlich"][2], value)
    for code, first_cell in BENEFITS.items():
        check_mean(story, figures, ("What it has brought", first_cell), ("end", code))
    check_learning(story, figures[""]["Learning by topic"])
    check_recommendation(story, figures)


def check_learning(story: Story, rows: Table) -> None:
    """Before and after of each topic, of the mentees who answered both times, in the order of the second time."""
    for key, name in story.stack.sql("SELECT id, name_en FROM programs_topic WHERE kind = 'learn'"):
        code = f"skill-{key}"
        start, end, change, _interval, _size, number = rows[name]
        people = [couple.mentee for couple in story.couples if ("start", couple.mentee) in story.answers]
        assert len(people) - SMALLEST_GROUP < int(number) <= len(people)
        pairs = [(story.answers["start", one][code], story.answers["end", one][code]) for one in people[: int(number)]]
        assert same(start, mean(before for before, _after in pairs))
        assert same(end, mean(after for _before, after in pairs))
        assert same(change, mean(after - before for before, after in pairs))


def check_recommendation(story: Story, figures: dict[str, dict[str, Table]]) -> None:
    """By role the score and the mean: how many are for and against is told of all together alone."""
    for role in ("mentee", "mentor"):
        rows = figures[role]["Recommendation"]
        (number,) = [int(found[1]) for name in rows if (found := re.search(r"n = (\d+)", name))]
        given = first_answers(story, "end", "recommend", role, number)
        good = 100 * sum(one >= 9 for one in given) / number
        bad = 100 * sum(one <= 6 for one in given) / number
        score, _between, average, *_more = (row[0] for row in data(rows))
        assert same(score, good - bad)
        assert same(average, mean(given))


def looks_at_the_page(story: Story) -> None:
    page = story.browser()
    sign_in_by_code(story, page, cast.LEADERSHIP)
    story.go(page, "/evaluation/")
    page.locator(f"main a[href='/evaluation/{SLUG}/']").first.click()
    page.wait_for_url(f"**/evaluation/{SLUG}/")
    expect(page.locator("main")).to_contain_text(f"{STARTING} tandems")


# ---------------------------------------------------------------- mails
def nothing_was_said_twice(story: Story) -> None:
    """As many mails as the outbox says, each once; nothing is stuck or failed."""
    open_ones = "SELECT count(*) FROM notices_notice WHERE state IN ('claimed', 'sending')"
    wait_for(lambda: story.stack.sql(open_ones) == [(0,)], "the outbox to be at rest")
    assert story.stack.sql("SELECT count(*) FROM notices_notice WHERE state IN ('failed', 'unknown')") == [(0,)]
    names = [name for mail in story.mails.mails if (name := notice_of(str(mail.message["Message-ID"])))]
    assert [name for name, count in Counter(names).items() if count > 1] == []
    sent = {hyphenated(key): kind for key, kind in story.stack.sql(SENT)}
    assert Counter(kind for key, kind in sent.items() if key not in names) == {}
    # two sorts are forgotten: about a tandem that did not start, and codes after two weeks; all others stay
    forgotten = [mail for mail in story.mails.mails if notice_of(str(mail.message["Message-ID"])) not in {"", *sent}]
    assert [mail.subject for mail in forgotten if not (mail.find(r"/offers/\d+/") or mail.subject == CODE)] == []


def notice_of(message_id: str) -> str:
    """The key of the notice behind a mail; empty where there is none."""
    found = re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", message_id)
    return found[0] if found else ""
