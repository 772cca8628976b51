"""What a person decides about notices."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from notices import kinds
from notices.models import MutedKind
from people.models import Person


class PreferencesForm(forms.Form):
    """The kinds that can be switched off; what is ticked is sent."""

    kinds = forms.MultipleChoiceField(
        label=_("Send me by e-mail"), required=False, widget=forms.CheckboxSelectMultiple, choices=()
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [kind for kind in kinds.all_kinds() if kind.can_be_muted]
        muted = set(MutedKind.objects.filter(person=person).values_list("kind", flat=True))
        field = self.fields["kinds"]
        field.choices = [(kind.code, kind.label) for kind in offered]  # type: ignore[attr-defined]
        field.initial = [kind.code for kind in offered if kind.code not in muted]
