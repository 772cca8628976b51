"""What a person decides about mails: in which language, when, how often, and which."""

from itertools import groupby, islice
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from notices import kinds
from notices.enums import Group, Rhythm
from notices.models import WEEKDAYS, MutedKind, Preferences
from people.forms import ProfileForm
from people.models import Person

OF_HABITS = ("quiet_from", "quiet_until", "working_days", "rhythm", "digest_day", "digest_at", "most_per_week")


def clock() -> forms.TimeInput:
    return forms.TimeInput(format="%H:%M", attrs={"type": "time"})


class PreferencesForm(ProfileForm):
    """One's language and time zone, the habits that hold for mails that can wait, and the kinds to be sent."""

    quiet_from = forms.TimeField(label=_("No mails from"), widget=clock())
    quiet_until = forms.TimeField(
        label=_("until"), widget=clock(), help_text=_("Enter the same time twice to get mails at any hour.")
    )
    working_days = forms.TypedMultipleChoiceField(
        label=_("Mails may come on"), choices=WEEKDAYS, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    rhythm = forms.ChoiceField(label=_("Mails that can wait come"), choices=Rhythm.choices, widget=forms.RadioSelect)
    digest_day = forms.TypedChoiceField(label=_("Day of the weekly mail"), choices=WEEKDAYS, coerce=int)
    digest_at = forms.TimeField(label=_("Time of the summary mail"), widget=clock())
    most_per_week = forms.IntegerField(
        label=_("No more mails a week than"),
        min_value=1,
        max_value=50,
        required=False,
        help_text=_("The rest come together in the next week. Leave it empty for no limit."),
    )
    kinds = forms.MultipleChoiceField(
        label=_("Send me by e-mail"), required=False, widget=forms.CheckboxSelectMultiple, choices=()
    )

    def __init__(self, data: Any = None, *, person: Person) -> None:
        habits = Preferences.objects.filter(person=person).first() or Preferences(person=person)
        offered = [kind for kind in kinds.all_kinds() if kind.can_be_muted and kind.concerns(person)]
        muted = set(MutedKind.objects.filter(person=person).values_list("kind", flat=True))
        initial = {name: getattr(habits, name) for name in OF_HABITS}
        initial |= {"language": person.language, "time_zone": person.time_zone}
        initial["kinds"] = [kind.code for kind in offered if kind.code not in muted]
        super().__init__(data, initial=initial)
        self.fields["kinds"].choices = [  # type: ignore[attr-defined]
            (Group(group).label, [(kind.code, kind.label) for kind in found])
            for group, found in groupby(offered, key=lambda kind: kind.group)
        ]

    def kind_groups(self) -> list[dict[str, Any]]:
        """The kinds as boxes to tick, by group, with how many of each group are ticked."""
        boxes = iter(self["kinds"].subwidgets)
        groups = [(label, list(islice(boxes, len(found)))) for label, found in self.fields["kinds"].choices]  # type: ignore[attr-defined]
        return [
            {"label": label, "boxes": found, "on": sum(box.data["selected"] for box in found)}
            for label, found in groups
        ]

    @property
    def habits(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in OF_HABITS}

    @property
    def profile(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("language", "time_zone")}

    def sections(self) -> list[tuple[Any, list[BoundField]]]:
        """Headings and the fields below them."""
        parts: list[tuple[Any, tuple[str, ...]]] = [
            (_("Language and time zone"), ("language", "time_zone")),
            (_("When mails may come"), ("quiet_from", "quiet_until", "working_days")),
            (_("How many, and how"), ("rhythm", "digest_day", "digest_at", "most_per_week")),
        ]
        return [(heading, [self[name] for name in names]) for heading, names in parts]
