"""The journal: one's own entries, what the partner opened, writing and deleting. HR has no page here."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from journals import rules
from journals.actions import Conflict, delete_entry, mark_seen, save_entry
from journals.enums import Visibility
from journals.forms import EntryForm, initial
from journals.models import Entry
from journals.reading import for_reader
from people.errors import ActionError, NotAllowed
from tandems.models import Meeting, Tandem

PER_PAGE = 20
# SECURITY: what is typed must not reach an error report
private_post = sensitive_post_parameters("answer_1", "answer_2", "answer_3", "text")


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
    tandems = list(Tandem.objects.visible_to(person).began().with_people().order_by("-started_at"))
    entries = entries_of(request)
    chosen = next((one for one in tandems if str(one.pk) == request.GET.get("tandem")), None)
    if chosen is not None:
        entries = entries.filter(tandem=chosen)
    page = Paginator(entries.order_by("-created_at", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    mark_seen(entries=page, person=person, now=timezone.now())
    context = {
        "page": page,
        "read": [for_reader(entry, person) for entry in page],
        "tandems": [(tandem, tandem.partner_of(person)) for tandem in tandems],
        "chosen": chosen,
    }
    return render(request, "journals/journal.html", context)


@never_cache
def entry(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(entries_of(request), pk=pk)
    mark_seen(entries=[found], person=request.user, now=timezone.now())  # type: ignore[arg-type]
    context = {
        "read": for_reader(found, request.user),  # type: ignore[arg-type]
        "entry": found,
        "partner": found.tandem.partner_of(request.user),  # type: ignore[arg-type]
    }
    return render(request, "journals/entry.html", context)


@never_cache
@private_post
def entry_new(request: HttpRequest, pk: int) -> HttpResponse:
    """A new entry about the meeting named by `?meeting=`, or about none. Where there is one already, that one."""
    tandem = get_object_or_404(Tandem.objects.visible_to(request.user).with_people(), pk=pk)  # type: ignore[arg-type]
    meeting = _meeting(request, tandem)
    if not rules.can_write_in(tandem, request.user):  # type: ignore[arg-type]
        raise Http404
    if meeting is not None and not rules.can_write_about(meeting, request.user, timezone.now()):  # type: ignore[arg-type]
        raise Http404
    if request.method != "POST" and meeting is not None:
        mine = meeting.entries.filter(author_id=request.user.pk).first()
        if mine is not None:
            return redirect("entry_edit", mine.pk)
    return _write(request, tandem, meeting, None)


def _meeting(request: HttpRequest, tandem: Tandem) -> Meeting | None:
    wanted = request.GET.get("meeting")
    if not wanted:
        return None
    try:
        key = UUID(wanted)
    except ValueError:
        raise Http404 from None
    return get_object_or_404(Meeting.objects.with_people(), pk=key, tandem=tandem)


@never_cache
@private_post
def entry_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(entries_of(request).filter(author=request.user), pk=pk)
    return _write(request, found.tandem, found.meeting, found)


def _write(request: HttpRequest, tandem: Tandem, meeting: Meeting | None, stored: Entry | None) -> HttpResponse:
    person: Any = request.user
    role: Any = tandem.role_of(person)
    start = initial(stored) if stored else {"key": uuid4(), "version": 0}
    form = EntryForm(request.POST or None, role=role, entry=stored, initial=start)
    conflict = None
    if form.is_valid():
        try:
            saved = _save(form, tandem, meeting, person, stored)
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
        "form": form,
        "tandem": tandem,
        "meeting": meeting,
        "entry": stored,
        "partner": tandem.partner_of(person),
        "conflict": for_reader(conflict, person, tandem) if conflict else None,
        "keep": f"entry-{stored.pk}" if stored else f"entry-new-{tandem.pk}-{meeting.pk if meeting else ''}",
    }
    return render(request, "journals/entry_form.html", context, status=409 if conflict else 200)


def _save(form: EntryForm, tandem: Tandem, meeting: Meeting | None, person: Any, stored: Entry | None) -> Entry:
    said = form.cleaned_data
    return save_entry(
        tandem=tandem,
        meeting=meeting,
        person=person,
        visibility=stored.visibility if stored else said["visibility"],
        answers=form.answers,
        text=form.free_text,
        version=said["version"],
        now=timezone.now(),
        key=stored.pk if stored else said["key"],
    )


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
