"""Words of surveys."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Occasion(models.TextChoices):
    """In the order of a programme. Line managers are asked half-way and at the end, the same each time."""

    START = "start", _("at the start")
    MEETING = "meeting", _("after meetings")
    HALF_WAY = "half_way", _("half-way")
    MANAGERS = "managers", _("line managers")
    END = "end", _("at the end")
    AFTER = "after", _("three months later")


# asked once in a programme
ONCE = (Occasion.START, Occasion.HALF_WAY, Occasion.END, Occasion.AFTER)
# SECURITY: only these are linked, by a keyed hash. Any further link would tell people apart by what they took part in
LINKED = (Occasion.START, Occasion.END)


class Respondent(models.TextChoices):
    """Who answers: the two roles of a tandem, and line managers of mentors."""

    MENTEE = "mentee", _("Mentee")
    MENTOR = "mentor", _("Mentor")
    MANAGER = "manager", _("Line manager")

    @classmethod
    def in_tandems(cls) -> list[tuple[str, Any]]:
        return [(one.value, one.label) for one in (cls.MENTEE, cls.MENTOR)]


class QuestionKind(models.TextChoices):
    AGREEMENT = "agreement", _("agreement, 1 to 5")
    SELF_RATING = "self_rating", _("self-assessment on each topic, 1 to 5")
    RECOMMENDATION = "recommendation", _("recommendation, 0 to 10")
    CHOICE = "choice", _("choice of one")
    SEVERAL = "several", _("choice of several")
    NUMBER = "number", pgettext_lazy("kind of question", "number")
    TEXT = "text", _("free text")


class Construct(models.TextChoices):
    """What questions measure. Closed: figures are computed by it, and questions of different versions meet in it.

    | occasion  | constructs our own questionnaires ask about                                                       |
    | --------- | ------------------------------------------------------------------------------------------------- |
    | start     | skill (mentees, each topic), explaining (mentors), understanding, confidence, network             |
    | meeting   | usefulness, openness, exchange, worth                                                             |
    | half_way  | fit, progress, exchange, burden (choice), improvement (text)                                      |
    | managers  | time (choice), support, noticed (several), benefit_company, worth                                 |
    | end       | those of the start, word for word; transfer, benefit_me, benefit_company, recommendation, texts   |
    | after     | skill, transfer, stayed (several), contact (number), benefit_me, stayed_words (text)              |

    Published under `<wave>/<code>` (`figures/answers.py`): means by role for scales, the number of those who took each
    option for choices (never by role), means without a distribution for numbers. Start and end come as change of pairs.
    """

    SKILL = "skill", _("self-assessment on the topics")
    UNDERSTANDING = "understanding", _("understanding of the other generation")
    CONFIDENCE = "confidence", _("confidence to ask and to speak openly")
    NETWORK = "network", _("people to ask")
    EXPLAINING = "explaining", _("explaining what one knows")
    USEFULNESS = "usefulness", _("usefulness of meetings")
    OPENNESS = "openness", _("openness")
    EXCHANGE = "exchange", _("who shapes the exchange")
    WORTH = "worth", _("worth the time")
    FIT = "fit", _("how the two fit together")
    PROGRESS = "progress", _("progress on the aims")
    BURDEN = "burden", _("burden")
    TIME = "time", _("time that is given")
    SUPPORT = "support", _("support by line managers")
    NOTICED = "noticed", _("what line managers notice")
    TRANSFER = "transfer", _("what is done differently")
    BENEFIT_ME = "benefit_me", _("benefit for oneself")
    BENEFIT_COMPANY = "benefit_company", _("benefit for the company")
    RECOMMENDATION = "recommendation", _("recommendation")
    STAYED = "stayed", _("what stayed")
    CONTACT = "contact", _("contact kept")
    IMPROVEMENT = "improvement", _("what should change")


class Kirkpatrick(models.TextChoices):
    """What a question tells about, after Kirkpatrick's four levels of evaluation."""

    REACTION = "reaction", _("reaction")
    LEARNING = "learning", _("learning")
    BEHAVIOUR = "behaviour", _("behaviour")
    RESULTS = "results", _("results")


class InvitationState(models.TextChoices):
    OPEN = "open", _("not answered")
    ANSWERED = "answered", _("answered")
    DECLINED = "declined", _("does not want to answer")


INVITATION_TRANSITIONS = {
    InvitationState.OPEN: frozenset({InvitationState.ANSWERED, InvitationState.DECLINED}),
    InvitationState.DECLINED: frozenset({InvitationState.ANSWERED}),
}
