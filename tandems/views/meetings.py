"""The pages of one meeting: its facts, a date, a cancellation, a log, a calendar file."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from people.errors import ActionError, NotAllowed
from tandems import meeting_sections, notes, rules
from tandems.actions import add_meeting, cancel_meeting, hold_meeting, note_effort, set_date
from tandems.enums import MeetingState
from tandems.forms import (
    DateForm,
    EffortForm,
    ExtraForm,
    HeldForm,
    WhenForm,
    as_seen,
    initial_date,
    initial_held,
    seen,
    suggested_day,
)
from tandems.ical import CONTENT_TYPE, Method, calendar_file, file_name
from tandems.models import Meeting, Tandem
from tandems.views.doing import attempt, attempt_form


def _find(request: HttpRequest, pk: UUID) -> Meeting:
    meetings = Meeting.objects.visible_to(request.user).with_people()  # type: ignore[arg-type]
    return get_object_or_404(meetings, pk=pk)


def _context(request: HttpRequest, meeting: Meeting) -> dict[str, Any]:
    person: Any = request.user
    return {
        "meeting": meeting,
        "tandem": meeting.tandem,
        "partner": meeting.tandem.partner_of(person),
        "can_set_date": rules.can_set_date(meeting, person),
        "can_cancel": rules.can_cancel(meeting, person),
        "can_hold": rules.can_hold(meeting, person),
        "is_past": meeting.starts_at is not None and meeting.starts_at <= timezone.now(),
    }


def meeting(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The facts of one meeting; before it what to prepare, after it what stays."""
    found = _find(request, pk)
    person: Any = request.user
    now = timezone.now()
    shown = notes.for_tandem(found.tandem, person)
    mine = [note for note in shown if note.meeting_id == found.pk]
    context = {
        **_context(request, found),
        "now": now,
        "notes": mine,
        "can_write": found.state == MeetingState.HELD and not any(note.is_mine for note in mine),
        "effort": found.efforts.filter(person=person).first(),
        "covered": list(found.topics.all()),
        "sections": list(meeting_sections.shown(found, person, now)),
    }
    return render(request, "tandems/meeting.html", context)


def _usual_place(tandem: Tandem) -> str:
    """Where the two met last."""
    last = tandem.meetings.exclude(place="").order_by("-starts_at").first()
    return last.place if last else ""


def _form_page(request: HttpRequest, template: str, meeting: Meeting, form: WhenForm) -> HttpResponse:
    """The form again. After a conflict it is about what the meeting is now, with what was typed."""
    if form.is_bound:
        fresh = _find(request, meeting.pk)
        form.data = {**form.data.dict(), "seen": seen(fresh)}  # type: ignore[attr-defined]
        meeting = fresh
    return render(request, template, {**_context(request, meeting), "form": form})


def meeting_date(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Set the date, move the meeting, or plan a cancelled one anew."""
    found = _find(request, pk)
    now = timezone.now()
    if request.method != "POST" and not rules.can_set_date(found, request.user):  # type: ignore[arg-type]
        return redirect("meeting", pk)
    initial = initial_date(found, "" if found.starts_at else _usual_place(found.tandem))
    initial["date"] = initial["date"] or suggested_day(found, now)
    form = DateForm(request.POST or None, tandem=found.tandem, person=request.user, now=now, initial=initial)
    if form.is_valid():
        known = _known(found, form, request, now)
        shown = known["meeting"].sequence
        if attempt_form(form, set_date, **known, place=form.cleaned_data["place"]):
            # set_date leaves what it finds as wanted already, and tells nobody
            if known["meeting"].sequence == shown:
                messages.info(request, _("Nothing was changed. The date stays as it was."))
            else:
                said = _("The date is set. %(name)s hears of it at once.") % _partner(request, found.tandem)
                messages.success(request, said)
            return redirect("meeting", pk)
    return _form_page(request, "tandems/meeting_date.html", found, form)


def meeting_hold(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Log that the meeting took place, how long and about what, and one's own time around it."""
    found = _find(request, pk)
    now = timezone.now()
    if request.method != "POST" and not rules.can_hold(found, request.user):  # type: ignore[arg-type]
        return redirect("meeting", pk)
    initial = initial_held(found, now)
    form = HeldForm(request.POST or None, tandem=found.tandem, person=request.user, now=now, initial=initial)
    if form.is_valid():
        known = {**_known(found, form, request, now), "topic": found.topic, "topics": form.covered}
        if attempt_form(form, hold_meeting, **known):
            _note_effort(request, found, form)
            messages.success(request, _("The meeting is logged. What stays with you from it?"))
            return redirect("meeting", pk)
    return _form_page(request, "tandems/meeting_hold.html", found, form)


def meeting_effort(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One's own preparation and follow-up of a meeting that was held: nobody says it for the other."""
    found = _find(request, pk)
    person: Any = request.user
    if not rules.can_note_effort(found, person):
        raise Http404
    mine = found.efforts.filter(person=person).values("preparation_minutes", "follow_up_minutes").first()
    form = EffortForm(request.POST or None, initial=mine)
    if form.is_valid():
        _note_effort(request, found, form)
        messages.success(request, _("Your time is noted."))
        return redirect("meeting", pk)
    return render(request, "tandems/meeting_effort.html", {**_context(request, found), "form": form})


def _note_effort(request: HttpRequest, meeting: Meeting, form: EffortForm) -> None:
    if form.effort:
        attempt(request, note_effort, meeting=meeting, person=request.user, **form.effort)


def _known(meeting: Meeting, form: WhenForm, request: HttpRequest, now: datetime) -> dict[str, Any]:
    """What the form says about the meeting as the person saw it."""
    said = form.cleaned_data
    return {
        "meeting": as_seen(meeting, said["seen"]),
        "person": request.user,
        "starts_at": said["starts_at"],
        "minutes": said["minutes"],
        "topic": said["topic"],
        "now": now,
    }


def _partner(request: HttpRequest, tandem: Tandem) -> dict[str, str]:
    return {"name": tandem.partner_of(request.user).full_name}  # type: ignore[arg-type]


def meeting_cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = _find(request, pk)
    if request.method == "POST":
        now = timezone.now()
        said = _cancelled_message(found, now)
        known = as_seen(found, request.POST.get("seen", ""))
        if attempt(request, cancel_meeting, meeting=known, person=request.user, now=now):
            messages.success(request, said)
        return redirect("meeting", pk)
    if not rules.can_cancel(found, request.user):  # type: ignore[arg-type]
        return redirect("meeting", pk)
    return render(request, "tandems/meeting_cancel.html", {**_context(request, found), "seen": seen(found)})


def _cancelled_message(meeting: Meeting, now: datetime) -> str:
    if meeting.starts_at is not None and meeting.starts_at <= now:
        return _("It is logged that the meeting did not take place. You can agree on another date whenever you like.")
    return _("The meeting is cancelled. You can agree on another date whenever you like.")


def meeting_add(request: HttpRequest, pk: int) -> HttpResponse:
    """A meeting beside the plan."""
    tandem = get_object_or_404(Tandem.objects.visible_to(request.user).with_people(), pk=pk)  # type: ignore[arg-type]
    if not rules.can_plan(tandem, request.user):  # type: ignore[arg-type]
        raise Http404
    now = timezone.now()
    initial = {"minutes": tandem.meeting_minutes, "place": _usual_place(tandem)}
    form = ExtraForm(request.POST or None, tandem=tandem, person=request.user, now=now, initial=initial)
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("starts_at", "minutes", "place", "topic")}
        try:
            added = add_meeting(tandem=tandem, person=request.user, now=now, **said)  # type: ignore[arg-type]
        except NotAllowed:
            raise Http404 from None
        except ActionError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("The meeting is in your plan."))
            return redirect("meeting", added.pk)
    context = {"tandem": tandem, "partner": tandem.partner_of(request.user), "form": form}  # type: ignore[arg-type]
    return render(request, "tandems/meeting_add.html", context)


def meeting_ics(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The meeting as a file for one's own calendar."""
    found = _find(request, pk)
    if found.starts_at is None:
        raise Http404
    text = calendar_file(found, person=request.user, method=Method.PUBLISH)  # type: ignore[arg-type]
    response = HttpResponse(text, content_type=f"{CONTENT_TYPE}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file_name(found)}"'
    response["Cache-Control"] = "private, no-store"
    return response
