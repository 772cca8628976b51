"""Pages in the language and the time zone of the person who is signed in, and for nobody else to keep."""

import zoneinfo
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from people.accounts import addresses, rescue
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


class ConfirmedAddressMiddleware:
    """While a changed address waits for the person's word, whoever comes by it finds one page and the way out.

    SECURITY: closed is what is not named here, the admin too.
    """

    OPEN = (
        "address",
        "address_link",
        "account_logout",
        "set_language",
        "healthz",
        "unsubscribe",  # these two ask for a token of their own
        "calendar_feed",
    )

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        if not request.user.is_authenticated or addresses.is_open_to(request.session, request.user):
            return None
        if not request.user.address_waits:
            logout(request)
            messages.info(request, _("Your address is settled. Please sign in again."))
            return redirect("account_login")
        is_open = request.resolver_match is not None and request.resolver_match.view_name in self.OPEN
        return None if is_open else redirect("address")


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
