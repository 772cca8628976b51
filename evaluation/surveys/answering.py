"""Taking an answer so that nobody, not even with the database in hand, can say whose it is.

SECURITY: the one transaction below leaves no audit event, no log line and no time. Invitations and responses of the
wave are written anew in random order with every answer, so that neither keys nor row order, row versions (`xmin`,
`ctid`, `rowid`) nor the timestamps inside encrypted texts connect the two. What remains is said in docs/anonymity.md.
"""

import hashlib
import hmac
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evaluation.enums import INVITATION_TRANSITIONS, LINKED, InvitationState, QuestionKind
from evaluation.models import Answer, Invitation, Question, Response, Wave
from evaluation.models.questionnaire import HIGHEST_NUMBER
from evaluation.surveys.groups import group_for
from evaluation.surveys.rewriting import rewrite_invitations, rewrite_responses
from people.errors import ActionError, StaleState
from people.times.clock import day_of
from programs.enums import TopicKind

RANGES = {
    QuestionKind.AGREEMENT: (1, 5),
    QuestionKind.SELF_RATING: (1, 5),
    QuestionKind.RECOMMENDATION: (0, 10),
}
LONGEST_TEXT = 2000


class SurveyClosed(ActionError):
    message = _("This survey is closed. Thank you for wanting to answer.")


class AlreadyAnswered(StaleState):
    message = _("Your answers have already arrived. Thank you.")


class InvalidAnswers(ActionError):
    message = _("Some of these answers do not fit the questions. Please look again.")


def questions_for(wave: Wave, role: str) -> list[Question]:
    """The questions a person in `role` is asked, in order."""
    return list(wave.questionnaire.questions.filter(Q(role="") | Q(role=role)))


def link_of(*, program_id: int, person_id: int) -> str:
    """The keyed hash that links a person's answers before and after. Only the holder of ANSWER_KEY can compute it."""
    message = f"{program_id}:{person_id}".encode()
    return hmac.new(settings.ANSWER_KEY.encode(), message, hashlib.sha256).hexdigest()


@transaction.atomic
def submit(*, invitation: Invitation, answers: Mapping[str, Any], now: datetime) -> None:
    """Take the answers of the invited person, by code: a number (agreement 1 to 5, recommendation 0 to 10, the place of
    the option chosen, or the number asked for), a text, `{topic pk: 1..5}`, or a list of the places of options.

    Questions left out are left out. Raises AlreadyAnswered, SurveyClosed, or InvalidAnswers where nothing was answered
    or an answer does not belong to the questionnaire.
    """
    wave = _lock(invitation, now)
    role = invitation.role
    rows = _rows(wave, role, answers)
    _settle(invitation, InvitationState.ANSWERED)
    # Nothing else is linked: who answered which of many waves is known, and such a pattern is a fingerprint.
    link = link_of(program_id=wave.program_id, person_id=invitation.person_id) if wave.occasion in LINKED else ""
    response = Response.objects.create(wave=wave, role=role, group=group_for(wave, invitation), link=link)
    for row in rows:
        row.response = response
    Answer.objects.bulk_create(rows)
    rewrite_responses(wave, newest=response.pk)
    rewrite_invitations(wave, newest=invitation.pk)


@transaction.atomic
def decline(*, invitation: Invitation, now: datetime) -> None:
    """The person does not want to answer. They may still change their mind while the survey is open."""
    wave = _lock(invitation, now)
    _settle(invitation, InvitationState.DECLINED)
    rewrite_invitations(wave, newest=invitation.pk)


def _lock(invitation: Invitation, now: datetime) -> Wave:
    """The wave, locked: everything that writes its invitations or responses waits for its turn here."""
    wave = Wave.objects.select_for_update(of=("self",)).select_related("questionnaire").get(pk=invitation.wave_id)
    if not wave.is_open_on(day_of(now)):
        raise SurveyClosed
    return wave


def _settle(invitation: Invitation, new: InvitationState) -> None:
    """Move the invitation on. SECURITY: unlike other states this one leaves no audit event, which would be a time."""
    old = [state for state, steps in INVITATION_TRANSITIONS.items() if new in steps]
    if not Invitation.objects.filter(pk=invitation.pk, state__in=old).update(state=new):
        raise AlreadyAnswered
    invitation.state = new


def _rows(wave: Wave, role: str, answers: Mapping[str, Any]) -> list[Answer]:
    questions = {question.code: question for question in questions_for(wave, role)}
    if set(answers) - set(questions):
        raise InvalidAnswers
    topics = set(wave.program.topics.filter(kind=TopicKind.LEARN).values_list("pk", flat=True))
    rows: list[Answer] = []
    for code, value in answers.items():
        rows += _answers_to(questions[code], value, topics)
    if not rows:
        raise InvalidAnswers(_("Please answer at least one question, or choose not to answer."))
    return rows


def _answers_to(question: Question, value: Any, topics: set[int]) -> list[Answer]:
    if question.kind == QuestionKind.TEXT:
        text = str(value or "").strip()[:LONGEST_TEXT]
        return [Answer(question=question, text=text)] if text else []
    if question.kind == QuestionKind.SELF_RATING:
        if not isinstance(value, Mapping) or set(value) - topics:
            raise InvalidAnswers
        return [
            Answer(question=question, topic_id=topic, value=_number(question, one))
            for topic, one in value.items()
            if one is not None
        ]
    if question.kind == QuestionKind.SEVERAL:
        chosen = _chosen(question, value)
        return [Answer(question=question, value=chosen)] if chosen else []
    return [] if value is None else [Answer(question=question, value=_number(question, value))]


def _chosen(question: Question, value: Any) -> int:
    """The places of the options chosen as one number: each is a bit of it."""
    if isinstance(value, str) or not isinstance(value, Collection):
        raise InvalidAnswers
    return sum(1 << _number(question, place) - 1 for place in set(value))


def _range(question: Question) -> tuple[int, int]:
    if question.kind == QuestionKind.NUMBER:
        return question.least or 0, HIGHEST_NUMBER if question.most is None else question.most
    if question.kind in (QuestionKind.CHOICE, QuestionKind.SEVERAL):
        return 1, len(question.options)
    return RANGES[QuestionKind(question.kind)]


def _number(question: Question, value: Any) -> int:
    lowest, highest = _range(question)
    if isinstance(value, bool) or not isinstance(value, int) or not lowest <= value <= highest:
        raise InvalidAnswers
    return value
