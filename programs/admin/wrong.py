"""What a form did not accept, as a list with a way to each field: the form of a programme is long."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Wrong:
    """A message, the field it is about, and the id of that field or of its section."""

    anchor: str
    label: str
    message: str


def what_is_wrong(form: Any, formsets: Iterable[Any]) -> list[Wrong]:
    """In the order of the page."""
    found = list(_in_form(form, ""))
    for formset in formsets:
        section = f"{formset.prefix}-group"
        found += [Wrong(section, "", str(message)) for message in formset.non_form_errors()]
        for one in formset.forms:
            found += _in_form(one, section)
    return found


def _in_form(form: Any, section: str) -> Iterator[Wrong]:
    for message in form.non_field_errors():
        yield Wrong(section, "", str(message))
    for field in form:
        for message in field.errors:
            yield Wrong(field.id_for_label or field.auto_id, str(field.label), str(message))
