"""A questionnaire as each role is shown it, in both languages: for HR and the works council to read."""

from dataclasses import dataclass

from django.utils import translation

from evaluation.models import Questionnaire
from evaluation.surveys.forms import CHOICES
from people.enums import Language
from programs.enums import Role


@dataclass(frozen=True)
class Page:
    language: str
    role: str
    title: str
    intro: str
    questions: list[tuple[str, str]]  # text, and what may be answered


def preview(questionnaire: Questionnaire) -> list[Page]:
    return [_page(questionnaire, language, role) for language in Language for role in Role]


def _page(questionnaire: Questionnaire, language: Language, role: Role) -> Page:
    with translation.override(language):
        questions = [
            (question.text, " · ".join(str(label) for _value, label in CHOICES.get(question.kind, ())))
            for question in questionnaire.questions.all()
            if question.role in ("", role)
        ]
        return Page(language.label, str(role.label), questionnaire.title, questionnaire.intro, questions)
