"""What HR's page about a run shows, put together in a constant number of queries. Nothing is scored here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from people.models import Person
from programs.models import Participation
from tandems.enums import PairRuleKind, ProposalState, RunState, TandemState
from tandems.matching import asked, follow_up, leftovers, notes, reasons
from tandems.matching.loading import load
from tandems.models import Leftover, MatchingRun, PairRule, Proposal, Tandem

CRITERIA_LABELS = {
    "topics": gettext_lazy("Topics"),
    "exchange": gettext_lazy("In return"),
    "department": gettext_lazy("Department"),
    "language": gettext_lazy("Languages"),
    "place": gettext_lazy("Place"),
    "times": gettext_lazy("Times"),
    "experience": gettext_lazy("Experience"),
    "wishes": gettext_lazy("Wishes"),
}
# Facts of process: who answered what, and whose turn it is, stays between the two.
WHAT_BECAME = {
    TandemState.OFFERED: gettext_lazy("Asked"),
    TandemState.ACTIVE: gettext_lazy("The tandem runs"),
    TandemState.PAUSED: gettext_lazy("The tandem pauses"),
    TandemState.COMPLETED: gettext_lazy("The tandem is complete"),
    TandemState.DECLINED: gettext_lazy("Did not start"),
    TandemState.EXPIRED: gettext_lazy("Did not start"),
    TandemState.PARTED: gettext_lazy("Ended early"),
}


@dataclass(frozen=True)
class Bar:
    """One line of the picture of shares."""

    label: Any
    percent: int


@dataclass(frozen=True)
class Button:
    """One thing to do with a proposal. The page has hundreds of them: everything is ready to be written."""

    id: str
    address: str
    text: Any


PICTURE = (
    '<svg class="shares" viewBox="0 0 250 {height}" width="250" height="{height}" role="img" aria-label="{words}">'
    "{lines}</svg>"
)
LINE = (
    '<text x="0" y="{text_y}">{label}</text><rect class="f-line" x="92" y="{y}" width="120" height="9" rx="4.5"></rect>'
    '<rect class="f-both" x="92" y="{y}" width="{width}" height="9" rx="4.5"></rect>'
    '<text x="250" y="{text_y}" text-anchor="end">{percent}</text>'
)


def _line(y: int, label: str, percent: int) -> str:
    return format_html(LINE, y=y, text_y=y + 9, label=label, percent=percent, width=percent * 120 // 100)


def in_one_line(person: Person) -> str:
    """Department, level and site, as far as they are known."""
    known = (person.department.name if person.department else "", person.get_level_display() or "", person.site)
    return " · ".join(str(word) for word in known if word)


@dataclass(frozen=True)
class Alternative:
    mentor: Participation
    percent: int
    cost: float | None
    placed_less: int

    @property
    def line(self) -> str:
        return in_one_line(self.mentor.person)

    @property
    def price(self) -> str:
        """What choosing this mentor instead would do to the whole."""
        if self.cost is None:
            return ""
        if self.placed_less:
            return _("One mentee more would be left over.")
        points = round(self.cost * 100)
        if points < 1:
            return _("The whole would fit just as well.")
        return ngettext(
            "The whole would lose %(points)s point of fit.", "The whole would lose %(points)s points of fit.", points
        ) % {"points": points}


@dataclass(frozen=True)
class Row:
    """One proposal on the page."""

    proposal: Proposal
    reasons: list[str]
    bars: list[Bar]
    alternatives: list[Alternative]
    rule: PairRule | None
    is_new: bool

    @property
    def percent(self) -> int:
        return round(self.proposal.score * 100)

    @property
    def foremost(self) -> str:
        """The reason that weighs most; the others are a click away."""
        return self.reasons[0] if self.reasons else ""

    @property
    def further(self) -> list[str]:
        return self.reasons[1:]

    @property
    def more(self) -> str:
        """What opens the card: how well the two fit."""
        if not self.bars:
            return _("Reasons and what can be done")
        return _("Fit %(percent)s of 100, all reasons and what can be done") % {"percent": self.percent}

    @property
    def place(self) -> tuple[int, float]:
        """What waits for a decision first, the weakest before all; then what is decided, set aside, asked."""
        states = [ProposalState.PROPOSED, ProposalState.SET_ASIDE, ProposalState.RELEASED]
        is_decided = self.rule is not None
        return 2 * states.index(ProposalState(self.proposal.state)) + is_decided, self.proposal.score

    @property
    def can_release(self) -> bool:
        return self.proposal.state == ProposalState.PROPOSED

    @property
    def what_became(self) -> Any:
        """Of a proposal that was released: the state of its tandem."""
        tandem: Tandem | None = getattr(self.proposal, "tandem", None)
        return WHAT_BECAME[TandemState(tandem.state)] if tandem else WHAT_BECAME[TandemState.OFFERED]

    @property
    def picture(self) -> str:
        """How well the two fit, criterion by criterion, as SVG. The same in words is its label."""
        lines = [_line(16 * number, str(bar.label), bar.percent) for number, bar in enumerate(self.bars)]
        words = ", ".join(f"{bar.label} {bar.percent} %" for bar in self.bars)
        return format_html(PICTURE, height=16 * len(self.bars), words=words, lines=mark_safe("".join(lines)))  # noqa: S308

    @property
    def buttons(self) -> list[Button]:
        """What can be done now."""
        state, kind = self.proposal.state, self.rule.kind if self.rule else ""
        found = []
        if state == ProposalState.PROPOSED:
            found.append(("aside", "set-aside", _("Set aside")))
        elif state == ProposalState.SET_ASIDE and kind != PairRuleKind.BAR:
            found.append(("aside", "put-back", _("Put back")))
        if state != ProposalState.RELEASED and kind:
            found.append(("decide", "undecide", _("Take the decision back")))
        elif state != ProposalState.RELEASED:
            found += [("decide", "keep", _("Keep this pair")), ("bar", "bar", _("Never propose this pair"))]
        address = reverse("admin:tandems_matchingrun_proposal", args=[self.proposal.pk, "step"]) if found else ""
        return [
            Button(f"{name}-{self.proposal.pk}", address.replace("/step/", f"/{step}/"), text)
            for name, step, text in found
        ]

    @property
    def mentee_line(self) -> str:
        return in_one_line(self.proposal.mentee.person)

    @property
    def mentor_line(self) -> str:
        return in_one_line(self.proposal.mentor.person)


@dataclass(frozen=True)
class Left:
    leftover: Leftover
    why: str
    steps: list[leftovers.Step]


@dataclass(frozen=True)
class Difference:
    """Against another run: pairs that only one of the two proposes."""

    other: MatchingRun
    kept: int
    new: list[Proposal]
    gone: list[Proposal]
    gain: float

    @property
    def total_in_words(self) -> str:
        """How the whole has changed, in points of fit."""
        points = round(self.gain * 100)
        if points == 0:
            return _("On the whole both fit equally well.")
        text = (
            ngettext(
                "The whole has gained %(points)s point of fit.",
                "The whole has gained %(points)s points of fit.",
                points,
            )
            if points > 0
            else ngettext(
                "The whole has lost %(points)s point of fit.", "The whole has lost %(points)s points of fit.", -points
            )
        )
        return text % {"points": abs(points)}


@dataclass(frozen=True)
class Review:
    run: MatchingRun
    rows: list[Row]
    mentees_left: list[Left]
    mentors_left: list[Left]
    notes: list[str]
    rules: list[PairRule]
    difference: Difference | None
    changed: int
    undecided: int
    rules_differ: bool = False
    musts: str = ""
    weights: list[tuple[Any, int]] = field(default_factory=list)
    next_best: list[Row] = field(default_factory=list)
    without_next: list[Participation] = field(default_factory=list)

    @property
    def open_rows(self) -> list[Row]:
        """What can still be released."""
        return [row for row in self.rows if row.can_release]

    @property
    def settled(self) -> list[Row]:
        """What has been released or set aside."""
        return [row for row in self.rows if not row.can_release]

    @property
    def to_release(self) -> int:
        return sum(row.can_release for row in (*self.rows, *self.next_best))


def review(run: MatchingRun, other: MatchingRun | None = None) -> Review:
    """Everything about a run that is done; `other` is the run to compare it with."""
    proposals = list(run.proposals.with_tandems())
    pair_rules = list(_pair_rules(run))
    by_pair = {(rule.mentee_id, rule.mentor_id): rule for rule in pair_rules}
    difference = compare(proposals, other) if other else None
    new = {proposal.pk for proposal in difference.new} if difference else set()
    mentors = _alternative_mentors(proposals)
    left = [_left(leftover) for leftover in _leftovers(run)]
    rows = [
        _row(proposal, mentors, by_pair.get((proposal.mentee_id, proposal.mentor_id)), proposal.pk in new)
        for proposal in proposals
    ]
    rows.sort(key=lambda row: row.place)
    next_best = [row for row in rows if row.proposal.is_next and row.can_release]
    offered_next = {row.proposal.mentee_id for row in rows if row.can_release}
    return Review(
        run=run,
        rows=[row for row in rows if row not in next_best] if next_best else rows,
        next_best=next_best,
        without_next=[one for one in _waiting(run) if one.pk not in offered_next],
        mentees_left=[one for one in left if one.leftover.participation.role == "mentee"],
        mentors_left=[one for one in left if one.leftover.participation.role == "mentor"],
        notes=notes.sentences(run),
        rules=pair_rules,
        difference=difference,
        changed=changed_since(run),
        undecided=decisions_since(run),
        rules_differ=asked.would_differ(run),
        musts=asked.musts(run.parameters),
        weights=[(CRITERIA_LABELS[name], weight) for name, weight in run.parameters.get("weights", {}).items()],
    )


def _waiting(run: MatchingRun) -> Iterable[Participation]:
    """Who needs another proposal, as far as this run is the one that is followed up."""
    return (
        follow_up.waiting([run.program_id]).select_related("person") if follow_up.newest(run.program_id) == run else ()
    )


def review_row(proposal: Proposal) -> Row:
    """One proposal alone, for a part of the page that is drawn anew."""
    rule = PairRule.objects.filter(mentee=proposal.mentee_id, mentor=proposal.mentor_id).first()
    return _row(proposal, _alternative_mentors([proposal]), rule, False)


def _pair_rules(run: MatchingRun) -> Iterable[PairRule]:
    return (
        PairRule.objects.filter(program=run.program_id)
        .select_related("mentee__person", "mentor__person")
        .order_by("kind", "mentee__person__last_name")
    )


def _leftovers(run: MatchingRun) -> Iterable[Leftover]:
    return run.leftovers.select_related("participation__person__department").order_by(
        "participation__person__last_name", "participation__person__first_name", "pk"
    )


def _left(leftover: Leftover) -> Left:
    return Left(leftover, leftovers.why(leftover), leftovers.count_down(leftover))


def _row(proposal: Proposal, mentors: Mapping[str, Participation], rule: PairRule | None, is_new: bool) -> Row:
    return Row(
        proposal=proposal,
        reasons=reasons.sentences(proposal),
        bars=[Bar(CRITERIA_LABELS[name], round(share * 100)) for name, share in proposal.shares.items()],
        alternatives=[
            Alternative(mentors[each["mentor"]], round(each["score"] * 100), each["cost"], each["placed_less"])
            for each in proposal.alternatives
            if each["mentor"] in mentors
        ],
        rule=rule,
        is_new=is_new,
    )


def _alternative_mentors(proposals: Iterable[Proposal]) -> dict[str, Participation]:
    ids = {UUID(each["mentor"]) for proposal in proposals for each in proposal.alternatives}
    if not ids:
        return {}
    return {str(row.pk): row for row in Participation.objects.filter(pk__in=ids).select_related("person__department")}


def compare(proposals: Iterable[Proposal], other: MatchingRun) -> Difference:
    mine = {(proposal.mentee_id, proposal.mentor_id): proposal for proposal in proposals}
    theirs = {(p.mentee_id, p.mentor_id): p for p in other.proposals.with_people()}
    return Difference(
        gain=sum(p.score for p in mine.values()) - sum(p.score for p in theirs.values()),
        other=other,
        kept=len(mine.keys() & theirs.keys()),
        new=[proposal for pair, proposal in mine.items() if pair not in theirs],
        gone=[proposal for pair, proposal in theirs.items() if pair not in mine],
    )


def run_before(run: MatchingRun) -> MatchingRun | None:
    earlier = MatchingRun.objects.filter(program=run.program_id, state=RunState.DONE, created_at__lt=run.created_at)
    return earlier.order_by("-created_at").first()


def changed_since(run: MatchingRun) -> int:
    """How many people have joined, left or changed since the run saw the pool."""
    then, now = run.pool.get("people", {}), load(run.program).fingerprints()
    return sum(then.get(key) != now.get(key) for key in then.keys() | now.keys())


def decisions_since(run: MatchingRun) -> int:
    """Pins and bars that this run did not know yet."""
    return PairRule.objects.filter(program=run.program_id, created_at__gt=run.created_at).count()
