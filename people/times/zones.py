"""Time zones to choose from: one name for each place, by region, without the old names that stand for the same.

The list is what tz itself says to offer (`zone.tab`, in the pinned `tzdata`). Any other name the machine knows stays
valid, and whoever has one keeps it: it stands in their list, too.
"""

import zoneinfo
from collections import defaultdict
from functools import cache
from importlib import resources
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

REGIONS: dict[str, Any] = {
    "Africa": _("Africa"),
    "America": _("America"),
    "Antarctica": _("Antarctica"),
    "Arctic": _("Arctic"),
    "Asia": _("Asia"),
    "Atlantic": _("Atlantic"),
    "Australia": _("Australia"),
    "Europe": _("Europe"),
    "Indian": _("Indian Ocean"),
    "Pacific": _("Pacific"),
}
ANYWHERE = "UTC"


@cache
def offered() -> tuple[str, ...]:
    """IANA names in their order."""
    text = resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8")
    names = {line.split("\t")[2] for line in text.splitlines() if line and not line.startswith("#")}
    return tuple(sorted(names & zoneinfo.available_timezones()))


def time_zones(kept: str = "") -> list[Any]:
    """Choices by region; `kept` comes first where it is none of those that are offered."""
    by_region: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name in offered():
        region, _slash, place = name.partition("/")
        by_region[region].append((name, _place(place)))
    regions = sorted(by_region.items(), key=lambda item: str(REGIONS.get(item[0], item[0])))
    first = [(kept, _place(kept))] if kept in zoneinfo.available_timezones() - {*offered(), ANYWHERE} else []
    return [*first, (ANYWHERE, ANYWHERE), *((REGIONS.get(name, name), places) for name, places in regions)]


def _place(name: str) -> str:
    return name.replace("_", " ").replace("/", ", ")


class TimeZoneField(forms.ChoiceField):
    """A select of time zones in which the value there is never lacks."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Time zone"))
        super().__init__(choices=time_zones, **options)

    def valid_value(self, value: Any) -> bool:
        return str(value) in zoneinfo.available_timezones()

    def get_bound_field(self, form: Any, field_name: str) -> Any:
        bound = super().get_bound_field(form, field_name)
        self.choices = time_zones(str(bound.value() or ""))
        return bound
