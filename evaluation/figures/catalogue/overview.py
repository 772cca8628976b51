"""What is asked first: what needs a decision, and how the goals stand."""

from django.utils.translation import gettext_lazy as _

from evaluation.figures import decisions, goals, goals_over_time
from evaluation.figures.results import GROUP, GUARDED, Figure

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
        filters=(GROUP,),
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
        "goals_over_time",
        _("Goals over time"),
        _(
            "Each goal's value once a week, as this page showed it on that day, from its baseline on; of goals that HR "
            "reports also the values HR has entered for other days. Values from surveys follow the same rules as the "
            "figures they come from; where today's value may not be shown, earlier ones are not either. Come closer: "
            "moved towards the target within four weeks."
        ),
        _("as the goal says"),
        GUARDED,
        goals_over_time.goals_over_time,
    ),
)
