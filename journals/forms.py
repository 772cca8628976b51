"""The form of an entry: who may read it first, then three questions and free text."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from journals.enums import Visibility
from journals.guide import QUESTIONS
from journals.models import Entry
from journals.reading import FIELDS
from people.encryption import LostText
from programs.enums import Role

LONGEST = 20_000  # characters in one field


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "aria-describedby": "who-reads"})


class EntryForm(forms.Form):
    """`version` and `key` tell which entry the person saw, so that nothing is overwritten unseen."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    visibility = forms.ChoiceField(
        label=_("Who may read this entry?"),
        choices=Visibility.choices,
        initial=Visibility.PRIVATE,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
    )
    answer_1 = forms.CharField(widget=_area(3), max_length=LONGEST, required=False)
    answer_2 = forms.CharField(widget=_area(3), max_length=LONGEST, required=False)
    answer_3 = forms.CharField(widget=_area(3), max_length=LONGEST, required=False)
    text = forms.CharField(label=_("What else stays with me"), widget=_area(6), max_length=LONGEST, required=False)

    def __init__(self, *args: Any, role: Role, entry: Entry | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, question in enumerate(QUESTIONS[role], start=1):
            self.fields[f"answer_{number}"].label = question
        if entry is not None:
            del self.fields["visibility"]
        for name in FIELDS:
            # a text that cannot be opened is neither shown for editing nor overwritten
            if entry is not None and isinstance(getattr(entry, name), LostText):
                self.fields[name].disabled = True
                self.initial[name] = getattr(entry, name)

    @property
    def answers(self) -> tuple[str, str, str]:
        return self._written("answer_1"), self._written("answer_2"), self._written("answer_3")

    @property
    def free_text(self) -> str:
        return self._written("text")

    def _written(self, name: str) -> str:
        """What was typed; a text that cannot be opened stays the object that keeps its ciphertext."""
        return self.initial[name] if self.fields[name].disabled else self.cleaned_data[name]


def initial(entry: Entry) -> dict[str, Any]:
    values = {name: getattr(entry, name) for name in FIELDS}
    return {"key": entry.pk, "version": entry.version, **values}
