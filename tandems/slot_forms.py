"""The forms in which times are proposed, a delegate arranges a date, and a delegate is named."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from people.models import Person
from people.times.moments import instant
from tandems.actions.moves import LONGEST
from tandems.actions.slots import MOST
from tandems.forms import DateForm
from tandems.models import Tandem
from tandems.notices.common import when_between

ROWS = range(1, MOST + 1)


class SlotsForm(forms.Form):
    """Up to three times: some of those suggested, or one's own. `cleaned_data["starts"]` are the moments."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    suggested = forms.MultipleChoiceField(
        label=_("These would suit you both"), required=False, widget=forms.CheckboxSelectMultiple
    )
    minutes = DateForm.base_fields["minutes"]
    place = DateForm.base_fields["place"]
    topic = DateForm.base_fields["topic"]

    def __init__(
        self,
        *args: Any,
        tandem: Tandem,
        person: Person,
        suggestions: Sequence[datetime],
        minutes: int,
        is_move: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if is_move:
            self.fields |= reason_fields(tandem.partner_of(person))
        self.zone = ZoneInfo(person.time_zone)
        # a page that was open for a while may name times that are suggested no more: they are still moments
        offered = {start.isoformat(): start for start in suggestions}
        for value in self.data.getlist("suggested") if self.is_bound and hasattr(self.data, "getlist") else ():
            if start := read_moment(value):
                offered[value] = start
        self.fields["suggested"].choices = [  # type: ignore[attr-defined]
            (value, in_both_zones(start, minutes, person, tandem.partner_of(person)))
            for value, start in sorted(offered.items(), key=lambda one: one[1])
        ]
        for number in ROWS:
            self.fields[f"date_{number}"] = forms.DateField(
                label=_("Date"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            )
            self.fields[f"time_{number}"] = forms.TimeField(
                label=_("Time"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
            )
        topics = tandem.program.topics.all()
        self.fields["topic"].queryset = topics  # type: ignore[attr-defined]
        if not topics:
            del self.fields["topic"]
        if not offered:
            del self.fields["suggested"]

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        return [(self[f"date_{number}"], self[f"time_{number}"]) for number in ROWS]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned.setdefault("topic", None)
        starts = {start for value in cleaned.get("suggested", ()) if (start := read_moment(value))}
        for number in ROWS:
            if start := self._typed(number, cleaned):
                starts.add(start)
        cleaned["starts"] = sorted(starts)
        if not self.errors and not 1 <= len(starts) <= MOST:
            self.add_error(None, _("Please propose one to three times."))
        return cleaned

    def _typed(self, number: int, cleaned: dict[str, Any]) -> datetime | None:
        day, clock = cleaned.get(f"date_{number}"), cleaned.get(f"time_{number}")
        if day and clock:
            try:
                return instant(day, clock, self.zone)
            except forms.ValidationError as error:
                self.add_error(f"time_{number}", error)
        elif (day or clock) and not {f"date_{number}", f"time_{number}"} & self.errors.keys():
            self.add_error(f"time_{number}", _("Please give both the day and the time."))
        return None


def in_both_zones(start: datetime, minutes: int, person: Person, partner: Person) -> str:
    """The time as `person` reads it and, where the two live in different zones, as it is for the other."""
    text = when_between(start, minutes)
    if partner.time_zone == person.time_zone:
        return text
    there = start.astimezone(ZoneInfo(partner.time_zone))
    with timezone.override(partner.time_zone):
        said = gettext("For %(name)s: %(weekday)s, %(start)s (%(zone)s)") % {
            "name": partner.first_name,
            "weekday": date_format(there, "l"),
            "start": time_format(there, "TIME_FORMAT"),
            "zone": partner.time_zone,
        }
    return f"{text}. {said}"


def read_moment(value: str) -> datetime | None:
    """The moment written as ISO text with its offset, None where it is none."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def reason_fields(partner: Person) -> dict[str, forms.Field]:
    """Why a meeting is moved, and whether the other reads it."""
    return {
        "reason": forms.CharField(
            label=_("Why, if you like to note it"),
            required=False,
            max_length=LONGEST,
            widget=forms.Textarea(attrs={"rows": 2}),
        ),
        "tell": forms.BooleanField(label=_("%(name)s may read this too") % {"name": partner.full_name}, required=False),
    }


class MoveForm(DateForm):
    """Moving takes one step: the new date and, if one likes, why."""

    def __init__(self, *args: Any, tandem: Tandem, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, tandem=tandem, person=person, **kwargs)
        self.fields |= reason_fields(tandem.partner_of(person))


class ArrangeForm(DateForm):
    """A delegate sets a date, in their own time zone. They see no topic, so they change none."""

    field_order = ("seen", "date", "time", "minutes", "place")

    def __init__(self, *args: Any, tandem: Tandem, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, tandem=tandem, person=person, **kwargs)
        self.fields.pop("topic", None)
        if any(one.time_zone != person.time_zone for one in tandem.people):
            self.fields["time"].help_text = _("In your time zone: %(zone)s") % {"zone": person.time_zone}


class DelegateForm(forms.Form):
    who = forms.CharField(
        label=_("E-mail address, or first and last name"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
