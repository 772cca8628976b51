"""What surveys add to a programme's checklist."""

from django.urls import reverse
from django.utils.translation import gettext as _

from evaluation.enums import Occasion
from evaluation.surveys.choosing import Choice, choices
from programs import checklist
from programs.checklist import Item
from programs.models import Program


def unapproved(program: Program, ready: dict[str, Choice]) -> list[Occasion]:
    """Surveys of `program` that cannot open because the works council has approved no version of them."""
    asked = [one for one in Occasion if one != Occasion.MANAGERS or program.line_managers_are_asked]
    return [one for one in asked if ready[one].newest and not ready[one].used]


def approvals(program: Program) -> list[Item]:
    """Before people sign up it is agreed what they will be asked: all of it, not the first survey alone."""
    if not program.questionnaires_need_approval:
        return []
    lacking = unapproved(program, choices([program])[program.pk])
    if not lacking:
        return []
    text = _("The works council's approval of these surveys: %(names)s") % {
        "names": ", ".join(str(one.label) for one in lacking)
    }
    return [Item("approval", text, "approvals", reverse("admin:evaluation_questionnaire_program", args=[program.pk]))]


def register_checks() -> None:
    checklist.also(approvals)
