"""Notices that wait: for the end of quiet hours, or for the person's next digest.

A digest is a notice of its own, one for each person and slot. What waits for it points at it, and is asked again
whether it is wanted when the digest goes. What it is going to say is written into its row before it is handed over:
whenever a process ends, nothing is told twice and nothing falls between two.
"""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from notices import choices, kinds
from notices.choices import Choices
from notices.enums import NoticeState, Problem
from notices.kinds import Kind, Message
from notices.known import Known
from notices.models import MutedKind, Notice, Preferences
from notices.timing import Digest, Habits, send_at, week_start
from people.models import Person

logger = logging.getLogger(__name__)

KEEPS = timedelta(days=2)  # how long a digest that could not go makes sense
ITEMS = "items"  # in a digest's context: keys of the notices that it tells of
OVER = (NoticeState.SENT, NoticeState.OBSOLETE, NoticeState.EXPIRED, NoticeState.MUTED)
WAITS_FOR_A_PERSON = (NoticeState.FAILED, NoticeState.UNKNOWN)


def end_of(notice: Notice, kind: Kind, now: datetime, made: Choices, known: Known | None = None) -> NoticeState | None:
    """Why a notice is not to be sent (any more); None where it is."""
    if kind.can_be_muted and _is_muted(notice, kind, known):
        return NoticeState.MUTED
    if notice.expires_at <= now:
        return NoticeState.EXPIRED
    if not notice.recipient.is_active or not made.is_on(kind, notice.program_id) or not kind.still_wanted(notice, now):
        return NoticeState.OBSOLETE
    return None


def _is_muted(notice: Notice, kind: Kind, known: Known | None) -> bool:
    if known is not None:
        return (notice.recipient_id, kind.code) in known.muted
    return MutedKind.objects.filter(person=notice.recipient_id, kind=kind.code).exists()


# ------------------------------------------------------------------ when
def habits_of(person: Person) -> Habits:
    """What the person has set, or the installation's defaults."""
    found = getattr(person, "preferences", None)
    return (found or Preferences(person=person)).habits


def decide(notice: Notice, kind: Kind, now: datetime, known: Known) -> datetime | Digest:
    """When a claimed notice is to go. No query."""
    if kind.never_held_back:
        return now
    habits = habits_of(notice.recipient)
    if kind.code == DIGEST.code:  # it is the answer to ceiling and rhythm, and keeps the rest
        quiet = Habits(habits.zone, habits.quiet_from, habits.quiet_until, habits.working_days)
        return send_at(notice, kind, quiet, 0, now)
    sent = known.sent_since(week_start(habits, now), notice) if habits.most_per_week is not None else 0
    return send_at(notice, kind, habits, sent, now)


def open_digest(person: Person, slot: datetime) -> Notice | None:
    """The person's digest for this slot, made where it is missing. None: it is no longer waiting itself."""
    digest, _is_new = Notice.objects.get_or_create(
        dedupe_key=f"digest:{person.pk}:{slot:%Y%m%dT%H%M}",
        defaults={
            "kind": DIGEST.code,
            "recipient": person,
            "due_at": slot,
            "next_attempt_at": slot,
            "expires_at": slot + KEEPS,
        },
    )
    return digest if digest.state == NoticeState.PLANNED else None


# ------------------------------------------------------------------ what a digest says
def _waiting(digest: Notice) -> QuerySet[Notice]:
    return Notice.objects.filter(digest=digest, state=NoticeState.HELD).select_related("recipient")


def gather(digest: Notice, made: Choices, now: datetime) -> bool:
    """Ask of everything that waits for `digest` whether it is still wanted, and note in its row what it is to tell of.

    What is not wanted ends here, and so does a record that cannot be told of. Whether anything is left.
    """
    wanted = [notice for notice in _waiting(digest).order_by("due_at", "pk") if _is_to_be_told(notice, made, now)]
    digest.context = {ITEMS: [str(notice.pk) for notice in wanted]}
    Notice.objects.filter(pk=digest.pk, claim=digest.claim).update(context=digest.context)
    return bool(wanted)


def _is_to_be_told(notice: Notice, made: Choices, now: datetime) -> bool:
    trace: dict[str, Any] = {}
    try:
        kind = kinds.get(notice.kind)
        end = end_of(notice, kind, now, made) if kind else NoticeState.FAILED
        if kind and end is None:
            kind.render(notice, made.own_text(kind, notice.program_id))
    except Exception as error:
        # one bad record steps aside. SECURITY: an exception's text may hold content, its name does not
        logger.error("Notice %s (%s) cannot be told of: %s", notice.pk, notice.kind, type(error).__name__)
        end = NoticeState.FAILED
        trace = {"problem": Problem.BROKEN, "problem_detail": type(error).__name__[:80]}
    if end is not None:
        Notice.objects.filter(pk=notice.pk, state=NoticeState.HELD).update(state=end, **trace)
    return end is None


def lines(digest: Notice) -> list[tuple[str, str]]:
    """Subject and path of each notice that the digest tells of, in the language and time zone that are active."""
    made, told = choices.load(), []
    for notice in _waiting(digest).filter(pk__in=digest.context.get(ITEMS, [])).order_by("due_at", "pk"):
        if kind := kinds.get(notice.kind):
            message = kind.render(notice, made.own_text(kind, notice.program_id))
            told.append((message.subject, message.path))
    return told


# ------------------------------------------------------------------ afterwards
def settle(digest: Notice) -> int:
    """The digest has gone, and with it what it told of. Returns how many."""
    return (
        _waiting(digest)
        .filter(pk__in=digest.context.get(ITEMS, []))
        .update(state=NoticeState.SENT, sent_at=digest.sent_at)
    )


def release(now: datetime) -> int:
    """What waits for a digest that is over: what it told of has gone, the rest is decided anew. Returns how many.

    A digest that failed, or whose outcome is unknown, waits for a person, and what it holds waits with it.
    """
    held = Notice.objects.filter(state=NoticeState.HELD)
    for digest in Notice.objects.filter(pk__in=held.filter(digest__state=NoticeState.SENT).values("digest")):
        settle(digest)
    held.filter(digest__state__in=WAITS_FOR_A_PERSON, expires_at__lte=now).update(state=NoticeState.EXPIRED)
    return _free(held.filter(Q(digest=None) | Q(digest__state__in=OVER)), now)


def release_of(person: Person, now: datetime) -> int:
    """The person has decided anew when mails may come: so is what waits, but for a digest that is just going."""
    mine = Notice.objects.filter(recipient=person)
    put_off = mine.filter(state=NoticeState.PLANNED, put_off_from__isnull=False)
    return _free(put_off, now) + _free(mine.filter(state=NoticeState.HELD, digest__state=NoticeState.PLANNED), now)


def _free(notices: QuerySet[Notice], now: datetime) -> int:
    return notices.update(state=NoticeState.PLANNED, digest=None, due_at=now, next_attempt_at=now, put_off_from=None)


class _DigestKind(Kind):
    def render(self, notice: Notice, own: kinds.Text | None = None) -> Message:
        message = super().render(notice, own)
        return Message(message.subject, message.paragraphs, lines=lines(notice))


DIGEST = _DigestKind(
    code="digest",
    label=_("Several things in one mail"),
    reason=_("You want mails together, or there were more than you want in a week."),
    occasion=_("Something waits that the person wants to hear of together with other things."),
    recipients=_("Whoever wants it so, or has had as many mails in a week as they want"),
    when=_("At the time and on the days that the person has set"),
    until=_("Two days; each part as long as it makes sense by itself"),
    subject=_("What is waiting for you in Tandem"),
    body=(_("This has come together for you:"),),
    find=lambda notice: notice,
    can_be_muted=False,
    per_program=False,
)
