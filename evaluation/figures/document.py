"""The catalogue as a document: what is computed, how, from how many people on, and who may see it."""

from django.utils.translation import gettext as _

from evaluation.figures.catalogue import FIGURES
from evaluation.figures.participants import is_for_participants
from evaluation.figures.results import GROUP, PERIOD, ROLE, Figure


def document() -> str:
    """Markdown in the active language."""
    rules = [
        _(
            "There are no other figures than these: pages, printed pages and files are all made from this list. None "
            "is about a single person or a single tandem, and none ranks people."
        ),
        _(
            "They are seen by the HR managers and the leadership viewers of the programme's team: neither by HR of "
            "other programmes, nor by system administrators, nor by sponsors without a role in the team. Once the "
            "programme has closed, its participants see those that say so, and these from one person more than the "
            "smallest group on: whoever took part knows one of the answers."
        ),
        _(
            "Figures from surveys are shown from the programme's smallest group on (five people unless the programme "
            "sets more, never fewer than four), in total and by role. By role only if every role is large enough, so "
            "that no subtraction reveals the smaller one; they are renewed only when at least as many new answers "
            "have come in, so that no second visit reveals the newest. Answers that do not fill such a step stay "
            "unseen."
        ),
        _(
            "They can be filtered by role and by calendar quarter, in a programme that HR has set up so also by "
            "company or by department family, by one of the two. That is fixed before people can sign up. Groups "
            "that are too small are shown together with others or not at all, and so is a large one where the total "
            "less the large ones would tell a small one. Once results are published for groups, the same groups "
            "stay. A person belongs to the group they were in when the programme began or when they joined it later. "
            "A survey counts for the quarter in which it opened. Free texts, choices and what line managers say are "
            "never shown by group."
        ),
        _(
            "Figures of process count people, tandems, meetings and invitations. A tandem counts for the group of "
            "its mentee, in the funnel everyone for their own. A group is told only where it has at least as many "
            "tandems, people or invitations as the smallest group counts, in each quarter that it has meetings of, "
            "and where those that are not told have as many together, or none. A group's meetings are the sum of the "
            "quarters in which it may be told. A figure that does not follow a filter says so."
        ),
        _(
            "Where several companies take part (those that HR has named, and those whose people have signed up), "
            "leadership viewers see the figures of the company they work for and nothing of the others or of the "
            "whole, because the whole less one's own would tell the rest. If the programme's figures are not broken "
            "down by company, or the viewer works for none of those that take part, that is nothing. HR managers of "
            "the programme see all of it."
        ),
    ]
    title = _("Figures of the evaluation")
    return "\n\n".join([f"# {title}", *rules, *[_entry(figure) for figure in FIGURES]]) + "\n"


def _entry(figure: Figure) -> str:
    source = _("answers to surveys, from the smallest group on") if figure.is_guarded else _("facts of process")
    readers = _("HR managers, leadership viewers")
    if is_for_participants(figure):
        readers = _("HR managers, leadership viewers; participants once the programme has closed")
    facts = [
        (_("Unit"), figure.unit),
        (_("Source"), source),
        (_("Filters"), _filters(figure)),
        (_("Seen by"), readers),
        (_("Code"), f"`{figure.code}`"),
    ]
    lines = "\n".join(f"- {name}: {value}" for name, value in facts)
    return "\n\n".join([f"## {figure.name}", str(figure.definition), lines])


def _filters(figure: Figure) -> str:
    names = {ROLE: _("role"), GROUP: _("company or department family"), PERIOD: _("quarter")}
    return ", ".join(names[one] for one in figure.filters) or _("none: always for the whole programme and time")
