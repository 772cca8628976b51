"""Words that were sent when the session had ended, or by a page that is out of date: shown again in their form.

A form that asks for more than a line carries a signed note of whose it is (`note`). With it what arrives without a
session waits in the visitor's new one, encrypted, until its author opens the form again. It works without JavaScript.
SECURITY: the note opens nothing and is no proof of who sends the words: nothing is saved for it, and nobody but the
person it names is shown them.
"""

import json
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from people.encryption import LostKey, decrypt, encrypt

FIELD = "form_note"
SALT = "people.rescue"
LASTS = 60 * 24 * 3600  # seconds: a page that was open for longer is out of luck
LONGEST = 100_000  # characters of one form
_KEY = "kept_words"
_NOT_WORDS = {FIELD, "csrfmiddlewaretoken"}


def note(request: HttpRequest) -> str:
    """Whose form this is and where it stands, signed: the value of the hidden field `form_note`."""
    return signing.dumps([request.user.pk, request.path], salt=SALT)


def keep(request: HttpRequest) -> str:
    """Keep what was sent; where its form is, empty if it was none of ours."""
    try:
        person, path = signing.loads(request.POST.get(FIELD, ""), salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return ""
    words = json.dumps({name: value for name, value in request.POST.items() if name not in _NOT_WORDS})
    if path != request.path or len(words) > LONGEST:
        return ""
    request.session[_KEY] = {"person": person, "path": path, "words": encrypt(words)}
    return str(path)


def sign_in_again(request: HttpRequest, path: str) -> HttpResponse:
    """To the sign-in page, and from there back to the form."""
    messages.info(request, _("You were signed out. What you wrote is kept: you find it here when you are back."))
    return redirect_to_login(path)


def kept(request: HttpRequest) -> dict[str, str]:
    """What this person has typed into the form on this page and could not send; it waits until `forget`."""
    found = request.session.get(_KEY)
    if not found or (found["person"], found["path"]) != (request.user.pk, request.path):
        return {}
    try:
        return dict(json.loads(decrypt(found["words"])))
    except LostKey:
        return {}


def author_of(session: dict[str, Any]) -> int | None:
    """Whose words wait in a session, by key."""
    found = session.get(_KEY)
    return int(found["person"]) if found else None


def forget(request: HttpRequest) -> None:
    """The words were taken."""
    request.session.pop(_KEY, None)
