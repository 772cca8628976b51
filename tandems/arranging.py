"""What the room and the home page say about proposed times and about whoever acts for one of the two."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from notices.todos import Todo
from people.models import Person
from people.prepared import prepared
from tandems.enums import TOGETHER_STATES
from tandems.models import Delegation, Meeting, SlotProposal, Tandem
from tandems.reminders import AHEAD
from tandems.rules import can_plan
from tandems.sections import Section


# ------------------------------------------------------------------ the room
def times_to_choose(tandem: Tandem, person: Person, now: datetime) -> dict[str, Any] | None:
    """The card on top: times that wait for an answer, as long as one of them is ahead. Two queries."""
    if not can_plan(tandem, person):
        return None
    proposals = _open_proposals(tandem=tandem, now=now)
    if not proposals:
        return None
    # what the other has proposed comes before what one waits for oneself
    proposal = min(proposals, key=lambda one: one.proposed_by_id == person.pk)
    is_mine = proposal.proposed_by_id == person.pk
    return {
        "due_at": None if is_mine else proposal.created_at,
        "proposal": proposal,
        "is_mine": is_mine,
        "slots": [slot for slot in proposal.slots.all() if slot.starts_at > now],
    }


def times_for(meeting: Meeting, person: Person, now: datetime) -> dict[str, Any] | None:
    """What is proposed for this meeting and waits for an answer. Two queries."""
    found = [one for one in _open_proposals(tandem=meeting.tandem, now=now) if one.meeting_id == meeting.pk]
    if not found:
        return None
    slots = [slot for slot in found[0].slots.all() if slot.starts_at > now]
    return {"is_mine": found[0].proposed_by_id == person.pk, "slots": slots}


def has_times(tandem: Tandem, meeting: Meeting, now: datetime) -> bool:
    """Whether times are proposed for it and wait for an answer: then nobody needs to set a date."""
    return any(one.meeting_id == meeting.pk for one in _open_proposals(tandem=tandem, now=now))


@prepared
def _open_proposals(*, tandem: Tandem, now: datetime) -> QuerySet[SlotProposal]:
    found = SlotProposal.objects.filter(meeting__tandem=tandem, slots__starts_at__gt=now).distinct()
    return found.prefetch_related("slots").order_by("created_at")


@prepared
def _named_by(*, mentee: Person, mentor: Person) -> QuerySet[Delegation]:
    found = Delegation.objects.in_force().filter(person__in=(mentee.pk, mentor.pk))
    return found.select_related("delegate", "person")


def delegates(tandem: Tandem, person: Person, now: datetime) -> dict[str, Any] | None:
    """Who acts for the other of the two, and for oneself. One query."""
    if not can_plan(tandem, person):
        return None
    mentee, mentor = tandem.people
    named = sorted(_named_by(mentee=mentee, mentor=mentor), key=lambda one: one.person_id == person.pk)
    return {"delegations": named} if named else None


SECTIONS = [
    Section(35, "next", "tandems/_slots_next.html", times_to_choose),
    Section(70, "side", "tandems/_delegates_in_room.html", delegates),
]


# ------------------------------------------------------------------ the home page
def todos(person: Person, now: datetime) -> list[Todo]:
    """Times to choose from, and what one arranges for others. Four queries at most."""
    return [*_to_choose(person, now), *_to_arrange(person, now)]


def _to_choose(person: Person, now: datetime) -> list[Todo]:
    return [
        Todo(
            title=_("%(name)s proposes times for your meeting") % {"name": proposal.proposed_by.full_name},
            path=reverse("meeting_slots", args=[proposal.meeting_id]),
            action_label=_("Choose a time"),
            due_at=proposal.created_at,
        )
        for proposal in _proposed(person=person, now=now)
    ]


@prepared
def _proposed(*, person: Person, now: datetime) -> QuerySet[SlotProposal]:
    proposals = SlotProposal.objects.filter(
        meeting__in=Meeting.objects.visible_to(person),
        meeting__tandem__state__in=TOGETHER_STATES,
        slots__starts_at__gt=now,
    ).exclude(proposed_by=person)
    return proposals.select_related("proposed_by").distinct()


def _to_arrange(person: Person, now: datetime) -> list[Todo]:
    """One line for each person who has named one, as long as a meeting of theirs lacks a date soon."""
    given = _given_to(person=person)
    if not given:
        return []
    open_soon = Meeting.objects.arranged_by(person).filter(
        starts_at=None, planned_week__lte=timezone.localdate(now) + AHEAD
    )
    waiting = {
        person_id: week
        for mentee, mentor, week in open_soon.order_by("-planned_week").values_list(
            "tandem__mentee__person", "tandem__mentor__person", "planned_week"
        )
        for person_id in (mentee, mentor)
    }
    asked = {mentee if by == mentor else mentor for mentee, mentor, by in _times_for_delegate(delegate=person, now=now)}
    return [_arrange(one, waiting.get(one.person_id), has_times=one.person_id in asked) for one in given]


@prepared
def _times_for_delegate(*, delegate: Person, now: datetime) -> QuerySet[Any]:
    """Both people and who of them proposed, of times that wait for an answer."""
    proposed = SlotProposal.objects.filter(meeting__in=Meeting.objects.arranged_by(delegate), slots__starts_at__gt=now)
    people = ("meeting__tandem__mentee__person", "meeting__tandem__mentor__person", "proposed_by")
    return proposed.order_by().values_list(*people).distinct()


@prepared
def _given_to(*, person: Person) -> QuerySet[Delegation]:
    return Delegation.objects.in_force().filter(delegate=person).select_related("person")


def _arrange(delegation: Delegation, week: Any, *, has_times: bool) -> Todo:
    no_date = _("One has no date yet: week from %(day)s.") % {"day": date_format(week, "DATE_FORMAT")} if week else ""
    return Todo(
        title=_("Meetings you arrange for %(name)s") % {"name": delegation.person.full_name},
        path=reverse("assistance"),
        action_label=_("To the meetings"),
        note=_("Times are proposed and wait for an answer.") if has_times else no_date,
        due_at=datetime.combine(week, datetime.min.time(), timezone.get_current_timezone()) if week else None,
    )
