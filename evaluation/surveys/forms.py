"""The questions of a survey as a form. Every question may be left out."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evaluation.enums import QuestionKind
from evaluation.models import Question
from evaluation.surveys.answering import LONGEST_TEXT
from programs.models import Topic

AGREEMENT = (
    (1, _("do not agree at all")),
    (2, _("rather do not agree")),
    (3, _("partly")),
    (4, _("rather agree")),
    (5, _("fully agree")),
)
SELF_RATING = (
    (1, _("not at all")),
    (2, _("with much help")),
    (3, _("with some help")),
    (4, _("on my own")),
    (5, _("could teach it")),
)
RECOMMENDATION = tuple((value, str(value)) for value in range(11))
CHOICES: dict[str, Any] = {
    QuestionKind.AGREEMENT: AGREEMENT,
    QuestionKind.SELF_RATING: SELF_RATING,
    QuestionKind.RECOMMENDATION: RECOMMENDATION,
}


@dataclass(frozen=True)
class Group:
    """Questions that stand on one screen."""

    kind: str
    title: str
    fields: list[forms.BoundField]


class SurveyForm(forms.Form):
    """`answers()` gives what `surveys.submit` takes."""

    def __init__(self, questions: list[Question], topics: list[Topic], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        self.topics = topics
        for question in questions:
            for name, label in self._names(question):
                self.fields[name] = _field(question, label)

    def _names(self, question: Question) -> Iterator[tuple[str, str]]:
        if question.kind == QuestionKind.SELF_RATING:
            for topic in self.topics:
                yield f"{question.code}-{topic.pk}", topic.name
        else:
            yield question.code, question.text

    def groups(self) -> list[Group]:
        """Topics, statements, and the rest, each on a screen of its own."""
        found = []
        for (kind, _number), questions in groupby(self.questions, _screen):
            members = list(questions)
            fields = [self[name] for question in members for name, _label in self._names(question)]
            title = members[0].text if kind == QuestionKind.SELF_RATING else ""
            if fields:
                found.append(Group(kind, title, fields))
        return found

    def answers(self) -> dict[str, Any]:
        answers: dict[str, Any] = {}
        for question in self.questions:
            values = {name: self.cleaned_data.get(name) for name, _label in self._names(question)}
            if question.kind == QuestionKind.SELF_RATING:
                given = {int(name.rpartition("-")[2]): value for name, value in values.items() if value is not None}
                answers |= {question.code: given} if given else {}
            elif values[question.code] not in (None, ""):
                answers[question.code] = values[question.code]
        return answers


def _screen(question: Question) -> tuple[str, int]:
    if question.kind == QuestionKind.SELF_RATING:
        return question.kind, question.pk
    return ("statements", 0) if question.kind == QuestionKind.AGREEMENT else ("closing", 0)


def _field(question: Question, label: str) -> forms.Field:
    if question.kind == QuestionKind.TEXT:
        area = forms.Textarea(attrs={"rows": 5, "class": "form-control"})
        return forms.CharField(label=label, required=False, max_length=LONGEST_TEXT, widget=area)
    return forms.TypedChoiceField(
        label=label,
        required=False,
        choices=CHOICES[question.kind],
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
    )
