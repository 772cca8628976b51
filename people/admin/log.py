"""The audit log, to read."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from people import audit
from people.admin.access import HrAdmin, person_of
from people.models import AuditEvent


@admin.register(AuditEvent)
class AuditEventAdmin(HrAdmin, admin.ModelAdmin):
    list_display = ("happened_at", "what", "subject_label", "who")
    list_display_links = ("happened_at",)
    list_select_related = ("actor",)
    list_per_page = 50
    search_fields = ("event", "subject_label", "actor__last_name", "actor__first_name")
    date_hierarchy = "happened_at"
    fields = ("happened_at", "what", "subject_label", "who", "shown_details")
    readonly_fields = fields
    show_full_result_count = False
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEvent]:
        return audit.visible_to(person_of(request)).order_by("-happened_at", "-pk")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("what"), ordering="event")
    def what(self, event: AuditEvent) -> str:
        return audit.label(event.event)

    @admin.display(description=_("who"))
    def who(self, event: AuditEvent) -> str:
        return event.actor.full_name if event.actor else "–"

    @admin.display(description=_("details"))
    def shown_details(self, event: AuditEvent) -> str:
        return audit.details_in_words(event) or "–"
