"""A person, named by e-mail address: works without script and without sending the whole house to the browser."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people.models import Person

DATALIST = "people-by-email"


class PersonField(forms.CharField):
    """Takes an address, gives an active Person. The page may offer a datalist under the id DATALIST."""

    widget = forms.EmailInput(attrs={"list": DATALIST, "autocomplete": "off", "size": 34})

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            return Person.objects.filter(pk=value).values_list("email", flat=True).first() or ""
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (self.prepare_value(initial) or "").casefold() != (data or "").strip().casefold()

    def clean(self, value: Any) -> Any:
        email = super().clean(value)
        if not email:
            return None
        person = Person.objects.active().by_email(email).first()
        if person is None:
            raise forms.ValidationError(_("Nobody active has this e-mail address."))
        return person


def without_ways_aside(field: Any) -> Any:
    """A choice of rows without the signs beside it for editing, adding and looking at the row chosen."""
    for way in ("add", "change", "delete", "view"):
        if hasattr(getattr(field, "widget", None), f"can_{way}_related"):
            setattr(field.widget, f"can_{way}_related", False)
    return field
