"""The audit log: append-only, written by explicit calls inside the transaction of the fact, never with content."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db import models

from people.models import AuditEvent, Person

Programs = Callable[[Person], set[int]]
_listing: list[Programs] = []
_labels: dict[str, Any] = {}
_kept_back: set[str] = set()
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


def with_reason(details: dict[str, Any], reason: str) -> dict[str, Any]:
    """`details` with the reason that a person gave for a step of weight, if one was asked for."""
    return {**details, "reason": reason} if reason else details


def when_listing(callback: Programs) -> None:
    """`callback(person)` gives the ids of the programmes whose events this person may see in the log."""
    if callback not in _listing:
        _listing.append(callback)


def visible_to(person: Person) -> models.QuerySet[AuditEvent]:
    """What HR may see: events of no programme and of the programmes they manage. There is no exception for anyone."""
    if not (person.is_active and person.is_staff):
        return AuditEvent.objects.none()
    programs = set().union(*(callback(person) for callback in _listing))
    return AuditEvent.objects.filter(models.Q(program_id=None) | models.Q(program_id__in=programs)).exclude(
        event__in=_kept_back
    )


def of_program(program_id: int) -> models.QuerySet[AuditEvent]:
    """Everything that was done in one programme, newest first, but what is nobody's business."""
    events = AuditEvent.objects.filter(program_id=program_id).exclude(event__in=_kept_back)
    return events.order_by("-happened_at", "-pk")


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


def _old_and_new(form: forms.ModelForm, name: str) -> list[str | None] | None:
    field = form.fields[name]
    if not isinstance(field, SETTINGS) or isinstance(field.widget, forms.Textarea):
        return None
    return [_as_text(value) for value in (form.initial.get(name), form.cleaned_data.get(name))]


def _as_text(value: Any) -> str | None:
    return None if value in (None, "") else str(value)


def details_in_words(event: AuditEvent) -> str:
    """`details` in a line: a setting with its old and new value, anything else as it is."""
    parts = [
        f"{name}: {_or_dash(pair[0])} → {_or_dash(pair[1])}" if pair else name
        for name, pair in event.details.get("changes", {}).items()
    ]
    parts += [f"{name}: {value}" for name, value in event.details.items() if name != "changes"]
    return ", ".join(parts)


def _or_dash(value: str | None) -> str:
    return "–" if value is None else value


def keep_back(*events: str) -> None:
    """`events` are nobody's business but the person's: HR does not find them in the log."""
    _kept_back.update(events)


def name_events(labels: dict[str, Any]) -> None:
    """What events are called on screen: {"tandem.offered": lazy translation}."""
    _labels.update(labels)


def label(event: str) -> str:
    """The event in the active language; its code where nobody has named it."""
    return str(_labels.get(event, event))
