"""States of matching runs, tandems and meetings, and the steps between them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RunState(models.TextChoices):
    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("at work")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


RUN_TRANSITIONS: dict[str, frozenset[str]] = {
    RunState.QUEUED: frozenset({RunState.RUNNING, RunState.FAILED}),
    RunState.RUNNING: frozenset({RunState.DONE, RunState.FAILED}),
}


class ProposalState(models.TextChoices):
    PROPOSED = "proposed", _("proposed")
    RELEASED = "released", _("released")
    SET_ASIDE = "set_aside", _("set aside by HR")


PROPOSAL_TRANSITIONS: dict[str, frozenset[str]] = {
    ProposalState.PROPOSED: frozenset({ProposalState.RELEASED, ProposalState.SET_ASIDE}),
    ProposalState.SET_ASIDE: frozenset({ProposalState.PROPOSED}),
}


class PairRuleKind(models.TextChoices):
    PIN = "pin", _("keep this pair")
    BAR = "bar", _("never propose this pair")


class TandemState(models.TextChoices):
    OFFERED = "offered", _("offered")
    ACTIVE = "active", _("running")
    PAUSED = "paused", _("pausing")
    COMPLETED = "completed", _("completed")
    DECLINED = "declined", _("not started")
    EXPIRED = "expired", _("offer expired")
    PARTED = "parted", _("ended early")


TANDEM_TRANSITIONS: dict[str, frozenset[str]] = {
    TandemState.OFFERED: frozenset({TandemState.ACTIVE, TandemState.DECLINED, TandemState.EXPIRED}),
    TandemState.ACTIVE: frozenset({TandemState.PAUSED, TandemState.COMPLETED, TandemState.PARTED}),
    # paused to paused: until another day
    TandemState.PAUSED: frozenset({TandemState.ACTIVE, TandemState.PAUSED, TandemState.COMPLETED, TandemState.PARTED}),
}
# SECURITY: who said no, or said nothing, is nobody's business: both are shown as one, also to HR
CAME_TO_NOTHING = (TandemState.DECLINED, TandemState.EXPIRED)
TOGETHER_STATES = (TandemState.ACTIVE, TandemState.PAUSED)
LIVE_TANDEM_STATES = (TandemState.OFFERED, *TOGETHER_STATES)


class ClosingChoice(models.TextChoices):
    """What the two can decide together when their time comes to its end."""

    END = "end", _("Bring it to its end")
    EXTEND = "extend", _("Go on for longer")
    SWAP = "swap", _("Go on with other topics")


class MeetingState(models.TextChoices):
    OPEN = "open", _("no date yet")
    DATED = "dated", _("date set")
    HELD = "held", _("held")
    CANCELLED = "cancelled", _("cancelled")


MEETING_TRANSITIONS: dict[str, frozenset[str]] = {
    MeetingState.OPEN: frozenset({MeetingState.DATED, MeetingState.HELD, MeetingState.CANCELLED}),
    # dated to dated: the meeting is moved
    MeetingState.DATED: frozenset({MeetingState.DATED, MeetingState.HELD, MeetingState.CANCELLED}),
    # planned anew
    MeetingState.CANCELLED: frozenset({MeetingState.DATED}),
}
