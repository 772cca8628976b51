"""What every template may ask for. The navigation is computed only where a page shows it."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from mentoring.navigation import navigation


def site(request: HttpRequest) -> dict[str, Any]:
    return {
        "DEMO": settings.DEMO,
        "SITE_NAME": settings.SITE_NAME,
        "navigation": SimpleLazyObject(lambda: navigation(request)),
    }
