"""HR's events: set up, invite, move, cancel, note who came, give notes. Each step first says whom it reaches."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from people.accounts import elevated
from people.errors import ActionError, NotAllowed
from programs.actions import events as actions
from programs.admin.event_form import EventForm, NotesForm
from programs.admin.fields import without_ways_aside
from programs.enums import EventAnswer, EventState, ProgramState
from programs.event_people import invitees, with_role
from programs.event_plan import planned_start
from programs.models import Event, EventReply
from programs.scoping import ProgramScopedAdmin

FIXED_ONCE_TOLD = ("program", "kind", "for_mentees", "for_mentors", "for_managers")


@admin.register(Event)
class EventAdmin(ProgramScopedAdmin):
    form = EventForm
    can_add = can_delete = True
    change_form_template = "admin/programs/event/change_form.html"
    list_display = ("title", "program", "when", "state", "answers")
    list_filter = ("program", "kind", "state")
    list_select_related = ("program",)
    ordering = ("-starts_at", "program", "anchor", "offset_days")
    search_fields = ("title_de", "title_en", "place")
    actions = None
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("program", "kind"),
                    ("title_de", "title_en"),
                    ("text_de", "text_en"),
                )
            },
        ),
        (gettext_lazy("For whom"), {"fields": (("for_mentees", "for_mentors", "for_managers"), "capacity")}),
        (
            gettext_lazy("When and where"),
            {"fields": (("day", "clock", "minutes"), "time_zone", "place", "link")},
        ),
        (
            gettext_lazy("Counted from the programme's dates"),
            {
                "description": gettext_lazy(
                    "For an event without a day: when the programme opens, it gets the working day that follows from "
                    "this. A blueprint made of the programme carries it too."
                ),
                "fields": (("anchor", "offset_days"),),
            },
        ),
    )
    read_only_fieldsets = (
        (None, {"fields": (("program", "kind"), ("title_de", "title_en"), ("text_de", "text_en"))}),
        (gettext_lazy("For whom"), {"fields": (("for_mentees", "for_mentors", "for_managers"), "capacity")}),
        (gettext_lazy("When and where"), {"fields": ("when", "time_zone", "place", "link")}),
    )

    # ------------------------------------------------------------ the list

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Event]:
        def said(answer: str) -> Count:
            return Count("replies", filter=Q(replies__answer=answer))

        found = super().get_queryset(request)
        return found.annotate(yes=said(EventAnswer.YES), waiting=said(EventAnswer.WAITING), no=said(EventAnswer.NO))

    @admin.display(description=gettext_lazy("title"), ordering="title_de")
    def title(self, obj: Event) -> str:
        return obj.title

    @admin.display(description=gettext_lazy("when"), ordering="starts_at")
    def when(self, obj: Event) -> str:
        """As it is where the event takes place."""
        if obj.starts_at is None:
            return _("no date yet")
        local = obj.starts_at.astimezone(obj.zone)
        return f"{date_format(local, 'SHORT_DATE_FORMAT')} {time_format(local, 'TIME_FORMAT')}"

    @admin.display(description=gettext_lazy("answers"))
    def answers(self, obj: Any) -> str:
        if not obj.is_told:
            return "–"
        text = _("%(yes)s yes, %(no)s no") % {"yes": obj.yes, "no": obj.no}
        waiting = ngettext("%(n)s waits", "%(n)s wait", obj.waiting) % {"n": obj.waiting}
        return f"{text}, {waiting}" if obj.waiting else text

    # ------------------------------------------------------------ the form

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return without_ways_aside(super().formfield_for_dbfield(db_field, request, **kwargs))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_open = obj is None or obj.state in (EventState.DRAFT, EventState.PROPOSED, EventState.INVITED)
        return is_open and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return (obj is None or not obj.is_told) and super().has_delete_permission(request, obj)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fieldsets if obj is None or self.has_change_permission(request, obj) else self.read_only_fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return FIXED_ONCE_TOLD if obj and obj.state == EventState.INVITED else ()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is not None and not self.has_change_permission(request, obj):
            kwargs["form"] = forms.ModelForm
        return super().get_form(request, obj, change, **kwargs)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """The clock of whoever plans it."""
        zone = getattr(request.user, "time_zone", "")
        return {"clock": "10:00", "time_zone": zone, **super().get_changeform_initial_data(request)}  # type: ignore[dict-item]

    def save_model(self, request: HttpRequest, obj: Event, form: Any, change: bool) -> None:
        person: Any = request.user
        now = timezone.now()
        if change:
            actions.change_event(event=obj, values=form.values, actor=person, now=now)
            return
        obj.starts_at = form.starts_at
        if obj.starts_at is None and obj.program.state != ProgramState.DRAFT:
            obj.starts_at = planned_start(obj, obj.program)
        actions.create_event(event=obj, actor=person, now=now)

    def delete_model(self, request: HttpRequest, obj: Event) -> None:
        person: Any = request.user
        actions.remove_event(event=obj, actor=person)

    # ------------------------------------------------------------ own pages

    def get_urls(self) -> list[URLPattern]:
        def own(route: str, view: Any) -> URLPattern:
            return path(f"<uuid:pk>/{route}/", self.admin_site.admin_view(view), name=f"programs_event_{route}")

        return [
            own("invite", self.invite_view),
            own("cancel", self.cancel_view),
            own("decline", self.decline_view),
            own("attendance", self.attendance_view),
            own("notes", self.notes_view),
            *super().get_urls(),
        ]

    def managed(self, request: HttpRequest, pk: Any) -> Event:
        found = self.get_queryset(request).select_related("program", "proposed_by").filter(pk=pk).first()
        if found is None:
            raise Http404
        return found

    def invite_view(self, request: HttpRequest, pk: Any) -> HttpResponse:
        found = self.managed(request, pk)
        number = invitees(found).count()
        words = {
            "title": _("Send the invitations"),
            "effects": [
                ngettext(
                    "%(n)s person is invited now, with an entry for their calendar.",
                    "%(n)s people are invited now, with an entry for their calendar.",
                    number,
                )
                % {"n": number},
                _("Whoever joins the programme later and is meant is invited then."),
                _("From then on every change of time or place is told at once."),
            ],
            "button": _("Send the invitations"),
        }
        if request.method == "POST":
            back = reverse("admin:programs_event_change", args=[found.pk])
            if page := elevated.ask(request, title=_("Send the invitations"), text=words["effects"][0], back=back):
                return page
        action = partial(actions.send_invitations, reason=elevated.reason(request))
        return self.step(request, found, words, action, _("The invitations are on their way."))

    def cancel_view(self, request: HttpRequest, pk: Any) -> HttpResponse:
        found = self.managed(request, pk)
        declined = found.replies.filter(answer=EventAnswer.NO).values("person")
        told = invitees(found).exclude(pk__in=declined).count()
        words = {
            "title": _("Cancel the event"),
            "effects": [
                ngettext(
                    "%(n)s person is told at once, and the entry goes from their calendar.",
                    "%(n)s people are told at once, and the entry goes from their calendars.",
                    told,
                )
                % {"n": told},
                _("This cannot be taken back. A new date is a new event."),
            ],
            "button": _("Cancel the event"),
        }
        return self.step(request, found, words, actions.cancel_event, _("The event is cancelled; everyone is told."))

    def decline_view(self, request: HttpRequest, pk: Any) -> HttpResponse:
        found = self.managed(request, pk)
        words = {
            "title": _("Do not take it up"),
            "effects": [_("Who proposed it is told, without a reason. A word from you helps.")],
            "button": _("Do not take it up"),
        }
        return self.step(request, found, words, actions.decline_proposal, _("The proposal is not taken up."))

    def step(self, request: HttpRequest, event: Event, words: dict[str, Any], action: Any, done: str) -> HttpResponse:
        """GET says what it does, POST does it."""
        if request.method != "POST":
            return self.own_page(request, "step.html", {"event": event, "subtitle": event.title, **words})
        self.attempt(request, done, action, event=event)
        return redirect("admin:programs_event_change", event.pk)

    def attempt(self, request: HttpRequest, done: str, action: Any, **values: Any) -> bool:
        try:
            action(actor=request.user, now=timezone.now(), **values)
        except NotAllowed as error:
            raise Http404 from error
        except ActionError as error:
            messages.error(request, str(error))
            return False
        messages.success(request, done)
        return True

    def attendance_view(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """Everyone it was for, with what they answered; tick who came."""
        event = self.managed(request, pk)
        guests = self.guests(event)
        if request.method == "POST":
            known = {str(person.pk): person.pk for person, _reply in guests}
            came = [known[key] for key in request.POST.getlist("came") if key in known]
            if self.attempt(request, _("Who came is noted."), actions.note_attendance, event=event, came=came):
                return redirect("admin:programs_event_change", event.pk)
        context = {"event": event, "subtitle": event.title, "title": _("Who came"), "guests": guests}
        return self.own_page(request, "attendance.html", context)

    def guests(self, event: Event) -> list[tuple[Any, EventReply | None]]:
        """Those it is for, and whoever answered while it was for them: first those who said yes. Two queries."""
        replies = {reply.person_id: reply for reply in with_role(event.replies.all()).select_related("person")}
        people = {person.pk: person for person in invitees(event)}
        people |= {pk: reply.person for pk, reply in replies.items() if reply.answer == EventAnswer.YES}
        order = {EventAnswer.YES: 0, EventAnswer.WAITING: 1, "": 2, EventAnswer.NO: 3}
        rows = [(person, replies.get(pk)) for pk, person in people.items()]
        return sorted(
            rows, key=lambda row: (order[row[1].answer if row[1] else ""], row[0].last_name, row[0].first_name)
        )

    def notes_view(self, request: HttpRequest, pk: Any) -> HttpResponse:
        event = self.managed(request, pk)
        initial = {"notes_de": event.notes_de, "notes_en": event.notes_en}
        form = NotesForm(request.POST if request.method == "POST" else None, initial=initial)
        if form.is_valid():
            texts = {code: form.cleaned_data[f"notes_{code}"] for code in ("de", "en")}
            if self.attempt(request, _("The notes are saved."), actions.give_notes, event=event, texts=texts):
                return redirect("admin:programs_event_change", event.pk)
        told = 0 if event.notes_at else invitees(event).count()
        context = {
            "event": event,
            "subtitle": event.title,
            "title": _("Notes for everyone"),
            "form": form,
            "told": told,
        }
        return self.own_page(request, "notes.html", context)

    def own_page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        full = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/programs/event/{template}", full)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        event = self.get_object(request, object_id)
        context = {**(extra_context or {}), **(self.panel(event) if isinstance(event, Event) else {})}
        return super().change_view(request, object_id, form_url, context)

    def panel(self, event: Event) -> dict[str, Any]:
        """What stands above the form: state, answers, and the steps from here."""
        has_begun = event.starts_at is not None and event.starts_at <= timezone.now()
        is_out = event.state == EventState.INVITED
        return {
            "event": event,
            "when": self.when(event),
            "answers": self.answers(event),
            "has_begun": has_begun,
            "may_invite": event.state in (EventState.DRAFT, EventState.PROPOSED) and not has_begun and event.starts_at,
            "may_decline": event.state == EventState.PROPOSED,
            "may_cancel": is_out and not has_begun,
            "may_note": event.state == EventState.HELD or (is_out and is_today_or_before(event)),
            "may_give_notes": event.state == EventState.HELD or (is_out and has_begun),
            "came": event.came if event.came is not None else event.replies.filter(attended=True).count(),
        }


def is_today_or_before(event: Event) -> bool:
    return event.starts_at is not None and timezone.localdate(event.starts_at) <= timezone.localdate()
