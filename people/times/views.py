"""One's own page about when one can be met."""

from datetime import time
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from people.errors import ActionError, NotAllowed
from people.models import SiteRegion, WorkingHours
from people.models.availability import MONDAY_TO_FRIDAY
from people.times import availability
from people.times.forms import AbsenceForm, WorkingHoursForm
from people.times.public_holidays import DEFAULT_REGION, region_name


@require_http_methods(["GET", "POST"])
@never_cache
def availability_page(request: HttpRequest) -> HttpResponse:
    """Working hours, and the days one is away."""
    person: Any = request.user
    form = WorkingHoursForm(request.POST or None, initial=_initial(person))
    if form.is_valid():
        try:
            availability.save_working_hours(person=person, **form.cleaned_data)
        except ActionError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("Saved."))
            return redirect("availability")
    return _page(request, form, AbsenceForm())


@require_POST
@never_cache
def absence_add(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    form = AbsenceForm(request.POST)
    if form.is_valid():
        try:
            availability.add_absence(person=person, today=timezone.localdate(), **form.cleaned_data)
        except ActionError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("Saved. Nobody is asked for a reason."))
            return redirect("availability")
    return _page(request, WorkingHoursForm(initial=_initial(person)), form)


@require_POST
@never_cache
def absence_remove(request: HttpRequest, pk: int) -> HttpResponse:
    person: Any = request.user
    try:
        availability.remove_absence(absence=get_object_or_404(person.absences, pk=pk), person=person)
    except NotAllowed:
        raise Http404 from None
    messages.success(request, _("Removed."))
    return redirect("availability")


def _initial(person: Any) -> dict[str, Any]:
    stored = WorkingHours.objects.filter(person=person).first()
    usual = {"days": list(MONDAY_TO_FRIDAY), "starts": time(9), "ends": time(17)}
    return {name: getattr(stored, name) for name in usual} if stored else usual


def _page(request: HttpRequest, form: WorkingHoursForm, absence_form: AbsenceForm) -> HttpResponse:
    person: Any = request.user
    row = SiteRegion.objects.filter(site=person.site).first()
    context = {
        "form": form,
        "absence_form": absence_form,
        "absences": person.absences.filter(last_day__gte=timezone.localdate()),
        "region": region_name(row.region if row else DEFAULT_REGION),
    }
    return render(request, "people/availability.html", context)
