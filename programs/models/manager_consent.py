"""The line manager of a mentor agrees to the hours: asked once, and anew where someone else has become line manager."""

from datetime import timedelta
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import Person
from programs.enums import ManagerAnswer, ParticipationState, ProgramState, Role
from programs.models.participation import Participation

STUCK_AFTER = timedelta(days=7)


class ManagerConsentQuerySet(models.QuerySet):
    def current(self) -> Self:
        """Of those who are line manager today, for people who still take part."""
        return self.filter(
            manager=F("participation__person__manager"),
            manager__is_active=True,
            participation__state=ParticipationState.SIGNED_UP,
        )

    def visible_to(self, person: Person) -> Self:
        """What a line manager sees of their own reports today; not of those they had, and nothing for HR."""
        return self.current().filter(manager=person).exclude(participation__program__state=ProgramState.ARCHIVED)

    def agreed(self) -> Self:
        return self.current().filter(state=ManagerAnswer.AGREED)


class ManagerConsent(models.Model):
    """One line manager asked about one mentor. A no keeps no reason. `over_since`: the hours are used up."""

    participation = models.ForeignKey(
        Participation, models.CASCADE, related_name="manager_consents", verbose_name=_("mentor")
    )
    manager = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("line manager"))
    state = models.CharField(
        _("answer"), max_length=10, choices=ManagerAnswer.choices, default=ManagerAnswer.ASKED, editable=False
    )
    hours = models.PositiveSmallIntegerField(_("hours"))
    asked_at = models.DateTimeField(_("asked"), default=timezone.now, editable=False)
    answered_at = models.DateTimeField(_("answered"), null=True, editable=False)
    shows_partner = models.BooleanField(default=False, editable=False, help_text="The mentor shows the mentee's name.")
    over_since = models.DateTimeField(null=True, editable=False)

    objects = ManagerConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent of a line manager")
        verbose_name_plural = _("consents of line managers")
        ordering = ("asked_at", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["participation", "manager"], name="manager_asked_once_per_mentor")
        ]

    def __str__(self) -> str:
        return str(self.participation)


def stuck(participations: Any, now: Any) -> Any:
    """Signed-up mentors for whom nothing moves by itself: no line manager on record, a no, or a week without answer."""
    current = ManagerConsent.objects.current().filter(participation=OuterRef("pk"))
    moving = current.filter(
        Q(state=ManagerAnswer.AGREED) | Q(state=ManagerAnswer.ASKED, asked_at__gte=now - STUCK_AFTER)
    )
    not_asked_yet = Q(person__manager__is_active=True) & ~Exists(current)
    asking = Q(program__hours_budget__isnull=False) | Q(program__manager_consent_required=True)
    states = (ProgramState.OPEN, ProgramState.MATCHING, ProgramState.RUNNING, ProgramState.CLOSING)
    mentors = participations.filter(
        asking, role=Role.MENTOR, state=ParticipationState.SIGNED_UP, program__state__in=states
    )
    return mentors.exclude(not_asked_yet).filter(~Exists(moving))
