"""Naming someone who arranges one's meetings, and what that person sees: dates, places and names, nothing else."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from people.errors import ActionError
from people.models import Person
from tandems import rules
from tandems.actions import cancel_meeting, name_delegate, pick_slot, set_date, withdraw_delegate
from tandems.actions.delegation import find_delegate
from tandems.forms import as_seen, initial_date, seen, suggested_day
from tandems.models import DelegateStep, Delegation, Meeting, SlotProposal
from tandems.room import when_on_path
from tandems.slot_forms import ArrangeForm, DelegateForm
from tandems.views.doing import attempt, attempt_form

STEPS_SHOWN = 50
JUST_NOW = timedelta(hours=12)


# ------------------------------------------------------------------ the person
@never_cache
def delegate_page(request: HttpRequest) -> HttpResponse:
    """Who arranges my meetings, what they did, and naming or withdrawing them."""
    person: Any = request.user
    form = DelegateForm(request.POST or None)
    if form.is_valid():
        try:
            delegate = find_delegate(person=person, words=form.cleaned_data["who"])
            name_delegate(person=person, delegate=delegate, now=timezone.now())
        except ActionError as error:
            form.add_error("who", str(error.message))
        else:
            messages.success(request, _("%(name)s can now arrange your meetings.") % {"name": delegate.full_name})
            return redirect("delegate")
    steps = DelegateStep.objects.filter(delegation__person=person).select_related(
        "delegation__delegate", "meeting__tandem__mentee__person", "meeting__tandem__mentor__person"
    )
    context = {
        "form": form,
        "delegation": Delegation.objects.in_force().filter(person=person).select_related("delegate").first(),
        "steps": [(step, step.meeting.tandem.partner_of(person)) for step in steps[:STEPS_SHOWN]],
        "arranges": Delegation.objects.in_force().filter(delegate=person).exists(),
    }
    return render(request, "tandems/delegate.html", context)


@require_POST
def delegate_withdraw(request: HttpRequest) -> HttpResponse:
    if attempt(request, withdraw_delegate, person=request.user, now=timezone.now()):
        messages.success(request, _("Withdrawn. From now on nobody but you arranges your meetings."))
    return redirect("delegate")


# ------------------------------------------------------------------ the delegate
@never_cache
def assistance(request: HttpRequest) -> HttpResponse:
    """The meetings one may arrange, person by person."""
    me: Any = request.user
    given = list(Delegation.objects.in_force().filter(delegate=me).select_related("person"))
    now = timezone.now()
    meetings = Meeting.objects.arranged_by(me).with_people()
    ahead = [one for one in meetings if one.starts_at is None or one.starts_at > now - JUST_NOW]
    ahead.sort(key=lambda one: (when_on_path(one), one.number))
    proposed_by = dict(_with_times(now).filter(meeting__in=ahead).values_list("meeting", "proposed_by"))
    rows = [(delegation.person, _of(ahead, delegation.person, proposed_by)) for delegation in given]
    return render(request, "tandems/assistance.html", {"rows": rows, "now": now})


def _of(meetings: list[Meeting], person: Person, proposed_by: dict[UUID, int]) -> list[tuple[Meeting, Person, bool]]:
    """The meetings of one person, each with whom, and whether times of the other wait for an answer."""
    return [
        (one, one.tandem.partner_of(person), proposed_by.get(one.pk, person.pk) != person.pk)
        for one in meetings
        if one.tandem.role_of(person) is not None
    ]


def _with_times(now: datetime) -> QuerySet[SlotProposal]:
    """SECURITY: without place, topic and reason: a delegate sees dates and names, and nothing else is even read."""
    return SlotProposal.objects.filter(slots__starts_at__gt=now).distinct().only("meeting", "proposed_by", "minutes")


def _arranged(request: HttpRequest, pk: UUID) -> tuple[Meeting, Delegation]:
    """The meeting, and the delegation that opens it. 404 for everyone else, the two themselves included."""
    me: Any = request.user
    meeting = get_object_or_404(Meeting.objects.arranged_by(me).with_people(), pk=pk)
    given = Delegation.objects.in_force().filter(delegate=me, person__in=meeting.tandem.people)
    for delegation in given.select_related("person", "delegate"):
        if rules.can_arrange(delegation, me, meeting):
            return meeting, delegation
    raise Http404


def _context(meeting: Meeting, delegation: Delegation) -> dict[str, Any]:
    return {
        "meeting": meeting,
        "person": delegation.person,
        "partner": meeting.tandem.partner_of(delegation.person),
        "is_past": meeting.starts_at is not None and meeting.starts_at <= timezone.now(),
    }


@never_cache
def assistance_date(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Set or move a date for somebody else."""
    meeting, delegation = _arranged(request, pk)
    now = timezone.now()
    initial = initial_date(meeting, "")
    initial["date"] = initial["date"] or suggested_day(meeting, now)
    form = ArrangeForm(
        request.POST or None, tandem=meeting.tandem, person=delegation.delegate, now=now, initial=initial
    )
    if form.is_valid():
        said = form.cleaned_data
        known = as_seen(meeting, said["seen"])
        done = attempt_form(
            form,
            set_date,
            meeting=known,
            person=delegation.person,
            starts_at=said["starts_at"],
            minutes=said["minutes"],
            place=said["place"],
            topic=known.topic,
            now=now,
            delegation=delegation,
        )
        if done:
            messages.success(request, _("The date is set. Both hear of it at once."))
            return redirect("assistance")
    if form.is_bound:
        meeting, delegation = _arranged(request, pk)
        form.data = {**form.data.dict(), "seen": seen(meeting)}  # type: ignore[attr-defined]
    return render(request, "tandems/assistance_date.html", {**_context(meeting, delegation), "form": form})


@never_cache
def assistance_times(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Choose among the times that the other has proposed, for somebody else."""
    meeting, delegation = _arranged(request, pk)
    now = timezone.now()
    proposal = _with_times(now).filter(meeting=meeting).prefetch_related("slots").first()
    if proposal is None:
        return redirect("assistance")
    proposal.meeting = meeting
    if not rules.can_pick_for(delegation, delegation.delegate, proposal):
        raise Http404
    slots = [slot for slot in proposal.slots.all() if slot.starts_at > now]
    if request.method == "POST":
        chosen = next((slot for slot in slots if str(slot.pk) == request.POST.get("slot", "")), None)
        if chosen is None:
            messages.error(request, _("These times are no longer proposed. Please look again."))
            return redirect("assistance_times", pk)
        if attempt(request, pick_slot, slot=chosen, person=delegation.person, now=now, delegation=delegation):
            messages.success(request, _("The date is set. Both hear of it at once."))
        return redirect("assistance")
    length = timedelta(minutes=proposal.minutes)
    rows = [{"slot": slot, "ends_at": slot.starts_at + length} for slot in slots]
    return render(request, "tandems/assistance_times.html", {**_context(meeting, delegation), "slots": rows})


@never_cache
def assistance_cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Cancel a meeting for somebody else."""
    meeting, delegation = _arranged(request, pk)
    if request.method != "POST":
        return render(
            request, "tandems/assistance_cancel.html", {**_context(meeting, delegation), "seen": seen(meeting)}
        )
    known = as_seen(meeting, request.POST.get("seen", ""))
    done = attempt(
        request, cancel_meeting, meeting=known, person=delegation.person, now=timezone.now(), delegation=delegation
    )
    if done:
        messages.success(request, _("The meeting is cancelled. Both hear of it at once."))
    return redirect("assistance")
