"""That the outbox stands still is told on the way that still works: the one of sign-in codes."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy

from notices import delivery
from notices.actions import Draft, plan
from notices.enums import NoticeState, Queue
from notices.kinds import Kind
from notices.models import Notice
from people.models import Person
from programs.enums import ProgramState, TeamRole

KEEPS = timedelta(hours=6)


def plan_due(now: datetime) -> int:
    """Tell administrators and HR's managers, once a day at most, while mails wait; returns how many are new."""
    if not delivery.health(now=now).is_standing_still:
        return 0
    return plan(
        Draft(
            kind=QUEUE_STANDING.code,
            recipient=person,
            dedupe_key=f"queue-standing:{now:%Y%m%d}:{person.pk}",
            due_at=now,
            expires_at=now + KEEPS,
            queue=Queue.CODES,
        )
        for person in _who()
    )


def _who() -> Iterable[Person]:
    manages = Q(team_roles__role=TeamRole.MANAGER) & ~Q(team_roles__program__state=ProgramState.CLOSED)
    return Person.objects.active().filter(Q(is_superuser=True) | Q(is_staff=True) & manages).distinct().order_by("pk")


def _is_standing_still(notice: Notice, person: Person, now: datetime) -> bool:
    return person.is_staff and delivery.health(now=now).is_standing_still


def _to_outbox(notice: Notice, person: Person) -> str:
    return f"{reverse('admin:notices_notice_changelist')}?state__exact={NoticeState.PLANNED}"


QUEUE_STANDING = Kind(
    code="queue_standing",
    label=gettext_lazy("HR: mails are standing still"),
    reason=gettext_lazy("You manage a programme or administer Tandem."),
    occasion=gettext_lazy("The oldest mail has been waiting for longer than it may."),
    recipients=gettext_lazy("Administrators, and HR managers of programmes that are not closed"),
    when=gettext_lazy("At once, on the way of sign-in codes, once a day at most"),
    until=gettext_lazy("Six hours, as long as mails are waiting"),
    subject=gettext_lazy("Mails from Tandem are standing still"),
    body=(
        gettext_lazy("Mails have been waiting for more than a quarter of an hour. Nothing is lost: they wait."),
        gettext_lazy("Please let whoever looks after Tandem know; the outbox shows what is waiting."),
    ),
    find=lambda notice: notice.recipient,
    is_wanted=_is_standing_still,
    action_label=gettext_lazy("Look at the outbox"),
    path=_to_outbox,
    can_be_muted=False,
    never_held_back=True,
    per_program=False,
    names_recipient=True,
    for_staff=True,
)
