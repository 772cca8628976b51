"""The work of one run, from the first row read to the last one written. Called by the task, never in a request."""

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from people.errors import ActionError
from people.lines import circles, line_above
from people.models import Department
from people.states import change_state
from tandems.enums import RUN_TRANSITIONS, RunState
from tandems.matching.alternatives import alternatives
from tandems.matching.explain import count_down, facts_of_pair
from tandems.matching.facts import MenteeFacts, MentorFacts, PersonFacts, Rules
from tandems.matching.fixed import Fixed, Note, broken_musts, fix
from tandems.matching.loading import Loaded, load, read_rules
from tandems.matching.scoring import Grid, blocks
from tandems.matching.solver import Solution, solve
from tandems.models import Leftover, MatchingRun, Proposal

logger = logging.getLogger(__name__)
FAILURE = gettext_noop("The run could not be finished. Nothing has been changed; please start it again.")
INTERRUPTED = gettext_noop("The run was interrupted. Nothing has been changed; please start it again.")


def run_now(run: MatchingRun, now: datetime) -> MatchingRun:
    """Do the work of a queued run. What goes wrong ends up as a sentence beside the run, not as an exception.

    Raises StaleState or WrongState if another worker has taken the run.
    """
    move(run, RunState.RUNNING, working_since=now, progress=5)
    try:
        _work(run, now)
    except ActionError:
        raise
    except Exception:
        logger.exception("Matching run %s failed", run.pk)
        fail(run, FAILURE, now)
    return run


def move(run: MatchingRun, state: str, **also: Any) -> None:
    change_state(
        run,
        state,
        transitions=RUN_TRANSITIONS,
        actor=None,
        event=f"matching.{state}",
        program_id=run.program_id,
        **also,
    )


def fail(run: MatchingRun, error: str, now: datetime) -> None:
    move(run, RunState.FAILED, error=error, finished_at=now)


def _progress(run: MatchingRun, percent: int) -> None:
    MatchingRun.objects.filter(pk=run.pk).update(progress=percent)


def _work(run: MatchingRun, now: datetime) -> None:
    rules = read_rules(run.parameters)
    loaded = load(run.program)
    _progress(run, 25)
    fixed = fix(loaded, rules)
    solution = solve(loaded.pool, rules, fixed.pairs)
    _progress(run, 65)
    proposals = proposals_of(run, loaded, rules, fixed, solution)
    leftovers = leftovers_of(run, loaded, rules, solution)
    _progress(run, 85)
    with transaction.atomic():
        Proposal.objects.bulk_create(proposals, batch_size=500)
        Leftover.objects.bulk_create(leftovers, batch_size=500)
        move(
            run,
            RunState.DONE,
            progress=100,
            pool={"people": loaded.fingerprints()},
            summary=_summary(loaded, fixed, solution),
            finished_at=now,
        )


def proposals_of(run: MatchingRun, loaded: Loaded, rules: Rules, fixed: Fixed, solution: Solution) -> list[Proposal]:
    names = {pk: {"de": topic.name_de, "en": topic.name_en} for pk, topic in loaded.topics.items()}
    departments = _department_names(loaded.facts.values())
    shares = _shares(solution, rules)
    found = []
    for number, (i, j) in enumerate(solution.pairs):
        mentee, mentor = solution.pool.mentees[i], solution.pool.mentors[j]
        pair = (mentee.key, mentor.key)
        found.append(
            Proposal(
                run=run,
                mentee=loaded.everyone[mentee.key],
                mentor=loaded.everyone[mentor.key],
                score=round(float(solution.scores.shown[i, j]), 6),
                shares=shares[number],
                facts=facts_of_pair(mentee, mentor, rules, names, departments)
                | ({"broken": broken_musts(mentee, mentor, solution.pool, rules)} if pair in fixed.pairs else {}),
                is_joint=pair in fixed.joint,
                is_pinned=pair in fixed.pairs and pair not in fixed.joint,
            )
        )
    _add_alternatives(found, solution)
    return found


def _add_alternatives(proposals: list[Proposal], solution: Solution) -> None:
    """`proposals` are in the order of the solution's pairs."""
    found = alternatives(solution)
    for proposal, pair in zip(proposals, solution.pairs, strict=True):
        proposal.alternatives = [
            {
                "mentor": solution.pool.mentors[each.mentor].key,
                "score": round(each.score, 6),
                "cost": None if each.cost is None else round(each.cost, 6),
                "placed_less": each.placed_less,
            }
            for each in found.get(pair, [])
        ]


def _department_names(people: Iterable[PersonFacts]) -> dict[int, str]:
    ids = {facts.department for facts in people if facts.department is not None}
    return dict(Department.objects.filter(pk__in=ids).values_list("pk", "name"))


def _shares(solution: Solution, rules: Rules) -> list[dict[str, float]]:
    """The shares of each proposed pair; a criterion that had nothing to go by is absent."""
    import numpy as np

    grid = Grid(solution.pool, rules)
    found = []
    for rows in blocks(len(solution.pool.mentees)):
        shares = grid.shares(rows)
        for i, j in solution.pairs:
            if rows.start <= i < rows.stop:
                at_pair = {name: share[i - rows.start, j] for name, share in shares.items()}
                found.append({name: round(float(x), 4) for name, x in at_pair.items() if not np.isnan(x)})
    return found


def leftovers_of(run: MatchingRun, loaded: Loaded, rules: Rules, solution: Solution) -> list[Leftover]:
    """Mentees without a proposal; mentors without one who lead no tandem yet."""
    pool = solution.pool
    placed = {key for pair in solution.keys for key in pair}
    busy = {key for key, facts in loaded.facts.items() if facts.capacity < loaded.everyone[key].room}
    people: tuple[MenteeFacts | MentorFacts, ...] = (*pool.mentees, *pool.mentors)
    left = [facts.key for facts in people if facts.key not in placed and facts.key not in busy]
    counts = count_down(pool, rules, left)
    return [Leftover(run=run, participation=loaded.everyone[key], facts={"counts": counts[key]}) for key in left]


def _summary(loaded: Loaded, fixed: Fixed, solution: Solution) -> dict[str, Any]:
    pool = solution.pool
    return {
        "mentees": len(pool.mentees),
        "mentors": len(pool.mentors),
        "seats": sum(mentor.capacity for mentor in pool.mentors),
        "placed": len({i for i, _j in solution.pairs}),
        "mentors_placed": len({j for _i, j in solution.pairs}),
        "fixed": len(solution.fixed),
        "total": round(solution.shown, 4),
        "possible_pairs": int(solution.scores.allowed.sum()) + len(solution.scores.silenced),
        "notes": [*_pool_notes(loaded, solution), *fixed.notes, *_circle_notes(loaded)],
    }


def _pool_notes(loaded: Loaded, solution: Solution) -> list[Note]:
    if not loaded.facts:
        return [{"kind": "nobody"}]
    if not loaded.pool.mentees or not loaded.pool.mentors:
        return [_one_side_note(loaded)]
    # SECURITY: where a silent bar is all that stands in the way, nothing is said
    if not solution.pairs and not solution.scores.allowed.any() and not solution.scores.silenced:
        return [{"kind": "none_allowed"}]
    return []


def _one_side_note(loaded: Loaded) -> Note:
    """Nobody of one role has signed up, or all of them have their tandems."""
    missing = MenteeFacts if not loaded.pool.mentees else MentorFacts
    signed_up = any(isinstance(facts, missing) for facts in loaded.facts.values())
    role = "mentees" if missing is MenteeFacts else "mentors"
    return {"kind": f"{'no_room' if signed_up else 'no'}_{role}"}


def _circle_notes(loaded: Loaded) -> list[Note]:
    """Circles in the reporting line that people of the pool stand in or below."""
    managers = loaded.pool.manager_of
    people = {facts.person for facts in loaded.facts.values()}
    near = people | {boss for person in people for boss in line_above(person, managers)}
    return [{"kind": "circle", "people": ring} for ring in circles(managers) if near & set(ring)]
