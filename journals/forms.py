"""The form of an entry: who may read it first, then three questions and free text."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from journals.enums import Visibility
from journals.guide import QUESTIONS
from journals.models import Draft, Entry
from journals.reading import FIELDS
from people.encryption import LostText
from programs.enums import Role

LONGEST = 20_000  # characters in one field


class TextField(forms.CharField):
    """What a person typed. Browsers send line ends as two characters; one is kept."""

    def __init__(self, *, rows: int, **options: Any) -> None:
        super().__init__(widget=_area(rows), max_length=LONGEST, required=False, **options)

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "aria-describedby": "who-reads"})


class EntryForm(forms.Form):
    """`version`, `revision` and `key` tell which entry and draft the person saw: nothing is overwritten unseen."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    visibility = forms.ChoiceField(
        label=_("Who may read this entry?"),
        choices=Visibility.choices,
        initial=Visibility.PRIVATE,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
    )
    answer_1 = TextField(rows=3)
    answer_2 = TextField(rows=3)
    answer_3 = TextField(rows=3)
    text = TextField(rows=6, label=_("What else stays with me"))

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
    def seen_revision(self) -> int:
        return self.cleaned_data.get("revision") or 0

    @property
    def texts(self) -> dict[str, str]:
        return {name: self._written(name) for name in FIELDS}

    @property
    def answers(self) -> tuple[str, str, str]:
        return self._written("answer_1"), self._written("answer_2"), self._written("answer_3")

    @property
    def free_text(self) -> str:
        return self._written("text")

    def _written(self, name: str) -> str:
        """What was typed; a text that cannot be opened stays the object that keeps its ciphertext."""
        return self.initial[name] if self.fields[name].disabled else self.cleaned_data[name]


class DraftForm(EntryForm):
    """The same words while they are typed: who may read them is not asked, for nobody but their author may."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("visibility", None)


def initial(entry: Entry | None, draft: Draft | None, key: UUID | None = None) -> dict[str, Any]:
    """What the form starts with: the draft's words where there is one, else the entry's. `key` is that of a new one."""
    written: Entry | Draft | None = draft or entry
    words = {name: getattr(written, name) for name in FIELDS} if written else {}
    known = entry.pk if entry else draft.key if draft else key
    version = entry.version if entry else draft.based_on if draft else 0
    return {"key": known, "version": version, "revision": draft.revision if draft else 0, **words}
