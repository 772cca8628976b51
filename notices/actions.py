"""What people and other apps do to the outbox. How it is emptied is in `delivery`.

Nothing here sends: a plan is rows in the caller's transaction, and a nudge to the workers once that is committed.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from notices import accounts, kinds, tasks
from notices.enums import TRANSITIONS, NoticeState, Queue
from notices.holding import release_of
from notices.models import MutedKind, Notice, Preferences
from people.batches import batches
from people.errors import NotAllowed, WrongState
from people.models import Person
from people.states import change_state

BATCH = 500
MAKES_SENSE = timedelta(days=2)
SENT_AGAIN_MAKES_SENSE = timedelta(days=1)
KEY_LENGTH = 200


@dataclass(frozen=True)
class Draft:
    """A notice to be written. `dedupe_key` names the fact and the recipient: `meeting:7:2:day-before:31`."""

    kind: str
    recipient: Person
    dedupe_key: str
    due_at: datetime
    context: dict[str, Any] = field(default_factory=dict)
    program_id: int | None = None
    expires_at: datetime | None = None  # default: two days after it is due
    address: str = ""  # where to, if not to the address the recipient has when it is sent
    queue: Queue = Queue.MAIL

    def __post_init__(self) -> None:
        if not 0 < len(self.dedupe_key) <= KEY_LENGTH:
            raise ValueError(f"A notice's key has 1 to {KEY_LENGTH} characters: {self.dedupe_key!r}")


def plan(drafts: Iterable[Draft]) -> int:
    """Write the drafts that are not in the outbox yet, in the caller's transaction; returns how many were new.

    Safe to call again and at once from several processes: the unique key decides. What is due already is delivered
    as soon as the transaction is committed. Two to three queries for each 500 drafts, one where all are known.
    """
    new = 0
    to_nudge: set[str] = set()
    clock = timezone.now()
    for batch in batches(drafts, BATCH):
        rows = _write(batch)
        new += len(rows)
        to_nudge |= {row.queue for row in rows if row.due_at <= clock < row.expires_at}
    for queue in sorted(to_nudge):
        transaction.on_commit(tasks.NUDGES[Queue(queue)], robust=True)
    return new


def _write(batch: list[Draft]) -> list[Notice]:
    """Insert what is missing of `batch` and return the rows that are ours."""
    by_key = {draft.dedupe_key: draft for draft in reversed(batch)}
    known = set(Notice.objects.filter(dedupe_key__in=by_key).values_list("dedupe_key", flat=True))
    # in one order everywhere: two planners that wait for each other's keys would deadlock
    rows = [_row(by_key[key]) for key in sorted(by_key.keys() - known)]
    if not rows:
        return []
    Notice.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)
    # keys that another process wrote meanwhile were skipped: only what bears our primary keys is ours
    ours = set(Notice.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    return [row for row in rows if row.pk in ours]


def _row(draft: Draft) -> Notice:
    return Notice(
        kind=draft.kind,
        recipient=draft.recipient,
        dedupe_key=draft.dedupe_key,
        context=draft.context,
        address=draft.address,
        queue=draft.queue,
        program_id=draft.program_id,
        due_at=draft.due_at,
        next_attempt_at=draft.due_at,
        expires_at=draft.expires_at or draft.due_at + MAKES_SENSE,
    )


@transaction.atomic
def send_again(*, notice: Notice, actor: Person, now: datetime) -> None:
    """A person decides that a notice that failed, or may or may not have arrived, is to be sent once more.

    It is still asked whether it is wanted. Raises WrongState for any other notice and for a mail about signing in,
    whose content is gone; StaleState if someone was faster.
    """
    if notice.kind in accounts.SEALED_KINDS:
        raise WrongState
    change_state(
        notice,
        NoticeState.PLANNED,
        transitions={state: TRANSITIONS[state] for state in (NoticeState.FAILED, NoticeState.UNKNOWN)},
        actor=actor,
        event="notice.sent_again",
        program_id=notice.program_id,
        details={"kind": notice.kind},
        attempts=0,
        claim=None,
        claimed_at=None,
        due_at=now,
        next_attempt_at=now,
        expires_at=max(notice.expires_at, now + SENT_AGAIN_MAKES_SENSE),
        problem="",
        problem_detail="",
    )
    transaction.on_commit(tasks.NUDGES[Queue(notice.queue)], robust=True)


def mute(*, person: Person, kind: str) -> None:
    """`person` wants no more notices of `kind`. Raises NotAllowed where the kind cannot be switched off."""
    if kind not in {each.code for each in kinds.all_kinds() if each.can_be_muted}:
        raise NotAllowed
    MutedKind.objects.get_or_create(person=person, kind=kind)


@transaction.atomic
def choose_kinds(*, person: Person, wanted: set[str]) -> None:
    """Switch the kinds of `wanted` on and all others that can be switched off, off."""
    can_be_muted = {kind.code for kind in kinds.all_kinds() if kind.can_be_muted and kind.concerns(person)}
    MutedKind.objects.filter(person=person, kind__in=wanted & can_be_muted).delete()
    MutedKind.objects.bulk_create(
        [MutedKind(person=person, kind=code) for code in sorted(can_be_muted - wanted)], ignore_conflicts=True
    )


@transaction.atomic
def set_habits(*, person: Person, now: datetime, **habits: Any) -> None:
    """When, how often and how `person` wants mails that can wait: the fields of `Preferences`.

    Whatever waits already is decided anew, so that nobody waits for the end of hours that are no longer quiet.
    """
    before = Preferences.objects.filter(person=person).first()
    if before and all(getattr(before, name) == value for name, value in habits.items()):
        return
    Preferences.objects.update_or_create(person=person, defaults=habits)
    if release_of(person, now):
        transaction.on_commit(tasks.NUDGES[Queue.MAIL], robust=True)
