"""How invented people answer reflection surveys: some at once, some after the reminder, some never."""

import tomllib
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

from evaluation.enums import Occasion, QuestionKind
from evaluation.models import Invitation, Question
from evaluation.surveys import decline, submit
from evaluation.surveys.answering import questions_for
from people.enums import Language
from people.models import Person
from people.times.clock import day_of
from programs.enums import TopicKind
from programs.models import Program, Topic

REMARKS = tomllib.loads((Path(__file__).parent / "texts.toml").read_text(encoding="utf-8"))["remarks"]
# what one answers on average, 1 to 5, by code; anything else gets 4
MEANS = {"useful": 4.2, "open": 4.4, "shaped": 3.9, "worth": 4.1, "benefit_me": 4.2, "benefit_company": 4.0}
START_MEANS = {"skill": 2.0, "understanding": 3.0, "confidence": 2.9, "explaining": 3.2, "network": 2.8}
GAIN = {"skill": 1.15, "understanding": 0.8, "confidence": 0.7, "explaining": 0.7, "network": 0.6}
# how often each option of a choice is taken: of one choice in proportion, of several each by itself
WEIGHTS = {"burden": (5, 4, 1, 1), "hours_fit": (6, 1, 2, 0.5, 1)}
CHANCES = {"noticed": (0.5, 0.4, 0.5, 0.4, 0.6, 0.2, 0), "stayed": (0.6, 0.6, 0.5, 0.4, 0.5, 0.03)}
LEARNS_MOST = 3  # topics in front gain more than those behind: these were talked about


def answer_surveys(program: Program, rng: Random, now: datetime) -> None:
    """Some of those who were asked answer today."""
    waiting = Invitation.objects.waiting(day_of(now)).filter(wave__program=program)
    for invitation in waiting.select_related(
        "wave__questionnaire", "wave__program", "participation", "person"
    ).order_by("wave__opens_on", "person__email"):
        chance = rng.random()
        if chance < 0.14:
            submit(invitation=invitation, answers=_answers(invitation, rng), now=now)
        elif chance > 0.997:
            decline(invitation=invitation, now=now)


def _answers(invitation: Invitation, rng: Random) -> dict[str, Any]:
    topics = list(invitation.wave.program.topics.filter(kind=TopicKind.LEARN))
    answers = {
        question.code: _answer(question, invitation, topics, rng)
        for question in questions_for(invitation.wave, invitation.role)
    }
    return {code: value for code, value in answers.items() if value is not None}


def _answer(question: Question, invitation: Invitation, topics: list[Topic], rng: Random) -> Any:
    is_end = invitation.wave.occasion in (Occasion.END, Occasion.AFTER)
    if question.kind == QuestionKind.TEXT:
        return rng.choice(REMARKS[_language(invitation.person)][question.code]) if rng.random() < 0.4 else None
    if question.kind == QuestionKind.RECOMMENDATION:
        return min(10, max(0, round(rng.gauss(8.4, 1.4))))
    if question.kind == QuestionKind.CHOICE:
        return rng.choices([place for place, _text in question.options], WEIGHTS[question.code])[0]
    if question.kind == QuestionKind.SEVERAL:
        return [place for place, chance in enumerate(CHANCES[question.code], start=1) if rng.random() < chance]
    if question.kind == QuestionKind.NUMBER:
        return min(question.most or 0, max(0, round(rng.gauss(4, 3))))
    if question.kind == QuestionKind.SELF_RATING:
        return {topic.pk: _skill(invitation.person, place, is_end, rng) for place, topic in enumerate(topics)}
    return _points(invitation.person, question.code, is_end, rng)


def _language(person: Person) -> str:
    return "en" if person.language == Language.ENGLISH else "de"


def _own(person: Person, code: str) -> float:
    """What is particular to this person, the same before and after."""
    return Random(f"{person.email} {code}").gauss(0, 0.7)  # noqa: S311 a story, not a secret


def _skill(person: Person, place: int, is_end: bool, rng: Random) -> int:
    gain = GAIN["skill"] * (1 if place < LEARNS_MOST else 0.45) if is_end else 0
    return _scale(START_MEANS["skill"] + _own(person, f"skill {place}") + gain + rng.gauss(0, 0.4))


def _points(person: Person, code: str, is_end: bool, rng: Random) -> int:
    if code in START_MEANS:
        return _scale(START_MEANS[code] + _own(person, code) + (GAIN[code] if is_end else 0) + rng.gauss(0, 0.4))
    return _scale(MEANS.get(code, 4.0) + _own(person, "mood") * 0.5 + rng.gauss(0, 0.6))


def _scale(value: float) -> int:
    return min(5, max(1, round(value)))
