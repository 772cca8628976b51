"""Every write of matching that a person triggers: start a run, release, set aside, put back, keep or bar a pair."""

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people import audit
from people.errors import ActionError, NotAllowed
from people.lines import are_in_one_line
from people.models import Person
from people.states import change_state
from programs.enums import ProgramState, Role
from programs.models import Participation, Program
from programs.rules import manages
from tandems.actions import offer_pair
from tandems.enums import PROPOSAL_TRANSITIONS, PairRuleKind, ProposalState, RunState
from tandems.matching.loading import rules_of
from tandems.matching.runs import INTERRUPTED, fail
from tandems.models import MatchingRun, PairRule, Proposal, Tandem

logger = logging.getLogger(__name__)
MATCHING_STATES = (ProgramState.OPEN, ProgramState.MATCHING, ProgramState.RUNNING)
GIVEN_UP_AFTER = timedelta(minutes=15)
WAITING_TOO_LONG = timedelta(minutes=2)


class Released(list[Tandem]):
    """The tandems that were offered, and `refused`: proposals that could not be, each with a sentence."""

    refused: list[tuple[Proposal, str]]

    def __init__(self) -> None:
        super().__init__()
        self.refused = []


# ---------------------------------------------------------------- runs
@transaction.atomic
def start_run(
    *, program: Program, actor: Person, now: datetime, weights: Mapping[str, int] | None = None
) -> MatchingRun:
    """Queue a run and ask a worker to do it. `weights` are tried instead of the programme's, and not saved there.

    Raises NotAllowed for anyone but a manager of the programme, ActionError if the programme is in no state for it or
    another run is at work.
    """
    if not manages(program, actor):
        raise NotAllowed
    # one start at a time: the second waits here and then sees the first one's run
    program = Program.objects.select_for_update().get(pk=program.pk)
    if program.state not in MATCHING_STATES:
        raise ActionError(_("Matching can start once the programme is open for sign-up."))
    give_up_lost_runs(program=program, now=now)
    if MatchingRun.objects.filter(program=program).unfinished().exists():
        raise ActionError(_("A run is already at work. It will be shown here as soon as it is done."))
    parameters = rules_of(program)
    if weights is not None:
        parameters["weights"] = {name: weights.get(name, weight) for name, weight in parameters["weights"].items()}
        parameters["is_trial"] = True
    run = MatchingRun.objects.create(program=program, parameters=parameters, created_by=actor, created_at=now)
    audit.record("matching.started", actor=actor, subject=run, program_id=program.pk)
    transaction.on_commit(partial(nudge, run.pk))
    return run


def nudge(run_id: UUID) -> None:
    """Ask a worker to do the run. A broker that is down is no error: the periodic sweep finds it."""
    from tandems.tasks import run_matching

    try:
        run_matching.delay(str(run_id))
    except Exception as error:
        logger.warning("No broker (%s): the next sweep takes the matching run.", type(error).__name__)


def give_up_lost_runs(*, now: datetime, program: Program | None = None) -> None:
    """End runs whose worker has died."""
    lost = MatchingRun.objects.filter(state=RunState.RUNNING, working_since__lt=now - GIVEN_UP_AFTER)
    for run in lost.filter(program=program) if program else lost:
        fail(run, INTERRUPTED, now)


def sweep(now: datetime) -> None:
    """What the periodic task does: end runs whose worker has died, ask again for those nobody has taken."""
    give_up_lost_runs(now=now)
    waiting = MatchingRun.objects.filter(state=RunState.QUEUED, created_at__lt=now - WAITING_TOO_LONG)
    for run_id in waiting.values_list("pk", flat=True):
        nudge(run_id)


# ---------------------------------------------------------------- proposals
def release(
    *, run: MatchingRun, proposals: Iterable[Proposal], actor: Person, now: datetime, reason: str = ""
) -> Released:
    """Ask both of each proposal whether they want to be a tandem.

    What has become impossible since the run is refused with a sentence; the others are asked all the same. Raises
    NotAllowed for anyone but a manager of the programme, ActionError if the run is not done. `reason` is logged.
    """
    if not manages(run.program, actor):
        raise NotAllowed
    if run.state != RunState.DONE:
        raise ActionError(_("This run has no proposals to release."))
    outcome = Released()
    managers = Person.objects.line_managers()
    ids = [proposal.pk for proposal in proposals]
    for proposal in run.proposals.filter(pk__in=ids).with_people():
        try:
            outcome.append(_release(run.program, proposal, managers, actor, now))
        except ActionError as error:
            outcome.refused.append((proposal, str(error.message)))
    if outcome and reason:
        # SECURITY: without a number: whoever reads the log must not count the offers that came to nothing
        audit.record(
            "matching.released",
            actor=actor,
            subject=run,
            program_id=run.program_id,
            details=audit.with_reason({}, reason),
        )
    return outcome


@transaction.atomic
def _release(program: Program, proposal: Proposal, managers: Mapping[int, int], actor: Person, now: datetime) -> Tandem:
    if not _still_fits(proposal.mentee.person, proposal.mentor.person, managers):
        raise ActionError(
            _("Since the run, one of the two has come to stand in the other's line or is no longer more senior.")
        )
    _move(proposal, ProposalState.RELEASED, actor)
    return offer_pair(
        program=program, mentee=proposal.mentee, mentor=proposal.mentor, actor=actor, now=now, proposal=proposal
    )


def _still_fits(mentee: Person, mentor: Person, managers: Mapping[int, int]) -> bool:
    """Seniority and reporting line as they are now."""
    if mentee.level is None or mentor.level is None or mentee.level >= mentor.level:
        return False
    return not are_in_one_line(mentee.pk, mentor.pk, managers)


def set_aside(*, proposal: Proposal, actor: Person) -> None:
    """Keep a proposal out of the release."""
    _may_touch(proposal, actor)
    _move(proposal, ProposalState.SET_ASIDE, actor)


def put_back(*, proposal: Proposal, actor: Person) -> None:
    _may_touch(proposal, actor)
    _move(proposal, ProposalState.PROPOSED, actor)


def _may_touch(proposal: Proposal, actor: Person) -> None:
    if not manages(proposal.run.program, actor):
        raise NotAllowed


def _move(proposal: Proposal, state: str, actor: Person) -> None:
    if proposal.state == state == ProposalState.RELEASED:
        raise ActionError(gettext_lazy("This proposal has been released already."))
    if state == ProposalState.RELEASED and proposal.state == ProposalState.SET_ASIDE:
        raise ActionError(gettext_lazy("This proposal is set aside. Put it back first."))
    change_state(
        proposal,
        state,
        transitions=PROPOSAL_TRANSITIONS,
        actor=actor,
        event=f"proposal.{state}",
        program_id=proposal.run.program_id,
    )


# ---------------------------------------------------------------- decisions about pairs, for the runs to come
@transaction.atomic
def decide(*, mentee: Participation, mentor: Participation, kind: str, actor: Person, now: datetime) -> PairRule:
    """HR keeps this pair in every further run, or never wants it proposed. A later decision replaces an earlier one.

    Raises NotAllowed for anyone but a manager of the programme, ActionError if the two are no pair of one programme.
    """
    if mentee.program_id != mentor.program_id or (mentee.role, mentor.role) != (Role.MENTEE, Role.MENTOR):
        raise ActionError(_("A pair is one mentee and one mentor of the same programme."))
    if not manages(mentee.program, actor):
        raise NotAllowed
    if kind == PairRuleKind.PIN and mentee.room == 1:
        # a mentee has one mentor: the newest pin counts
        PairRule.objects.filter(mentee=mentee, kind=PairRuleKind.PIN).exclude(mentor=mentor).delete()
    rule, _created = PairRule.objects.update_or_create(
        mentee=mentee,
        mentor=mentor,
        defaults={"program": mentee.program, "kind": kind, "created_by": actor, "created_at": now},
    )
    audit.record(f"pair.{kind}", actor=actor, subject=rule, program_id=mentee.program_id)
    return rule


@transaction.atomic
def take_back(*, rule: PairRule, actor: Person) -> None:
    """Forget a decision: the pair is matched like any other again."""
    if not manages(rule.program, actor):
        raise NotAllowed
    audit.record("pair.undecided", actor=actor, subject=rule, program_id=rule.program_id)
    rule.delete()


@transaction.atomic
def bar(*, proposal: Proposal, actor: Person, now: datetime) -> None:
    """Never propose this pair again, and keep it out of the release."""
    decide(mentee=proposal.mentee, mentor=proposal.mentor, kind=PairRuleKind.BAR, actor=actor, now=now)
    if proposal.state == ProposalState.PROPOSED:
        set_aside(proposal=proposal, actor=actor)


@transaction.atomic
def undecide(*, proposal: Proposal, actor: Person) -> None:
    """Take back what was decided about the pair of this proposal, if anything was."""
    _may_touch(proposal, actor)
    for rule in PairRule.objects.filter(mentee=proposal.mentee, mentor=proposal.mentor):
        take_back(rule=rule, actor=actor)


@transaction.atomic
def swap(*, one: Proposal, other: Proposal, actor: Person, now: datetime) -> None:
    """Exchange the mentors of two proposals in the runs to come. What that costs is shown by the next run."""
    if one.run_id != other.run_id or one.mentee_id == other.mentee_id or one.mentor_id == other.mentor_id:
        raise ActionError(_("Choose two proposals with different people to swap their mentors."))
    decide(mentee=one.mentee, mentor=other.mentor, kind=PairRuleKind.PIN, actor=actor, now=now)
    decide(mentee=other.mentee, mentor=one.mentor, kind=PairRuleKind.PIN, actor=actor, now=now)
