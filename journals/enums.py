"""Who may read a journal entry."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Visibility(models.TextChoices):
    PRIVATE = "private", _("Only me")
    TANDEM = "tandem", _("The two of us")
