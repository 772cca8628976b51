"""Our own questionnaires come from files beside this module and are loaded after every migration.

A questionnaire that a wave has used is frozen: it is never changed here, a new wording is a file with a new version.
A German text that addresses people has a second one beside it, `…_de_du`, for installations that say “du”; one that was
frozen before the installation changed its form of address keeps the old one.
"""

import logging
import tomllib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from evaluation.models import Question, Questionnaire

FILES = Path(__file__).parent / "questionnaires"
TEXTS = ("title_de", "title_en", "intro_de", "intro_en")
# fields of a question, with what stands for those that a file leaves out; `options` in a file are a list
FIELDS: dict[str, Any] = {
    "code": "",
    "kind": "",
    "construct": "",
    "level": "",
    "role": "",
    "text_de": "",
    "text_en": "",
    "options_de": "",
    "options_en": "",
    "unit_de": "",
    "unit_en": "",
    "least": None,
    "most": None,
}
log = logging.getLogger(__name__)


@transaction.atomic
def load_questionnaires(folder: Path = FILES) -> int:
    """Bring the questionnaires in line with the files; returns how many were written. Safe to call again."""
    written = 0
    for path in sorted(folder.glob("*.toml")):
        written += _load(tomllib.loads(path.read_text(encoding="utf-8")), path.name)
    return written


def addressed(texts: dict[str, Any], form: str) -> dict[str, Any]:
    """The texts of a file, and of the questions in it, with the German ones in this form of address."""
    chosen = {key: value for key, value in texts.items() if not key.endswith("_du")}
    if form == "du":
        chosen |= {key.removesuffix("_du"): value for key, value in texts.items() if key.endswith("_du")}
    if "questions" in chosen:
        chosen["questions"] = [addressed(question, form) for question in chosen["questions"]]
    return chosen


def _load(file: dict[str, Any], name: str) -> bool:
    content = addressed(file, settings.FORM_OF_ADDRESS)
    texts = {field: content[field] for field in TEXTS}
    questionnaire, is_new = Questionnaire.objects.get_or_create(
        program=None, occasion=content["occasion"], version=content["version"], defaults=texts
    )
    if not is_new and _as_written(questionnaire) == _as_read(content):
        return False
    if not is_new and questionnaire.is_frozen:
        if _as_written(questionnaire) not in [_as_read(addressed(file, form)) for form in ("Sie", "du")]:
            log.warning("%s differs from the questionnaire in use, which is frozen: give it a new version", name)
        return False
    Questionnaire.objects.filter(pk=questionnaire.pk).update(**texts)
    questionnaire.questions.all().delete()
    Question.objects.bulk_create(
        Question(questionnaire=questionnaire, position=position, **_fields(question))
        for position, question in enumerate(content["questions"])
    )
    return True


def _as_read(content: dict[str, Any]) -> list[Any]:
    questions = [tuple(_fields(question).values()) for question in content["questions"]]
    return [*[content[field] for field in TEXTS], questions]


def _fields(question: dict[str, Any]) -> dict[str, Any]:
    """The fields of a question in a file, lists of options as lines."""
    found = {name: question.get(name, default) for name, default in FIELDS.items()}
    return {name: "\n".join(value) if isinstance(value, list) else value for name, value in found.items()}


def _as_written(questionnaire: Questionnaire) -> list[Any]:
    questions = list(questionnaire.questions.values_list(*FIELDS))
    return [*[getattr(questionnaire, field) for field in TEXTS], questions]
