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
            "times; mean change with its interval (95 %, Student's t) and effect size (Cohen's d_z: mean change by the "
            "standard deviation of the changes). The finding is the largest change that is clear: its interval, as it "
            "is written, keeps off zero; where all changed alike there is none, and it is clear from six people on "
            "(sign test). Each interval is for its row alone: of twenty rows without any change one may look clear."
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
            "confidence, on people to ask, and for mentors on explaining; of those who answered both times, under the "
            "same rules as learning by topic."
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
            "interval (95 %, Student's t), effect size (Cohen's d_z) and number, of those who answered both times, "
            "under the same rules as learning by topic."
        ),
        _("points, 1 to 5"),
        GUARDED,
        statements.growth_by_role,
        filters=(ROLE, GROUP),
    ),
)
