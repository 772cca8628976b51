"""The forms of next steps and of the three lists."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from journals.actions.steps import LONGEST
from journals.enums import ListKind
from journals.models import ListItem, NextStep
from people.encryption import LostText
from people.models import Person
from tandems.models import Meeting, Tandem


class _SharedForm(forms.Form):
    """`key` is chosen beforehand for a new one; `version` tells which wording the person saw."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    meeting = forms.UUIDField(widget=forms.HiddenInput, required=False)
    back = forms.CharField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, stored: NextStep | ListItem | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # several of these forms may stand on one page
        for name in self.fields:
            self.fields[name].widget.attrs["id"] = f"id_{type(self).__name__.lower()}_{name}"
        # a text that cannot be opened is neither shown for editing nor overwritten
        if stored is not None and isinstance(stored.text, LostText):
            self.fields["text"].disabled = True
            self.initial["text"] = stored.text

    @property
    def written(self) -> str:
        return self.initial["text"] if self.fields["text"].disabled else self.cleaned_data["text"]

    def meeting_in(self, tandem: Tandem) -> Meeting | None:
        """The meeting it is said to belong to, None where it is none of this tandem's."""
        key: UUID | None = self.cleaned_data.get("meeting")
        return Meeting.objects.filter(pk=key, tandem=tandem).first() if key else None


class StepForm(_SharedForm):
    owner = forms.TypedChoiceField(label=_("Who does it"), coerce=int, widget=forms.RadioSelect)
    due_on = forms.DateField(
        label=_("Until when"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("On that morning its owner gets a reminder, without a word of what it is."),
    )
    field_order = ("key", "version", "meeting", "back", "text", "owner", "due_on")

    def __init__(self, *args: Any, tandem: Tandem, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("What will be done or tried?")
        self.people = {one.pk: one for one in (person, tandem.partner_of(person))}
        partner = tandem.partner_of(person)
        owner: Any = self.fields["owner"]
        owner.choices = [(person.pk, pgettext_lazy("who does a next step", "I")), (partner.pk, partner.full_name)]
        owner.initial = person.pk

    @property
    def chosen_owner(self) -> Person:
        return self.people[self.cleaned_data["owner"]]


class ItemForm(_SharedForm):
    kind = forms.ChoiceField(label=_("Which list?"), choices=ListKind.choices, widget=forms.RadioSelect)
    field_order = ("key", "version", "meeting", "back", "kind", "text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("In your words")


class ItemTextForm(_SharedForm):
    """The wording alone, of an item that is on its list."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("In your words")


def initial_step(step: NextStep) -> dict[str, Any]:
    return {"version": step.version, "text": step.text, "owner": step.owner_id, "due_on": step.due_on}
