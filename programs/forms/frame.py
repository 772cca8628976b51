"""When and how to meet, with whom, and why."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people.models import Person
from programs import actions, wishes
from programs.enums import Mode, Slot
from programs.forms.step import TICK, StepForm
from programs.sign_up_rules import MOST_RULED_OUT

DAYS = (
    ("1", _("Monday")),
    ("2", _("Tuesday")),
    ("3", _("Wednesday")),
    ("4", _("Thursday")),
    ("5", _("Friday")),
)


class FrameForm(StepForm):
    mode = forms.ChoiceField(
        label=_("How would you like to meet?"), choices=Mode.choices, widget=forms.RadioSelect(attrs=TICK)
    )
    slots = forms.MultipleChoiceField(
        label=_("When do you usually have time?"),
        choices=Slot.choices,
        widget=forms.CheckboxSelectMultiple(attrs=TICK),
        error_messages={"required": _("Choose at least one half day.")},
    )
    joint_with = forms.EmailField(
        label=_("Signing up together with someone?"),
        required=False,
        help_text=_(
            "E-mail address of a colleague in the other role. We ask them; your tandem is set once they sign up and "
            "name you as well."
        ),
    )
    liked = forms.CharField(
        label=_("Whom would you like to be paired with?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("E-mail addresses of up to three people, one a line. A wish counts, and is no promise."),
    )
    out = forms.CharField(
        label=_("Is anyone out of the question?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "E-mail addresses, one a line. The computer proposes the two of you to nobody, whoever of you wrote it, "
            "and gives no reason."
        ),
    )
    motivation = forms.CharField(
        label=_("Why would you like to take part?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stored = self.stored()
        liked, out = wishes.people_of(stored)
        self.initial = {
            "liked": "\n".join(person.email for person in liked),
            "out": "\n".join(person.email for person in out),
            "mode": stored.mode,
            "slots": stored.slots,
            "motivation": stored.motivation,
            "joint_with": stored.joint_with.email if stored.joint_with else "",
        }

    def wish_fields(self) -> list[Any]:
        return [self["liked"], self["out"]]

    def has_wishes(self) -> bool:
        """Whether something is written there, or wrong: then it is not folded."""
        return any(field.value() or field.errors for field in self.wish_fields())

    def days(self) -> Iterator[dict[str, Any]]:
        """Rows of the grid: a day with its two halves."""
        chosen = {str(value) for value in self["slots"].value() or []}
        for number, day in DAYS:
            halves = [Slot(f"{number}am"), Slot(f"{number}pm")]
            yield {
                "day": day,
                "halves": [{"value": half.value, "label": half.label, "on": half.value in chosen} for half in halves],
            }

    def clean_joint_with(self) -> Person | None:
        email = self.cleaned_data["joint_with"]
        if not email:
            return None
        partner = self._colleague(email)
        if partner is None:
            raise forms.ValidationError(
                _("Nobody with this address can take part here. Please check how it is written.")
            )
        return partner

    def clean_liked(self) -> list[Person]:
        return self._colleagues("liked")

    def clean_out(self) -> list[Person]:
        return self._colleagues("out")

    def _colleague(self, email: str) -> Person | None:
        """SECURITY: where no pair may span companies, who has an account in another one is not told either."""
        found = Person.objects.active().by_email(email).filter(organisation__programs=self.program)
        if not self.program.spans_organisations:
            found = found.filter(organisation=self.person.organisation_id)
        return found.first()

    def _colleagues(self, field: str) -> list[Person]:
        """The people whose addresses were written, each once."""
        words = re.split(r"[\s,;]+", self.cleaned_data[field].casefold())
        emails = [email for email in dict.fromkeys(words) if email]
        if len(emails) > MOST_RULED_OUT:
            raise forms.ValidationError(_("Name ten people at most."))
        found = {email: self._colleague(email) for email in emails}
        unknown = [email for email, person in found.items() if person is None]
        if unknown:
            raise forms.ValidationError(
                [
                    _("Nobody with the address %(email)s can take part here. Please check how it is written.")
                    % {"email": email}
                    for email in unknown
                ]
            )
        return [person for person in found.values() if person is not None]

    def store(self, now: datetime) -> None:
        data = self.cleaned_data
        actions.describe_frame(
            participation=self.stored(),
            slots=data["slots"],
            mode=data["mode"],
            motivation=data["motivation"],
            joint_with=data["joint_with"],
            liked=data["liked"],
            out=data["out"],
            now=now,
        )
