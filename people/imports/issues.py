"""What can be wrong with a row, as data that is stored and as a sentence in the reader's language."""

import dataclasses
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from people.enums import Level
from people.imports.columns import BY_FIELD

_TEXTS = {
    "empty": _("“%(column)s” is empty."),
    "short": _("This row ends too early. Missing: %(columns)s."),
    "long": _("This row has more cells than there are headings. Too much: %(cells)s."),
    "too_long": _("“%(column)s” is longer than %(limit)s characters."),
    "email": _("“%(value)s” is not an e-mail address."),
    "date": _("“%(value)s” is not a date that exists. Please write dates as 28.02.2019 or 2019-02-28."),
    "left_before": _("The leaving date, %(value)s, lies before the first day."),
    "level": _("“%(value)s” is not a level. The levels are: %(levels)s."),
    "language": _("“%(value)s” is not a language. Please write codes such as de, en, pl."),
    "same_email": _("The same address stands in %(rows)s."),
    "same_number": _("The same employee number stands in %(rows)s."),
    "address_taken": _("This address belongs to %(person)s."),
    "address_protected": _(
        "%(person)s has access to the administration. A system administrator has to change this address by hand."
    ),
    "family_differs": _("Another family of the same department stands in %(rows)s."),
    "manager_unknown": _("Nobody in this company has the employee number %(value)s, neither in this file nor so far."),
    "manager_self": _("The employee number %(value)s is the person’s own: nobody is their own line manager."),
    "manager_refused": _("The line manager %(value)s stands in %(rows)s, which cannot be imported as it is."),
    "circle": _("These line managers form a circle: %(circle)s."),
}


@dataclasses.dataclass(frozen=True)
class Issue:
    """One thing that is wrong. `field` is the cell ("" for the row as a whole), `params` plain JSON."""

    code: str
    field: str = ""
    params: dict[str, Any] = dataclasses.field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return dataclasses.asdict(self)

    @property
    def column(self) -> str:
        """The name of the cell in the reader's language."""
        return str(BY_FIELD[self.field].label) if self.field else ""

    @property
    def text(self) -> str:
        return str(_TEXTS[self.code]) % (self.params | self._translated())

    def _translated(self) -> dict[str, str]:
        texts = {"column": self.column, "levels": ", ".join(f"{level.value} {level.label}" for level in Level)}
        if "rows" in self.params:
            texts["rows"] = ", ".join(_row_name(number, name) for number, name in self.params["rows"])
        if "fields" in self.params:
            texts["columns"] = ", ".join(str(BY_FIELD[name].label) for name in self.params["fields"])
        return texts


def _row_name(number: int, name: str) -> str:
    if not name:
        return gettext("row %(number)s") % {"number": number}
    return gettext("row %(number)s (%(name)s)") % {"number": number, "name": name}
