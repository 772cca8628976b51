"""The journal: one's own entries, what the partner opened, writing and deleting. HR has no page here."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from journals import rules
from journals.actions import Conflict, Subject, delete_entry, draft_of, mark_seen, save_entry, settle_draft
from journals.browser import browser_key
from journals.enums import Visibility
from journals.forms import EntryForm, initial
from journals.models import Draft, Entry
from journals.reading import FIELDS, for_reader
from journals.views.rescue import note_of, sign_in_again, way_back
from people.encryption import LostText
from people.errors import ActionError, NotAllowed
from people.models import Person
from people.prepared import prepared
from tandems.models import Meeting, Tandem

PER_PAGE = 20
# SECURITY: what is typed must not reach an error report
private_post = sensitive_post_parameters(*FIELDS)


def entries_of(request: HttpRequest) -> Any:
    """What the person who is signed in may read, with what pages need beside it."""
    entries = Entry.objects.visible_to(request.user)  # type: ignore[arg-type]
    return entries.select_related(
        "meeting__topic", "tandem__program", "tandem__mentee__person", "tandem__mentor__person"
    )


@never_cache
def journal(request: HttpRequest) -> HttpResponse:
    """My entries and what was opened to me, the latest first; `?tandem=` keeps to one tandem."""
    person: Any = request.user
    tandems = _tandems(person=person)
    entries = Entry.objects.visible_to(person).select_related("meeting__topic")
    chosen = next((one for one in tandems if str(one.pk) == request.GET.get("tandem")), None)
    if chosen is not None:
        entries = entries.filter(tandem=chosen)
    page = Paginator(entries.order_by("-created_at", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    _know_tandems(page, tandems)
    mark_seen(entries=page, person=person, now=timezone.now())
    context = {
        "page": page,
        "read": [for_reader(entry, person) for entry in page],
        "tandems": [(tandem, tandem.partner_of(person)) for tandem in tandems],
        "chosen": chosen,
        "unfinished": [(one, way_back(one)) for one in _drafts(person, chosen)],
        "browser_key": browser_key(person),
    }
    return render(request, "journals/journal.html", context)


def _know_tandems(entries: Iterable[Entry], tandems: list[Tandem]) -> None:
    """Twenty entries of one tandem need it once."""
    known = {tandem.pk: tandem for tandem in tandems}
    for one in entries:
        if one.tandem_id in known:
            one.tandem = known[one.tandem_id]
            if one.meeting:
                one.meeting.tandem = one.tandem


@prepared
def _tandems(*, person: Person) -> QuerySet[Tandem]:
    return Tandem.objects.visible_to(person).began().with_names().order_by("-started_at")


@prepared
def _my_drafts(*, person: Person) -> QuerySet[Draft]:
    return Draft.objects.written_by(person).with_subject()


def _drafts(person: Person, tandem: Tandem | None) -> list[Draft]:
    return [draft for draft in _my_drafts(person=person) if tandem is None or draft.tandem_id == tandem.pk]


@never_cache
def entry(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(entries_of(request), pk=pk)
    mark_seen(entries=[found], person=request.user, now=timezone.now())  # type: ignore[arg-type]
    is_mine = found.author_id == request.user.pk
    context = {
        "read": for_reader(found, request.user),  # type: ignore[arg-type]
        "entry": found,
        "partner": found.tandem.partner_of(request.user),  # type: ignore[arg-type]
        "draft": draft_of(request.user, found.pk, found.meeting) if is_mine else None,  # type: ignore[arg-type]
    }
    return render(request, "journals/entry.html", context)


def keeps_words(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For those who are signed in, like any page; but what was typed is kept where the session has ended meanwhile."""

    @login_not_required
    @never_cache
    @private_post
    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs) if request.user.is_authenticated else sign_in_again(request)

    return page


@keeps_words
def entry_new(request: HttpRequest, pk: int) -> HttpResponse:
    """A new entry about the meeting named by `?meeting=`, or about none. Where there is one already, that one.

    `?draft=` goes on with an unfinished entry about no meeting.
    """
    tandem = get_object_or_404(Tandem.objects.visible_to(request.user).with_people(), pk=pk)  # type: ignore[arg-type]
    meeting = _meeting(request, tandem)
    if not rules.can_start(tandem, meeting, request.user, timezone.now()):  # type: ignore[arg-type]
        raise Http404
    key = _uuid(request.GET.get("draft"))
    if request.method != "POST" and (meeting or key):
        mine = Entry.objects.written_by(request.user)  # type: ignore[arg-type]
        found = mine.filter(**({"meeting": meeting} if meeting else {"pk": key})).first()
        if found is not None:
            return redirect("entry_edit", found.pk)
    return _write(request, Subject(tandem, meeting, key or uuid4()), None)


def _uuid(text: str | None) -> UUID | None:
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


def _meeting(request: HttpRequest, tandem: Tandem) -> Meeting | None:
    key = _uuid(request.GET.get("meeting"))
    return get_object_or_404(Meeting.objects.with_people(), pk=key, tandem=tandem) if key else None


@keeps_words
def entry_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(entries_of(request).filter(author=request.user), pk=pk)
    return _write(request, Subject(found.tandem, found.meeting, found.pk), found)


def _write(request: HttpRequest, subject: Subject, stored: Entry | None) -> HttpResponse:
    person: Any = request.user
    draft, is_lost = _readable_draft(subject, person, stored)
    role: Any = subject.tandem.role_of(person)
    start = initial(stored, draft, subject.key)
    form = EntryForm(request.POST or None, role=role, entry=stored, initial=start)
    is_outdated = draft is not None and stored is not None and draft.based_on != stored.version
    conflict = stored if is_outdated and request.method != "POST" else None
    if form.is_valid():
        try:
            saved = _save(form, subject, person, stored)
        except Conflict as error:
            conflict = error.stored
            # saving again from here is a decision made with both texts in view
            form.data = {**form.data.dict(), "version": conflict.version, "key": str(conflict.pk)}  # type: ignore[attr-defined]
        except NotAllowed:
            raise Http404 from None
        except ActionError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _saved_message(saved))
            return redirect("entry", saved.pk)
    context = {
        **_page(subject, person, stored),
        "form": form,
        "key": _key(form, subject, conflict),
        "draft": draft,
        "is_lost": is_lost,
        "conflict": for_reader(conflict, person, subject.tandem) if conflict else None,
        "unfinished": _unfinished(subject, person) if not (stored or draft or subject.meeting) else [],
    }
    return render(request, "journals/entry_form.html", context, status=409 if form.is_bound and conflict else 200)


def _key(form: EntryForm, subject: Subject, conflict: Entry | None) -> UUID:
    """The entry's key that the form goes on with."""
    if conflict is not None:
        return conflict.pk
    sent = form.cleaned_data.get("key") if form.is_bound else form.initial["key"]
    return sent or subject.key


def _page(subject: Subject, person: Any, stored: Entry | None) -> dict[str, Any]:
    meeting_key = subject.meeting.pk if subject.meeting else ""
    return {
        "tandem": subject.tandem,
        "meeting": subject.meeting,
        "entry": stored,
        "partner": subject.tandem.partner_of(person),
        "note": note_of(person, subject.tandem, subject.meeting),
        "slot": f"entry-{stored.pk}" if stored else f"new-{subject.tandem.pk}-{meeting_key}",
        "browser_key": browser_key(person),
    }


def _readable_draft(subject: Subject, person: Any, stored: Entry | None) -> tuple[Draft | None, bool]:
    """The draft to go on with, and whether there is one that cannot be opened because its key is missing."""
    draft = draft_of(person, subject.key, subject.meeting)
    if draft is None:
        return None, False
    kept = [name for name in FIELDS if not (stored and isinstance(getattr(stored, name), LostText))]
    if any(isinstance(getattr(draft, name), LostText) for name in kept):
        return None, True
    return draft, False


def _unfinished(subject: Subject, person: Any) -> list[tuple[Draft, str]]:
    drafts = Draft.objects.written_by(person).unfinished().filter(tandem=subject.tandem, meeting=None)
    return [(draft, way_back(draft)) for draft in drafts]


@transaction.atomic
def _save(form: EntryForm, subject: Subject, person: Any, stored: Entry | None) -> Entry:
    said = form.cleaned_data
    saved = save_entry(
        tandem=subject.tandem,
        meeting=subject.meeting,
        person=person,
        visibility=stored.visibility if stored else said["visibility"],
        answers=form.answers,
        text=form.free_text,
        version=said["version"],
        now=timezone.now(),
        key=stored.pk if stored else said["key"],
    )
    settle_draft(entry=saved, revision=form.seen_revision)
    return saved


def _saved_message(saved: Entry) -> str:
    if saved.visibility == Visibility.TANDEM:
        return _("Saved. The two of you can read this entry.")
    return _("Saved. Only you can read this entry.")


@never_cache
def entry_delete(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(entries_of(request).filter(author=request.user), pk=pk)
    if request.method == "POST":
        delete_entry(entry=found, person=request.user)  # type: ignore[arg-type]
        messages.success(request, _("The entry is deleted."))
        return redirect("journal")
    context = {
        "read": for_reader(found, request.user),  # type: ignore[arg-type]
        "entry": found,
        "partner": found.tandem.partner_of(request.user),  # type: ignore[arg-type]
    }
    return render(request, "journals/entry_delete.html", context)
