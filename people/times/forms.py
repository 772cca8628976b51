"""The forms in which people say when they can be met, and HR where a site's public holidays come from."""

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from people.models import Person, SiteRegion
from people.times.public_holidays import regions


def weekdays() -> list[tuple[int, str]]:
    """ISO weekdays with their names."""
    return [(number + 1, str(name)) for number, name in WEEKDAYS.items()]


class WorkingHoursForm(forms.Form):
    days = forms.TypedMultipleChoiceField(
        label=_("On which days can you be met?"), choices=weekdays, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    starts = forms.TimeField(label=_("From"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    ends = forms.TimeField(label=_("Until"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))


class AbsenceForm(forms.Form):
    first_day = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    last_day = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class SiteRegionForm(forms.ModelForm):
    """HR chooses among the sites that people have, and the regions whose holidays are known."""

    site = forms.ChoiceField(label=_("Site"))
    region = forms.ChoiceField(label=_("Country or state"), choices=regions)

    class Meta:
        model = SiteRegion
        fields = ("site", "region")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sites = set(Person.objects.active().exclude(site="").values_list("site", flat=True))
        if self.instance.pk:
            sites.add(self.instance.site)
        self.fields["site"].choices = [(site, site) for site in sorted(sites)]  # type: ignore[attr-defined]
