"""The closed catalogue: every figure there is, with its definition in words. Pages, prints and exports show no other.

docs/figures.md is written from it (`manage.py list_figures`), as an annex for a works agreement.
"""

from dataclasses import replace

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from evaluation.enums import Occasion
from evaluation.figures import changes, decisions, goals, process, statements, surveys
from evaluation.figures.facts import Facts
from evaluation.figures.results import Figure, Result

GUARDED = True
COUNTS = False

# what people answer in their own words: code, code of the question, occasion, name, the question, the finding
WORDS = (
    (
        "wishes",
        "change",
        Occasion.END,
        _("What should change"),
        _("What should change in the programme?"),
        _("What should change, in %(count)s answers"),
    ),
    (
        "examples",
        "differently_words",
        Occasion.END,
        _("What they do differently"),
        _("What do you do differently today?"),
        _("What they do differently, in %(count)s answers"),
    ),
    (
        "second_half",
        "second_half",
        Occasion.HALF_WAY,
        _("Wishes for the second half"),
        _("What should be different in the second half?"),
        _("What should be different in the second half, in %(count)s answers"),
    ),
    (
        "stayed_words",
        "stayed_words",
        Occasion.AFTER,
        _("What would not be so without the tandem"),
        _("What would not be so today without the tandem?"),
        _("What would not be so without the tandem, in %(count)s answers"),
    ),
)

FIGURES = (
    Figure(
        "decisions",
        _("What needs a decision"),
        _(
            "Facts from the figures below, with what could be decided: a goal whose way lies a quarter behind the time "
            "that has passed; less than 70 percent of the planned meetings held; 30 percent of the tandems out of "
            "their rhythm; 20 percent ended early; fewer than half of those invited answered the latest survey that is "
            "over; meetings rated below 3 of 5 for usefulness in the latest survey; more hours on average than line "
            "managers agreed to."
        ),
        _("facts"),
        GUARDED,
        decisions.decide,
    ),
    Figure(
        "goals",
        _("Goals against targets"),
        _(
            "Each goal's value today on the way from its baseline to its target. Reached: the target or beyond; near: "
            "nine tenths of the way. Values from surveys follow the same rules as the figures they come from."
        ),
        _("as the goal says"),
        GUARDED,
        goals.goals,
    ),
    Figure(
        "learning",
        _("Learning by topic"),
        _(
            "Mean self-assessment of the mentees in each topic at the start and at the end, of those who answered both "
            "times; mean change with its interval (95 %, Student's t) and effect size (Cohen's d for pairs)."
        ),
        _("points, 1 to 5"),
        GUARDED,
        surveys.learning,
    ),
    Figure(
        "growth",
        _("What grows on both sides"),
        _(
            "Mean agreement at the start and at the end with a statement on understanding the other generation, on "
            "confidence, on people to ask, and for mentors on explaining; of those who answered both times."
        ),
        _("points, 1 to 5"),
        GUARDED,
        surveys.growth,
    ),
    Figure(
        "growth_by_role",
        _("Before and after, by role"),
        _(
            "For each of these statements and each role: mean at the start and at the end, mean change with its "
            "interval (95 %, Student's t), effect size (Cohen's d for pairs) and number, of those who answered both "
            "times."
        ),
        _("points, 1 to 5"),
        GUARDED,
        statements.growth_by_role,
    ),
    Figure(
        "meetings",
        _("Meetings held against plan"),
        _(
            "Meetings held, extra ones included, of those planned for weeks that are over; the share is at most 100 %. "
            "By month: planned and cancelled ones by planned week, held ones by date; dates that were moved by the day "
            "of the move, each move counted. A tandem's plan ends with it."
        ),
        _("meetings"),
        COUNTS,
        process.meetings,
    ),
    Figure(
        "rhythm",
        _("Rhythm kept"),
        _(
            "Running and completed tandems whose last meeting, or start, lies no further back than their rhythm and "
            "one week; for ended tandems seen from their end. New ones count once they have met or a meeting was due."
        ),
        _("tandems"),
        COUNTS,
        process.rhythm,
    ),
    Figure(
        "usefulness",
        _("Usefulness of meetings"),
        _("Mean agreement with “The meeting was useful to me” in each survey after meetings, and of all of them."),
        _("points, 1 to 5"),
        GUARDED,
        surveys.pulse(
            "useful",
            _("Usefulness of meetings"),
            (
                _("Tandems find their meetings useful: %(mean)s of 5"),
                _("Tandems find their meetings partly useful: %(mean)s of 5"),
                _("Tandems find their meetings of little use: %(mean)s of 5"),
            ),
        ),
    ),
    Figure(
        "openness",
        _("Openness"),
        _("Mean agreement with “I could speak openly” in each survey after meetings, and of all of them."),
        _("points, 1 to 5"),
        GUARDED,
        surveys.pulse(
            "open",
            _("Openness"),
            (
                _("They can speak openly: %(mean)s of 5"),
                _("They can speak openly in part: %(mean)s of 5"),
                _("They can hardly speak openly: %(mean)s of 5"),
            ),
        ),
    ),
    Figure(
        "exchange",
        _("Exchange at eye level"),
        _(
            "Mean agreement with “We both shaped what we talked about” in each survey after meetings, and of all of "
            "them."
        ),
        _("points, 1 to 5"),
        GUARDED,
        surveys.pulse(
            "shaped",
            _("Exchange at eye level"),
            (
                _("Both shape their meetings: %(mean)s of 5"),
                _("Both shape their meetings in part: %(mean)s of 5"),
                _("Their meetings are one-sided: %(mean)s of 5"),
            ),
        ),
    ),
    Figure(
        "worth",
        _("Worth the time"),
        _("Mean agreement with “The meeting was worth the time” in each survey after meetings, and of all of them."),
        _("points, 1 to 5"),
        GUARDED,
        surveys.pulse(
            "worth",
            _("Worth the time"),
            (
                _("Meetings are worth their time: %(mean)s of 5"),
                _("Meetings are partly worth their time: %(mean)s of 5"),
                _("Meetings are hardly worth their time: %(mean)s of 5"),
            ),
        ),
    ),
    Figure(
        "sides",
        _("Both sides, side by side"),
        _(
            "Mean agreement of mentees and of mentors in the latest survey that shows both: usefulness, openness, who "
            "shaped it, and who benefits. Difference with its interval (95 %, Welch); it takes the two roles as "
            "independent, although each answers about the same tandems."
        ),
        _("points, 1 to 5"),
        GUARDED,
        statements.sides,
    ),
    Figure(
        "half_way",
        _("Half-way"),
        _(
            "Mean agreement with each statement of the survey half-way (fit, progress, benefit), and shares of those "
            "who chose each answer on working time. An answer that fewer chose than the smallest group counts is not "
            "shown, nor what would tell it by subtraction; choices are never shown by role."
        ),
        _("points, 1 to 5; %"),
        GUARDED,
        statements.statements(
            Occasion.HALF_WAY, _("Half-way"), _("Half-way, agreement is highest with “%(statement)s”: %(mean)s of 5")
        ),
    ),
    Figure(
        "benefit",
        _("What it has brought"),
        _(
            "Mean agreement at the end with statements on the benefit for one's own work, for the company, and on "
            "doing things differently; each with its interval (95 %, Student's t)."
        ),
        _("points, 1 to 5"),
        GUARDED,
        surveys.benefit,
    ),
    Figure(
        "recommendation",
        _("Recommendation"),
        _(
            "Share of 9 and 10 less share of 0 to 6 in answers to “How likely are you to recommend the programme?” at "
            "the end; with its interval (95 %, adjusted Wald for three shares, Rocks 2016, The American Statistician "
            "70, 365). Beside it the mean of the answers with its interval (95 %, Student's t)."
        ),
        _("points, -100 to 100"),
        GUARDED,
        surveys.recommendation,
    ),
    Figure(
        "after",
        _("Three months later"),
        _(
            "What stayed three months after the end: mean self-assessment of the mentees in each topic, mean agreement "
            "with each statement, how often the two were in touch (mean), and shares of those who chose each answer. "
            "An answer that fewer chose than the smallest group counts is not shown, nor what would tell it by "
            "subtraction; choices are never shown by role. Not compared with earlier answers: nothing links them."
        ),
        _("points, 1 to 5; times; %"),
        GUARDED,
        statements.statements(
            Occasion.AFTER,
            _("Three months later"),
            _("Three months later, “%(statement)s” is rated highest: %(mean)s of 5"),
        ),
    ),
    Figure(
        "managers",
        _("What line managers say"),
        _(
            "Mean agreement of line managers with each statement of their latest survey, and shares of those who chose "
            "each answer, under the same rules as half-way."
        ),
        _("points, 1 to 5; %"),
        GUARDED,
        statements.statements(
            Occasion.MANAGERS,
            _("What line managers say"),
            _("Line managers agree most with “%(statement)s”: %(mean)s of 5"),
        ),
    ),
    Figure(
        "funnel",
        _("From signing up to the end"),
        _(
            "People by role: signed up since the beginning, those who left included; signed up today; in a tandem that "
            "both agreed to; in a tandem that was completed. Those who were offered a tandem are not counted apart."
        ),
        _("people"),
        COUNTS,
        process.funnel,
    ),
    Figure(
        "acceptance",
        _("Accepted offers"),
        _(
            "Offers that became tandems, of those that were answered or have expired. A no and an answer that never "
            "came are counted as one. From as many offers on as the smallest group counts; where fewer than that did "
            "not become a tandem, how many is not told, because so few would tell who said no."
        ),
        _("offers"),
        COUNTS,
        process.acceptance,
    ),
    Figure(
        "participation",
        _("Participation"),
        _(
            "People signed up by role; tandems started (both said yes), running, completed with the programme, and "
            "ended early."
        ),
        _("people, tandems"),
        COUNTS,
        process.participation,
    ),
    Figure(
        "early_endings",
        _("Early endings"),
        _("Tandems that ended before their time, of those that started. Why or by whom is not recorded."),
        _("tandems"),
        COUNTS,
        process.early_endings,
    ),
    Figure(
        "hours",
        _("Hours and cost"),
        _(
            "Length of the meetings held, as logged by the tandems, counted for mentee and mentor alike; preparation "
            "and follow-up as each has noted it, by role, once as many people as the smallest group counts have noted "
            "some. Cost: hours of each role times the programme's rate for it, if HR has given both rates."
        ),
        _("hours, euros"),
        COUNTS,
        process.hours,
    ),
    Figure(
        "covered",
        _("Topics covered"),
        _(
            "Tandems that have noted a topic for at least one meeting held, by topic. A topic of fewer tandems than "
            "the smallest group counts is not shown. Renewed at most once a month, and only when at least as many "
            "tandems have met since, so that the count does not tell what a single meeting was about."
        ),
        _("tandems"),
        COUNTS,
        process.covered,
    ),
    Figure(
        "insights",
        _("Released insights"),
        _("Sentences that both people of a tandem have released for the whole programme, by topic, without names."),
        _("sentences"),
        COUNTS,
        process.insights,
    ),
    Figure(
        "answer_rates",
        _("Answer rates"),
        _("Invitations to each survey, how many were answered and how many declined."),
        _("%"),
        COUNTS,
        process.answer_rates,
    ),
    Figure(
        "you_said",
        _("You said, we did"),
        _("What the programme's managers have changed because of feedback, in their words; participants read it too."),
        _("texts"),
        COUNTS,
        changes.you_said,
    ),
    *(
        Figure(
            code,
            name,
            format_lazy(
                _(
                    "The free answers to “{question}”, word for word, in random order, never by group, and renewed "
                    "only when as many new ones have come in as the smallest group counts."
                ),
                question=question,
            ),
            _("texts"),
            GUARDED,
            surveys.words(answered, occasion, name, sentence),
        )
        for code, answered, occasion, name, question, sentence in WORDS
    ),
)
BY_CODE = {figure.code: figure for figure in FIGURES}


def result(code: str, facts: Facts, role: str = "") -> Result:
    """One figure for a programme, for all or for one role."""
    figure = BY_CODE[code]
    return replace(figure.compute(facts, role), figure=figure)


def results(facts: Facts, role: str = "") -> list[Result]:
    """All figures, in the order of the page."""
    return [result(figure.code, facts, role) for figure in FIGURES]
