"""What happens on this floor, as the audit log calls it. That somebody answers a survey is not among it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

LABELS: dict[str, Any] = {
    "feedback_change.saved": _("Entry of “You said, we did” saved"),
    "feedback_change.deleted": _("Entry of “You said, we did” deleted"),
    "goal_value.saved": _("Value of a goal saved"),
    "goal_value.deleted": _("Value of a goal deleted"),
    "questionnaire.begun": _("Version of a questionnaire begun"),
    "questionnaire.changed": _("Questionnaire changed"),
    "questionnaire.released": _("Questionnaire ready for use"),
    "questionnaire.taken_back": _("Questionnaire taken back"),
    "questionnaire.discarded": _("Draft of a questionnaire deleted"),
    "questionnaire.approved": _("Questionnaire approved by the works council"),
    "questionnaire.approval_withdrawn": _("Approval of a questionnaire withdrawn"),
}
DETAILS: dict[str, Any] = {
    "occasion": _("occasion"),
    "version": _("version"),
    "approved_on": _("approved on"),
}
