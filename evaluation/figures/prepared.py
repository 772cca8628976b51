"""Counts of process that were added up beforehand, and whether they may still be used.

SECURITY: kept are counts of a whole programme and of groups that may be told, as `narrowing.coarse` leaves them. What
comes out of answers is not among them: it is read as it was published, and every page asks the guard as if it had
counted itself.
"""

import json
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from evaluation.figures.counts import Facts, Month
from evaluation.figures.narrowing import coarse
from evaluation.models import PreparedCounts
from programs.enums import ProgramState
from programs.models import Program
from tandems.enums import TandemState

RENEWED = timedelta(minutes=10)  # so often while anything can happen
FRESH = timedelta(minutes=30)  # what is older is counted anew by the page that wants it
RENEWED_CLOSED, FRESH_CLOSED = timedelta(days=1), timedelta(days=2)
COUNTED_AS = 2  # raised where the same would be counted otherwise: what was counted before is not used any more
BY_NAME = ("signed_up", "withdrawn", "tandems", "in_tandems", "to_the_end", "running")
NUMBERS = ("started", "in_rhythm", "rhythm_of", "ahead")
MONTH = ("planned", "held", "cancelled", "moved", "minutes")


def rules_of(program: Program) -> str:
    """What of a programme its counts depend on, besides its people."""
    days = [day.isoformat() if day else "" for day in (program.starts_on, program.ends_on)]
    return json.dumps([COUNTED_AS, *days, program.rhythm_weeks, program.breakdown, program.state])


def is_fresh(stored: PreparedCounts, program: Program, now: datetime) -> bool:
    oldest = now - (FRESH_CLOSED if program.state == ProgramState.CLOSED else FRESH)
    return oldest <= stored.as_of <= now and stored.rules == rules_of(program)


def fresh(programs: Iterable[Program], now: datetime) -> dict[int, PreparedCounts]:
    """What may be used for each of `programs`. One query."""
    by_key = {program.pk: program for program in programs}
    stored = PreparedCounts.objects.filter(program__in=by_key)
    return {one.program_id: one for one in stored if is_fresh(one, by_key[one.program_id], now)}


# ---------------------------------------------------------------- to and from JSON
def pack(facts: Facts) -> dict[str, Any]:
    """The counts as they may be kept."""
    parts = {code: _pack(part) for code, part in coarse(facts).items()}
    return _pack(facts) | {
        "insights": list(facts.insights.items()),
        "group_names": facts.group_names,
        "parts": parts,
    }


def _pack(facts: Facts) -> dict[str, Any]:
    found: dict[str, Any] = {name: dict(getattr(facts, name)) for name in BY_NAME}
    found |= {name: getattr(facts, name) for name in NUMBERS}
    # whether it was a no or the time that ended an offer is not told apart, so it is not kept apart
    found["tandems"][TandemState.EXPIRED] = facts.not_started
    found["tandems"].pop(TandemState.DECLINED, None)
    found["months"] = [
        [one.first.isoformat(), *(getattr(one, name) for name in MONTH)] for one in facts.months.values()
    ]
    found["invitations"] = {str(wave): dict(states) for wave, states in facts.invitations.items()}
    return found


def unpack(counts: dict[str, Any], facts: Facts) -> None:
    """Fill `facts` with what was kept."""
    _unpack(counts, facts)
    facts.insights = Counter(dict(counts["insights"]))
    facts.group_names = counts["group_names"]
    for code, part in counts["parts"].items():
        _unpack(part, facts.parts.setdefault(code, Facts(facts.program, facts.day)))


def _unpack(counts: dict[str, Any], facts: Facts) -> None:
    for name in BY_NAME:
        setattr(facts, name, Counter(counts[name]))
    for name in NUMBERS:
        setattr(facts, name, counts[name])
    for first, *values in counts["months"]:
        day = date.fromisoformat(first)
        facts.months[day] = Month(day, **dict(zip(MONTH, values, strict=True)))
    facts.invitations = {UUID(wave): Counter(states) for wave, states in counts["invitations"].items()}
