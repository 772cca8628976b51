"""A blueprint's section `surveys`: the questionnaires that a programme has worded itself."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from evaluation.enums import Occasion
from evaluation.models import Question, Questionnaire
from evaluation.surveys.editing import NotSound, release
from people.models import Person
from programs.blueprints import Section
from programs.models import Program

Data = dict[str, Any]
HEAD = ("title_de", "title_en", "intro_de", "intro_en")
NOT_CARRIED = {"id", "questionnaire", "topic", "position"}
FIELDS = tuple(field.name for field in Question._meta.concrete_fields if field.name not in NOT_CARRIED)
MOST = 60


def check(data: Data) -> list[str]:
    return [problem for occasion, row in data.items() for problem in _wrong(occasion, row)]


def _wrong(occasion: str, row: Any) -> list[str]:
    if occasion not in Occasion.values:
        return [_("There is no survey “%(name)s”.") % {"name": occasion}]
    questions = row.get("questions", []) if isinstance(row, dict) else None
    if not isinstance(questions, list) or len(questions) > MOST or set(row) - {*HEAD, "questions"}:
        return [_("The survey “%(name)s” is not written as one.") % {"name": occasion}]
    if not all(isinstance(row.get(name, ""), str) for name in HEAD):
        return [_("The survey “%(name)s” is not written as one.") % {"name": occasion}]
    return [problem for one in questions for problem in _wrong_question(occasion, one)]


def _wrong_question(occasion: str, row: Any) -> list[str]:
    if not isinstance(row, dict) or set(row) - {*FIELDS, "topic"}:
        return [_("The survey “%(name)s” is not written as one.") % {"name": occasion}]
    try:
        Question(**{name: value for name, value in row.items() if name != "topic"}).clean_fields(
            exclude={"questionnaire"}
        )
    except ValidationError as error:
        return [f"{occasion}: {message}" for message in error.messages]
    return []


def set_up(program: Program, data: Data, actor: Person, now: datetime) -> None:
    """Each is ready for use at once if it is sound, else it waits as a draft that says what is missing."""
    topics = {name: topic for topic in program.topics.all() for name in (topic.name_de, topic.name_en) if name}
    for occasion, row in data.items():
        head = {name: row.get(name, "") for name in HEAD}
        draft = Questionnaire.objects.create(program=program, occasion=occasion, version=1, released_at=None, **head)
        Question.objects.bulk_create(
            Question(
                questionnaire=draft,
                position=position,
                topic=topics.get(one.get("topic", "")),
                **{name: value for name, value in one.items() if name != "topic"},
            )
            for position, one in enumerate(row.get("questions", []))
        )
        try:
            release(questionnaire=draft, actor=actor, now=now)
        except NotSound:
            continue


def write_down(program: Program) -> Data:
    """The newest version of each that is ready for use."""
    ready = program.questionnaires.exclude(released_at=None).order_by("occasion", "version")
    return {row.occasion: _written(row) for row in ready.prefetch_related("questions__topic")}


def _written(questionnaire: Questionnaire) -> Data:
    head = {name: getattr(questionnaire, name) for name in HEAD}
    return {**head, "questions": [_question(one) for one in questionnaire.questions.all()]}


def _question(question: Question) -> Data:
    row = {name: getattr(question, name) for name in FIELDS}
    about = {"topic": question.topic.name_en or question.topic.name_de} if question.topic else {}
    return {**{name: value for name, value in row.items() if value not in ("", None)}, **about}


SECTION = Section(name="surveys", check=check, set_up=set_up, write_down=write_down)
