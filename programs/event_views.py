"""The page of one event: when and where, one's answer, who comes in numbers, notes; and the entry for a calendar."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from people.errors import ActionError, NotAllowed
from people.models import Person
from people.prepared import prepared
from people.texts.formatting import to_html
from people.times.calendars import CONTENT_TYPE, Method, calendar_file
from programs import rules
from programs.actions.events import answer_invitation
from programs.enums import EventAnswer, EventState
from programs.event_calendar import entry, file_name
from programs.event_people import can_reply, coming
from programs.models import Event, Program

SHOWN_PAST = 3


def find_event(request: HttpRequest, pk: UUID) -> Event:
    events = Event.objects.visible_to(request.user).select_related("program", "proposed_by")  # type: ignore[arg-type]
    return get_object_or_404(events, pk=pk)


@require_safe
def event(request: HttpRequest, pk: UUID) -> HttpResponse:
    person: Any = request.user
    shown, now = find_event(request, pk), timezone.now()
    reply = shown.replies.filter(person=person).first()
    context = {
        "event": shown,
        "program": shown.program,
        "reply": reply,
        "answer": reply.answer if reply else "",
        "text": to_html(shown.text),
        "notes": to_html(shown.notes),
        "may_reply": can_reply(shown, person, now),
        "manages": rules.manages(shown.program, person) and person.is_staff,
        "coming": coming(shown) if shown.is_told else None,
        "is_ahead": shown.starts_at is not None and shown.starts_at > now,
        "is_mine": shown.proposed_by_id == person.pk,
        "other_zone": timezone.get_current_timezone_name() != shown.time_zone,
    }
    return render(request, "programs/event.html", context)


@require_POST
def event_answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Yes, no, or another answer than before."""
    person: Any = request.user
    found = find_event(request, pk)
    comes = request.POST.get("comes") == "yes"
    try:
        reply = answer_invitation(
            event=found, person=person, comes=comes, is_named="is_named" in request.POST, now=timezone.now()
        )
    except NotAllowed as error:
        raise Http404 from error
    except ActionError as error:
        messages.error(request, str(error))
        return redirect("event", pk)
    said = {
        EventAnswer.YES: _("You are coming. Good to have you there."),
        EventAnswer.NO: _("You are not coming. You can change that until it begins."),
        EventAnswer.WAITING: _("All places are taken. You are on the waiting list and will be told when one is free."),
    }
    messages.success(request, said[EventAnswer(reply.answer)])
    return redirect("event", pk)


@require_safe
def event_ics(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The event as a file for a calendar."""
    person: Any = request.user
    found = find_event(request, pk)
    if found.starts_at is None or not found.is_told:
        raise Http404
    made = entry(found, person, found.replies.filter(person=person).first())
    response = HttpResponse(
        calendar_file(made, person=person, method=Method.PUBLISH), content_type=f"{CONTENT_TYPE}; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{file_name(found)}"'
    return response


# ------------------------------------------------------------------ for the pages of a programme
@prepared
def _told(*, program: Program, person: Person) -> QuerySet[Event]:
    told = Event.objects.addressed_to(person).filter(program=program, state__in=[EventState.INVITED, EventState.HELD])
    return told.with_answer_of(person).order_by("starts_at", "pk")


def events_of(program: Program, person: Person, *, past: int | None = SHOWN_PAST) -> dict[str, list[Event]]:
    """What is to come and what was, as far as it is for `person`, with their answers. One query.

    `past`: how many of those that are over; None for all.
    """
    now = timezone.now()
    events = _told(program=program, person=person)
    over = [event for event in events if event.ends_at and event.ends_at <= now]
    return {"ahead": [event for event in events if event not in over], "over": over[::-1][:past]}
