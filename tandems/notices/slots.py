"""Times proposed for a meeting, and being named as someone's delegate."""

from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notices.kinds import Kind, Placeholder, finder
from notices.models import Notice
from tandems.models import Delegation, SlotProposal
from tandems.notices.common import PARTNER, PROGRAM, TANDEM_REASON, THE_OTHER, ZONE, of_meeting, when_between
from tandems.rules import can_set_date

TIMES = Placeholder(
    "times",
    gettext_lazy("the times that were proposed, one in a line"),
    gettext_lazy("Wednesday, 4 March 2026, 10:00 to 11:00\nThursday, 5 March 2026, 14:00 to 15:00"),
    is_required=True,
)
NAMED_BY = Placeholder("person", gettext_lazy("name of whoever named the delegate"), "Ruth Berger")


def _proposals() -> QuerySet[SlotProposal]:
    return SlotProposal.objects.select_related(
        "meeting__tandem__program", "meeting__tandem__mentee__person", "meeting__tandem__mentor__person", "proposed_by"
    )


def _can_still_choose(notice: Notice, proposal: SlotProposal, now: datetime) -> bool:
    return can_set_date(proposal.meeting, notice.recipient) and proposal.slots.filter(starts_at__gt=now).exists()


def _proposed(notice: Notice, proposal: SlotProposal) -> dict[str, str]:
    lines = [when_between(slot.starts_at, proposal.minutes) for slot in proposal.slots.all()]
    values = of_meeting(notice, proposal.meeting)
    return {name: values[name] for name in ("partner", "program", "zone")} | {"times": "\n".join(lines)}


SLOTS_PROPOSED = Kind(
    code="slots_proposed",
    label=gettext_lazy("Times are proposed for a meeting"),
    reason=TANDEM_REASON,
    occasion=gettext_lazy("One of the two has proposed up to three times."),
    recipients=THE_OTHER,
    when=gettext_lazy("At once"),
    until=gettext_lazy("One week, or until one is chosen or all have passed"),
    subject=gettext_lazy("{partner} proposes times for your meeting"),
    body=(
        gettext_lazy("{partner} proposes for your next meeting:"),
        "{times}",
        gettext_lazy("Time zone: {zone}."),
        gettext_lazy("Choose the one that suits you, or propose others."),
    ),
    placeholders=(PARTNER, PROGRAM, TIMES, ZONE),
    find=finder("proposal", _proposals),
    is_wanted=_can_still_choose,
    values=_proposed,
    action_label=gettext_lazy("Choose a time"),
    path=lambda notice, proposal: reverse("meeting_slots", args=[proposal.meeting_id]),
    can_be_muted=False,
    never_held_back=True,
)


def _delegations() -> QuerySet[Delegation]:
    return Delegation.objects.in_force().select_related("person", "delegate")


def _is_delegate(notice: Notice, delegation: Delegation, now: datetime) -> bool:
    return delegation.delegate_id == notice.recipient_id


DELEGATE_NAMED = Kind(
    code="delegate_named",
    label=gettext_lazy("You are to arrange someone's meetings"),
    reason=gettext_lazy("Someone has named you to arrange their meetings."),
    occasion=gettext_lazy("A person has named someone to set, move and cancel meetings for them."),
    recipients=gettext_lazy("Whoever was named"),
    when=gettext_lazy("At once"),
    until=gettext_lazy("Two weeks, or until it is withdrawn"),
    subject=gettext_lazy("You can arrange meetings for {person}"),
    body=(
        gettext_lazy("{person} has named you to set, move and cancel the meetings of their tandem."),
        gettext_lazy(
            "You see dates, places and names, and nothing else of it. {person} can withdraw this at any time."
        ),
    ),
    placeholders=(NAMED_BY,),
    find=finder("delegation", _delegations),
    is_wanted=_is_delegate,
    values=lambda notice, delegation: {"person": delegation.person.full_name},
    action_label=gettext_lazy("To the meetings"),
    path=lambda notice, delegation: reverse("assistance"),
    can_be_muted=False,
    never_held_back=True,
    per_program=False,
)


def who_acted(notice: Notice, partner: str) -> dict[str, str]:
    """{who}: the other of the two, or "X for Y"; {arranged_by}: the same in a sentence, empty where the two did it."""
    delegation = Delegation.objects.select_related("person", "delegate").filter(pk=notice.context.get("delegation"))
    found = delegation.first() if "delegation" in notice.context else None
    if found is None:
        return {"who": partner, "arranged_by": ""}
    who = str(found)
    return {"who": who, "arranged_by": _("Arranged by %(who)s.") % {"who": who}}


KINDS = (SLOTS_PROPOSED, DELEGATE_NAMED)
