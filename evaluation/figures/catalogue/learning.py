"""What has changed between the start and the end."""

from django.utils.translation import gettext_lazy as _

from evaluation.figures import statements, surveys
from evaluation.figures.results import GROUP, GUARDED, ROLE, Figure

FIGURES = (
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
        filters=(ROLE, GROUP),
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
        filters=(ROLE, GROUP),
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
        filters=(ROLE, GROUP),
    ),
)
