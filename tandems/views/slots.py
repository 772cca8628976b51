"""Proposing times for a meeting, and choosing one."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from people.models import Person
from tandems import rules, suggesting
from tandems.actions import pick_slot, propose_slots, withdraw_slots
from tandems.enums import MeetingState
from tandems.forms import as_seen, initial_date, seen
from tandems.models import Meeting, ProposedSlot, SlotProposal
from tandems.slot_forms import SlotsForm
from tandems.views.doing import attempt, attempt_form
from tandems.views.finding import find_meeting
from tandems.views.meetings import meeting_context, usual_place


def first_day(meeting: Meeting, now: datetime) -> Any:
    """From when on to look for times: the planned week, or tomorrow if that has begun."""
    tomorrow = timezone.localdate(now) + timedelta(days=1)
    return max(meeting.planned_week, tomorrow) if meeting.starts_at is None else tomorrow


@sensitive_post_parameters("reason")
def meeting_slots(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Propose up to three times; whoever is asked chooses one here, or answers with others."""
    found = find_meeting(request, pk)
    person: Any = request.user
    if not rules.can_set_date(found, person):
        return redirect("meeting", pk)
    now = timezone.now()
    proposal = SlotProposal.objects.filter(meeting=found).prefetch_related("slots").first()
    if proposal is not None:
        proposal.meeting = found
    calendars = suggesting.calendars(found.tandem, now, without=found)
    form = SlotsForm(
        request.POST or None,
        tandem=found.tandem,
        person=person,
        suggestions=suggesting.suggestions(
            calendars, first=first_day(found, now), minutes=found.minutes, now=now, but=found.starts_at
        ),
        minutes=found.minutes,
        is_move=found.state == MeetingState.DATED,
        initial=initial_date(found, usual_place(found.tandem)),
    )
    if form.is_valid() and _propose(form, found, person, now):
        said = _("Proposed. %(name)s hears of it at once and chooses.")
        messages.success(request, said % {"name": found.tandem.partner_of(person).full_name})
        return redirect("meeting", pk)
    if form.is_bound:
        found = find_meeting(request, pk)
        form.data = {**form.data.dict(), "suggested": form.data.getlist("suggested"), "seen": seen(found)}  # type: ignore[attr-defined, assignment]
    context = {
        **meeting_context(request, found),
        "form": form,
        "proposal": proposal,
        "slots": _shown(proposal, calendars, person, now),
        "can_pick": proposal is not None and rules.can_pick(proposal, person),
        "reason": _reason(proposal, person),
        "holidays": suggesting.holidays_ahead(calendars, first_day(found, now)),
    }
    return render(request, "tandems/meeting_slots.html", context)


def _reason(proposal: SlotProposal | None, person: Person) -> str:
    """SECURITY: what one said to oneself is for nobody else."""
    if proposal and (proposal.tells_reason or proposal.proposed_by_id == person.pk):
        return proposal.reason
    return ""


def _propose(form: SlotsForm, meeting: Meeting, person: Person, now: datetime) -> bool:
    said = form.cleaned_data
    return attempt_form(
        form,
        propose_slots,
        meeting=as_seen(meeting, said["seen"]),
        person=person,
        starts=said["starts"],
        minutes=said["minutes"],
        place=said["place"],
        topic=said["topic"],
        now=now,
        reason=said.get("reason", ""),
        tells_reason=said.get("tell", False),
    )


def _shown(proposal: SlotProposal | None, calendars: Any, person: Person, now: datetime) -> list[dict[str, Any]]:
    """The proposed times with their ends, and what stands against each."""
    if proposal is None:
        return []
    return [
        {
            "slot": slot,
            "ends_at": slot.starts_at + timedelta(minutes=proposal.minutes),
            "is_past": slot.starts_at <= now,
            "hints": suggesting.hints(calendars, slot.starts_at, proposal.minutes, reader=person),
        }
        for slot in proposal.slots.all()
    ]


@require_POST
def slot_pick(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = find_meeting(request, pk)
    wanted = request.POST.get("slot", "")
    slots = ProposedSlot.objects.filter(proposal__meeting=found).select_related("proposal")
    slot = slots.filter(pk=int(wanted)).first() if wanted.isdigit() and len(wanted) < 19 else None
    if slot is None:
        if not rules.can_set_date(found, request.user):  # type: ignore[arg-type]
            raise Http404
        messages.error(request, _("These times are no longer proposed. Please look again."))
        return redirect("meeting_slots", pk)
    if attempt(request, pick_slot, slot=slot, person=request.user, now=timezone.now()):
        said = _("The date is set. %(name)s hears of it at once.")
        messages.success(request, said % {"name": found.tandem.partner_of(request.user).full_name})  # type: ignore[arg-type]
        return redirect("meeting", pk)
    return redirect("meeting_slots", pk)


@require_POST
def slots_withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(Meeting.objects.visible_to(request.user).with_people(), pk=pk)  # type: ignore[arg-type]
    if attempt(request, withdraw_slots, meeting=found, person=request.user):
        messages.success(request, _("The proposal is withdrawn."))
    return redirect("meeting", pk)
