"""Begin a pause, end it on another day, or now."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from people.times.clock import day_of
from tandems import rules
from tandems.actions import pause, resume
from tandems.forms import PauseForm
from tandems.models import Tandem
from tandems.views.doing import attempt, attempt_form


def _find(request: HttpRequest, pk: int) -> Tandem:
    found: Tandem = get_object_or_404(Tandem.objects.visible_to(request.user).with_people(), pk=pk)  # type: ignore[arg-type]
    if not rules.has_started(found):
        raise Http404
    return found


def pause_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What a pause does, and the day on which the two go on."""
    person: Any = request.user
    tandem = _find(request, pk)
    now = timezone.now()
    if request.method != "POST" and not rules.can_pause(tandem, person):
        return redirect("tandem", pk)
    in_four_weeks = day_of(now) + timedelta(weeks=4)
    form = PauseForm(
        request.POST or None, tandem=tandem, now=now, initial={"until": tandem.paused_until or in_four_weeks}
    )
    if form.is_valid() and attempt_form(
        form, pause, tandem=tandem, person=person, until=form.cleaned_data["until"], now=now
    ):
        day = date_format(form.cleaned_data["until"], "DATE_FORMAT")
        messages.success(request, _("Your tandem pauses and goes on by itself on %(day)s.") % {"day": day})
        return redirect("tandem", pk)
    context = {
        "tandem": tandem,
        "partner": tandem.partner_of(person),
        "form": form,
        "dated": tandem.meetings.select_related("topic").dated_ahead(now).order_by("starts_at"),
    }
    return render(request, "tandems/pause.html", context)


@require_POST
def resume_now(request: HttpRequest, pk: int) -> HttpResponse:
    tandem = _find(request, pk)
    if attempt(request, resume, tandem=tandem, person=request.user, now=timezone.now()):
        messages.success(request, _("Your tandem goes on. Open meetings are planned from today on."))
    return redirect("tandem", pk)
