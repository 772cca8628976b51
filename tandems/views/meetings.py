"""The pages of one meeting: its facts, a date, a cancellation, a log, a calendar file."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from people.errors import ActionError, NotAllowed
from people.models import Person
from people.prepared import prepared
from programs.models import Topic
from tandems import meeting_sections, notes, rules, suggesting
from tandems.actions import (
    add_meeting,
    cancel_meeting,
    forget_reason,
    hold_meeting,
    note_effort,
    note_reason,
    set_date,
)
from tandems.arranging import times_for
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
from tandems.models import Effort, Meeting, MoveReason, Tandem
from tandems.slot_forms import MoveForm, read_moment
from tandems.views.doing import attempt, attempt_form
from tandems.views.finding import find_meeting, find_tandem


def meeting_context(request: HttpRequest, meeting: Meeting) -> dict[str, Any]:
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
    found = find_meeting(request, pk)
    person: Any = request.user
    now = timezone.now()
    mine = notes.for_meeting(found, person)
    facts = meeting_context(request, found)
    context = {
        **facts,
        "proposed": times_for(found, person, now) if facts["can_set_date"] else None,
        "now": now,
        "notes": mine,
        "can_write": found.state == MeetingState.HELD and not any(note.is_mine for note in mine),
        "effort": _effort.first(meeting=found, person=person),
        "covered": _covered(meeting=found),
        "reasons": _reasons(meeting=found, person=person),
        "sections": list(meeting_sections.shown(found, person, now)),
    }
    return render(request, "tandems/meeting.html", context)


@prepared
def _effort(*, meeting: Meeting, person: Person) -> QuerySet[Effort]:
    return Effort.objects.filter(meeting=meeting, person=person)


@prepared
def _covered(*, meeting: Meeting) -> QuerySet[Topic]:
    return Topic.objects.filter(pk__in=Meeting.topics.through.objects.filter(meeting=meeting).values("topic"))


@prepared
def _reasons(*, meeting: Meeting, person: Person) -> QuerySet[MoveReason]:
    return MoveReason.objects.visible_to(person).filter(meeting=meeting).select_related("author")


def usual_place(tandem: Tandem) -> str:
    """Where the two met last."""
    last = tandem.meetings.exclude(place="").order_by("-starts_at").first()
    return last.place if last else ""


def _form_page(request: HttpRequest, template: str, meeting: Meeting, form: WhenForm, **extra: Any) -> HttpResponse:
    """The form again. After a conflict it is about what the meeting is now, with what was typed."""
    if form.is_bound:
        fresh = find_meeting(request, meeting.pk)
        form.data = {**form.data.dict(), "seen": seen(fresh)}  # type: ignore[attr-defined]
        meeting = fresh
    return render(request, template, {**meeting_context(request, meeting), "form": form, **extra})


@sensitive_post_parameters("reason")
def meeting_date(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Set the date, move the meeting in one step, or plan a cancelled one anew."""
    found = find_meeting(request, pk)
    person: Any = request.user
    now = timezone.now()
    if request.method != "POST" and not rules.can_set_date(found, person):
        return redirect("meeting", pk)
    form = _date_form(request, found, now)
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
                _note_reason(request, found, form, now)
                _say_hints(request, known["meeting"], now)
            return redirect("meeting", pk)
    calendars = suggesting.calendars(found.tandem, now, without=found)
    first = max(found.planned_week, timezone.localdate(now) + timedelta(days=1))
    extra = {
        "suggestions": suggesting.suggestions(
            calendars, first=first, minutes=found.minutes, now=now, but=found.starts_at
        ),
        "holidays": suggesting.holidays_ahead(calendars, first),
    }
    return _form_page(request, "tandems/meeting_date.html", found, form, **extra)


def _date_form(request: HttpRequest, meeting: Meeting, now: datetime) -> DateForm:
    """Starts from the date there is, from a time that was suggested (`?at=`), or from the planned week; `?topic=` comes
    back to an earlier topic."""
    initial = initial_date(meeting, "" if meeting.starts_at else usual_place(meeting.tandem))
    initial["date"] = initial["date"] or suggested_day(meeting, now)
    if at := read_moment(request.GET.get("at", "")):
        local = timezone.localtime(at)
        initial.update(date=local.date(), time=local.time())
    if (topic := request.GET.get("topic", "")).isdigit():
        initial["topic"] = int(topic)
    kind = MoveForm if meeting.state == MeetingState.DATED else DateForm
    person: Any = request.user
    return kind(request.POST or None, tandem=meeting.tandem, person=person, now=now, initial=initial)


def _note_reason(request: HttpRequest, meeting: Meeting, form: DateForm, now: datetime) -> None:
    if text := form.cleaned_data.get("reason"):
        is_shared = form.cleaned_data["tell"]
        attempt(request, note_reason, meeting=meeting, person=request.user, text=text, is_shared=is_shared, now=now)


def _say_hints(request: HttpRequest, meeting: Meeting, now: datetime) -> None:
    """What stands against the date. It is said, and nothing is forbidden."""
    if meeting.starts_at is None:
        return
    calendars = suggesting.calendars(meeting.tandem, now, without=meeting)
    person: Any = request.user
    for hint in suggesting.hints(calendars, meeting.starts_at, meeting.minutes, reader=person):
        messages.info(request, hint)


@require_POST
def reason_forget(request: HttpRequest, pk: UUID, reason: int) -> HttpResponse:
    """Delete what one said about a move."""
    person: Any = request.user
    found = get_object_or_404(MoveReason.objects.visible_to(person), pk=reason, meeting=pk)
    if attempt(request, forget_reason, reason=found, person=person):
        messages.success(request, _("Deleted."))
    return redirect("meeting", pk)


def meeting_hold(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Log that the meeting took place, how long and about what, and one's own time around it."""
    found = find_meeting(request, pk)
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
    found = find_meeting(request, pk)
    person: Any = request.user
    if not rules.can_note_effort(found, person):
        raise Http404
    mine = found.efforts.filter(person=person).values("preparation_minutes", "follow_up_minutes").first()
    form = EffortForm(request.POST or None, initial=mine)
    if form.is_valid():
        _note_effort(request, found, form)
        messages.success(request, _("Your time is noted."))
        return redirect("meeting", pk)
    return render(request, "tandems/meeting_effort.html", {**meeting_context(request, found), "form": form})


def _note_effort(request: HttpRequest, meeting: Meeting, form: EffortForm) -> None:
    if form.effort:
        attempt(request, note_effort, meeting=meeting, person=request.user, now=timezone.now(), **form.effort)


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
    found = find_meeting(request, pk)
    if request.method == "POST":
        now = timezone.now()
        said = _cancelled_message(found, now)
        known = as_seen(found, request.POST.get("seen", ""))
        if attempt(request, cancel_meeting, meeting=known, person=request.user, now=now):
            messages.success(request, said)
        return redirect("meeting", pk)
    if not rules.can_cancel(found, request.user):  # type: ignore[arg-type]
        return redirect("meeting", pk)
    return render(request, "tandems/meeting_cancel.html", {**meeting_context(request, found), "seen": seen(found)})


def _cancelled_message(meeting: Meeting, now: datetime) -> str:
    if meeting.starts_at is not None and meeting.starts_at <= now:
        return _("It is logged that the meeting did not take place. You can agree on another date whenever you like.")
    return _("The meeting is cancelled. You can agree on another date whenever you like.")


def meeting_add(request: HttpRequest, pk: int) -> HttpResponse:
    """A meeting beside the plan."""
    tandem = find_tandem(request, pk)
    if not rules.can_plan(tandem, request.user):  # type: ignore[arg-type]
        raise Http404
    now = timezone.now()
    initial: dict[str, Any] = {"minutes": tandem.meeting_minutes, "place": usual_place(tandem)}
    initial["topic"] = request.GET.get("topic")
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
    found = find_meeting(request, pk)
    if found.starts_at is None:
        raise Http404
    text = calendar_file(found, person=request.user, method=Method.PUBLISH)  # type: ignore[arg-type]
    response = HttpResponse(text, content_type=f"{CONTENT_TYPE}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file_name(found)}"'
    response["Cache-Control"] = "private, no-store"
    return response
