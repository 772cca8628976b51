"""As which of the two someone takes part, and in how many tandems."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programs import actions, rules
from programs.enums import Role
from programs.forms.step import TICK, StepForm
from programs.sign_up_rules import level_message


class RoleForm(StepForm):
    role = forms.ChoiceField(
        label=_("How would you like to take part?"),
        choices=Role.choices,
        widget=forms.RadioSelect(attrs=TICK),
        error_messages={"required": _("Choose one of the two.")},
    )
    max_tandems = forms.TypedChoiceField(
        label=_("How many tandems have you time for?"),
        choices=[(1, "1"), (2, "2"), (3, "3")],
        coerce=int,
        initial=1,
        widget=forms.RadioSelect(attrs=TICK),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.participation:
            self.initial = {"role": self.participation.role, "max_tandems": self.participation.max_tandems}
        else:
            self.initial = {
                "role": next((role for role in Role if rules.can_be(role, self.person)), ""),
                **self.initial,
            }

    def role_options(self) -> Iterator[dict[str, Any]]:
        """Both roles, with why one of them is not open to this person."""
        chosen = self["role"].value()
        for role in Role:
            is_open = rules.can_be(role, self.person)
            yield {
                "value": role.value,
                "label": role.label,
                "is_chosen": chosen == role.value,
                "is_open": is_open,
                "why_not": "" if is_open else level_message(self.person, role),
            }

    def store(self, now: datetime) -> None:
        self.participation = actions.save_draft(
            program=self.program,
            person=self.person,
            role=self.cleaned_data["role"],
            max_tandems=self.cleaned_data["max_tandems"],
            now=now,
        )
