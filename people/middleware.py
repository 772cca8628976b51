"""Pages in the language and the time zone of the person who is signed in, and for nobody else to keep."""

import zoneinfo
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers

from people.accounts import rescue
from people.prepared import each_asked_once


class PersonLocaleMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        translation.activate(request.user.language)
        request.LANGUAGE_CODE = translation.get_language()  # type: ignore[attr-defined]
        with timezone.override(zoneinfo.ZoneInfo(request.user.time_zone)):
            return self.get_response(request)


class KeptWordsMiddleware:
    """What someone sends after their session has ended is kept for them. Stands before what asks for signing in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        if request.method != "POST" or request.user.is_authenticated:
            return None
        path = rescue.keep(request)
        return rescue.sign_in_again(request, path) if path else None


class AskedOnceMiddleware:
    """While a page is made that changes nothing, no question is asked twice."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        with each_asked_once():
            return self.get_response(request)


class PersonalPagesMiddleware:
    """What someone sees who is signed in is kept by no proxy and no browser: after signing out it is gone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_personal = request.user.is_authenticated  # before the view: signing out is personal too
        response = self.get_response(request)
        if is_personal and "no-store" not in response.headers.get("Cache-Control", ""):
            del response.headers["Cache-Control"]
            add_never_cache_headers(response)
        return response
