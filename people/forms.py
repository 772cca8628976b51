"""Forms that people fill in about themselves."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people.enums import Language
from people.models import Person
from people.times.zones import TimeZoneField


class ProfileForm(forms.Form):
    language = forms.ChoiceField(
        label=_("Language"),
        choices=Language.choices,
        help_text=_("Of these pages and of the mails you get."),
    )
    time_zone = TimeZoneField(help_text=_("All times are shown in this zone, in mails too."))


class ErasureForm(forms.Form):
    """Erasing cannot be undone, so it takes more than a click."""

    email = forms.CharField(
        label=_("To confirm, type your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        self.person = person
        super().__init__(*args, **kwargs)

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).strip()
        if email.lower() != self.person.email.lower():
            raise forms.ValidationError(_("This is not the address of your account."))
        return email
