"""The questions of a survey as a form. Every question may be left out."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evaluation.enums import QuestionKind
from evaluation.models import Question
from evaluation.models.questionnaire import HIGHEST_NUMBER
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
ON_ONE_SCREEN = 4


@dataclass(frozen=True)
class Item:
    """A question, or one topic of it, with its field: `look` says how the page draws it."""

    look: str
    field: forms.BoundField
    unit: str = ""
    several: bool = False


@dataclass(frozen=True)
class Group:
    """Questions that stand on one screen."""

    kind: str
    title: str
    items: list[Item]


class SurveyForm(forms.Form):
    """`answers()` gives what `surveys.submit` takes."""

    def __init__(self, questions: list[Question], topics: list[Topic], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        self.topics = topics
        for question in questions:
            for name, label in self._names(question):
                self.fields[name] = FIELDS[question.kind](question, label)

    def _names(self, question: Question) -> Iterator[tuple[str, str]]:
        if question.kind == QuestionKind.SELF_RATING:
            for topic in self.topics:
                yield f"{question.code}-{topic.pk}", topic.name
        else:
            yield question.code, question.text

    def groups(self) -> list[Group]:
        """Topics, statements, and the rest in their order, few enough on each screen for a phone."""
        found = []
        for (kind, _number), questions in groupby(self.questions, _screen):
            members = list(questions)
            items = [self._item(one, name) for one in members for name, _label in self._names(one)]
            title = members[0].text if kind == QuestionKind.SELF_RATING else ""
            found += [Group(kind, title, part) for part in _parts(items)]
        return found

    def _item(self, question: Question, name: str) -> Item:
        return Item(LOOKS[question.kind], self[name], question.unit, question.kind == QuestionKind.SEVERAL)

    def answers(self) -> dict[str, Any]:
        answers: dict[str, Any] = {}
        for question in self.questions:
            values = {name: self.cleaned_data.get(name) for name, _label in self._names(question)}
            if question.kind == QuestionKind.SELF_RATING:
                given = {int(name.rpartition("-")[2]): value for name, value in values.items() if value is not None}
                answers |= {question.code: given} if given else {}
            elif values[question.code] not in (None, "", []):
                answers[question.code] = values[question.code]
        return answers


def _screen(question: Question) -> tuple[str, int]:
    if question.kind == QuestionKind.SELF_RATING:
        return question.kind, question.pk or question.position
    return ("statements", 0) if question.kind == QuestionKind.AGREEMENT else ("rest", 0)


def _parts(items: list[Item]) -> list[list[Item]]:
    """In parts of about the same length: five are three and two, not four and one."""
    count = -(-len(items) // ON_ONE_SCREEN)
    size = -(-len(items) // count) if count else 1
    return [items[start : start + size] for start in range(0, len(items), size)]


def _scale(question: Question, label: str) -> forms.Field:
    choices = CHOICES.get(question.kind) or question.options
    return forms.TypedChoiceField(
        label=label, required=False, choices=choices, coerce=int, empty_value=None, widget=forms.RadioSelect
    )


def _several(question: Question, label: str) -> forms.Field:
    return forms.TypedMultipleChoiceField(
        label=label,
        required=False,
        choices=question.options,
        coerce=int,
        empty_value=[],
        widget=forms.CheckboxSelectMultiple,
    )


def _number(question: Question, label: str) -> forms.Field:
    least, most = question.least or 0, HIGHEST_NUMBER if question.most is None else question.most
    number = forms.NumberInput(attrs={"class": "form-control number", "inputmode": "numeric"})
    return forms.IntegerField(label=label, required=False, min_value=least, max_value=most, widget=number)


def _text(question: Question, label: str) -> forms.Field:
    area = forms.Textarea(attrs={"rows": 5, "class": "form-control"})
    return forms.CharField(label=label, required=False, max_length=LONGEST_TEXT, widget=area)


FIELDS: dict[str, Callable[[Question, str], forms.Field]] = {
    QuestionKind.AGREEMENT: _scale,
    QuestionKind.SELF_RATING: _scale,
    QuestionKind.RECOMMENDATION: _scale,
    QuestionKind.CHOICE: _scale,
    QuestionKind.SEVERAL: _several,
    QuestionKind.NUMBER: _number,
    QuestionKind.TEXT: _text,
}
LOOKS: dict[str, str] = {
    QuestionKind.AGREEMENT: "scale",
    QuestionKind.SELF_RATING: "scale",
    QuestionKind.RECOMMENDATION: "eleven",
    QuestionKind.CHOICE: "options",
    QuestionKind.SEVERAL: "options",
    QuestionKind.NUMBER: "number",
    QuestionKind.TEXT: "text",
}
