"""What HR may write into a questionnaire, with every message at the field it is about."""

from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from evaluation.enums import Respondent
from evaluation.models import Question, Questionnaire
from evaluation.surveys.checks import of_question
from people.times.clock import day_of
from programs.admin.forms import BilingualForm

CODE = Question._meta.get_field("code").max_length or 40


class QuestionnaireForm(BilingualForm):
    bilingual = ("title",)

    class Meta:
        model = Questionnaire
        fields = ("title_de", "title_en", "intro_de", "intro_en")


class QuestionForm(BilingualForm):
    """Checks a question as far as it stands alone; how questions go together is checked before it is ready for use."""

    class Meta:
        model = Question
        fields = (
            "position",
            "kind",
            "role",
            "text_de",
            "text_en",
            "options_de",
            "options_en",
            "least",
            "most",
            "unit_de",
            "unit_en",
            "construct",
            "level",
            "topic",
            "code",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].required = False
        self.fields["code"].help_text = _(
            "Answers to questions with the same code are compared: at the start and at the end, and over versions. "
            "Keep it as long as the question means the same; empty, it is made from the question."
        )
        self.fields["role"].choices = [("", _("everyone")), *Respondent.in_tandems()]  # type: ignore[attr-defined]
        for name in ("text_de", "text_en"):
            self.fields[name].widget = forms.Textarea(attrs={"rows": 2, "cols": 50})
        for name in ("options_de", "options_en"):
            self.fields[name].widget = forms.Textarea(attrs={"rows": 4, "cols": 50})

    def clean_code(self) -> str:
        text = self.data.get(self.add_prefix("text_en")) or self.data.get(self.add_prefix("text_de")) or ""
        return self.cleaned_data["code"] or slugify(text)[:CODE].strip("-") or "frage"

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        known = {name: value for name, value in data.items() if name in self.Meta.fields}
        for field, message in of_question(Question(**known)):
            if field in self.fields and not self.has_error(field):
                self.add_error(field, message)
        return data


class QuestionFormSet(forms.BaseInlineFormSet):
    def save_new(self, form: Any, commit: bool = True) -> Any:
        """A question without a place comes last."""
        if not form.instance.position:
            places = [one.position for one in self.instance.questions.all()]
            form.instance.position = max(places, default=0) + 1 + self.extra_forms.index(form)
        return super().save_new(form, commit=commit)


class ApprovalForm(forms.Form):
    approved_on = forms.DateField(
        label=_("Day of the approval"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    approved_by = forms.CharField(
        label=_("Who approved it"),
        max_length=200,
        help_text=_("The works council or its committee, as it signed: no names of single people are needed."),
    )

    def __init__(self, *args: Any, now: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now

    def clean_approved_on(self) -> Any:
        day = self.cleaned_data["approved_on"]
        if day > day_of(self.now):
            raise forms.ValidationError(_("This day is still to come."))
        return day
