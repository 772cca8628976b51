"""The audit log, to read and to take along: of the programmes one manages, and what belongs to none."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people import audit
from people.admin.access import HrAdmin, is_hr, person_of
from people.audit import log, words
from people.models import AuditEvent


@admin.register(AuditEvent)
class AuditEventAdmin(HrAdmin, admin.ModelAdmin):
    """A table of its own with the filters of `people.audit.log`; the addresses are those of a list."""

    fields = ("happened_at", "what", "about", "who", "shown_details")
    readonly_fields = fields
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEvent]:
        return audit.visible_to(person_of(request)).order_by("-happened_at", "-pk")

    def get_urls(self) -> list[URLPattern]:
        export = self.admin_site.admin_view(self.export_view)
        return [path("file/", export, name="people_auditevent_export"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if not is_hr(request):
            return super().changelist_view(request, extra_context)
        context = {
            **self.admin_site.each_context(request),
            **log.on_page(request, self.get_queryset(request), are_named=True),
            "title": self.opts.verbose_name_plural,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/people/log.html", context)

    def export_view(self, request: HttpRequest) -> HttpResponse:
        person = person_of(request)
        answer = log.as_file(request, self.get_queryset(request), are_named=True, name="log")
        asked = request.GET.get("program", "")
        program_id = int(asked) if asked.isdecimal() and int(asked) in audit.programs_of(person) else None
        audit.note_look("log.exported", actor=person, subject=person, now=timezone.now(), program_id=program_id)
        return answer

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("what"))
    def what(self, event: AuditEvent) -> str:
        return audit.label(event.event)

    @admin.display(description=_("subject"))
    def about(self, event: AuditEvent) -> str:
        return words.subject(event, is_named=True)

    @admin.display(description=_("who"))
    def who(self, event: AuditEvent) -> str:
        return event.actor.full_name if event.actor else log.nobody(event)

    @admin.display(description=_("details"))
    def shown_details(self, event: AuditEvent) -> str:
        return words.details(event) or "–"
