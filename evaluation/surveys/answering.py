"""Taking an answer so that nobody, not even with the database in hand, can say whose it is.

SECURITY: the one transaction below leaves no audit event, no log line and no time. Invitations and responses of the
wave are written anew in random order with every answer, so that neither keys nor row order, row versions (`xmin`,
`ctid`, `rowid`) nor the timestamps inside encrypted texts connect the two. What remains is said in docs/anonymity.md.
"""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evaluation.enums import INVITATION_TRANSITIONS, InvitationState, Occasion, QuestionKind
from evaluation.models import Answer, Invitation, Question, Response, Wave
from evaluation.surveys.rewriting import rewrite_invitations, rewrite_responses
from people.clock import day_of
from people.errors import ActionError, StaleState
from programs.enums import Role, TopicKind

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
    """Take the answers of the invited person: `{code: 1..5 or 0..10 or text, code: {topic pk: 1..5}}`.

    Questions left out are left out. Raises AlreadyAnswered, SurveyClosed, or InvalidAnswers where nothing was answered
    or an answer does not belong to the questionnaire.
    """
    wave = _lock(invitation, now)
    role = invitation.participation.role
    rows = _rows(wave, role, answers)
    _settle(invitation, InvitationState.ANSWERED)
    # After meetings nothing is linked: who answered which of many waves is known, and such a pattern is a fingerprint.
    is_linked = wave.occasion != Occasion.MEETING
    link = link_of(program_id=wave.program_id, person_id=invitation.person_id) if is_linked else ""
    response = Response.objects.create(wave=wave, role=role, link=link)
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


def _rows(wave: Wave, role: Role | str, answers: Mapping[str, Any]) -> list[Answer]:
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
    return [] if value is None else [Answer(question=question, value=_number(question, value))]


def _number(question: Question, value: Any) -> int:
    lowest, highest = RANGES[QuestionKind(question.kind)]
    if isinstance(value, bool) or not isinstance(value, int) or not lowest <= value <= highest:
        raise InvalidAnswers
    return value
