"""Words that were sent when nobody was signed in, or by a page that is out of date: kept, and shown again.

Each form of an entry carries a signed note of whose it is and what it is about. With it a text that arrives without a
session becomes a draft of that person: encrypted, seen by nobody until its author signs in. The note opens nothing and
reads nothing. SECURITY: it is no proof of who sends the text, so nothing is saved, changed or shown for it.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import csrf
from django.views.decorators.debug import sensitive_post_parameters

from journals.actions import Subject, keep_beside
from journals.forms import LONGEST
from journals.models import Draft
from journals.reading import FIELDS
from people.accounts import rescue
from people.errors import NotAllowed
from people.models import Person
from tandems.models import Meeting, Tandem

SALT = "journals.form"
LASTS = 60 * 24 * 3600  # seconds: a page that was open for longer is out of luck


def note_of(person: Person, tandem: Tandem, meeting: Meeting | None) -> str:
    """Whose form this is and what it is about, signed."""
    return signing.dumps([person.pk, tandem.pk, str(meeting.pk) if meeting else ""], salt=SALT)


def keep_what_was_sent(request: HttpRequest) -> Draft | None:
    """The draft that the form has become; None if it was none of ours or there was nothing to keep."""
    try:
        person, subject, posted = _read(request.POST)
        return keep_beside(subject=subject, person=person, now=timezone.now(), **posted)
    except (signing.BadSignature, LookupError, ValueError, NotAllowed):
        return None


def _read(sent: Mapping[str, str]) -> tuple[Person, Subject, dict[str, Any]]:
    person_key, tandem_key, meeting_key = signing.loads(sent.get("note", ""), salt=SALT, max_age=LASTS)
    person = Person.objects.filter(pk=person_key, is_active=True).first()
    tandem = Tandem.objects.with_people().filter(pk=tandem_key).first()
    meeting = Meeting.objects.with_people().filter(pk=meeting_key).first() if meeting_key else None
    if person is None or tandem is None or (meeting_key and meeting is None):
        raise LookupError
    posted = {
        "texts": {name: sent.get(name, "").replace("\r\n", "\n")[:LONGEST] for name in FIELDS},
        "based_on": _number(sent.get("version")),
        "revision": _number(sent.get("revision")),
    }
    return person, Subject(tandem, meeting, UUID(sent.get("key", ""))), posted


def _number(sent: str | None) -> int:
    """A version as the database can hold one. Raises ValueError."""
    return min(max(int(sent or 0), 0), 2**31 - 1)


def way_back(draft: Draft) -> str:
    """Where its author goes on writing."""
    if draft.based_on:
        return reverse("entry_edit", args=[draft.key])
    about = {"meeting": draft.meeting_id} if draft.meeting_id else {"draft": draft.key}
    return f"{reverse('entry_new', args=[draft.tandem_id])}?{urlencode(about)}"


def sign_in_again(request: HttpRequest) -> HttpResponse:
    """To the sign-in page, and from there back to the form with the words that were sent."""
    draft = keep_what_was_sent(request) if request.method == "POST" else None
    if draft is None:
        return redirect_to_login(request.get_full_path())
    return rescue.sign_in_again(request, way_back(draft))


def _kept_for_its_author(request: HttpRequest) -> HttpResponse | None:
    """Another form than an entry's, whose words wait for their author; None if it was none of ours."""
    found = rescue.keep(request, timezone.now())
    is_kept = found and not request.words_are_lost  # type: ignore[attr-defined]
    return _way_on(request, *found) if found and is_kept else None


def _way_on(request: HttpRequest, author_id: int, path: str) -> HttpResponse:
    if not request.user.is_authenticated:
        return rescue.sign_in_again(request, path)
    if request.user.pk == author_id:
        messages.info(
            request, _("This page was open for a long time. Here is what you wrote: please save it once more.")
        )
        return redirect(path)
    messages.info(request, _("The page belonged to someone who was signed in here before. The text is kept for them."))
    return redirect("home")


@sensitive_post_parameters()
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's answer to a form from a page that is out of date, except that the words in it are kept."""
    draft = keep_what_was_sent(request)
    if draft is not None:
        return _way_on(request, draft.author_id, way_back(draft))
    return _kept_for_its_author(request) or csrf.csrf_failure(request, reason)
