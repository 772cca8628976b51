"""Words of the people floor: seniority levels, languages, form of consent to being contacted."""

from typing import Any

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


EVENTS: dict[str, Any] = {
    "person.created": _("Person added"),
    "person.changed": _("Person changed"),
    "person.looked_at": _("Person's data looked at"),
    "person.address_changed": _("Address changed by an import"),
    "person.address_confirmed": _("New address confirmed by the person"),
    "person.address_refused": _("New address refused by the person"),
    "person.address_vouched": _("Vouched for a new address"),
    "person.address_opened": _("New address counts after the waiting time"),
    "person.deactivated": _("Person deactivated"),
    "person.reactivated": _("Person reactivated"),
    "person.erased": _("Personal data erased"),
    "person.took_own_data": _("Own data taken along"),
    "site.region_set": _("Public holidays of a site set"),
    "people.import_checked": _("File of employees uploaded"),
    "people.import_started": _("Import of employees started"),
    "people.import_given_back": _("Import of employees not carried out"),
    "people.import_discarded": _("File of employees discarded"),
    "people.imported": _("Employees imported"),
    "log.exported": _("Log exported"),
}
DETAILS: dict[str, Any] = {
    "reason": _("reason"),
    "fields": _("changed"),
    "count": _("number"),
    "added": _("added"),
    "changed": _("changed"),
    "removed": _("removed"),
    "new": _("new"),
    "same": _("unchanged"),
    "rows": _("rows"),
    "unchanged": _("unchanged"),
    "wrong": _("wrong"),
    "leaving": _("not in the file"),
    "deactivated": _("deactivated"),
    "reactivated": _("reactivated"),
}
