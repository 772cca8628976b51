"""What HR can do for several tandems at once: remind, give more time to answer, bring to the planned end.

Each step says beforehand which of the chosen tandems it touches, and why not the others. SECURITY: it counts tandems,
never people: how many of the two are reminded would tell who has answered.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from notices.actions import Draft, plan
from notices.models import Notice
from people import audit
from people.errors import ActionError
from people.models import Person
from people.times.clock import day_of
from tandems import drafts
from tandems.actions.pairs import complete
from tandems.enums import TOGETHER_STATES, MeetingState, TandemState
from tandems.models import Meeting, ProposedSlot, Tandem

NOT_AGAIN = timedelta(days=3)
KEEPS = timedelta(days=5)
KINDS = ("offer_reminder", "agree_on_date")


@dataclass(frozen=True)
class Reach:
    """The tandems a step would touch, and how many not, by reason."""

    tandems: list[Tandem]
    left_out: list[tuple[Any, int]]


@dataclass(frozen=True)
class _Facts:
    """Read once for all tandems: the next meeting without a date, what stands in the calendar, who was reminded."""

    undated: dict[int, Meeting]
    busy: set[int]
    reminded: set[str]


def _facts(tandems: list[Tandem], now: datetime) -> _Facts:
    """Three queries, whatever the number of tandems."""
    keys = [tandem.pk for tandem in tandems]
    meetings = Meeting.objects.for_planning().filter(tandem__in=keys)
    undated: dict[int, Meeting] = {}
    for meeting in meetings.filter(state=MeetingState.OPEN).order_by("-number"):
        undated[meeting.tandem_id] = meeting
    proposed = ProposedSlot.objects.filter(proposal__meeting=OuterRef("pk"), starts_at__gt=now)
    ahead = Meeting.objects.filter(tandem__in=keys).dated_ahead(now).values_list("tandem", flat=True)
    asked = Meeting.objects.filter(Exists(proposed), tandem__in=keys).values_list("tandem", flat=True)
    recent = Notice.objects.filter(kind__in=KINDS, created_at__gt=now - NOT_AGAIN)
    recent = recent.filter(program_id__in={tandem.program_id for tandem in tandems})
    reminded = {":".join(key.split(":")[:2]) for key in recent.values_list("dedupe_key", flat=True)}
    return _Facts(undated, {*ahead, *asked}, reminded)


# ------------------------------------------------------------------ remind
def remindable(tandems: Iterable[Tandem], now: datetime) -> Reach:
    """Offers that wait for an answer, and tandems whose next meeting has no date."""
    rows = list(tandems)
    facts = _facts(rows, now)
    return _sorted((tandem, _why_not_remind(tandem, facts, now)) for tandem in rows)


def _why_not_remind(tandem: Tandem, facts: _Facts, now: datetime) -> Any:
    if tandem.state == TandemState.OFFERED and now <= tandem.answer_until:
        return _("reminded within the last three days") if f"tandem:{tandem.pk}" in facts.reminded else None
    if tandem.state == TandemState.PAUSED:
        return _("pausing")
    if tandem.state != TandemState.ACTIVE:
        return _("not running")
    if tandem.pk in facts.busy:
        return _("have a date, or times to choose from")
    meeting = facts.undated.get(tandem.pk)
    if meeting is None:
        return _("no meeting is left to agree on")
    return _("reminded within the last three days") if f"meeting:{meeting.pk}" in facts.reminded else None


@transaction.atomic
def remind(*, tandems: Iterable[Tandem], actor: Person, reason: str, now: datetime) -> int:
    """Remind those of `remindable`; returns how many tandems. `reason` goes into the log."""
    found = remindable(tandems, now).tandems
    facts = _facts(found, now)
    plan(draft for tandem in found for draft in _reminders(tandem, facts.undated.get(tandem.pk), now))
    _note("tandem.reminded", found, actor, reason)
    return len(found)


def _reminders(tandem: Tandem, meeting: Meeting | None, now: datetime) -> list[Draft]:
    again = f":by-hand:{day_of(now):%Y%m%d}"
    if tandem.state != TandemState.OFFERED:
        return drafts.about_meeting("agree_on_date", meeting, tandem.people, now, now + KEEPS, again) if meeting else []
    answered = {consent.person_id for consent in tandem.consents.all()}
    waiting = [person for person in tandem.asked if person.pk not in answered]
    return drafts.about_tandem("offer_reminder", tandem, waiting, now, tandem.answer_until, again=again)


# ------------------------------------------------------------------ more time to answer
def extendable(tandems: Iterable[Tandem], now: datetime) -> Reach:
    """Offers that are open."""
    return _sorted((tandem, _why_not_extend(tandem, now)) for tandem in tandems)


def _why_not_extend(tandem: Tandem, now: datetime) -> Any:
    if tandem.state != TandemState.OFFERED or now > tandem.answer_until:
        return _("no open offer")
    usual = timedelta(days=tandem.program.answer_days)
    return _("have more than the usual time left") if tandem.answer_until - now > usual else None


@transaction.atomic
def extend(*, tandems: Iterable[Tandem], actor: Person, reason: str, now: datetime) -> int:
    """As many more days to answer as the programme gives from the start; returns how many tandems."""
    found = extendable(tandems, now).tandems
    for tandem in Tandem.objects.select_for_update(of=("self",)).filter(pk__in=[one.pk for one in found]):
        if tandem.state == TandemState.OFFERED:
            more = timedelta(days=tandem.program.answer_days)
            tandem.answer_until, tandem.open_until = tandem.answer_until + more, tandem.open_until + more
            tandem.save(update_fields=["answer_until", "open_until"])
    _note("tandem.more_time", found, actor, reason)
    return len(found)


# ------------------------------------------------------------------ the planned end
def completable(tandems: Iterable[Tandem], now: datetime) -> Reach:
    return _sorted((one, None if one.state in TOGETHER_STATES else _("not running")) for one in tandems)


def complete_several(*, tandems: Iterable[Tandem], actor: Person, reason: str, now: datetime) -> int:
    """The planned end for those that run; returns how many. Whoever was faster keeps their tandem as it is."""
    done = 0
    for tandem in completable(tandems, now).tandems:
        try:
            complete(tandem=tandem, actor=actor, now=now)
            done += 1
        except ActionError:
            continue
    return done


def _sorted(rows: Iterable[tuple[Tandem, Any]]) -> Reach:
    touched, reasons = [], Counter[Any]()
    for tandem, why_not in rows:
        if why_not is None:
            touched.append(tandem)
        else:
            reasons[str(why_not)] += 1
    return Reach(touched, reasons.most_common())


def _note(event: str, tandems: list[Tandem], actor: Person, reason: str) -> None:
    """Once for each programme."""
    for program in {tandem.program_id: tandem.program for tandem in tandems}.values():
        count = sum(tandem.program_id == program.pk for tandem in tandems)
        details = audit.with_reason({"count": count}, reason)
        audit.record(event, actor=actor, subject=program, program_id=program.pk, details=details)
