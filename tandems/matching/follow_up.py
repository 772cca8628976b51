"""After a no, an offer nobody answered, or a parting: the next best for those who are free again.

A worker solves for them alone, by the rules of the newest run, and adds what it finds to that run's proposals; HR
releases them like any other. Both of a pair are simply free again: nothing here knows who said no.
"""

import logging
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from programs.enums import ProgramState
from programs.models import Participation, Program
from tandems.enums import ProposalState, RunState, TandemState
from tandems.matching import runs
from tandems.matching.facts import Pool
from tandems.matching.fixed import fix
from tandems.matching.loading import Loaded, load, read_rules
from tandems.matching.solver import solve
from tandems.models import Leftover, MatchingRun, Proposal, Tandem

logger = logging.getLogger(__name__)
STATES = (ProgramState.MATCHING, ProgramState.RUNNING)
CAME_TO_NOTHING = (TandemState.DECLINED, TandemState.EXPIRED, TandemState.PARTED)


def nudge(program_id: int) -> None:
    """Ask a worker. A broker that is down is no error: the periodic sweep finds what is left to do."""
    from tandems.tasks import find_next

    try:
        find_next.delay(program_id)
    except Exception as error:
        logger.warning("No broker (%s): the next sweep looks for the next best.", type(error).__name__)


def waiting(programs: Iterable[int]) -> QuerySet[Participation]:
    """Mentees whose tandem did not come about or has ended early, and who have none now."""
    theirs = Tandem.objects.filter(mentee=OuterRef("pk"))
    return (
        Participation.objects.signed_up()
        .mentees()
        .filter(program__in=programs, program__state__in=STATES)
        .filter(Exists(theirs.filter(state__in=CAME_TO_NOTHING)), ~Exists(theirs.live()))
    )


def overdue() -> list[int]:
    """Programmes in which someone has become free since a worker last looked."""
    ended = Tandem.objects.filter(
        program=OuterRef("program"), state__in=CAME_TO_NOTHING, ended_at__gt=OuterRef("looked_at")
    )
    found = (
        _newest_first().filter(program__state__in=STATES).annotate(looked_at=Coalesce("followed_up_at", "finished_at"))
    )
    newest: dict[int, bool] = {}
    for program_id, is_due in found.annotate(is_due=Exists(ended)).values_list("program", "is_due"):
        newest.setdefault(program_id, is_due)
    return [program_id for program_id, is_due in newest.items() if is_due]


def newest(program_id: int) -> MatchingRun | None:
    """The run whose proposals are followed up."""
    return _newest_first().filter(program=program_id).first()


def _newest_first() -> QuerySet[MatchingRun]:
    return MatchingRun.objects.filter(state=RunState.DONE).order_by("program", "-created_at")


@transaction.atomic
def follow_up(program: Program, now: datetime) -> list[Proposal]:
    """Add to the newest run the best pairs for whoever is free and has no proposal. Running it twice is harmless."""
    if program.state not in STATES:
        return []
    run = _newest_first().filter(program=program).select_for_update().first()
    if run is None:
        return []
    MatchingRun.objects.filter(pk=run.pk).update(followed_up_at=now)
    rules = read_rules(run.parameters)
    loaded = _still_to_pair(load(program), run)
    if not loaded.pool.mentees or not loaded.pool.mentors:
        return []
    fixed = fix(loaded, rules)
    solution = solve(loaded.pool, rules, fixed.pairs)
    proposals = runs.proposals_of(run, loaded, rules, fixed, solution)
    for proposal in proposals:
        proposal.is_next = True
    Proposal.objects.bulk_create(proposals, batch_size=500)
    _note_leftovers(run, runs.leftovers_of(run, loaded, rules, solution), proposals)
    return proposals


def _still_to_pair(loaded: Loaded, run: MatchingRun) -> Loaded:
    """Without the room that proposals hold which HR has not decided about, and without pairs the run has named."""
    named = list(run.proposals.values_list("mentee", "mentor", "state"))
    held = Counter(
        str(key) for mentee, mentor, state in named if state != ProposalState.RELEASED for key in (mentee, mentor)
    )
    facts = {key: replace(one, capacity=one.capacity - held[key]) for key, one in loaded.facts.items()}
    pool = Pool(
        mentees=tuple(facts[one.key] for one in loaded.pool.mentees if facts[one.key].capacity > 0),  # type: ignore[misc]
        mentors=tuple(facts[one.key] for one in loaded.pool.mentors if facts[one.key].capacity > 0),  # type: ignore[misc]
        manager_of=loaded.pool.manager_of,
        past=loaded.pool.past | {(str(mentee), str(mentor)) for mentee, mentor, _state in named},
        barred=loaded.pool.barred,
        silent=loaded.pool.silent,
    )
    return replace(loaded, facts=facts, pool=pool)


def _note_leftovers(run: MatchingRun, left: list[Leftover], proposals: list[Proposal]) -> None:
    """The lists of people left over say what holds now."""
    placed: set[Any] = {proposal.mentee_id for proposal in proposals} | {p.mentor_id for p in proposals}
    again = {one.participation_id for one in left}
    run.leftovers.filter(Q(participation__in=placed) | Q(participation__in=again)).delete()
    Leftover.objects.bulk_create(left, batch_size=500)
