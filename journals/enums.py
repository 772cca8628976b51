"""Who may read a journal entry; the states of a next step; the lists that the two keep."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Visibility(models.TextChoices):
    PRIVATE = "private", _("Only me")
    TANDEM = "tandem", _("The two of us")


class StepState(models.TextChoices):
    OPEN = "open", pgettext_lazy("next step", "open")
    DONE = "done", pgettext_lazy("next step", "done")
    DROPPED = "dropped", pgettext_lazy("next step", "dropped")


# what was done or dropped can be taken up again
STEP_TRANSITIONS: dict[str, frozenset[str]] = {
    StepState.OPEN: frozenset({StepState.DONE, StepState.DROPPED}),
    StepState.DONE: frozenset({StepState.OPEN}),
    StepState.DROPPED: frozenset({StepState.OPEN}),
}


class ListKind(models.TextChoices):
    QUESTION = "question", _("Open questions")
    TOPIC = "topic", _("Topics for later")
    TRY = "try", _("Things to try")
