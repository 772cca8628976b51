"""How many codes to sign in are mailed to one address in a day, whoever asks for them.

Anybody can type anybody's address. Without a ceiling that fills a mailbox; with a bare one it would lock its owner out.
So a browser in which the owner has signed in before counts for itself, and one network uses up no more than half.
SECURITY: all of it counts what was typed, whether somebody has that address or not.
"""

import secrets
from datetime import timedelta

from allauth.core import ratelimit
from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from people.models import Person

COOKIE = "tandem_browser"
SALT = "people.accounts.code_limits"
REMEMBERED = timedelta(days=180)
A_MINUTE = _("Several codes were asked for just now. Please wait a minute.")
A_DAY = _(
    "Many codes were asked for today for this address, so we send no more for now. Please sign in with a password, or "
    "in a browser where you have signed in before, or try again tomorrow."
)


def may_have_a_code(request: HttpRequest, address: str) -> bool:
    """Counts this one in. The numbers stand in `ACCOUNT_RATE_LIMITS`."""
    address = address.lower()
    if browser := _browser_of(request, address):
        return ratelimit.consume(request, action="codes_in_known_browser", key=f"{address} {browser}")
    from_here = ratelimit.consume(request, action="codes_from_one_network", key=f"{address} {get_ip(request)}")
    return from_here and ratelimit.consume(request, action="codes_for_one_address", key=address)


def remember_browser(response: HttpResponse, person: Person) -> None:
    """After signing in. The cookie opens nothing: it says that the owner of an address has used this browser."""
    response.set_cookie(
        COOKIE,
        signing.dumps([_hash(person.email), secrets.token_urlsafe(8)], salt=SALT),
        max_age=REMEMBERED,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _browser_of(request: HttpRequest, address: str) -> str:
    """Which of its owner's browsers this is; empty where it is none."""
    try:
        owner, browser = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=REMEMBERED)
    except signing.BadSignature:
        return ""
    return str(browser) if owner == _hash(address) else ""


def _hash(address: str) -> str:
    return salted_hmac(SALT, address.lower(), algorithm="sha256").hexdigest()
