"""HR's admin site: it opens on the cockpit."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from mentoring.hr import cockpit

OURS = ("people", "notices", "programs", "tandems", "journals", "evaluation", "mentoring")


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

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        overviews = cockpit.overviews(request.user, timezone.now())  # type: ignore[arg-type]
        return super().index(request, {"overviews": overviews, **(extra_context or {})})
