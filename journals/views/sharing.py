"""Opening one's entry to the two, and taking it back. Each says first what it means, then asks once."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from journals.actions import Conflict, open_entry, take_back
from journals.models import Entry
from journals.reading import for_reader
from journals.views.entries import entries_of


def _mine(request: HttpRequest, pk: UUID) -> Entry:
    return get_object_or_404(entries_of(request).filter(author=request.user), pk=pk)


def _page(request: HttpRequest, template: str, entry: Entry) -> HttpResponse:
    person = request.user
    context = {
        "entry": entry,
        "read": for_reader(entry, person),  # type: ignore[arg-type]
        "partner": entry.tandem.partner_of(person),  # type: ignore[arg-type]
    }
    return render(request, template, context)


@never_cache
def entry_open(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the partner will read, and one button. What was changed meanwhile is shown again first."""
    entry = _mine(request, pk)
    if request.method != "POST":
        return _page(request, "journals/entry_open.html", entry)
    version = request.POST.get("version", "")
    try:
        open_entry(
            entry=entry,
            person=request.user,  # type: ignore[arg-type]
            version=int(version) if version.isdecimal() else 0,
            now=timezone.now(),
        )
    except Conflict:
        messages.error(request, _("The entry has been changed since. Please look at it again before you open it."))
        return redirect("entry_open", entry.pk)
    messages.success(request, _("From now on the two of you can read this entry."))
    return redirect("entry", entry.pk)


@never_cache
def entry_take_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Says first whether the partner has seen it."""
    entry = _mine(request, pk)
    if request.method != "POST":
        return _page(request, "journals/entry_take_back.html", entry)
    try:
        take_back(entry=entry, person=request.user, now=timezone.now())  # type: ignore[arg-type]
    except Conflict as error:
        take_back(entry=error.stored, person=request.user, now=timezone.now())  # type: ignore[arg-type]
    messages.success(request, _("From now on only you can read this entry."))
    return redirect("entry", entry.pk)
