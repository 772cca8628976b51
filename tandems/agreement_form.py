"""The form of an agreement: six texts, and how the two mean to meet where the programme leaves that to them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people.encryption import LostText
from tandems.actions.agreement import Terms
from tandems.actions.rhythm import Pace, pace_of
from tandems.agreement import LABELS
from tandems.models import Agreement, Tandem

LONGEST = 5000  # characters in one text


class AgreementForm(forms.Form):
    """What the two promise each other, and how they mean to meet where the programme leaves that to them.

    `latest` tells which version the person saw, so that nothing is overwritten unseen.
    """

    latest = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    rhythm_weeks = forms.IntegerField(
        label=_("Weeks between meetings"),
        required=False,
        min_value=1,
        max_value=26,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    minutes = forms.IntegerField(
        label=_("How long, in minutes"),
        required=False,
        min_value=15,
        max_value=480,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "step": 5}),
    )
    meetings = forms.IntegerField(
        label=_("Meetings in all"),
        required=False,
        min_value=1,
        max_value=200,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        help_text=_("Those held count. Left empty, as many as the rhythm gives until the programme ends."),
    )
    PACE = (("rhythm_weeks", "may_set_rhythm"), ("minutes", "may_set_length"), ("meetings", "may_set_number"))

    def __init__(self, *args: Any, tandem: Tandem, begun: Agreement | None, **kwargs: Any) -> None:
        """`begun`: the version that the form starts from."""
        super().__init__(*args, **kwargs)
        self.tandem, self.begun = tandem, begun
        for name, label in LABELS.items():
            if name != "topics" or tandem.program.may_set_topics:
                self.fields[name] = self._area(name, label)
        for name, allowed in self.PACE:
            if not getattr(tandem.program, allowed):
                del self.fields[name]
        for name, usual in (
            ("rhythm_weeks", tandem.program.rhythm_weeks),
            ("minutes", tandem.program.meeting_minutes),
        ):
            if name in self.fields:
                self.fields[name].help_text = _("Left empty, as the programme has it: %(number)s.") % {"number": usual}

    def _area(self, name: str, label: Any) -> forms.CharField:
        widget = forms.Textarea(attrs={"rows": 3, "aria-describedby": "who-reads"})
        field = forms.CharField(label=label, widget=widget, max_length=LONGEST, required=False)
        stored = getattr(self.begun, name, "")
        # a text that cannot be opened is neither shown for editing nor overwritten
        if isinstance(stored, LostText):
            field.disabled, field.initial = True, stored
            self.initial[name] = stored
        return field

    @property
    def terms(self) -> Terms:
        """What was typed. What the form does not ask for stays as it was."""
        texts = {name: self._said(name, "") for name in Agreement.TEXTS}
        standing = pace_of(self.tandem)
        pace = Pace(
            rhythm_weeks=self._said("rhythm_weeks", standing.rhythm_weeks),
            minutes=self._said("minutes", standing.minutes),
            meetings=self._said("meetings", standing.meetings),
        )
        return Terms(texts, pace)

    def _said(self, name: str, otherwise: Any) -> Any:
        if name not in self.fields:
            return getattr(self.begun, name) if name == "topics" and self.begun else otherwise
        return self.initial[name] if self.fields[name].disabled else self.cleaned_data[name]


def initial_agreement(begun: Agreement | None, latest: int) -> dict[str, Any]:
    """What the form starts from: the version that waits or is in force, or an empty sheet."""
    names = (*Agreement.TEXTS, "rhythm_weeks", "minutes", "meetings")
    return {"latest": latest, **({name: getattr(begun, name) for name in names} if begun else {})}
