"""What every template may ask for. The navigation is computed only where a page shows it."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from mentoring.navigation import navigation


def demo_logins() -> dict[str, Any] | None:
    """Who can sign in to the demo, and the password they share. SECURITY: None wherever people work with Tandem."""
    if not settings.DEMO:
        return None
    from mentoring.demo import cast

    people = cast.usable()
    return {"people": people, "password": cast.PASSWORD} if people else None


def site(request: HttpRequest) -> dict[str, Any]:
    return {
        "DEMO": settings.DEMO,
        "demo_logins": SimpleLazyObject(demo_logins),
        "SITE_NAME": settings.SITE_NAME,
        "navigation": SimpleLazyObject(lambda: navigation(request)),
    }
