"""Pages that need several floors."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from mentoring import health
from mentoring.home import home_of


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "home.html", {"home": home_of(request.user, timezone.now())})  # type: ignore[arg-type]


def email_address(request: HttpRequest) -> HttpResponse:
    """Shows the address a person signs in with. HR's import owns it, so there is nothing to change here."""
    return render(request, "account/email.html")


@login_not_required
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """For monitoring: 200, or 503 with the names of the parts that do not work and how old the outbox is."""
    failing = health.failing_parts()
    if failing:
        detail = {name: words for name in failing if (words := health.detail(name).strip())}
        return JsonResponse({"status": "failing", "failing": failing, "detail": detail}, status=503)
    return JsonResponse({"status": "ok"})
