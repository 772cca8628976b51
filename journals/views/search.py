"""Search in one's own entries. By POST alone: what someone looks for in a journal belongs in no address and no log."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from journals import search
from journals.reading import for_reader
from journals.views.entries import PER_PAGE, entries_of


@never_cache
@sensitive_post_parameters("words")
def journal_search(request: HttpRequest) -> HttpResponse:
    """The entries with all words, the latest first; without a search the empty form."""
    person: Any = request.user
    words = search.words_of(request.POST.get("words", ""))
    read = [
        for_reader(entry, person) for entry in entries_of(request).filter(author=person).order_by("-created_at", "pk")
    ]
    found = search.matching(read, words)
    page = Paginator(found, PER_PAGE).get_page(request.POST.get("page"))
    context = {
        "words": " ".join(words),
        "count": len(found),
        "page": page,
        "hits": search.hits(page, words),
        "lost": sum(any(part.is_lost for part in one.parts) for one in read) if words else 0,
    }
    return render(request, "journals/search.html", context)
