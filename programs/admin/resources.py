"""Resources: links and short pages, for one programme or for all; whoever manages any programme edits the latter."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from people import audit
from programs.admin.fields import without_ways_aside
from programs.admin.forms import BilingualForm
from programs.models import Resource
from programs.scoping import ProgramScopedAdmin, managed_programs


class ResourceForm(BilingualForm):
    bilingual = ("title",)

    class Meta:
        model = Resource
        fields = ("program", "role", "title_de", "title_en", "link", "text_de", "text_en", "position")
        help_texts = {
            "link": _("A full address that begins with https://. With a text, both stand on the page."),
            "text_de": _("A short page. Headings, bold, lists and links are possible, as Markdown."),
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not (data.get("link") or data.get("text_de") or data.get("text_en") or self.has_error("link")):
            self.add_error("link", _("Give a link, or write a text in at least one language."))
        return data


@admin.register(Resource)
class ResourceAdmin(ProgramScopedAdmin):
    form = ResourceForm
    can_add = can_delete = True
    actions = None
    list_display = ("title", "program", "role", "link", "position")
    list_filter = ("program", "role")
    list_select_related = ("program",)
    search_fields = ("title_de", "title_en", "text_de", "text_en")
    fieldsets = (
        (None, {"fields": (("program", "role", "position"), ("title_de", "title_en"), "link")}),
        (_("A short page"), {"fields": (("text_de", "text_en"),)}),
    )

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Resource]:
        mine = Q(program__in=managed_programs(request.user).order_by().values("pk"))
        if self.is_manager(request):
            mine |= Q(program=None)
        return admin.ModelAdmin.get_queryset(self, request).filter(mine)

    def is_manager(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        if isinstance(obj, Resource) and obj.program_id is None:
            return super().is_manager(request)
        return super().is_manager(request, obj)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return without_ways_aside(super().formfield_for_dbfield(db_field, request, **kwargs))

    @admin.display(description=_("title"), ordering="title_de")
    def title(self, obj: Resource) -> str:
        return obj.title

    def save_model(self, request: HttpRequest, obj: Resource, form: forms.ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        self._note(request, obj, "resource.saved")

    def delete_model(self, request: HttpRequest, obj: Resource) -> None:
        self._note(request, obj, "resource.removed")
        super().delete_model(request, obj)

    def _note(self, request: HttpRequest, obj: Resource, event: str) -> None:
        person: Any = request.user
        audit.record(event, actor=person, subject=obj, program_id=obj.program_id)
