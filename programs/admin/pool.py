"""The mentor pool as HR sees it: who took part in their programmes and said yes to being asked again."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from programs.models import PoolMember
from programs.scoping import ProgramScopedAdmin


@admin.register(PoolMember)
class PoolMemberAdmin(ProgramScopedAdmin):
    nothing_yet = _("Nobody is in the pool yet. Mentors are asked at the end of a programme.")
    can_change = False
    list_display = ("person", "company", "offers", "program", "listed_since")
    list_filter = ("program",)
    list_select_related = ("person__organisation", "program")
    search_fields = ("person__first_name", "person__last_name", "topics__name_de", "topics__name_en")
    ordering = ("person__last_name", "person__first_name")
    fields = readonly_fields = ("person", "company", "offers", "program", "listed_since")

    def get_queryset(self, request: HttpRequest) -> QuerySet[PoolMember]:
        """A no is nobody's business."""
        return super().get_queryset(request).filter(listed_since__isnull=False).prefetch_related("topics")

    @admin.display(description=_("company"))
    def company(self, member: PoolMember) -> Any:
        return member.person.organisation

    @admin.display(description=_("topics"))
    def offers(self, member: PoolMember) -> str:
        return ", ".join(topic.name for topic in member.topics.all())
