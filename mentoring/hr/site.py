"""HR's admin site: it opens on the cockpit, and its lists are grouped by what HR does with them."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.apps import apps
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from mentoring import health
from mentoring.hr import cockpit
from people.models import Organisation

OURS = ("people", "notices", "programs", "tandems", "journals", "evaluation", "mentoring")
GROUPS = [
    (
        "programmes",
        _("Programmes"),
        [
            "Program",
            "Participation",
            "Event",
            "Resource",
            "PoolMember",
            "Insight",
            "FeedbackChange",
            "Wave",
            "Questionnaire",
            "GoalValue",
        ],
    ),
    ("pairing", _("Pairing and tandems"), ["MatchingRun", "Tandem"]),
    ("people", _("People"), ["Person", "PeopleImport", "Department", "Organisation", "SiteRegion"]),
    ("mail", _("Mail and log"), ["Notice", "AuditEvent"]),
]


class HrAdminSite(admin.AdminSite):
    site_header = site_title = _("Tandem for HR")
    index_title = _("What needs you")
    # SECURITY: Django's own sign-in would be a way past allauth's rate limits
    login = method_decorator(secure_admin_login)(admin.AdminSite.login)

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Only the house's own models. Other packages' are left out when they come.

        SECURITY: with allauth's page for addresses an administrator could give a participant's account an address of
        their own, sign in with it, and read a journal.
        """
        models: list[Any] = [model_or_iterable] if isinstance(model_or_iterable, type) else list(model_or_iterable)
        super().register([model for model in models if model._meta.app_label in OURS], admin_class, **options)

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        """SECURITY: no field here uses it, and its address could be asked for any relation of any model."""
        raise Http404

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """With what stands still, for whoever may see the admin: on every page, until it moves again."""
        is_staff = request.user.is_active and request.user.is_staff
        return {**super().each_context(request), "alarms": health.alarms() if is_staff else []}

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        person, now = request.user, timezone.now()
        stuck = {"overviews": cockpit.overviews(person, now), "outbox": cockpit.outbox(person, now)}  # type: ignore[arg-type]
        begins = {"is_beginning": not stuck["overviews"] and not Organisation.objects.exists()}
        return super().index(request, {**stuck, **begins, **(extra_context or {})})

    def app_index(
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """The page of one app, called by what it is about instead of "… administration"."""
        known = {config.label: config.verbose_name for config in apps.get_app_configs()}
        title = {"title": known.get(app_label, app_label)}
        return super().app_index(request, app_label, {**title, **(extra_context or {})})

    def get_urls(self) -> list[Any]:
        # its forms come with the programmes' admin, which asks for this very site when it is loaded
        from mentoring.hr import getting_in, preview, programme, set_up, wording

        def own(route: str, view: Any, name: str) -> URLPattern:
            return path(route, self.admin_view(view), name=name)

        return [
            own("new-programme/", set_up.choose, "new_programme"),
            own("new-programme/<slug:kind>/<slug:key>/", set_up.frame, "new_programme_frame"),
            own("programme/<int:pk>/", programme.page, "programme_cockpit"),
            own("programme/<int:pk>/invite/", getting_in.invite, "programme_invite"),
            own("programme/<int:pk>/preview/", preview.overview, "programme_preview"),
            own(
                "programme/<int:pk>/preview/<slug:role>/<slug:code>/<slug:language>/",
                preview.preview,
                "programme_preview_page",
            ),
            own("programme/<int:pk>/agreement/", wording.wording, "programme_agreement"),
            own("programme/<int:pk>/waiting/", getting_in.waiting_list, "programme_waiting"),
            own("programme/<int:pk>/set-up/<slug:code>/", set_up.step, "new_programme_step"),
            own("programme/<int:pk>/blueprint/", set_up.keep, "blueprint_keep"),
            own("blueprints/file/", set_up.upload, "blueprint_upload"),
            own("blueprints/<int:pk>/remove/", set_up.remove, "blueprint_remove"),
            own("blueprints/<slug:kind>/<slug:key>/file/", set_up.export, "blueprint_export"),
            # nothing here is shown on a page of its own, and Django's way there stumbles over keys that are no numbers
            path("r/<path:where>", self.admin_view(_nowhere)),
            *super().get_urls(),
        ]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """Grouped by HR's tasks; what belongs to none of them (accounts, for the system administrator) stays by app."""
        apps = super().get_app_list(request, app_label)
        if app_label:
            return apps
        models = {model["object_name"]: model for app in apps for model in app["models"]}
        grouped = [
            {"app_label": code, "name": name, "models": [models.pop(key) for key in keys if key in models]}
            for code, name, keys in GROUPS
        ]
        rest = [{**app, "models": [model for model in app["models"] if model["object_name"] in models]} for app in apps]
        return [group for group in [*grouped, *rest] if group["models"]]


def _nowhere(request: HttpRequest, where: str) -> HttpResponse:
    raise Http404
