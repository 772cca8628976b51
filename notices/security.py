"""What is said for the sake of security: at once, never switched off."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notices.actions import Draft, plan
from notices.kinds import Kind, Message
from notices.models import Notice
from people.models import Person


def tell_old_address(person: Person, old: str, now: datetime) -> None:
    """SECURITY: whoever owns an address can sign in with a code, so a change is said at the old one."""
    plan(
        [
            Draft(
                kind=ADDRESS_CHANGED.code,
                recipient=person,
                address=old,
                dedupe_key=f"address:{person.pk}:{now:%Y%m%d%H%M%S%f}",
                due_at=now,
            )
        ]
    )


def _render(notice: Notice) -> Message:
    return Message(
        subject=_("Your address in Tandem was changed"),
        paragraphs=[
            _("The address you sign in to Tandem with was changed in the personnel department's data."),
            _("Whoever receives mail at the new address can sign in as you and read your journal."),
            _("If you did not expect this, please tell your personnel department or your data protection officer now."),
        ],
    )


ADDRESS_CHANGED = Kind(
    code="address_changed",
    label=gettext_lazy("Your address was changed"),
    reason=gettext_lazy("You get this because it concerns who can sign in with your account."),
    still_wanted=lambda notice, now: True,
    render=_render,
    can_be_muted=False,
)
