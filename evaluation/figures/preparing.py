"""Renews the prepared counts of every programme. A periodic task, safe to run twice or at once."""

from datetime import datetime

from evaluation.figures.facts import facts_of
from evaluation.figures.prepared import RENEWED, RENEWED_CLOSED, pack, rules_of
from evaluation.models import PreparedCounts
from people.batches import batches
from programs.enums import ProgramState
from programs.models import Program

BATCH = 20  # programmes at once
NEVER = (ProgramState.DRAFT, ProgramState.ARCHIVED)


def prepare_due(now: datetime) -> int:
    """Renew what is old or was made under other rules; returns of how many programmes."""
    programs = Program.objects.exclude(state__in=NEVER).select_related("prepared_counts").order_by("pk")
    due = [program for program in programs if is_due(program, now)]
    for batch in batches(due, BATCH):
        prepare(list(batch), now)
    return len(due)


def is_due(program: Program, now: datetime) -> bool:
    stored = getattr(program, "prepared_counts", None)
    if stored is None or stored.rules != rules_of(program):
        return True
    return stored.as_of <= now - (RENEWED_CLOSED if program.state == ProgramState.CLOSED else RENEWED)


def prepare(programs: list[Program], now: datetime) -> None:
    rows = [
        PreparedCounts(program=facts.program, rules=rules_of(facts.program), counts=pack(facts), as_of=now)
        for facts in facts_of(programs, now, live=True)
    ]
    PreparedCounts.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["program"], update_fields=["rules", "counts", "as_of"]
    )
