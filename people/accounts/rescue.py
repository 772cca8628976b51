"""Words that were sent when the session had ended, or by a page that is out of date: shown again in their form.

Every form of a page for people who are signed in carries a signed note of whose it is and where it stands (the tag
`csrf_token` writes it, so no view and no form needs to know). With it what arrives without a session waits for an
hour, encrypted, in the cache; the page with the form is then filled with it. It works without JavaScript.
SECURITY: the note opens nothing and is no proof of who sends the words: nothing is saved for it. What waits is found
only by the person the note names, in the browser that sent it: its place is made from both. Passwords are never kept.
"""

import hashlib
import json
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from people.encryption import LostKey, decrypt, encrypt

FIELD = "form_note"
COOKIE = "tandem_words"
SALT = "people.rescue"
NOTE_LASTS = timedelta(days=60)  # a page that was open for longer is out of luck
WORDS_LAST = timedelta(hours=1)
LONGEST = 100_000  # characters of one form
MOST = 5  # forms that wait at a time
MOST_AN_HOUR = 60  # forms of one person: whoever has a note of their own can send without signing in
# signing in has passwords; HR's pages have uploads and forms of many parts
_NOT_UNDER = ("/accounts/", "/admin/")


@dataclass
class Sent:
    """What one form held."""

    page: str  # where the form stands, with its query
    action: str  # where it was sent
    values: dict[str, list[str]]
    at: float
    is_told: bool = False  # that the form is gone

    @property
    def texts(self) -> list[str]:
        """What looks as if somebody had written it: not keys, choices and dates."""
        return [value for name in self.values for value in self.values[name] if len(value.split()) > 1]


def keeps_no_words(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For a view whose forms must leave no trace of who has sent them."""
    view.keeps_no_words = True  # type: ignore[attr-defined]
    return view


# ---------------------------------------------------------------- the note in the form
def note(request: HttpRequest) -> str:
    """Whose form this is and where it stands, signed: the value of the hidden field. Empty where nothing is kept."""
    if not hasattr(request, "_form_note"):
        request._form_note = _write_note(request)  # type: ignore[attr-defined]
    return str(request._form_note)  # type: ignore[attr-defined]


def _write_note(request: HttpRequest) -> str:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or not _is_kept(request, request.path):
        return ""
    sent = _read_note(request) if request.method == "POST" else None  # a form that is shown again stands where it stood
    page = sent[1] if sent and sent[0] == user.pk else request.get_full_path()
    return signing.dumps([user.pk, page], salt=SALT)


def _is_kept(request: HttpRequest, path: str) -> bool:
    view = getattr(request.resolver_match, "func", None)
    return not path.startswith(_NOT_UNDER) and not getattr(view, "keeps_no_words", False)


def _read_note(request: HttpRequest) -> tuple[int, str] | None:
    try:
        person, page = signing.loads(request.POST.get(FIELD, ""), salt=SALT, max_age=NOTE_LASTS)
    except signing.BadSignature:
        return None
    return int(person), str(page)


# ---------------------------------------------------------------- what waits
def keep(request: HttpRequest, now: datetime) -> tuple[int, str] | None:
    """Keep what was sent: for whom, by key, and where its form stands. None if it was none of ours.

    `request.words_are_lost` says that it was too much to keep.
    """
    found = _read_note(request)
    if found is None or not _is_kept(request, request.path):
        return None
    person, page = found
    values = {
        name: request.POST.getlist(name)
        for name in request.POST
        if name not in (FIELD, "csrfmiddlewaretoken") and "password" not in name
    }
    sent = Sent(page, request.path, values, now.timestamp())
    request.words_are_lost = len(json.dumps(values)) > LONGEST or _is_too_often(person)  # type: ignore[attr-defined]
    if not request.words_are_lost:  # type: ignore[attr-defined]
        token = request.COOKIES.get(COOKIE) or secrets.token_urlsafe(16)
        others = [one for one in _load(person, token, now) if one.action != sent.action]
        _store(person, token, [*others, sent][-MOST:])
        request.words_token = token  # type: ignore[attr-defined]
    return found


def _is_too_often(person: int) -> bool:
    name = _place(person, "how often").replace("words:", "kept:")
    cache.add(name, 0, timeout=WORDS_LAST.total_seconds())
    try:
        return cache.incr(name) > MOST_AN_HOUR
    except ValueError:  # it faded in between
        return False


def waiting(request: HttpRequest, now: datetime) -> list[Sent]:
    """What this person has sent from this browser and what was not taken."""
    token = request.COOKIES.get(COOKIE)
    return _load(request.user.pk, token, now) if token and request.user.pk else []


def change(request: HttpRequest, left: list[Sent]) -> None:
    """Only these go on waiting."""
    _store(request.user.pk, request.COOKIES[COOKIE], left)  # type: ignore[arg-type]


def _place(person: int | None, token: str) -> str:
    """Names neither."""
    return "words:" + hashlib.sha256(f"{person}:{token}".encode()).hexdigest()


def _load(person: int | None, token: str, now: datetime) -> list[Sent]:
    try:
        found = [Sent(**one) for one in json.loads(decrypt(cache.get(_place(person, token), "")) or "[]")]
    except LostKey:
        return []
    return [one for one in found if one.at > (now - WORDS_LAST).timestamp()]


def _store(person: int | None, token: str, sent: list[Sent]) -> None:
    if sent:
        words = encrypt(json.dumps([asdict(one) for one in sent]))
        cache.set(_place(person, token), words, WORDS_LAST.total_seconds())
    else:
        cache.delete(_place(person, token))


# ---------------------------------------------------------------- the way back
def remember(request: HttpRequest, response: HttpResponse) -> None:
    """The browser is told where its words wait, with a key that opens nothing by itself."""
    if token := getattr(request, "words_token", ""):
        response.set_cookie(
            COOKIE,
            token,
            max_age=WORDS_LAST,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )


def sign_in_again(request: HttpRequest, path: str) -> HttpResponse:
    """To the sign-in page, and from there back to the form."""
    if getattr(request, "words_are_lost", False):
        lost = _(
            "You were signed out, and this was too much to keep. The back button of your browser may still show it."
        )
        messages.warning(request, lost)
    else:
        messages.info(request, _("You were signed out. What you wrote is kept: you find it here when you are back."))
    return redirect_to_login(path)


def is_page(request: HttpRequest, sent: Sent) -> bool:
    """Whether this is where the form stood."""
    return urlsplit(sent.page).path == request.path


def said_again() -> Any:
    return _("You were signed out before this was sent. Here is what you wrote: please send it once more.")
