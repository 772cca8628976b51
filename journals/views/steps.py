"""The pages of next steps and lists: all of them, one of them, ticking off. HR has none here."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from journals import rules, steps
from journals.actions import (
    add_item,
    add_step,
    change_item,
    change_step,
    delete_item,
    delete_step,
    settle_item,
    settle_step,
)
from journals.enums import ListKind, StepState
from journals.models import ListItem, NextStep
from journals.step_forms import ItemForm, ItemTextForm, StepForm, initial_step
from tandems.models import Tandem
from tandems.views.doing import attempt, attempt_form

# SECURITY: what is typed must not reach an error report
private_post = sensitive_post_parameters("text")
PEOPLE = ("tandem__program", "tandem__mentee__person", "tandem__mentor__person")


def _tandem(request: HttpRequest, pk: int) -> Tandem:
    tandem = get_object_or_404(Tandem.objects.visible_to(request.user).with_people(), pk=pk)  # type: ignore[arg-type]
    if not rules.can_write_in(tandem, request.user):  # type: ignore[arg-type]
        raise Http404
    return tandem


def _step(request: HttpRequest, pk: UUID) -> NextStep:
    found = NextStep.objects.visible_to(request.user).select_related("owner", *PEOPLE)  # type: ignore[arg-type]
    return get_object_or_404(found, pk=pk)


def _item(request: HttpRequest, pk: UUID) -> ListItem:
    return get_object_or_404(ListItem.objects.visible_to(request.user).select_related(*PEOPLE), pk=pk)  # type: ignore[arg-type]


def _back(request: HttpRequest, otherwise: str) -> HttpResponse:
    """To the page the button stood on, if it is one of ours."""
    wanted = request.POST.get("back", "")
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, {request.get_host()})
    return redirect(wanted if is_ours else otherwise)


def _context(request: HttpRequest, tandem: Tandem) -> dict[str, Any]:
    person: Any = request.user
    return {
        "tandem": tandem,
        "partner": tandem.partner_of(person),
        "can_add": rules.can_keep_lists(tandem, person),
    }


# ------------------------------------------------------------------ next steps
@never_cache
@private_post
def steps_page(request: HttpRequest, pk: int) -> HttpResponse:
    """All next steps of a tandem, and a new one."""
    tandem = _tandem(request, pk)
    person: Any = request.user
    now = timezone.now()
    form = StepForm(request.POST or None, tandem=tandem, person=person, initial={"key": uuid4()})
    if form.is_valid() and _add_step(form, tandem, person, now):
        messages.success(request, _("Noted. The two of you see it."))
        return _back(request, reverse("steps", args=[pk]))
    found = steps.steps_of(tandem, person, now, *StepState.values)
    context = {
        **_context(request, tandem),
        "form": form,
        "open": [one for one in found if one.step.state == StepState.OPEN],
        "settled": [one for one in reversed(found) if one.step.state != StepState.OPEN],
    }
    return render(request, "journals/steps.html", context)


def _add_step(form: StepForm, tandem: Tandem, person: Any, now: datetime) -> bool:
    return attempt_form(
        form,
        add_step,
        tandem=tandem,
        person=person,
        owner=form.chosen_owner,
        text=form.written,
        due_on=form.cleaned_data["due_on"],
        now=now,
        meeting=form.meeting_in(tandem),
        key=form.cleaned_data["key"],
    )


@never_cache
@private_post
def step_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change one step, or delete what one wrote."""
    step = _step(request, pk)
    person: Any = request.user
    if not rules.can_keep_lists(step.tandem, person):
        return redirect("steps", step.tandem_id)
    initial = initial_step(step)
    form = StepForm(request.POST or None, tandem=step.tandem, person=person, stored=step, initial=initial)
    if form.is_valid():
        changed = attempt_form(
            form,
            change_step,
            step=step,
            person=person,
            owner=form.chosen_owner,
            text=form.written,
            due_on=form.cleaned_data["due_on"],
            version=form.cleaned_data["version"] or 0,
        )
        if changed:
            messages.success(request, _("Saved."))
            return redirect("steps", step.tandem_id)
    stored = _fresh(request, form, _step(request, pk))
    context = {**_context(request, step.tandem), "form": form, "stored": stored, "step": step, "now": timezone.now()}
    return render(request, "journals/step.html", {**context, "can_delete": rules.can_delete(step, person)})


def _fresh(request: HttpRequest, form: Any, stored: Any) -> Any:
    """After a conflict: what is stored now, to stand beside what was typed. Saving again is a decision then."""
    if not form.is_bound or not form.non_field_errors():
        return None
    form.data = {**form.data.dict(), "version": stored.version}
    return stored


@require_POST
def step_settle(request: HttpRequest, pk: UUID) -> HttpResponse:
    step = _step(request, pk)
    attempt(
        request, settle_step, step=step, person=request.user, state=request.POST.get("state", ""), now=timezone.now()
    )
    return _back(request, reverse("steps", args=[step.tandem_id]))


@require_POST
def step_delete(request: HttpRequest, pk: UUID) -> HttpResponse:
    step = _step(request, pk)
    if attempt(request, delete_step, step=step, person=request.user):
        messages.success(request, _("Deleted."))
    return redirect("steps", step.tandem_id)


# ------------------------------------------------------------------ lists
@never_cache
@private_post
def lists_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Open questions, topics for later, things to try."""
    tandem = _tandem(request, pk)
    person: Any = request.user
    asked = request.GET.get("kind")
    kind = asked if asked in ListKind.values else ListKind.QUESTION
    form = ItemForm(request.POST or None, initial={"key": uuid4(), "kind": kind})
    if form.is_valid() and _add_item(form, tandem, person):
        messages.success(request, _("Noted. The two of you see it."))
        return _back(request, reverse("lists", args=[pk]))
    return render(
        request, "journals/lists.html", {**_context(request, tandem), "form": form, "lists": steps.lists_of(tandem)}
    )


def _add_item(form: ItemForm, tandem: Tandem, person: Any) -> bool:
    return attempt_form(
        form,
        add_item,
        tandem=tandem,
        person=person,
        kind=form.cleaned_data["kind"],
        text=form.written,
        now=timezone.now(),
        meeting=form.meeting_in(tandem),
        key=form.cleaned_data["key"],
    )


@never_cache
@private_post
def item_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say an item otherwise, or delete what one wrote."""
    item = _item(request, pk)
    person: Any = request.user
    if not rules.can_keep_lists(item.tandem, person):
        return redirect("lists", item.tandem_id)
    initial = {"version": item.version, "text": item.text}
    form = ItemTextForm(request.POST or None, stored=item, initial=initial)
    if form.is_valid():
        version = form.cleaned_data["version"] or 0
        if attempt_form(form, change_item, item=item, person=person, text=form.written, version=version):
            messages.success(request, _("Saved."))
            return redirect("lists", item.tandem_id)
    stored = _fresh(request, form, _item(request, pk))
    context = {**_context(request, item.tandem), "form": form, "stored": stored, "item": item}
    return render(request, "journals/list_item.html", {**context, "can_delete": rules.can_delete(item, person)})


@require_POST
def item_settle(request: HttpRequest, pk: UUID) -> HttpResponse:
    item = _item(request, pk)
    is_done = request.POST.get("done") == "yes"
    attempt(request, settle_item, item=item, person=request.user, is_done=is_done, now=timezone.now())
    return _back(request, reverse("lists", args=[item.tandem_id]))


@require_POST
def item_delete(request: HttpRequest, pk: UUID) -> HttpResponse:
    item = _item(request, pk)
    if attempt(request, delete_item, item=item, person=request.user):
        messages.success(request, _("Deleted."))
    return redirect("lists", item.tandem_id)
