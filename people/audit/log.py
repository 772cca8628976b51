"""The audit log to read, to filter and to take along: one module for HR's admin and for the works council.

Callers bring the events that their reader may see, and say whether those they are about may be named, and who of those
who acted: for overseers only people with a task in the programme (`in_charge`), everyone else is an employee.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people import audit
from people.audit import words
from people.exports import csv_bytes
from people.models import AuditEvent, Person
from people.querysets import ERASED

PAGE = 50
MOST_EXPORTED = 20_000
OF_NONE = "none"
Events = QuerySet[AuditEvent]
THINKABLE = [MinValueValidator(date(1900, 1, 1)), MaxValueValidator(date(2999, 12, 31))]
DAY = forms.DateInput(attrs={"type": "date"})


@dataclass(frozen=True)
class Row:
    happened_at: datetime
    who: str
    what: str
    program: str
    subject: str
    details: str


class LogFilter(forms.Form):
    """By period, action, who acted; where events of several programmes are there also by programme and by subject."""

    since = forms.DateField(label=gettext_lazy("From"), required=False, widget=DAY, validators=THINKABLE)
    until = forms.DateField(label=gettext_lazy("To"), required=False, widget=DAY, validators=THINKABLE)
    program = forms.ChoiceField(label=gettext_lazy("Programme"), required=False)
    event = forms.ChoiceField(label=gettext_lazy("What"), required=False)
    actor = forms.ChoiceField(label=gettext_lazy("Who"), required=False)
    about = forms.CharField(label=gettext_lazy("About"), required=False, max_length=80)

    def __init__(
        self, data: Any, events: Events, *, of_one_program: bool, in_charge: Collection[int] | None = None
    ) -> None:
        super().__init__(data)
        plain = events.order_by()
        codes = {audit.shown_as(code) for code in plain.values_list("event", flat=True).distinct()}
        self._offer("event", sorted(((code, audit.label(code)) for code in codes), key=_by_name))
        people = Person.objects.filter(pk__in=plain.exclude(actor=None).values("actor"))
        if in_charge is not None:
            people = people.filter(pk__in=in_charge)
        named = [(str(person.pk), person.full_name) for person in people.only("first_name", "last_name", "erased_at")]
        self._offer("actor", sorted(named, key=_by_name))
        if of_one_program:
            del self.fields["program"], self.fields["about"]
            return
        keys: Any = set(plain.exclude(program_id=None).values_list("program_id", flat=True).distinct())
        programs = sorted(((str(key), name) for key, name in audit.programs_called(keys).items()), key=_by_name)
        self._offer("program", [(OF_NONE, _("of no programme")), *programs])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = [("", _("everything") if name != "actor" else _("everyone")), *choices]  # type: ignore[attr-defined]

    def apply(self, events: Events) -> Events:
        """`events` as they were asked for (days in the reader's time zone). What is not offered finds nothing."""
        if not self.is_valid():
            return events.none()
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        if "since" in asked:
            events = events.filter(happened_at__gte=_midnight(asked["since"]))
        if "until" in asked:
            events = events.filter(happened_at__date__lte=asked["until"])
        if "event" in asked:
            events = events.filter(event__in=audit.shown_alike(asked["event"]))
        if "actor" in asked:
            events = events.filter(actor=asked["actor"])
        if "about" in asked:
            events = events.filter(subject_label__icontains=asked["about"])
        if "program" in asked:
            events = events.filter(program_id=None if asked["program"] == OF_NONE else asked["program"])
        return events


def _by_name(pair: tuple[str, str]) -> str:
    return pair[1].casefold()


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))


def on_page(
    request: HttpRequest, events: Events, *, are_named: bool, in_charge: Collection[int] | None = None
) -> dict[str, Any]:
    """What `people/log.html` needs. `are_named`: HR, whose subjects and programmes may be named."""
    form = LogFilter(request.GET, events, of_one_program=not are_named, in_charge=in_charge)
    page = Paginator(form.apply(events).select_related("actor"), PAGE).get_page(request.GET.get("page"))
    asked = request.GET.copy()
    asked.pop("page", None)
    return {"form": form, "page": page, "rows": rows(list(page), are_named, in_charge), "filters": asked.urlencode()}


def rows(events: list[AuditEvent], are_named: bool, in_charge: Collection[int] | None) -> list[Row]:
    programs = audit.programs_called({event.program_id for event in events if event.program_id}) if are_named else {}
    return [
        Row(
            happened_at=event.happened_at,
            who=_who(event, in_charge),
            what=audit.label(event.event),
            program=programs.get(event.program_id or 0, ""),
            subject=words.subject(event, is_named=are_named),
            details=words.details(event),
        )
        for event in events
    ]


def _who(event: AuditEvent, in_charge: Collection[int] | None) -> str:
    if event.actor is None:
        return nobody(event)
    return event.actor.full_name if in_charge is None or event.actor.pk in in_charge else _("an employee")


def nobody(event: AuditEvent) -> str:
    """Why no name stands there: it is kept nowhere on purpose, it was erased, or no person acted."""
    if audit.who_is_withheld(event.event):
        return _("is not recorded")
    return _("an erased person") if event.details.get(ERASED) else _("by itself")


def as_file(
    request: HttpRequest, events: Events, *, are_named: bool, name: str, in_charge: Collection[int] | None = None
) -> HttpResponse:
    """The log as a CSV file, filtered as on the page; at most 20,000 rows, newest first."""
    form = LogFilter(request.GET, events, of_one_program=not are_named, in_charge=in_charge)
    found = rows(list(form.apply(events).select_related("actor")[:MOST_EXPORTED]), are_named, in_charge)
    headings = [_("When"), _("Who"), _("What"), *([_("Programme")] if are_named else []), _("About"), _("Details")]
    answer = HttpResponse(csv_bytes(headings, (_cells(row, are_named) for row in found)))
    answer["Content-Type"] = "text/csv; charset=utf-8"
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def _cells(row: Row, are_named: bool) -> list[str]:
    moment = date_format(timezone.localtime(row.happened_at), "Y-m-d H:i")
    return [moment, row.who, row.what, *([row.program] if are_named else []), row.subject, row.details]
