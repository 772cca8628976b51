"""Words of the people floor: seniority levels, languages, form of consent to being contacted."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.IntegerChoices):
    """Seniority. A smaller number is more senior."""

    BOARD = 1, _("Board")
    HEAD = 2, _("Head of department")
    LEAD = 3, _("Team lead")
    SPECIALIST = 4, _("Specialist")
    NEWCOMER = 5, _("Trainee or newcomer")


class Language(models.TextChoices):
    """Languages of the user interface and of mails."""

    GERMAN = "de", "Deutsch"
    ENGLISH = "en", "English"


class ImportState(models.TextChoices):
    CHECKED = "checked", _("checked, not applied")
    QUEUED = "queued", _("being applied")
    APPLIED = "applied", _("applied")
    DISCARDED = "discarded", _("discarded")


IMPORT_TRANSITIONS: dict[str, frozenset[str]] = {
    ImportState.CHECKED: frozenset({ImportState.QUEUED, ImportState.APPLIED, ImportState.DISCARDED}),
    # back to checked: the job could not be done, nothing has been imported
    ImportState.QUEUED: frozenset({ImportState.APPLIED, ImportState.CHECKED}),
}
