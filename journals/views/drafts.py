"""Where the page sends what is being typed, and where unsaved words are dropped. Answers in JSON, reads nothing back
but the author's own words."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from journals.actions import Conflict, DraftConflict, Subject, discard_draft, draft_of, keep_draft
from journals.forms import DraftForm
from journals.models import Draft, Entry
from journals.reading import FIELDS
from journals.views.rescue import way_back
from people.errors import NotAllowed
from tandems.models import Meeting, Tandem


@login_not_required  # answers 401 itself: a page that sends in the background cannot follow to the sign-in page
@never_cache
@require_POST
@sensitive_post_parameters(*FIELDS)
def entry_draft(request: HttpRequest, key: UUID) -> HttpResponse:
    """200 with the draft's new revision, 409 with the other words, 401 without a session, 403 in someone else's."""
    if not request.user.is_authenticated:
        return JsonResponse({"problem": "signed-out"}, status=401)
    if request.POST.get("person", str(request.user.pk)) != str(request.user.pk):
        return JsonResponse({"problem": "someone-else"}, status=403)
    subject = _subject(request, key)
    person: Any = request.user
    role: Any = subject.tandem.role_of(person)
    entry = Entry.objects.written_by(person).filter(pk=key).first()
    form = DraftForm({**request.POST.dict(), "key": str(key)}, role=role, entry=entry)
    if not form.is_valid():
        return JsonResponse({"problem": "not-valid"}, status=400)
    return _keep(subject, person, form)


def _subject(request: HttpRequest, key: UUID) -> Subject:
    tandems = Tandem.objects.visible_to(request.user).with_people()  # type: ignore[arg-type]
    tandem_key, meeting_key = request.POST.get("tandem", ""), request.POST.get("meeting", "")
    tandem = get_object_or_404(tandems, pk=tandem_key if tandem_key.isdecimal() else 0)
    if not meeting_key:
        return Subject(tandem, None, key)
    found = Meeting.objects.with_people().filter(tandem=tandem)
    return Subject(tandem, get_object_or_404(found, pk=_uuid(meeting_key)), key)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _keep(subject: Subject, person: Any, form: DraftForm) -> HttpResponse:
    now = timezone.now()
    try:
        draft = keep_draft(
            subject=subject,
            person=person,
            texts=form.texts,
            based_on=form.cleaned_data["version"],
            revision=form.seen_revision,
            now=now,
        )
    except Conflict as conflict:
        return JsonResponse(_other_words(conflict, person, subject), status=409)
    except NotAllowed:
        return JsonResponse({"problem": "not-allowed"}, status=404)
    return JsonResponse(
        {"revision": draft.revision if draft else 0, "at": time_format(timezone.localtime(now), "TIME_FORMAT")}
    )


def _other_words(conflict: Conflict, person: Any, subject: Subject) -> dict[str, Any]:
    """What was written elsewhere, and what to say next time to have seen it."""
    stored: Any = conflict.stored
    if isinstance(conflict, DraftConflict):
        known = {"version": stored.based_on, "revision": stored.revision}
    else:
        draft = draft_of(person, subject.key, subject.meeting)
        known = {"version": stored.version, "revision": draft.revision if draft else 0}
    return {**known, "words": {name: str(getattr(stored, name)) for name in FIELDS}}


@never_cache
def draft_discard(request: HttpRequest, key: UUID) -> HttpResponse:
    """Asks once, then drops what was not saved."""
    draft = get_object_or_404(Draft.objects.written_by(request.user).with_subject(), key=key)  # type: ignore[arg-type]
    if request.method == "POST":
        discard_draft(draft=draft, person=request.user)  # type: ignore[arg-type]
        messages.success(request, _("What was not saved is gone."))
        return redirect("journal")
    context = {"draft": draft, "path": way_back(draft), "words": [getattr(draft, name) for name in FIELDS]}
    return render(request, "journals/draft_discard.html", context)
