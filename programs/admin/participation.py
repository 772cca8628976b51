"""HR's view of who is signed up. Read-only: people change their own sign-ups, imports go through their preview."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from people import audit
from people.models import Person
from programs.enums import ManagerAnswer, ParticipationState, Role
from programs.models import Consent, ManagerConsent, Participation
from programs.models.manager_consent import stuck
from programs.scoping import ProgramScopedAdmin


class ManagerFilter(admin.SimpleListFilter):
    """By what the line manager of today has answered about a mentor's hours."""

    title = _("line manager")
    parameter_name = "manager"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("stuck", _("does not move by itself")), *ManagerAnswer.choices]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        wanted = self.value()
        if wanted == "stuck":
            return stuck(queryset, timezone.now())
        if wanted is None:
            return queryset
        current = ManagerConsent.objects.current().filter(state=wanted)
        return queryset.filter(pk__in=current.values("participation"))


@admin.register(Participation)
class ParticipationAdmin(ProgramScopedAdmin):
    nothing_yet = _("Nobody has signed up yet.")
    can_change = False
    list_display = ("person", "role", "state", "department", "program", "line_manager", "signed_up_at")
    list_filter = ("program", "role", "state", ManagerFilter)
    list_select_related = ("person__department", "program")
    search_fields = ("person__first_name", "person__last_name", "person__email")
    ordering = ("program", "role", "person__last_name", "person__first_name")
    fieldsets = (
        (
            None,
            {"fields": ("person", "department", "program", "role", "state", "signed_up_at", "consent", "line_manager")},
        ),
        (
            _("What they bring"),
            {"fields": ("topics", "in_return", "tandems_at_most", "how_to_meet", "times", "joint_with")},
        ),
        (
            _("Motivation"),
            {
                "fields": ("motivation",),
                "description": _("Only the person and the HR managers of this programme read this."),
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        """Drafts belong to the person alone."""
        return (
            super().get_queryset(request).exclude(state=ParticipationState.DRAFT).prefetch_related("manager_consents")
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [str(name) for _title, options in self.fieldsets for name in options["fields"]]

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        looked_at = kwargs.get("obj")
        if isinstance(looked_at, Participation) and isinstance(request.user, Person):
            audit.note_look(
                "participation.looked_at",
                actor=request.user,
                subject=looked_at,
                now=timezone.now(),
                program_id=looked_at.program_id,
            )
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=_("line manager"))
    def line_manager(self, obj: Participation) -> str:
        """What today's line manager has answered, for mentors of programmes that ask."""
        if obj.role != Role.MENTOR or not obj.program.asks_managers:
            return ""
        known = [one for one in obj.manager_consents.all() if one.manager_id == obj.person.manager_id]
        if not known:
            return gettext("not asked yet") if obj.person.manager_id else gettext("no line manager on record")
        return str(known[0].get_state_display())

    @admin.display(description=_("department"), ordering="person__department__name")
    def department(self, obj: Participation) -> Any:
        return obj.person.department

    @admin.display(description=_("topics"))
    def topics(self, obj: Participation) -> str:
        choices = obj.topic_choices.select_related("topic")
        return ", ".join(f"{choice.topic.name} ({choice.get_level_display()})" for choice in choices)

    @admin.display(description=_("in return"))
    def in_return(self, obj: Participation) -> str:
        return ", ".join(topic.name for topic in obj.exchange.all())

    @admin.display(description=_("tandems at most"))
    def tandems_at_most(self, obj: Participation) -> int:
        return obj.room

    @admin.display(description=_("how to meet"))
    def how_to_meet(self, obj: Participation) -> Any:
        return obj.get_mode_display()

    @admin.display(description=_("times"))
    def times(self, obj: Participation) -> str:
        return ", ".join(obj.slot_names)

    @admin.display(description=_("consent"))
    def consent(self, obj: Participation) -> str:
        return "; ".join(consent_in_words(consent) for consent in obj.consents.select_related("text"))


def consent_in_words(consent: Consent) -> str:
    day = date_format(timezone.localdate(consent.given_at), "SHORT_DATE_FORMAT")
    values = {"version": consent.text.version, "how": consent.get_source_display(), "date": day}
    return str(_("version %(version)s, %(how)s, %(date)s") % values)
