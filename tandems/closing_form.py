"""The forms of the closing page."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from people.times.clock import day_of
from programs.models import Topic
from tandems import closing
from tandems.enums import ClosingChoice
from tandems.models import Tandem
from tandems.models.closing import LONGEST_THANKS


class ClosingForm(forms.Form):
    """What to propose. The day belongs to an end and to going on; topics to other topics."""

    choice = forms.ChoiceField(label=_("What would you like?"), choices=ClosingChoice.choices, widget=forms.RadioSelect)
    last_day = forms.DateField(
        label=_("Last day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    topics = forms.ModelMultipleChoiceField(
        Topic.objects.none(), label=_("Other topics"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, tandem: Tandem, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        latest = closing.latest_day(tandem)
        day, choice, topics = self.fields["last_day"], self.fields["choice"], self.fields["topics"]
        if latest and tandem.last_day and latest > tandem.last_day:
            day.help_text = _("To go on for longer: at most until %(day)s.") % {
                "day": date_format(latest, "DATE_FORMAT")
            }
            day.widget.attrs["max"] = latest.isoformat()
        else:
            choice.choices = [each for each in ClosingChoice.choices if each[0] != ClosingChoice.EXTEND]  # type: ignore[attr-defined]
        day.widget.attrs["min"] = day_of(now).isoformat()
        topics.queryset = tandem.program.topics.all()  # type: ignore[attr-defined]
        if not topics.queryset:  # type: ignore[attr-defined]
            del self.fields["topics"]

    def clean(self) -> dict[str, Any]:
        """Topics are for other topics only; the day of an unchanged end is no wish to go on."""
        cleaned = super().clean() or {}
        if cleaned.get("choice") != ClosingChoice.SWAP:
            cleaned["topics"] = []
        cleaned["topics"] = list(cleaned.get("topics") or [])
        return cleaned


class ThanksForm(forms.Form):
    text = forms.CharField(
        label=_("A few words of thanks"),
        max_length=LONGEST_THANKS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "aria-describedby": "thanks-reads"}),
    )
