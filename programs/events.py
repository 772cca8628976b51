"""What happens on this floor, as the audit log calls it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

LABELS: dict[str, Any] = {
    "event.created": _("Event created"),
    "event.changed": _("Event changed"),
    "event.removed": _("Event deleted"),
    "event.invited": _("Invitations to an event sent"),
    "event.cancelled": _("Event cancelled"),
    "event.held": _("Event has taken place"),
    "event.attendance_noted": _("Who came to an event noted"),
    "event.notes_given": _("Notes of an event given"),
    "event.proposed": _("Peer session proposed"),
    "event.declined": _("Peer session not taken up"),
    "resource.saved": _("Resource saved"),
    "resource.removed": _("Resource deleted"),
    "manager_consent.answered": _("Line manager answered"),
    "program.created": _("Programme created"),
    "program.invited": _("Employees invited"),
    "waiting.let_in": _("Someone let in from the waiting list"),
    "program.log_exported": _("Log exported"),
    "program.set_up": _("Set up from a blueprint"),
    "blueprint.kept": _("Blueprint saved"),
    "blueprint.removed": _("Blueprint deleted"),
    "program.changed": _("Programme changed"),
    "program.state_changed": _("State of the programme changed"),
    "program.goal_changed": _("Goals changed"),
    "program.topic_changed": _("Topics changed"),
    "program.topics_added": _("Usual topics added"),
    "program.teammember_changed": _("Team changed"),
    "program.briefing_changed": _("Briefings changed"),
    "program.consenttext_changed": _("Consent text changed"),
    "program.notice_changed": _("Mails changed"),
    "program.sign_ups_imported": _("Sign-ups imported"),
    "participation.looked_at": _("Sign-up looked at"),
    "participation.begun": _("Sign-up begun again"),
    "participation.draft_dropped": _("Draft of a sign-up deleted"),
    "participation.signed_up": _("Signed up"),
    "participation.changed": _("Sign-up changed"),
    "participation.withdrawn": _("Left the programme"),
}
