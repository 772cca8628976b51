"""What HR sees of journals: released insights, and nothing else. Entries, drafts and proposals are not registered."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journals.actions.insights import remove_insight
from journals.models import Insight
from programs.models import Topic
from programs.scoping import ProgramScopedAdmin, ScopedRelatedFilter


class TopicFilter(ScopedRelatedFilter):
    """Only topics on which something was released; topics of several programmes may have the same name."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        found = model_admin.get_queryset(request).exclude(topic=None).order_by().values("topic")
        topics = Topic.objects.filter(pk__in=found).select_related("program")
        return [(str(topic.pk), f"{topic}, {topic.program}") for topic in topics]


@admin.register(Insight)
class InsightAdmin(ProgramScopedAdmin):
    """To read, by programme and topic, and to take off what names someone."""

    nothing_yet = _("Here stand the insights that tandems release, without names.")
    can_change = False
    can_delete = True
    list_display = ("sentence", "topic", "program")
    list_filter = ("program", ("topic", TopicFilter))
    list_select_related = ("program", "topic")
    list_display_links = ("sentence",)
    ordering = ("program", "topic", "pk")
    fields = ("text", "topic", "program")

    @admin.display(description=_("insight"))
    def sentence(self, obj: Insight) -> str:
        return obj.text

    def delete_model(self, request: HttpRequest, obj: Insight) -> None:
        remove_insight(insight=obj, actor=request.user, now=timezone.now())  # type: ignore[arg-type]

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        keys = {insight.pk: (insight.key_1, insight.key_2) for insight in queryset}
        for key_1, key_2 in keys.values():  # each removal gives the others new primary keys
            remove_insight(
                insight=Insight.objects.get(key_1=key_1, key_2=key_2),
                actor=request.user,  # type: ignore[arg-type]
                now=timezone.now(),
            )
