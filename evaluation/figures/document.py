"""The catalogue as a document: what is computed, how, from how many people on, and who may see it."""

from django.utils.translation import gettext as _

from evaluation.figures.catalogue import FIGURES
from evaluation.figures.participants import is_for_participants
from evaluation.figures.results import Figure


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
            "that no subtraction reveals the smaller one; they are renewed only when at least as many new answers have "
            "come in, so that no second visit reveals the newest. Answers that do not fill such a step stay unseen."
        ),
        _("Figures of process count people, tandems, meetings and invitations of the whole programme."),
    ]
    title = _("Figures of the evaluation")
    return "\n\n".join([f"# {title}", *rules, *[_entry(figure) for figure in FIGURES]]) + "\n"


def _entry(figure: Figure) -> str:
    source = _("answers to surveys, from the smallest group on") if figure.is_guarded else _("facts of process")
    readers = _("HR managers, leadership viewers")
    if is_for_participants(figure):
        readers = _("HR managers, leadership viewers; participants once the programme has closed")
    facts = [(_("Unit"), figure.unit), (_("Source"), source), (_("Seen by"), readers), (_("Code"), f"`{figure.code}`")]
    lines = "\n".join(f"- {name}: {value}" for name, value in facts)
    return "\n\n".join([f"## {figure.name}", str(figure.definition), lines])
