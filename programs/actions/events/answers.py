"""What guests answer, and who gets a place that is free."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from notices.actions import plan
from people.errors import ActionError, NotAllowed
from people.models import Person
from programs import event_drafts
from programs.actions.events.common import locked
from programs.enums import (
    EventAnswer,
)
from programs.event_people import can_reply
from programs.models import Event, EventReply


@transaction.atomic
def answer_invitation(
    *, event: Event, person: Person, comes: bool, now: datetime, is_named: bool = False
) -> EventReply:
    """`person` comes, or does not. Without a free place they wait. Who no longer comes makes room for the next.

    Raises NotAllowed for whom it is not for, ActionError once it has begun or was cancelled.
    """
    event = locked(event)
    if not can_reply(event, person, now):
        if not Event.objects.addressed_to(person).filter(pk=event.pk).exists():
            raise NotAllowed
        raise ActionError(_("It is too late to answer this invitation."))
    reply, _is_new = EventReply.objects.get_or_create(event=event, person=person, defaults={"answered_at": now})
    wanted = _answer(event, reply, comes)
    reply.is_named, reply.is_out = comes and is_named, False
    if reply.answer != wanted:
        reply.answer, reply.answered_at, reply.changes = wanted, now, reply.changes + 1
        if wanted != EventAnswer.WAITING:
            plan([event_drafts.answered(event, reply, now)])
    reply.save()
    fill_places(event, now)
    return reply


def _answer(event: Event, reply: EventReply, comes: bool) -> str:
    if not comes:
        return EventAnswer.NO
    if reply.answer in (EventAnswer.YES, EventAnswer.WAITING):
        return reply.answer
    return EventAnswer.YES if _places_left(event) else EventAnswer.WAITING


def _places_left(event: Event) -> int:
    """Without a limit as many as wait, at least one."""
    waiting = event.replies.filter(answer=EventAnswer.WAITING).count()
    if event.capacity is None:
        return waiting or 1
    return max(0, event.capacity - event.replies.filter(answer=EventAnswer.YES, person__is_active=True).count())


def fill_places(event: Event, now: datetime) -> None:
    """Whoever has waited longest comes, as far as there are places."""
    waiting = event.replies.filter(answer=EventAnswer.WAITING, person__is_active=True).select_related("person")
    for reply in waiting.order_by("answered_at", "pk")[: _places_left(event)]:
        reply.answer, reply.changes = EventAnswer.YES, reply.changes + 1
        reply.save(update_fields=["answer", "changes"])
        plan([event_drafts.place_free(event, reply, now)])
