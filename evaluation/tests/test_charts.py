"""Charts as a browser draws them, in both themes and on a phone: lengths are values, nothing overlaps or is cut off,
and every colour is one of the tokens and stands out from its ground."""

import io

import pypdf
import pytest
from django.template.loader import render_to_string
from playwright.sync_api import expect

from evaluation.charts import shapes
from evaluation.tests.factories import evaluated_program
from people.tests.browser import AT_REST, complaints
from programs.enums import TeamRole
from programs.tests.factories import TeamMemberFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG = "Wir haben beide bestimmt, worüber wir in unseren Treffen sprechen und wie lange"
CHARTS = {
    "bars": shapes.bars([("Angemeldet", 1.0, "80"), (LONG, 0.25, "20"), ("Niemand", 0.0, "0")]),
    "goals": shapes.goals([("Erreicht", 0.9, 0.8, "9 bei Zielwert 8"), (LONG, 0.2, 0.8, "2 bei Zielwert 8")]),
    "change": shapes.change([("KI", 1.0, 5.0), (LONG, 2.0, 3.0), ("Verdeckt", None, None)], tone="mentee"),
    "means": shapes.means([("Nützlich", 3.0, 2.0, 4.0), ("Offen", 4.5, 4.0, 5.0)], tone="mentor"),
    "columns": shapes.columns([(month, 10, held) for month, held in zip("JFMAMJJASOND", range(12), strict=True)]),
    "course": shapes.course(
        [(f"{day}. Sep", value) for day, value in enumerate([1.0, 3.0, None, 5.0, 4.0])], tone="both"
    ),
    "parts": shapes.parts([("ja", 60.0, "60 %"), ("teils", 30.0, "30 %"), (LONG[:50], 10.0, "10 %")]),
    "trend": shapes.trend([("Tandems", "von 0 auf 9", [(0, 0), (0.5, 0.4), (1, 1.6)]), (LONG, "5", [(0, 0), (1, -3)])]),
    "distribution": shapes.distribution(
        [
            (
                "Wie lässt es sich vereinbaren?",
                [("gut", 0.75, "75 %"), (LONG, 0.25, "25 %"), ("nicht", None, "zu wenige")],
            )
        ]
    ),
}
TONES = ("mentee", "mentor", "both", "ink", "ink-soft", "line", "edge", "surface")

# what a test measures of a chart: boxes of its shapes in pixels of the screen, with the colours they are painted in
MEASURE = """
id => {
  const chart = document.getElementById(id), frame = chart.getBoundingClientRect();
  const box = one => { const r = one.getBoundingClientRect();
    return {x: r.left - frame.left, y: r.top - frame.top, w: r.width, h: r.height}; };
  const shapes = name => [...chart.querySelectorAll(name)].map(one => ({...box(one), fill: getComputedStyle(one).fill,
    stroke: getComputedStyle(one).stroke, tone: one.getAttribute("class") || ""}));
  const lines = one => { const range = document.createRange(); range.selectNodeContents(one);
    return [...range.getClientRects()].map(r => box({getBoundingClientRect: () => r})); };
  const spoken = names => [...chart.querySelectorAll(names)].filter(one => one.textContent.trim());
  return {
    width: frame.width, ground: getComputedStyle(chart.closest("figure")).backgroundColor,
    rects: shapes("rect"), circles: shapes("circle"), lines: shapes("line"),
    drawn: spoken("svg text").map(box), words: spoken("span:not(:has(span)), b").flatMap(lines),
  };
}
"""
TOKENS = """
names => { const probe = document.body.appendChild(document.createElement("i"));
  const colour = name => { probe.style.color = `var(--${name})`; return [name, getComputedStyle(probe).color]; };
  const found = Object.fromEntries(names.map(colour));
  probe.remove(); return found; }
"""


@pytest.fixture
def draw(open_page, live_server, sign_in):
    """`draw(width)` opens the evaluation of a programme and puts every chart on it, in the page's own style sheet."""
    program = evaluated_program()
    viewer = TeamMemberFactory(program=program, role=TeamRole.VIEWER, person__language="de").person
    drawn = {name: render_to_string(chart.template, {"chart": chart, "label": name}) for name, chart in CHARTS.items()}

    def show(width):
        page = open_page(width=width)
        sign_in(page, live_server, viewer)
        page.goto(f"{live_server.url}/evaluation/{program.slug}/")
        page.evaluate(
            """charts => { const card = ([name, svg]) =>
                 `<figure class="card"><div class="chart" id="${name}">${svg}</div></figure>`;
               document.querySelector("main").innerHTML =
                 `<div class="briefs">${Object.entries(charts).map(card).join("")}</div>`; }""",
            drawn,
        )
        return page

    return show


def colour(text: str) -> tuple[float, float, float]:
    values = [float(part) for part in text[text.index("(") + 1 : -1].replace(",", " ").split()[:3]]
    return (values[0], values[1], values[2])


def luminance(text: str) -> float:
    parts = [value / 255 for value in colour(text)]
    red, green, blue = (value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4 for value in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def overlap(one: dict, other: dict) -> bool:
    across = min(one["x"] + one["w"], other["x"] + other["w"]) - max(one["x"], other["x"])
    down = min(one["y"] + one["h"], other["y"] + other["h"]) - max(one["y"], other["y"])
    return across > 1 and down > 3  # boxes of letters are higher than the letters


def middle(one: dict) -> float:
    return one["x"] + one["w"] / 2


def full(chart: dict, tone: str = "f-both") -> list[dict]:
    return [one for one in chart["rects"] if one["tone"] == tone]


@pytest.mark.parametrize("width", [1180, 360])
def test_charts_are_true_legible_and_in_the_colours_of_each_theme(draw, width):
    page = draw(width)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.evaluate(AT_REST)
        tokens = page.evaluate(TOKENS, list(TONES))
        found = {name: page.evaluate(MEASURE, name) for name in CHARTS}
        lengths_are_values(found)
        for name, chart in found.items():
            nothing_overlaps_or_is_cut_off(name, chart)
            colours_are_tokens_that_stand_out(name, chart, tokens)
    assert tokens["both"] != "rgb(94, 58, 99)"  # the dark theme has colours of its own


def lengths_are_values(found: dict) -> None:
    """Lengths on the screen are in proportion to the values they stand for, to a pixel and a half."""

    def equal(measured, expected):
        assert measured == pytest.approx(expected, abs=1.5), (measured, expected)

    width = found["bars"]["width"]
    equal([one["w"] for one in full(found["bars"])], [width, 0.25 * width])
    equal([one["w"] for one in full(found["goals"])], [0.9 * width, 0.2 * width])
    equal([middle(one) for one in found["goals"]["rects"] if one["tone"] == "f-ink"], [0.8 * width] * 2)
    equal([one["w"] for one in full(found["distribution"])], [0.75 * width, 0.25 * width])
    # before and after: two dots a row, none where it is hidden; 1 to 5 lie 94 % of the width apart
    step = 0.94 * width / 4
    dots = [middle(one) for one in found["change"]["circles"]]
    equal(dots, [0.03 * width + step * (value - 1) for value in (1, 5, 2, 3)])
    assert len(found["means"]["circles"]) == 2
    intervals = [one for one in found["means"]["lines"] if "s-mentor" in one["tone"]]
    equal([one["w"] for one in intervals], [2 * step, step])
    # columns stand on one line, as high as the meetings are many
    held, planned = full(found["columns"]), full(found["columns"], "planned")
    assert len(held) == len(planned) == 12
    tallest = 11
    unit = held[-1]["h"] / tallest
    equal([one["h"] for one in held], [unit * value for value in range(12)])
    equal({round(one["y"] + one["h"]) for one in held[1:]}.pop(), planned[0]["y"] + planned[0]["h"])
    # a course: higher means are further up, and the line breaks where too few answered
    heights = [one["y"] for one in found["course"]["circles"]]
    equal(
        [heights[0] - one for one in heights],
        [0, (heights[0] - heights[2]) / 2, heights[0] - heights[2], (heights[0] - heights[2]) * 0.75],
    )
    assert len([one for one in found["course"]["lines"] if one["tone"] == "s-both"]) == 2
    # on the way to a goal, 30 pixels from baseline to target; what lies beyond either is drawn no further than a little
    steps = [one for one in found["trend"]["lines"] if one["tone"] == "s-both"]
    equal([one["h"] for one in steps], [0.4 * 30, (1.25 - 0.4) * 30, 0.2 * 30])
    equal([one["w"] for one in steps], [0.47 * width, 0.47 * width, 0.94 * width])
    parts = found["parts"]["rects"][:3]
    equal([one["w"] for one in parts], [0.6 * width, 0.3 * width, 0.1 * width])
    equal(parts[1]["x"], parts[0]["x"] + parts[0]["w"])


def nothing_overlaps_or_is_cut_off(name: str, chart: dict) -> None:
    texts = [*chart["drawn"], *chart["words"]]
    assert texts, name
    for place, one in enumerate(texts):
        assert one["x"] >= -2, (name, one)
        assert one["x"] + one["w"] <= chart["width"] + 2, (name, one)
        assert not [other for other in texts[place + 1 :] if overlap(one, other)], (name, one)
    bars = [one for one in chart["rects"] if one["w"] > 14 or one["h"] > 14]
    for one in chart["words"]:
        assert not [bar for bar in bars if overlap(one, bar)], (name, one)


def colours_are_tokens_that_stand_out(name: str, chart: dict, tokens: dict) -> None:
    ground = chart["ground"]
    assert ground == tokens["surface"]
    for one in (*chart["rects"], *chart["circles"]):
        if one["w"] == 0 or one["h"] == 0:
            continue
        assert one["fill"] in tokens.values(), (name, one)
        outline = ground if one["stroke"] == "none" else one["stroke"]
        carries = one["tone"] != "f-line"  # the empty rest of a bar says nothing that its words do not say
        assert not carries or max(contrast(one["fill"], ground), contrast(outline, ground)) >= 3, (name, one)
    for one in chart["lines"]:
        assert one["stroke"] in tokens.values(), (name, one)
    role = {"change": "mentee", "means": "mentor"}.get(name)
    if role:
        assert {one["fill"] for one in chart["circles"]} <= {tokens[role], tokens["surface"]}


def test_the_dashboard_unfolds_where_it_is_pointed_at_and_on_paper(open_page, live_server, sign_in):
    program = evaluated_program()
    viewer = TeamMemberFactory(program=program, role=TeamRole.VIEWER, person__language="en").person
    # without a script: what is folded opens by the keyboard, by a link, and on paper
    page = open_page(width=1180, java_script_enabled=False)
    sign_in(page, live_server, viewer)
    page.goto(f"{live_server.url}/evaluation/{program.slug}/")
    growth = page.locator("figure#growth")
    expect(growth).to_be_attached()
    expect(growth).to_be_hidden()
    page.locator("#subject-learn > summary").press("Enter")
    expect(growth).to_be_visible()
    page.goto(f"{live_server.url}/evaluation/{program.slug}/#usefulness")
    expect(page.locator("figure#usefulness")).to_be_visible()
    expect(page.locator("figure#benefit")).to_be_attached()
    expect(page.locator("figure#benefit")).to_be_hidden()
    page.goto(f"{live_server.url}/evaluation/{program.slug}/?role=mentor")
    page.emulate_media(media="print")
    cells = page.locator("figure#worth td.number")
    expect(cells.first).to_be_visible()
    expect(cells.get_by_text("3.40", exact=True).first).to_be_visible()
    expect(page.locator(".take-along")).to_be_attached()
    expect(page.locator(".take-along")).to_be_hidden()
    few = "Too few answers to show them without revealing people."
    for smallest, is_hidden in ((5, False), (6, True)):
        program.smallest_group = smallest
        program.save()
        page.goto(f"{live_server.url}/evaluation/{program.slug}/?role=mentor")
        paper = pypdf.PdfReader(io.BytesIO(page.pdf(format="A4")))
        words = "".join("".join(sheet.extract_text().split()) for sheet in paper.pages)
        assert ("3.40" in words) != is_hidden
        assert ("".join(few.split()) in words) == is_hidden
        assert "Mentorsonly" in words  # on paper it says what is selected


@pytest.mark.parametrize(("scheme", "width"), [("light", 360), ("dark", 1180)])
def test_everyone_can_use_the_evaluation(open_page, live_server, sign_in, scheme, width):
    program = evaluated_program()
    viewer = TeamMemberFactory(program=program, role=TeamRole.VIEWER, person__language="de").person
    page = open_page(width=width, color_scheme=scheme)
    sign_in(page, live_server, viewer)
    found = []
    for path in ("", f"{program.slug}/", f"{program.slug}/evidence/"):
        page.goto(f"{live_server.url}/evaluation/{path}")
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        found += complaints(page)
    assert found == []
