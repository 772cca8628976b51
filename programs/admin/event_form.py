"""The forms of an event in HR's pages."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.times.moments import instant
from people.times.zones import TimeZoneField
from programs.actions.events import IN_THE_PAST
from programs.admin.forms import BilingualForm
from programs.enums import EventState
from programs.event_plan import day_of_event
from programs.models import Event

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class EventForm(BilingualForm):
    """Day and time are typed as they are where the event takes place."""

    bilingual = ("title",)
    day = forms.DateField(
        label=gettext_lazy("Day"),
        required=False,
        widget=DATE,
        help_text=gettext_lazy("Empty: counted from the programme's dates, and entered here once the programme opens."),
    )
    clock = forms.TimeField(label=gettext_lazy("Time"), widget=CLOCK)
    time_zone = TimeZoneField()

    class Meta:
        model = Event
        fields = (
            *("program", "kind", "title_de", "title_en", "text_de", "text_en"),
            *("for_mentees", "for_mentors", "for_managers"),
            *("clock", "minutes", "time_zone", "place", "link", "capacity", "anchor", "offset_days"),
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        event = self.instance
        if event.starts_at:
            local = event.starts_at.astimezone(event.zone)
            self.initial.update(day=local.date(), clock=local.time())
        elif not event._state.adding and "day" in self.fields and (day := day_of_event(event, event.program)):
            words = _("Counted from the programme's dates: %(day)s. It is entered here once the programme opens.")
            self.fields["day"].help_text = words % {"day": date_format(day)}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self.starts_at: datetime | None = None
        if data.get("day") and data.get("clock") and data.get("time_zone"):
            try:
                self.starts_at = instant(data["day"], data["clock"], ZoneInfo(data["time_zone"]))
            except forms.ValidationError as error:
                self.add_error("clock", error)
        self._check_date()
        return data

    def _check_date(self) -> None:
        if self.instance.state != EventState.INVITED or self.errors:
            return
        is_moved = self.starts_at != self.instance.starts_at
        if self.starts_at is None:
            self.add_error("day", _("People have been invited: the event keeps a date. It can be cancelled."))
        elif is_moved and self.starts_at <= timezone.now():
            self.add_error("day", IN_THE_PAST)

    @property
    def values(self) -> dict[str, Any]:
        """What the action is to set."""
        own = {name: self.cleaned_data[name] for name in self.cleaned_data if name != "day"}
        return {**own, "starts_at": self.starts_at}


class NotesForm(forms.Form):
    notes_de = forms.CharField(label=gettext_lazy("Notes (German)"), required=False, widget=forms.Textarea)
    notes_en = forms.CharField(label=gettext_lazy("Notes (English)"), required=False, widget=forms.Textarea)
