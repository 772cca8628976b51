"""What participants may see of their programme once it has closed: some figures of the catalogue, the same guard.

SECURITY: whoever took part knows one of the answers, so everything here is shown from one person more than the smallest
group on. Where several companies take part, each sees its own alone, as leadership does. Figures by role, of line
managers, of cost, and what people wrote in their own words are not among them.
"""

from copy import copy
from datetime import datetime

from evaluation.figures import catalogue
from evaluation.figures.results import Figure, Result
from evaluation.figures.suppression import smallest_group
from evaluation.figures.viewing import facts_for
from people.models import Person
from programs.models import Program

CODES = (
    "goals",
    "learning",
    "growth",
    "benefit",
    "recommendation",
    "usefulness",
    "openness",
    "exchange",
    "worth",
    "meetings",
    "rhythm",
    "covered",
    "insights",
    "you_said",
)


def is_for_participants(figure: Figure) -> bool:
    return figure.code in CODES


def group_shown(program: Program) -> int:
    """From how many people on participants see a figure."""
    return smallest_group(program.smallest_group) + 1


def results(program: Program, person: Person, now: datetime) -> list[Result]:
    """What there is to see for `person` of a closed programme; nothing before."""
    if not program.is_over:
        return []
    guarded = copy(program)
    guarded.smallest_group = group_shown(program)
    facts = facts_for(person, [guarded], now)[0]
    facts.tells_answers = False
    found = [catalogue.result(code, facts) for code in CODES]
    return [result for result in found if result.state == "shown"]
