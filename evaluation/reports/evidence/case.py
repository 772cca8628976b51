"""What a programme's evidence is read from: its set-up and counts of process, in a constant number of queries."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef

from evaluation.figures.counts import Facts
from evaluation.figures.facts import facts_of
from evaluation.figures.suppression import countable, share_shown
from evaluation.models import Approval
from programs.enums import EventState, ManagerAnswer, ParticipationState
from programs.models import BriefingRead, Event, ManagerConsent, Participation, Program
from tandems.enums import ProposalState
from tandems.models import Agreement, Closing, MatchingRun, Proposal, Tandem


@dataclass(frozen=True)
class Case:
    """One programme on one day. Numbers of people and tandems are those of the whole programme."""

    facts: Facts
    team: Counter[str]  # people by role in the team
    companies: int
    briefings: frozenset[str]  # audiences that have a text
    read: int  # people signed up who have confirmed their briefing
    has_consent_text: bool
    agreed: int  # tandems that began and have an agreement both confirmed
    runs: int
    from_matching: int  # tandems that began out of a proposal
    released: int
    managers_asked: int
    managers_agreed: int
    approvals: int
    events: int
    closings: int
    pool: int

    @property
    def program(self) -> Program:
        return self.facts.program

    @property
    def signed_up(self) -> int:
        return self.facts.signed_up.total()

    @property
    def k(self) -> int:
        return self.program.smallest_group

    def may_tell(self, part: int, whole: int) -> bool:
        """Whether `part` of `whole` may be told without pointing at a few: neither part nor rest is one."""
        return countable(whole, k=self.k) and share_shown(whole - part, whole, k=self.k)


def case_of(program: Program, now: datetime) -> Case:
    (facts,) = facts_of([program], now)
    started = Tandem.objects.filter(program=program, started_at__isnull=False)
    consents = ManagerConsent.objects.filter(participation__program=program)
    answers = Counter(consents.order_by().values_list("state", flat=True))
    return Case(
        facts=facts,
        team=Counter(program.team.order_by().values_list("role", flat=True)),
        companies=program.organisations.count(),
        briefings=frozenset(program.briefings.order_by().values_list("audience", flat=True)),
        read=_have_read(program),
        has_consent_text=program.current_consent_text() is not None,
        agreed=_count_tandems(Agreement.objects.filter(tandem__in=started, confirmed_at__isnull=False)),
        runs=MatchingRun.objects.filter(program=program, finished_at__isnull=False).count(),
        from_matching=started.filter(proposal__isnull=False).count(),
        released=Proposal.objects.filter(run__program=program, state=ProposalState.RELEASED).count(),
        managers_asked=answers.total(),
        managers_agreed=answers[ManagerAnswer.AGREED],
        approvals=Approval.objects.filter(program=program).count(),
        events=Event.objects.filter(program=program, state=EventState.HELD).count(),
        closings=_count_tandems(Closing.objects.filter(tandem__in=started, agreed_at__isnull=False)),
        pool=program.pool_members.filter(listed_since__isnull=False).count(),
    )


def _count_tandems(rows: object) -> int:
    return rows.aggregate(number=Count("tandem", distinct=True))["number"]  # type: ignore[attr-defined, no-any-return]


def _have_read(program: Program) -> int:
    """Those signed up who confirmed the briefing of their role."""
    own = BriefingRead.objects.filter(briefing__program=program, briefing__audience=OuterRef("role"))
    signed_up = Participation.objects.filter(program=program, state=ParticipationState.SIGNED_UP)
    return signed_up.filter(Exists(own.filter(person=OuterRef("person")))).count()
