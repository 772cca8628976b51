"""What every step of signing up has in common."""

from datetime import datetime
from typing import Any

from django import forms

from people.models import Person
from programs.models import Participation, Program
from programs.sign_up_rules import UnsoundSignUp

TICK = {"class": "form-check-input"}


class StepForm(forms.Form):
    """One step. `participation` is what has been filled in so far, None before the first step."""

    required_css_class = "required"

    def __init__(
        self, *args: Any, program: Program, person: Person, participation: Participation | None, **kwargs: Any
    ) -> None:
        self.program, self.person, self.participation = program, person, participation
        super().__init__(*args, **kwargs)

    def stored(self) -> Participation:
        assert self.participation is not None  # noqa: S101  the view leads to the first step otherwise
        return self.participation

    def take(self, now: datetime) -> bool:
        """Store the step. False, with messages at the fields, where the rules speak against it."""
        try:
            self.store(now)
        except UnsoundSignUp as error:
            for problem in error.problems:
                self.add_error(problem.field if problem.field in self.fields else None, problem.message)
            return False
        return True

    def store(self, now: datetime) -> None:
        raise NotImplementedError
