"""Pages in the language and the time zone of the person who is signed in, and for nobody else to keep."""

import zoneinfo
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers

from people.accounts import rescue
from people.accounts.giving_back import give_back
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
    """What someone sends after their session has ended is kept for them, and their form is filled with it when they are
    back. Stands before what asks for signing in. A view that does not ask (`login_not_required`) keeps words itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if hasattr(request, "words_token"):
            rescue.remember(request, response)
        elif rescue.COOKIE in request.COOKIES and request.user.is_authenticated:
            return give_back(request, response, timezone.now())
        return response

    def process_view(self, request: HttpRequest, view: Any, *_args: Any) -> HttpResponse | None:
        if request.method != "POST" or request.user.is_authenticated or not getattr(view, "login_required", True):
            return None
        found = rescue.keep(request, timezone.now())
        return rescue.sign_in_again(request, found[1]) if found else None


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
