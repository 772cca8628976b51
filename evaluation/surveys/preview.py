"""A questionnaire as each role is shown it, in both languages: for HR and the works council to read."""

from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from evaluation.enums import QuestionKind
from evaluation.models import Question, Questionnaire
from evaluation.models.questionnaire import HIGHEST_NUMBER
from evaluation.surveys.forms import CHOICES
from people.enums import Language


@dataclass(frozen=True)
class Page:
    language: str
    role: str
    title: str
    intro: str
    questions: list[tuple[str, str]]  # text, and what may be answered


def preview(questionnaire: Questionnaire) -> list[Page]:
    return [_page(questionnaire, language, role) for language in Language for role in questionnaire.roles]


def _page(questionnaire: Questionnaire, language: Language, role: str) -> Page:
    with translation.override(language):
        questions = [
            (question.text, may_be_answered(question))
            for question in questionnaire.questions.all()
            if question.role in ("", role)
        ]
        label = {one.value: one.label for one in questionnaire.roles}[role]
        return Page(language.label, str(label), questionnaire.title, questionnaire.intro, questions)


def may_be_answered(question: Question) -> str:
    """What people can answer, in the active language."""
    if question.kind == QuestionKind.TEXT:
        return _("free text")
    if question.kind == QuestionKind.NUMBER:
        return _("a number from %(least)s to %(most)s (%(unit)s)") % {
            "least": question.least or 0,
            "most": HIGHEST_NUMBER if question.most is None else question.most,
            "unit": question.unit,
        }
    return " · ".join(str(label) for _value, label in CHOICES.get(question.kind) or question.options)
