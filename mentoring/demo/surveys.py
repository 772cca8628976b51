"""What HR has done about surveys: a works council that approves them, and a questionnaire of their own as a draft."""

from datetime import datetime, timedelta

from django.db.models import F

from evaluation.enums import Construct, Kirkpatrick, Occasion, QuestionKind
from evaluation.models import Question
from evaluation.surveys import editing
from evaluation.surveys.choosing import choices_for
from people.models import Person
from programs.enums import ProgramState, TeamRole
from programs.models import Program


def prepare_surveys(program: Program, now: datetime) -> None:
    """Before the programme opens: approvals where they are needed; where not, a version of HR's own as a draft."""
    manager = program.team.filter(role=TeamRole.MANAGER).select_related("person").get().person
    if program.questionnaires_need_approval:
        _approve(program, manager, now)
    elif program.state == ProgramState.DRAFT and not program.line_managers_are_asked:
        _begin_own(program, manager)


def _approve(program: Program, manager: Person, now: datetime) -> None:
    for choice in choices_for(program).values():
        if choice.newest:
            editing.approve(
                program=program,
                questionnaire=choice.newest,
                approved_on=(now - timedelta(days=6)).date(),
                approved_by="Betriebsrat, Ausschuss Digitales",
                actor=manager,
                now=now,
            )


def _begin_own(program: Program, manager: Person) -> None:
    """Ours for the time after meetings, and one question more."""
    draft = editing.new_version(program=program, occasion=Occasion.MEETING, actor=manager)
    draft.questions.update(position=F("position") + 1)
    Question.objects.create(
        questionnaire=draft,
        code="talked_about",
        kind=QuestionKind.SEVERAL,
        construct=Construct.EXCHANGE,
        level=Kirkpatrick.REACTION,
        text_de="Worum ging es?",
        text_en="What was it about?",
        options_de="um unser geplantes Thema\num den Arbeitsalltag\num Führung und Zusammenarbeit\num uns beide",
        options_en="the topic we had planned\neveryday work\nleading and working together\nourselves",
    )
