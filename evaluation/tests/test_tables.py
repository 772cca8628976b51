"""What is put together without a template is escaped like everything else."""

from evaluation.charts.shapes import Chart, Mark
from evaluation.figures.results import Result
from evaluation.templatetags.figures import rows_of, rules


def test_words_in_a_figures_table_are_words():
    html = rows_of(Result("", columns=["", "<i>n</i>"], rows=[["<script>", "\"&'"]]))

    assert html == (
        '<thead><tr><td></td><th scope="col" class="number">&lt;i&gt;n&lt;/i&gt;</th></tr></thead>\n'
        '<tbody><tr><th scope="row">&lt;script&gt;</th><td class="number">&quot;&amp;&#x27;</td></tr></tbody>'
    )


def test_columns_of_words_wrap_from_the_left_and_numbers_stand_at_the_right():
    rows = [["Tandems", "Tandems started", "0", "12", "–", "under way"], ["Gain", "Gain", "1", "too few", "–", "near"]]
    html = rows_of(Result("", columns=["Goal", "Measure", "Baseline", "Now", "Trend", "Standing"], rows=rows))

    kinds = [part.split('"')[0] for part in html.split("</thead>")[0].split('class="')[1:]]
    assert kinds == ["words", "number", "number", "number", "words"]
    assert html.count('<td class="words">') == 4


def test_the_scale_of_a_chart_is_drawn_with_escaped_lengths():
    assert rules(Chart("", grid=[Mark(x1='3%"')]), 24) == (
        '<line x1="3%&quot;" x2="3%&quot;" y1="0" y2="24" class="s-line"/>'
    )
