"""What stands in the log, in the reader's language: names of settings, states and kinds instead of their codes."""

from datetime import date
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from people import audit
from people.models import AuditEvent
from people.querysets import ERASED

APART = ("from", "to", "changes", "each", "model", ERASED)
Pair = list[str | None] | None


def subject(event: AuditEvent, *, is_named: bool) -> str:
    """What it was done to. Not `is_named`: a neutral name with a number by which HR can look it up."""
    if is_named and event.subject_label:
        return event.subject_label
    model = _model(event.subject_type)
    name = str(model._meta.verbose_name) if model else event.subject_type.split(".")[-1]
    return f"{name[:1].upper()}{name[1:]} {event.subject_id[:8]}"


def details(event: AuditEvent) -> str:
    """In one line: states and settings with their old and new value, then whatever else was noted."""
    if audit.says_nothing_beyond(event.event):
        return ""
    model, noted = _model(event.subject_type), event.details
    parts = []
    if noted.get("from") != noted.get("to"):
        parts.append(f"{_value(model, 'state', noted.get('from'))} → {_value(model, 'state', noted.get('to'))}")
    parts += [_change(model, name, pair) for name, pair in noted.get("changes", {}).items()]
    of_rows = _model(noted.get("model", ""))
    parts += [", ".join(_change(of_rows, *one) for one in row.items()) for row in noted.get("each", [])]
    rest = {name: value for name, value in noted.items() if name not in APART and value not in (None, "", [])}
    parts += [f"{_label(model, name)}: {_plain(model, name, value)}" for name, value in rest.items()]
    return "; ".join(part for part in parts if part)


def _model(label: str) -> type[models.Model] | None:
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None


def _field(model: type[models.Model] | None, name: str) -> models.Field | None:
    try:
        return model._meta.get_field(name) if model else None  # type: ignore[return-value]
    except FieldDoesNotExist:
        return None


def _choices(model: type[models.Model] | None, name: str) -> dict[str, Any]:
    return {str(key): label for key, label in (getattr(_field(model, name), "flatchoices", None) or [])}


def _label(model: type[models.Model] | None, name: str) -> str:
    """Where the subject itself has a choice of that name, it says best what it is: the kind of an event is no mail."""
    if name in audit.details_labels and not _choices(model, name):
        return str(audit.details_labels[name])
    return str(getattr(_field(model, name), "verbose_name", name))


def _change(model: type[models.Model] | None, name: str, pair: Pair) -> str:
    if not pair:
        return _label(model, name)
    return f"{_label(model, name)}: {_value(model, name, pair[0])} → {_value(model, name, pair[1])}"


def _plain(model: type[models.Model] | None, name: str, value: Any) -> str:
    if name in audit.details_values and str(value) not in _choices(model, name):
        return str(audit.details_values[name](value))
    if name == "fields":
        return ", ".join(_label(model, one) for one in value)
    return _value(model, name, value)


def _value(model: type[models.Model] | None, name: str, value: Any) -> str:
    """A value as people say it; what no field of `model` explains stays as it is."""
    if value in (None, ""):
        return "–"
    if isinstance(value, list):
        return ", ".join(_value(model, name, one) for one in value)
    choices = _choices(model, name)
    if str(value) in choices:
        return str(choices[str(value)])
    if str(value) in ("True", "False"):
        return _("yes") if str(value) == "True" else _("no")
    try:
        return date_format(date.fromisoformat(str(value)))
    except ValueError:
        return str(value)
