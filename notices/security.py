"""What is said for the sake of security: at once, never switched off."""

from datetime import datetime

from django.utils.translation import gettext_lazy

from notices.actions import Draft, plan
from notices.enums import Queue
from notices.kinds import Kind
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
                queue=Queue.CODES,
            )
        ]
    )


ADDRESS_CHANGED = Kind(
    code="address_changed",
    label=gettext_lazy("Your address was changed"),
    reason=gettext_lazy("You get this because it concerns who can sign in with your account."),
    occasion=gettext_lazy("The personnel department's data has another e-mail address for someone."),
    recipients=gettext_lazy("The person concerned, at the old address"),
    when=gettext_lazy("At once"),
    until=gettext_lazy("Two days"),
    subject=gettext_lazy("Your address in Tandem was changed"),
    body=(
        gettext_lazy("The address you sign in to Tandem with was changed in the personnel department's data."),
        gettext_lazy("Whoever receives mail at the new address can sign in as you and read your journal."),
        gettext_lazy(
            "If you did not expect this, please tell your personnel department or your data protection officer now."
        ),
    ),
    find=lambda notice: notice.recipient,
    can_be_muted=False,
    never_held_back=True,
    per_program=False,
)
