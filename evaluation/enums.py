"""Words of surveys."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Occasion(models.TextChoices):
    START = "start", _("at the start")
    MEETING = "meeting", _("after meetings")
    END = "end", _("at the end")


class QuestionKind(models.TextChoices):
    AGREEMENT = "agreement", _("agreement, 1 to 5")
    SELF_RATING = "self_rating", _("self-assessment on each topic, 1 to 5")
    RECOMMENDATION = "recommendation", _("recommendation, 0 to 10")
    TEXT = "text", _("free text")


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
