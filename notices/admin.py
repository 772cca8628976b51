"""HR's outbox: what became of each notice, never what it says. The one thing to do here is to send again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from notices import kinds, scoping
from notices.actions import send_again
from notices.models import Notice
from people.errors import ActionError
from people.lookups import OnlyOfferedFilters


class KindFilter(admin.SimpleListFilter):
    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Sequence[tuple[str, Any]]:
        return [(kind.code, kind.label) for kind in kinds.all_kinds() if not kind.is_private]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Notice]) -> QuerySet[Notice]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


def kinds_that_name_recipients() -> list[str]:
    return [kind.code for kind in kinds.all_kinds() if kind.names_recipient]


def short(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")


@admin.register(Notice)
class NoticeAdmin(OnlyOfferedFilters, admin.ModelAdmin):
    nothing_yet = _("Nothing has been sent yet, and nothing waits.")
    list_display = ("due", "kind_words", "outcome", "recipient_words", "sent")
    list_display_links = ("kind_words",)
    list_filter = ("state", KindFilter, "due_at")
    search_fields = ("recipient__last_name",)
    search_help_text = _("Name or e-mail address of a recipient")
    list_select_related = ("recipient",)
    list_per_page = 50
    show_full_result_count = False
    actions = ("send_again",)
    fields = (
        "kind_words",
        "recipient_words",
        "state",
        "problem_words",
        "due_at",
        "expires_at",
        "attempts",
        "sent_at",
        "created_at",
    )
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Notice]:
        programs = scoping.managed_programs(request.user)  # type: ignore[arg-type]
        # ModelAdmin's own would order by what is not there yet
        found = Notice.objects.with_attention(timezone.now()).order_by(*self.get_ordering(request))
        return found.in_outbox(programs)

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """What needs somebody first: failed, unknown, waiting for too long; then what is done, then what is to come."""
        return ("attention", "-due_at", "pk")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Notice], search_term: str
    ) -> tuple[QuerySet[Notice], bool]:
        """By recipient, and only among kinds that show one: a hit would name the person just as well."""
        for word in search_term.split():
            named = Q(recipient__first_name__icontains=word) | Q(recipient__last_name__icontains=word)
            named |= Q(recipient__email__icontains=word)
            queryset = queryset.filter(named, kind__in=kinds_that_name_recipients())
        return queryset, False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The list is the outbox; what is selected in it are notices."""
        return super().changelist_view(request, {"module_name": gettext("notices"), **(extra_context or {})})

    @admin.display(description=_("kind"))
    def kind_words(self, notice: Notice) -> str:
        return notice.kind_label

    @admin.display(description=_("recipient"))
    def recipient_words(self, notice: Notice) -> str:
        # SECURITY: who is told would often tell HR who parted, declined or cancelled
        kind = kinds.get(notice.kind)
        return str(notice.recipient) if kind is not None and kind.names_recipient else gettext("not shown")

    @admin.display(description=_("due"), ordering="due_at")
    def due(self, notice: Notice) -> str:
        return short(notice.due_at)

    @admin.display(description=_("sent"), ordering="sent_at")
    def sent(self, notice: Notice) -> str:
        return short(notice.sent_at) if notice.sent_at else "–"

    @admin.display(description=_("state"), ordering="state")
    def outcome(self, notice: Notice) -> str:
        state = str(notice.get_state_display())
        return f"{state}: {notice.problem_text}" if notice.problem else state

    @admin.display(description=_("problem"))
    def problem_words(self, notice: Notice) -> str:
        return notice.problem_text or "–"

    @admin.action(description=_("Send again"), permissions=["view"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Notice]) -> None:
        again, left = 0, 0
        for notice in queryset:
            try:
                send_again(notice=notice, actor=request.user, now=timezone.now())  # type: ignore[arg-type]
                again += 1
            except ActionError:
                left += 1
        if again:
            text = ngettext("%(count)s notice is sent again.", "%(count)s notices are sent again.", again)
            messages.success(request, text % {"count": again})
        if left:
            text = gettext("Left as they are: %(count)s. Only what failed, or whose outcome is unknown, is sent again.")
            messages.warning(request, text % {"count": left})

    # deny by default: HR reads, and nobody writes by hand
    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Notice | None = None) -> bool:
        return bool(request.user.is_active and request.user.is_staff)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Notice | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Notice | None = None) -> bool:
        return False
