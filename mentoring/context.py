"""What every template may ask for."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    return {"DEMO": settings.DEMO, "SITE_NAME": settings.SITE_NAME}
