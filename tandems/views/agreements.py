"""The agreement of the two: what holds, what waits, earlier versions, and writing one. Nobody else has a page here."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from people.errors import ActionError, NotAllowed
from people.prepared import prepared
from tandems import rules
from tandems.actions import confirm_agreement, propose_agreement, set_agreement_aside
from tandems.actions.agreement import Conflict
from tandems.agreement import Standing, parts, standing
from tandems.agreement_form import AgreementForm, initial_agreement
from tandems.models import Agreement, Tandem
from tandems.suggestions import suggestions, to_begin_with
from tandems.views.doing import attempt
from tandems.views.finding import find_started

# SECURITY: what is typed must not reach an error report
private_post = sensitive_post_parameters(*Agreement.TEXTS)


def _context(request: HttpRequest, tandem: Tandem) -> dict[str, Any]:
    person: Any = request.user
    return {
        "tandem": tandem,
        "partner": tandem.partner_of(person),
        "can_agree": rules.can_agree(tandem, person),
    }


@prepared
def _versions(*, tandem: Tandem) -> QuerySet[Agreement]:
    return Agreement.objects.filter(tandem=tandem)


@never_cache
def agreement(request: HttpRequest, pk: int) -> HttpResponse:
    """What holds between the two, what waits for an answer, and the versions so far."""
    tandem = find_started(request, pk)
    versions = _versions(tandem=tandem)
    now = standing(versions)
    waiting = parts(now.waiting, tandem, now.in_force) if now.waiting else []
    changed = [part for part in waiting if part.is_changed]
    context = {
        **_context(request, tandem),
        "standing": now,
        "asks_me": now.asks(request.user),  # type: ignore[arg-type]
        "waiting": changed or waiting,
        "as_before": [part for part in waiting if not part.is_changed] if changed else [],
        "in_force": parts(now.in_force, tandem) if now.in_force else [],
        "versions": versions[::-1],
    }
    return render(request, "tandems/agreement.html", context)


@never_cache
def agreement_version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """An earlier version as it was written, and what it changed."""
    tandem = find_started(request, pk)
    version = get_object_or_404(tandem.agreements.select_related("author"), number=number)
    before = tandem.agreements.filter(number__lt=number, confirmed_at__isnull=False).last()
    context = {**_context(request, tandem), "version": version, "parts": parts(version, tandem, before)}
    return render(request, "tandems/agreement_version.html", context)


@never_cache
@private_post
def agreement_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write an agreement or change it. `take` in what is sent takes a suggestion over and saves nothing."""
    tandem = find_started(request, pk)
    if not rules.can_agree(tandem, request.user):  # type: ignore[arg-type]
        return redirect("agreement", pk)
    now = standing(tandem.agreements.all())
    begun = now.waiting or now.in_force
    offered = suggestions(tandem)
    form = _form(request, tandem, now, begun, offered)
    newer = None
    if form.is_valid():
        try:
            saved = _save(form, tandem, request.user)
        except Conflict as error:
            newer = error.stored
            # sending again from here is a decision made with both texts in view
            form.data = {**form.data.dict(), "latest": newer.number}  # type: ignore[attr-defined]
        except NotAllowed:
            raise Http404 from None
        except ActionError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _said(saved, tandem, request.user))
            return redirect("agreement", pk)
    context = {
        **_context(request, tandem),
        "form": form,
        "rows": [(form[name], offered.get(name, [])) for name in Agreement.TEXTS if name in form.fields],
        "pace": [form[name] for name, _allowed in form.PACE if name in form.fields],
        "taken": request.POST.get("take", "").partition(":")[0],
        "begun": begun,
        "newer": newer,
        "newer_parts": parts(newer, tandem, begun) if newer else [],
    }
    return render(request, "tandems/agreement_form.html", context, status=409 if newer else 200)


def _form(
    request: HttpRequest, tandem: Tandem, now: Standing, begun: Agreement | None, offered: dict[str, list[str]]
) -> AgreementForm:
    start = initial_agreement(begun, now.latest)
    if request.method == "POST" and "take" not in request.POST:
        return AgreementForm(request.POST, tandem=tandem, begun=begun, initial=start)
    if request.method == "POST":
        start |= _taken(request, offered)
    elif begun is None and "suggested" in request.GET:
        start |= to_begin_with()
    return AgreementForm(tandem=tandem, begun=begun, initial=start)


def _taken(request: HttpRequest, offered: dict[str, list[str]]) -> dict[str, Any]:
    """Everything that was typed, with the chosen sentence behind its text."""
    typed: dict[str, Any] = {name: value for name, value in request.POST.items() if name not in ("take", "csrf")}
    name, _colon, place = request.POST["take"].partition(":")
    if place.isdigit() and int(place) < len(offered.get(name, [])):
        sentence = offered[name][int(place)]
        typed[name] = "\n".join(filter(None, (typed.get(name, "").rstrip(), sentence)))
    return typed


def _save(form: AgreementForm, tandem: Tandem, person: Any) -> Agreement:
    return propose_agreement(
        tandem=tandem, person=person, terms=form.terms, latest=form.cleaned_data["latest"], now=timezone.now()
    )


def _said(saved: Agreement, tandem: Tandem, person: Any) -> str:
    if saved.is_confirmed:
        return _("This is your agreement: both of you have confirmed it.")
    return _("Saved. %(name)s is asked whether it is all right like this.") % {
        "name": tandem.partner_of(person).full_name
    }


@require_POST
def agreement_confirm(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    version = get_object_or_404(find_started(request, pk).agreements.select_related("tandem"), number=number)
    if attempt(request, confirm_agreement, agreement=version, person=request.user, now=timezone.now()):
        messages.success(request, _("Confirmed. This is your agreement from now on."))
    return redirect("agreement", pk)


@require_POST
def agreement_set_aside(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    version = get_object_or_404(find_started(request, pk).agreements.select_related("tandem"), number=number)
    if attempt(request, set_agreement_aside, agreement=version, person=request.user, now=timezone.now()):
        messages.success(request, _("Things stay as they are. The version can still be looked at."))
    return redirect("agreement", pk)
