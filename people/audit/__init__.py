"""The audit log: append-only, written by explicit calls inside the transaction of the fact, never with content."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db import models

from people.models import AuditEvent, Person

Programs = Callable[[Person], set[int]]
Names = Callable[[set[int]], dict[int, str]]
Words = Callable[[Any], Any]
_listing: list[Programs] = []
_labels: dict[str, Any] = {}
_kept_back: set[str] = set()
_not_for_auditors: set[str] = set()
_once_a_day: set[str] = set()
_like: dict[str, str] = {}
_withheld: set[str] = set()
_program_names: list[Names] = []
details_labels: dict[str, Any] = {}
details_values: dict[str, Words] = {}
# kinds of form fields whose values are settings; what people wrote at length is none
SETTINGS = (forms.IntegerField, forms.BooleanField, forms.ChoiceField, forms.DateField, forms.DecimalField)


def record(
    event: str,
    *,
    actor: Person | None,
    subject: models.Model,
    program_id: int | None = None,
    details: dict[str, Any] | None = None,
) -> AuditEvent:
    """Note that `actor` (None: the system) did `event` ("tandem.offered") to `subject`.

    `details` holds settings and counts only. SECURITY: never pass anything that a person wrote in confidence.
    """
    return AuditEvent.objects.create(
        actor=actor,
        event=event,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        subject_label=str(subject)[:200],
        program_id=program_id,
        details=details or {},
    )


def record_each(
    event: str, *, actor: Person | None, subjects: Iterable[models.Model], details: dict[str, Any] | None = None
) -> None:
    """The same event for each of many subjects, by one query for 500 of them."""
    AuditEvent.objects.bulk_create(
        [
            AuditEvent(
                actor=actor,
                event=event,
                subject_type=subject._meta.label_lower,
                subject_id=str(subject.pk),
                subject_label=str(subject)[:200],
                details=details or {},
            )
            for subject in subjects
        ],
        batch_size=500,
    )


def with_reason(details: dict[str, Any], reason: str) -> dict[str, Any]:
    """`details` with the reason that a person gave for a step of weight, if one was asked for."""
    return {**details, "reason": reason} if reason else details


def when_listing(callback: Programs) -> None:
    """`callback(person)` gives the ids of the programmes whose events this person may see in the log."""
    if callback not in _listing:
        _listing.append(callback)


def programs_of(person: Person) -> set[int]:
    return set().union(*(callback(person) for callback in _listing))


def visible_to(person: Person) -> models.QuerySet[AuditEvent]:
    """What HR may see: events of no programme and of the programmes they manage. There is no exception for anyone."""
    if not (person.is_active and person.is_staff):
        return AuditEvent.objects.none()
    return AuditEvent.objects.filter(models.Q(program_id=None) | models.Q(program_id__in=programs_of(person))).exclude(
        event__in=_kept_back
    )


def of_program(program_id: int) -> models.QuerySet[AuditEvent]:
    """What auditors may see of one programme, newest first: no offer that did not come about can be counted.

    SECURITY: the evaluation hides a few of them, since so few would tell who said no. So what ended an offer is not
    here, and what began it is once for each day and person, or the difference would tell the same.
    """
    events = AuditEvent.objects.filter(program_id=program_id).exclude(event__in=_kept_back | _not_for_auditors)
    same = events.filter(
        event=models.OuterRef("event"),
        happened_at__date=models.OuterRef("happened_at__date"),
        pk__lt=models.OuterRef("pk"),
    )
    theirs = same.filter(models.Q(actor=models.OuterRef("actor")) | models.Q(actor=None))
    again = models.Q(event__in=_once_a_day) & models.Exists(theirs)
    return events.exclude(again).order_by("-happened_at", "-pk")


def note_look(
    event: str, *, actor: Person, subject: models.Model, now: datetime, program_id: int | None = None
) -> None:
    """That `actor` looked at someone's personal data: once for each subject and day of 24 hours."""
    known = AuditEvent.objects.filter(
        event=event, actor=actor, subject_id=str(subject.pk), happened_at__gt=now - timedelta(days=1)
    )
    if not known.exists():
        record(event, actor=actor, subject=subject, program_id=program_id)


def changes(form: forms.ModelForm) -> dict[str, Any]:
    """What a form changed: old and new value of settings; of texts and lists of objects only that they changed."""
    return {name: _old_and_new(form, name) for name in sorted(form.changed_data)}


def rows_changed(formset: forms.BaseModelFormSet) -> list[dict[str, Any]]:
    """The same for each row of a formset that was added, changed or removed."""
    removed = {form.instance.pk for form in formset.initial_forms if form in formset.deleted_forms}
    found = []
    for form in formset.forms:
        if form.instance.pk in removed and form in formset.deleted_forms:
            pairs = {name: _old_and_new(form, name) for name in sorted(form.fields) if name not in ("id", "DELETE")}
            found.append({name: [pair[0], None] for name, pair in pairs.items() if pair and pair[0]})
        elif form.has_changed():
            found.append(changes(form))
    return [row for row in found if row]


def _old_and_new(form: forms.ModelForm, name: str) -> list[str | None] | None:
    field = form.fields[name]
    if not isinstance(field, SETTINGS) or isinstance(field.widget, forms.Textarea) or _names_people(field):
        return None
    return [_as_text(field, value) for value in (form.initial.get(name), form.cleaned_data.get(name))]


def _names_people(field: forms.Field) -> bool:
    return isinstance(field, forms.ModelChoiceField) and getattr(field.queryset, "model", None) is Person


def _as_text(field: forms.Field, value: Any) -> str | None:
    if value in (None, ""):
        return None
    if isinstance(field, forms.ModelMultipleChoiceField):
        return ", ".join(sorted(str(one) for one in value)) or None
    if isinstance(field, forms.ModelChoiceField) and not isinstance(value, models.Model) and field.queryset is not None:
        value = field.queryset.filter(pk=value).first()
    return None if value is None else str(value)


def keep_back(*events: str) -> None:
    """`events` are nobody's business but the person's: HR does not find them in the log."""
    _kept_back.update(events)


def hide_from_auditors(*events: str, once_a_day: Collection[str] = ()) -> None:
    """Nobody shall be able to count `events` by the log: of those `once_a_day` a day shows one."""
    _not_for_auditors.update(events)
    _once_a_day.update(once_a_day)


def withhold_who(*events: str) -> None:
    """Who did `events` is written down nowhere, on purpose: they have no actor even where a person acted."""
    _withheld.update(events)


def who_is_withheld(event: str) -> bool:
    return event in _withheld


def show_alike(events: dict[str, str]) -> None:
    """In the log each key looks like its value and has no details: {"tandem.expired": "tandem.not_started"}."""
    _like.update(events)


def shown_as(event: str) -> str:
    return _like.get(event, event)


def shown_alike(event: str) -> list[str]:
    """All events that the log shows as `event`."""
    return [event, *(one for one, like in _like.items() if like == event)]


def says_nothing_beyond(event: str) -> bool:
    return event in _like or event in _like.values()


def name_programs(callback: Names) -> None:
    """`callback(ids)` gives the names of programmes: this floor knows their keys alone."""
    if callback not in _program_names:
        _program_names.append(callback)


def programs_called(ids: set[int]) -> dict[int, str]:
    return {key: name for callback in _program_names for key, name in callback(ids).items()}


def name_details(labels: dict[str, Any], values: dict[str, Words] | None = None) -> None:
    """What stands in `details` is called on screen: labels of its names, and words for the values of some of them."""
    details_labels.update(labels)
    details_values.update(values or {})


def name_events(labels: dict[str, Any]) -> None:
    """What events are called on screen: {"tandem.offered": lazy translation}."""
    _labels.update(labels)


def label(event: str) -> str:
    """The event in the active language; its code where nobody has named it."""
    return str(_labels.get(shown_as(event), event))
