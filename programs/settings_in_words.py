"""The settings of a programme in words, for those who oversee it: labels as in HR's form, values as people say them."""

from typing import Any

from django.db import models
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from programs.models import Program

NOT_SHOWN = {"id", "slug", "state", "created_at", "sponsor", "follows"}


def rows(program: Program) -> list[tuple[str, str]]:
    """(label, value) for each setting, in the order of the model; empty ones left out."""
    shown = [field for field in Program._meta.concrete_fields if field.name not in NOT_SHOWN]
    found = [(label_of(field), in_words(program, field)) for field in shown]
    return [(label, value) for label, value in found if value]


def label_of(field: models.Field) -> str:
    """As in HR's form; what a tandem may set stands there under a heading, here it says so itself."""
    label = capfirst(str(field.verbose_name))
    if field.name.startswith("may_set_"):
        return _("The tandem may set: %(what)s") % {"what": label}
    return label


def in_words(program: Program, field: models.Field) -> str:
    value: Any = getattr(program, field.attname)
    if field.choices:
        return str(getattr(program, f"get_{field.name}_display")())
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(field, models.DateField):
        return date_format(value) if value else ""
    return "" if value is None else str(value)
