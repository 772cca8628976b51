"""Events of a programme: kick-off, check-in, community, peer session, closing; and who comes."""

import uuid
from datetime import datetime, time, timedelta
from typing import Any, ClassVar, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.models import Person
from people.texts.languages import in_language
from programs.enums import (
    TOLD_EVENT_STATES,
    EventAnchor,
    EventAnswer,
    EventKind,
    EventState,
    ParticipationState,
    ProgramState,
    Role,
    TeamRole,
)
from programs.models.participation import Participation
from programs.models.program import Program
from programs.models.team import TeamMember

SHORTEST, LONGEST = 15, 720  # minutes
FURTHEST = 400  # days from the anchor
# line managers are told once people are signed up for good
FOR_LINE_MANAGERS = (ProgramState.MATCHING, ProgramState.RUNNING, ProgramState.CLOSING, ProgramState.CLOSED)


def only_https(address: str) -> None:
    """SECURITY: what HR links to is opened by everyone: encrypted, and never a script."""
    parts = urlsplit(address)
    if parts.scheme.lower() != "https" or not parts.hostname:
        raise ValidationError(_("Give a full address that begins with https://."))


class EventQuerySet(models.QuerySet):
    def addressed_to(self, person: Person) -> Self:
        """Events of which `person` is one of those they are for, whatever their state."""
        signed_up = Participation.objects.filter(program=OuterRef("program"), state=ParticipationState.SIGNED_UP)
        mine = signed_up.filter(person=person)
        reports = signed_up.filter(role=Role.MENTOR, person__manager=person, person__is_active=True)
        return self.filter(
            Q(for_mentees=True) & Exists(mine.filter(role=Role.MENTEE))
            | Q(for_mentors=True) & Exists(mine.filter(role=Role.MENTOR))
            | Q(for_managers=True, program__state__in=FOR_LINE_MANAGERS) & Exists(reports)
        )

    def visible_to(self, person: Person) -> Self:
        """What they were invited to, what they proposed and nobody took up yet, and everything in what they run."""
        runs = TeamMember.objects.filter(program=OuterRef("program"), person=person, role=TeamRole.MANAGER)
        told = Event.objects.addressed_to(person).filter(state__in=TOLD_EVENT_STATES)
        own = Q(proposed_by=person, state__in=[EventState.PROPOSED, EventState.DECLINED])
        return self.filter(Q(pk__in=told.values("pk")) | own | Exists(runs))

    def with_answer_of(self, person: Person) -> Self:
        """Each event says in `my_answer` what `person` has answered, None where nothing."""
        mine = EventReply.objects.filter(event=OuterRef("pk"), person=person)
        return self.annotate(my_answer=models.Subquery(mine.values("answer")[:1]))

    def coming(self, first: datetime, last: datetime) -> Self:
        """Those that begin in this time and are not off, also what is still in preparation, with how many come."""
        is_on = [EventState.DRAFT, EventState.PROPOSED, EventState.INVITED]
        found = self.filter(state__in=is_on, starts_at__gte=first, starts_at__lt=last).order_by("starts_at", "pk")
        return found.annotate(yes=models.Count("replies", filter=Q(replies__answer=EventAnswer.YES)))

    def ahead(self, now: datetime) -> Self:
        """Invitations are out, and it has not begun."""
        return self.filter(state=EventState.INVITED, starts_at__gt=now)


class Event(models.Model):
    """One event. Before it has a date, its day is counted from the programme's (`anchor`, `offset_days`, `clock`).

    `sequence` and `changed_at` are those of the calendar entry. `notes_at`: when the notes were given to everyone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, models.CASCADE, related_name="events", verbose_name=_("programme"))
    kind = models.CharField(_("kind"), max_length=10, choices=EventKind.choices, default=EventKind.CHECK_IN)
    state = models.CharField(
        _("state"), max_length=10, choices=EventState.choices, default=EventState.DRAFT, editable=False
    )
    title_de = models.CharField(_("title (German)"), max_length=120, blank=True)
    title_en = models.CharField(_("title (English)"), max_length=120, blank=True)
    text_de = models.TextField(_("text (German)"), blank=True)
    text_en = models.TextField(_("text (English)"), blank=True)
    for_mentees = models.BooleanField(_("mentees"), default=True)
    for_mentors = models.BooleanField(_("mentors"), default=True)
    for_managers = models.BooleanField(
        _("line managers of mentors"),
        default=False,
        help_text=_("They learn by it that someone in their team is a mentor. Nobody is told before matching begins."),
    )
    starts_at = models.DateTimeField(_("begins"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(
        _("length in minutes"), default=90, validators=[MinValueValidator(SHORTEST), MaxValueValidator(LONGEST)]
    )
    time_zone = models.CharField(_("time zone"), max_length=64, default="Europe/Berlin")
    anchor = models.CharField(_("counted from"), max_length=6, choices=EventAnchor.choices, default=EventAnchor.START)
    offset_days = models.SmallIntegerField(
        _("days from there"), default=0, validators=[MinValueValidator(-FURTHEST), MaxValueValidator(FURTHEST)]
    )
    clock = models.TimeField(_("time of day"), default=time(10))
    place = models.CharField(_("place"), max_length=200, blank=True)
    link = models.CharField(_("link of a video call"), max_length=500, blank=True, validators=[only_https])
    capacity = models.PositiveSmallIntegerField(
        _("places"),
        null=True,
        blank=True,
        validators=[MinValueValidator(2)],
        help_text=_("Empty: as many as want to. Otherwise a waiting list begins once all places are taken."),
    )
    proposed_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", editable=False, verbose_name=_("proposed by")
    )
    notes_de = models.TextField(_("notes (German)"), blank=True)
    notes_en = models.TextField(_("notes (English)"), blank=True)
    notes_at = models.DateTimeField(null=True, editable=False)
    came = models.PositiveSmallIntegerField(
        null=True, editable=False, help_text="How many came, once nobody knows any more who."
    )
    sequence = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ("program", "starts_at", "anchor", "offset_days", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(title_de="", title_en=""),
                name="event_has_a_title",
                violation_error_message=_("Give the event a title in at least one language."),
            ),
            models.CheckConstraint(
                condition=Q(for_mentees=True) | Q(for_mentors=True) | Q(for_managers=True),
                name="event_is_for_someone",
                violation_error_message=_("Say whom the event is for."),
            ),
            models.CheckConstraint(
                condition=~Q(kind=EventKind.PEER) | Q(for_mentees=False, for_mentors=True, for_managers=False),
                name="peer_sessions_are_for_mentors",
                violation_error_message=_("A peer session is for mentors alone."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["invited", "held"]) | Q(starts_at__isnull=False),
                name="event_has_a_date_before_anyone_is_told",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "starts_at"], name="event_by_state_and_date")]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return in_language(self, "title")

    @property
    def text(self) -> str:
        return in_language(self, "text")

    @property
    def notes(self) -> str:
        """What is given to everyone, once it is."""
        return in_language(self, "notes") if self.notes_at else ""

    @property
    def ends_at(self) -> datetime | None:
        return self.starts_at + timedelta(minutes=self.minutes) if self.starts_at else None

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def is_told(self) -> bool:
        return self.state in TOLD_EVENT_STATES

    @property
    def whom(self) -> list[str]:
        """Whom it is for, in words."""
        names = ("for_mentees", "for_mentors", "for_managers")
        fields: list[Any] = [self._meta.get_field(name) for name in names if getattr(self, name)]
        return [str(field.verbose_name) for field in fields]


class EventReply(models.Model):
    """What one person answered (empty: nothing, but came), and whether they came. `is_named`: others may see it.

    `changes` counts the answers: with the event's own it is the sequence of the entry in this person's calendar.
    `is_out`: the no is not their own, the event is no longer for them. If it is again, they are asked anew.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="replies")
    person = models.ForeignKey(Person, models.CASCADE, related_name="event_replies", verbose_name=_("person"))
    answer = models.CharField(
        pgettext_lazy("to an invitation", "answer"), max_length=8, choices=EventAnswer.choices, blank=True
    )
    is_named = models.BooleanField(default=False)
    answered_at = models.DateTimeField(default=timezone.now)
    changes = models.PositiveSmallIntegerField(default=0)
    attended = models.BooleanField(null=True)
    is_out = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("answer to an invitation")
        verbose_name_plural = _("answers to invitations")
        ordering = ("answered_at", "pk")
        constraints: ClassVar = [models.UniqueConstraint(fields=["event", "person"], name="one_reply_each")]

    def __str__(self) -> str:
        return f"{self.event_id}"
