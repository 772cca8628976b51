"""What people agree to before they are signed up."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programs import actions
from programs.enums import ConsentSource
from programs.forms.step import StepForm
from programs.models import ConsentText


class ConsentForm(StepForm):
    """The text is read first; the box is never ticked in advance."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    agree = forms.BooleanField(
        label=_("I have read this and agree."),
        error_messages={"required": _("Without your agreement there is no sign-up. You can also leave it at that.")},
    )

    def __init__(self, *args: Any, text: ConsentText | None, **kwargs: Any) -> None:
        self.text = text
        super().__init__(*args, **kwargs)
        self.initial["version"] = text.version if text else 0

    def clean(self) -> dict[str, Any]:
        if self.text is None:
            raise forms.ValidationError(_("The text is missing. Please tell the personnel department."))
        if self.cleaned_data.get("version") != self.text.version:
            self.data = {key: value for key, value in self.data.items() if key not in ("version", "agree")}
            raise forms.ValidationError(_("The text has changed in the meantime. Please read it once more."))
        return self.cleaned_data

    def store(self, now: datetime) -> None:
        stored = self.stored()
        assert self.text is not None  # noqa: S101  clean() refuses it
        actions.sign_up(
            program=self.program,
            person=self.person,
            role=stored.role,
            topics={choice.topic: choice.level for choice in stored.topic_choices.select_related("topic")},
            exchange=stored.exchange.all(),
            slots=stored.slots,
            mode=stored.mode,
            max_tandems=stored.max_tandems,
            motivation=stored.motivation,
            joint_with=stored.joint_with,
            consent_text=self.text,
            source=ConsentSource.BROWSER,
            now=now,
        )
