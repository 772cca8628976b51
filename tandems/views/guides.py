"""Session guides: all of them, one, choosing one for a meeting, and the agenda of a meeting on paper."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tandems import meeting_sections, rules
from tandems.actions import choose_guide
from tandems.guides import guides
from tandems.views.doing import attempt
from tandems.views.finding import find_meeting
from tandems.views.meetings import meeting_context


def guide_list(request: HttpRequest) -> HttpResponse:
    return render(request, "tandems/guides.html", {"guides": guides().values()})


def guide(request: HttpRequest, slug: str) -> HttpResponse:
    found = guides().get(slug)
    if found is None:
        raise Http404
    return render(request, "tandems/guide.html", {"guide": found})


@require_POST
def meeting_guide(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Choose a guide for a meeting, or none."""
    found = find_meeting(request, pk)
    if attempt(request, choose_guide, meeting=found, person=request.user, guide=request.POST.get("guide", "")):
        messages.success(request, _("The agenda follows the guide.") if found.guide else _("No guide is chosen."))
    return redirect("meeting", pk)


@never_cache
def meeting_agenda(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What to bring along, made for paper."""
    found = find_meeting(request, pk)
    person: Any = request.user
    if not rules.can_prepare(found, person):
        return redirect("meeting", pk)
    now = timezone.now()
    shown = list(meeting_sections.shown(found, person, now, on_paper=True))
    context = {**meeting_context(request, found), "now": now, "sections": shown, "on_paper": True}
    return render(request, "tandems/meeting_agenda.html", context)
