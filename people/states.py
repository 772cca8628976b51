"""One door for each state: check the table, update only where the state is still the old one."""

from collections.abc import Mapping
from typing import Any

from django.db import models, transaction

from people import audit
from people.errors import StaleState, WrongState
from people.models import Person


@transaction.atomic
def change_state(
    obj: models.Model,
    new: str,
    *,
    transitions: Mapping[str, frozenset[str] | set[str]],
    actor: Person | None,
    event: str,
    program_id: int | None = None,
    details: dict[str, Any] | None = None,
    **also: Any,
) -> None:
    """Move `obj.state` to `new`, setting the fields `also` in the same UPDATE, and write the audit event.

    Raises WrongState if `transitions` has no such step, StaleState if the row has left its old state meanwhile.
    `actor` None in the audit means the system, or that who did it is not to be known.
    """
    old = obj.state  # type: ignore[attr-defined]
    if new not in transitions.get(old, ()):
        raise WrongState
    changed = type(obj)._default_manager.filter(pk=obj.pk, state=old).update(state=new, **also)
    if not changed:
        raise StaleState
    for name, value in {"state": new, **also}.items():
        setattr(obj, name, value)
    audit.record(
        event, actor=actor, subject=obj, program_id=program_id, details={"from": old, "to": new, **(details or {})}
    )
