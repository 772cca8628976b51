"""Next steps and the lists of the two: questions, topics for later, things to try.

Like entries they are neither audited nor logged. Their state changes where it is still the old one, by the same table
as everywhere, but without the audit's row: how often the two take something on and drop it is their own business.
"""

from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from journals import rules
from journals.enums import STEP_TRANSITIONS, ListKind, StepState
from journals.models import ListItem, NextStep
from people.errors import ActionError, NotAllowed, StaleState, WrongState
from people.models import Person
from tandems.models import Meeting, Tandem

LONGEST = 1_000  # characters
Shared = TypeVar("Shared", NextStep, ListItem)


# ------------------------------------------------------------------ next steps
def add_step(
    *,
    tandem: Tandem,
    person: Person,
    owner: Person,
    text: str,
    due_on: date | None,
    now: datetime,
    meeting: Meeting | None = None,
    key: UUID | None = None,
) -> NextStep:
    """`person` notes what `owner`, one of the two, will do. `key`, chosen beforehand, makes sending twice harmless.

    Raises NotAllowed, or ActionError for an empty text or a tandem that has ended.
    """
    _check_may_add(tandem, person, meeting)
    _check_owner(tandem, owner)
    step = NextStep(
        pk=key or uuid4(),
        tandem=tandem,
        meeting=meeting,
        owner=owner,
        author=person,
        text=_checked(text),
        due_on=due_on,
        created_at=now,
    )
    return _insert(step)


def change_step(
    *, step: NextStep, person: Person, owner: Person, text: str, due_on: date | None, version: int
) -> NextStep:
    """Say it otherwise, for the other, or for another day. `version` is that of the step the person saw.

    Raises NotAllowed, ActionError, or StaleState if it has been changed since.
    """
    _check_may_change(step, person)
    _check_owner(step.tandem, owner)
    return _update(step, version, text=_checked(text), owner=owner, due_on=due_on)


def settle_step(*, step: NextStep, person: Person, state: str, now: datetime) -> NextStep:
    """Tick it off, drop it, or take it up again. Harmless where it is so already.

    Raises NotAllowed, WrongState, or StaleState if someone was faster.
    """
    if not rules.can_settle(step, person):
        raise NotAllowed
    if step.state == state:
        return step
    if state not in STEP_TRANSITIONS.get(step.state, ()):
        raise WrongState
    settled_at = None if state == StepState.OPEN else now
    changed = NextStep.objects.filter(pk=step.pk, state=step.state).update(state=state, settled_at=settled_at)
    if not changed:
        raise StaleState
    step.state, step.settled_at = state, settled_at
    return step


def delete_step(*, step: NextStep, person: Person) -> None:
    """Delete what one wrote. Raises NotAllowed for the other's words: these can be dropped."""
    _delete(step, person)


# ------------------------------------------------------------------ lists
def add_item(
    *,
    tandem: Tandem,
    person: Person,
    kind: str,
    text: str,
    now: datetime,
    meeting: Meeting | None = None,
    key: UUID | None = None,
) -> ListItem:
    """A question, a topic for later or a thing to try; a question may be meant for one `meeting`.

    Raises NotAllowed, or ActionError for an empty text or a tandem that has ended.
    """
    _check_may_add(tandem, person, meeting)
    item = ListItem(
        pk=key or uuid4(),
        tandem=tandem,
        meeting=meeting,
        kind=ListKind(kind),
        author=person,
        text=_checked(text),
        created_at=now,
    )
    return _insert(item)


def change_item(*, item: ListItem, person: Person, text: str, version: int) -> ListItem:
    """Say it otherwise. Raises NotAllowed, ActionError, or StaleState if it has been changed since."""
    _check_may_change(item, person)
    return _update(item, version, text=_checked(text))


def settle_item(*, item: ListItem, person: Person, is_done: bool, now: datetime) -> ListItem:
    """Tick it off, or put it back on the list. Raises NotAllowed, or ActionError for a tandem that has ended."""
    _check_may_change(item, person)
    done_at = (item.done_at or now) if is_done else None
    ListItem.objects.filter(pk=item.pk).update(done_at=done_at)
    item.done_at = done_at
    return item


def delete_item(*, item: ListItem, person: Person) -> None:
    """Delete what one wrote. Raises NotAllowed for the other's words: these can be ticked off."""
    _delete(item, person)


# ------------------------------------------------------------------ shared
def _check_may_add(tandem: Tandem, person: Person, meeting: Meeting | None) -> None:
    if not rules.can_write_in(tandem, person) or (meeting is not None and meeting.tandem_id != tandem.pk):
        raise NotAllowed
    if not rules.can_keep_lists(tandem, person):
        raise ActionError(_("This tandem has ended."))


def _check_may_change(shared: NextStep | ListItem, person: Person) -> None:
    _check_may_add(shared.tandem, person, None)


def _check_owner(tandem: Tandem, owner: Person) -> None:
    if tandem.role_of(owner) is None:
        raise NotAllowed


def _checked(text: str) -> str:
    if not text.strip():
        raise ActionError(_("There is nothing written yet."))
    if len(text) > LONGEST:
        raise ActionError(_("Please keep it to %(count)s characters.") % {"count": LONGEST})
    return text


def _insert(shared: Shared) -> Shared:
    """SECURITY: a key that is in use already is answered with the stored row only where it is the same tandem's."""
    try:
        with transaction.atomic():
            shared.save(force_insert=True)
    except IntegrityError:
        stored = type(shared)._default_manager.filter(pk=shared.pk, tandem=shared.tandem).first()
        if stored is None:
            raise NotAllowed from None
        return stored
    return shared


def _update(shared: Shared, version: int, **values: Any) -> Shared:
    """Write only where the version is still the one the person saw."""
    rows = type(shared)._default_manager.filter(pk=shared.pk, version=version)
    if not rows.update(**values, version=version + 1):
        raise StaleState
    for name, value in {**values, "version": version + 1}.items():
        setattr(shared, name, value)
    return shared


def _delete(shared: NextStep | ListItem, person: Person) -> None:
    if not rules.can_delete(shared, person):
        raise NotAllowed
    shared.delete()
