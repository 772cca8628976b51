"""Persons, where they work, imports of them, and the audit log."""

import uuid
from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from people.enums import ImportState, Language, Level
from people.errors import AppendOnly
from people.querysets import AuditEventQuerySet, PersonManager


class Organisation(models.Model):
    """A company that takes part."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    leavings_known_on = models.DateField(
        _("leaving dates complete up to"),
        null=True,
        blank=True,
        help_text=_("An import that has the column sets this day. Retention is told up to it."),
    )

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Department(models.Model):
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="departments", verbose_name=_("organisation")
    )
    name = models.CharField(_("name"), max_length=200)
    family = models.CharField(
        _("family"),
        max_length=200,
        blank=True,
        help_text=_("Departments that do the same kind of work are compared as one. Empty: its own name."),
    )

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ("organisation", "name")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "name"], name="department_once_per_organisation")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def family_name(self) -> str:
        """What figures call the departments of one kind together."""
        return self.family or self.name


class Person(AbstractBaseUser, PermissionsMixin):
    """Someone who works in one of the companies and signs in with an e-mail address.

    `is_staff` opens the admin site to HR. It opens no programme: for that a person needs a role in its team.
    """

    email = models.EmailField(_("e-mail"), max_length=254, unique=True)
    # the address with which the person signed in first, or confirmed last; empty: has never signed in
    confirmed_email = models.EmailField(max_length=254, blank=True, default="", editable=False)
    first_name = models.CharField(_("first name"), max_length=150)
    last_name = models.CharField(_("last name"), max_length=150)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="people", verbose_name=_("organisation")
    )
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="people", verbose_name=_("department")
    )
    employee_number = models.CharField(_("employee number"), max_length=40, blank=True)
    site = models.CharField(_("site"), max_length=120, blank=True)
    job_title = models.CharField(_("position"), max_length=150, blank=True)
    level = models.PositiveSmallIntegerField(_("level"), choices=Level.choices, null=True, blank=True)
    hired_on = models.DateField(_("hired on"), null=True, blank=True)
    left_on = models.DateField(
        _("leaving date"), null=True, blank=True, help_text=_("Of the employment. In the future: still there.")
    )
    manager = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="reports", verbose_name=_("line manager")
    )
    spoken_languages = models.JSONField(_("spoken languages"), default=list, blank=True, help_text=_("ISO codes"))
    language = models.CharField(_("language"), max_length=5, choices=Language.choices, default=Language.GERMAN)
    time_zone = models.CharField(_("time zone"), max_length=60, default="Europe/Berlin")
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("HR: may open the admin site"), default=False)
    # part of what every session is checked against: another mark ends all of them
    session_mark = models.CharField(max_length=22, blank=True, default="", editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    erased_at = models.DateTimeField(_("erased"), null=True, editable=False)

    objects = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["first_name", "last_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ("last_name", "first_name", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("email"),
                name="person_email_once",
                violation_error_message=_("Someone else has this address already."),
            ),
            models.UniqueConstraint(
                fields=["organisation", "employee_number"],
                condition=~models.Q(employee_number=""),
                name="employee_number_once_per_organisation",
                violation_error_message=_("Someone else in this organisation has this employee number already."),
            ),
            models.CheckConstraint(
                condition=models.Q(left_on__gte=models.F("hired_on")),
                name="person_leaves_after_the_first_day",
                violation_error_message=_("The leaving date lies before the first day."),
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        if self.erased_at:
            return gettext("Erased person")
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def address_waits(self) -> bool:
        """Whether somebody else has changed the address, and the person has not confirmed it yet."""
        return bool(self.confirmed_email) and self.confirmed_email.lower() != self.email.lower()

    def get_session_auth_hash(self) -> str:
        """What a session must hold to be this person's: ends with each new password, and with each new mark."""
        return super().get_session_auth_hash() + self.session_mark

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        return (old + self.session_mark for old in super().get_session_auth_fallback_hash())

    def has_left(self, day: date) -> bool:
        """Whether the last day lies before `day`. On the last day itself someone is still there."""
        return self.left_on is not None and self.left_on < day

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.first_name


class PeopleImport(models.Model):
    """One uploaded file of employees: its rows as text and what applying them would do.

    `rows` and `plan` are personal data and are emptied as soon as the import is applied, discarded or a week old.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file_name = models.CharField(_("file"), max_length=255)
    headings = models.JSONField(default=list, editable=False)
    rows = models.JSONField(_("rows"), default=list, editable=False)
    plan = models.JSONField(default=dict, editable=False)
    options = models.JSONField(default=dict, editable=False)
    state = models.CharField(
        _("state"), max_length=12, choices=ImportState.choices, default=ImportState.CHECKED, editable=False
    )
    summary = models.JSONField(_("summary"), default=dict, editable=False)
    problem = models.TextField(_("what went wrong"), blank=True, editable=False)
    created_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("uploaded by"), editable=False
    )
    created_at = models.DateTimeField(_("uploaded"), default=timezone.now, editable=False)
    queued_at = models.DateTimeField(_("started"), null=True, editable=False)
    applied_at = models.DateTimeField(_("applied"), null=True, editable=False)

    class Meta:
        verbose_name = _("import of people")
        verbose_name_plural = _("imports of people")
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.file_name


class AuditEvent(models.Model):
    """Who did what, when. Append-only; never the content of what people wrote."""

    happened_at = models.DateTimeField(_("when"), default=timezone.now, editable=False)
    actor = models.ForeignKey(
        Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("who"), editable=False
    )
    event = models.CharField(_("what"), max_length=80, editable=False)
    subject_type = models.CharField(max_length=80, editable=False)
    subject_id = models.CharField(max_length=64, editable=False)
    subject_label = models.CharField(_("subject"), max_length=200, blank=True, editable=False)
    program_id = models.BigIntegerField(null=True, db_index=True, editable=False)
    details = models.JSONField(_("details"), default=dict, editable=False)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit log")
        ordering = ("-happened_at", "-pk")
        indexes: ClassVar = [models.Index(fields=["subject_type", "subject_id"])]

    def __str__(self) -> str:
        return f"{self.event} {self.subject_label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise AppendOnly
