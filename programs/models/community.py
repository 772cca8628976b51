"""What people of a programme have beside their tandem: whom to ask about a topic, and resources."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.models import Person
from people.texts.languages import in_language
from programs.enums import ParticipationState, Role, TeamRole
from programs.models.event import only_https
from programs.models.program import Program
from programs.models.topic import Topic


class TopicContact(models.Model):
    """Someone who takes part and offers to be asked about topics. Deleted as soon as they take it back or leave."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="topic_contacts", verbose_name=_("programme"))
    person = models.ForeignKey(Person, models.CASCADE, related_name="topic_contacts", verbose_name=_("person"))
    topics = models.ManyToManyField(Topic, related_name="+", verbose_name=_("topics"))
    about = models.CharField(_("what one can ask"), max_length=200, blank=True)
    since = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("contact person for topics")
        verbose_name_plural = _("contact persons for topics")
        ordering = ("program", "person")
        constraints: ClassVar = [models.UniqueConstraint(fields=["program", "person"], name="contact_once_per_program")]

    def __str__(self) -> str:
        return self.person.full_name


class ResourceQuerySet(models.QuerySet):
    def visible_to(self, person: Person) -> Self:
        """What is for their role in a programme they take part in, or for that role in all; and all that they edit."""
        mine = person.participations.filter(state=ParticipationState.SIGNED_UP)
        as_role = {role: mine.filter(role=role).values("program") for role in Role.values}
        runs = person.team_roles.filter(role=TeamRole.MANAGER).values("program")
        for_role: Any = Q(role="", program__in=mine.values("program"))
        for role, programs in as_role.items():
            for_role |= Q(role=role, program__in=programs)
        roles = mine.order_by().values("role")
        everywhere: Any = Q(program=None) & (Q(role__in=roles) | Q(role="") & Exists(mine))
        if person.is_staff:
            everywhere |= Q(program=None)
        return self.filter(for_role | Q(program__in=runs) | everywhere)


class Resource(models.Model):
    """A link, or a short page of our own. Without a programme it is for all of them; `role`: for that role alone."""

    program = models.ForeignKey(
        Program,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="resources",
        verbose_name=_("programme"),
        help_text=_("Empty: for all programmes."),
    )
    role = models.CharField(
        pgettext_lazy("of a resource", "for"),
        max_length=10,
        choices=Role.choices,
        blank=True,
        help_text=_("Empty: for mentees and mentors."),
    )
    title_de = models.CharField(_("title (German)"), max_length=120, blank=True)
    title_en = models.CharField(_("title (English)"), max_length=120, blank=True)
    text_de = models.TextField(_("text (German)"), blank=True)
    text_en = models.TextField(_("text (English)"), blank=True)
    link = models.CharField(_("link"), max_length=500, blank=True, validators=[only_https])
    position = models.PositiveSmallIntegerField(pgettext_lazy("in a list", "position"), default=0)

    objects = ResourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("resource")
        verbose_name_plural = _("resources")
        ordering = ("position", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(title_de="", title_en=""),
                name="resource_has_a_title",
                violation_error_message=_("Give the resource a title in at least one language."),
            ),
            models.CheckConstraint(
                condition=~Q(link="", text_de="", text_en=""),
                name="resource_leads_somewhere",
                violation_error_message=_("Give a link, or write a text in at least one language."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return in_language(self, "title")

    @property
    def text(self) -> str:
        return in_language(self, "text")
