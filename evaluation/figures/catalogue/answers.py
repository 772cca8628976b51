"""What people say half-way, at the end and three months later."""

from django.utils.translation import gettext_lazy as _

from evaluation.enums import Occasion
from evaluation.figures import statements, surveys
from evaluation.figures.results import GROUP, GUARDED, PERIOD, ROLE, Figure

FIGURES = (
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
        filters=(ROLE, GROUP, PERIOD),
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
        filters=(ROLE, GROUP, PERIOD),
    ),
    Figure(
        "recommendation",
        _("Recommendation"),
        _(
            "Share of 9 and 10 less share of 0 to 6 in answers to “How likely are you to recommend the programme?” at "
            "the end; with its interval (95 %, adjusted Wald for three shares, Rocks 2016, The American Statistician "
            "70, 365). Beside it the mean of the answers with its interval (95 %, Student's t). The shares themselves "
            "are shown of all together alone, and not where fewer than the smallest group counts are for, between or "
            "against: so few would be looked for; then the interval is the widest that score and number allow."
        ),
        _("points, -100 to 100"),
        GUARDED,
        surveys.recommendation,
        filters=(ROLE, GROUP, PERIOD),
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
        filters=(ROLE, GROUP, PERIOD),
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
        filters=(PERIOD,),
        silent_under=(ROLE,),
    ),
)
