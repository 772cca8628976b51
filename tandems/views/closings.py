"""The end of a tandem: decide together, thank each other, take the certificate along."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from people.enums import Language
from people.models import Person
from tandems import certificate, closing, rules
from tandems.actions import agree_closing, propose_closing, say_thanks, set_closing_aside
from tandems.closing_form import ClosingForm, ThanksForm
from tandems.enums import ClosingChoice, TandemState
from tandems.models import Closing, Tandem, Thanks
from tandems.views.doing import attempt, attempt_form


def _find(request: HttpRequest, pk: int) -> Tandem:
    mine = Tandem.objects.visible_to(request.user).with_meetings()  # type: ignore[arg-type]
    found: Tandem = get_object_or_404(mine, pk=pk)
    if not rules.has_started(found):
        raise Http404
    return found


def _proposal(request: HttpRequest, tandem: Tandem) -> Closing:
    return get_object_or_404(tandem.closings, pk=request.POST.get("closing") if _is_key(request) else None)


def _is_key(request: HttpRequest) -> bool:
    try:
        UUID(request.POST.get("closing", ""))
    except ValueError:
        return False
    return True


@never_cache
def closing_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the two stand, and a proposal how it goes on."""
    person: Any = request.user
    tandem = _find(request, pk)
    now = timezone.now()
    if request.method != "POST" and not closing.can_thank(tandem, person, now):
        return redirect("tandem", pk)
    form = _form(request, tandem, now)
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("choice", "last_day", "topics")}
        if said["choice"] == ClosingChoice.SWAP and said["last_day"] == tandem.last_day:
            said["last_day"] = None
        if attempt_form(form, propose_closing, tandem=tandem, person=person, now=now, **said):
            messages.success(request, _("Your proposal waits for %(name)s.") % _partner(tandem, person))
            return redirect("closing", pk)
    return _page(request, tandem, form, _thanks_form(tandem, person), now)


def _form(request: HttpRequest, tandem: Tandem, now: datetime) -> ClosingForm:
    initial = {"choice": ClosingChoice.END, "last_day": tandem.last_day}
    return ClosingForm(request.POST or None, tandem=tandem, now=now, initial=initial)


def _thanks_form(tandem: Tandem, person: Person) -> ThanksForm:
    own = Thanks.objects.filter(tandem=tandem, author=person).first()
    return ThanksForm(initial={"text": own.text if own else ""})


def _page(
    request: HttpRequest, tandem: Tandem, form: ClosingForm, thanks_form: ThanksForm, now: datetime
) -> HttpResponse:
    person: Any = request.user
    waiting = closing.waiting(tandem)
    context = {
        "tandem": tandem,
        "partner": tandem.partner_of(person),
        "role": tandem.role_of(person),
        "form": form,
        "can_decide": closing.can_decide(tandem, person, now),
        "waiting": waiting,
        "is_mine": waiting is not None and waiting.author_id == person.pk,
        "decided": closing.decided(tandem),
        "thanks_form": thanks_form,
        "received": Thanks.objects.filter(tandem=tandem).exclude(author=person).first(),
        "is_complete": tandem.state == TandemState.COMPLETED,
        "has_certificate": certificate.is_available(tandem, person),
    }
    return render(request, "tandems/closing.html", context)


def _partner(tandem: Tandem, person: Person) -> dict[str, str]:
    return {"name": tandem.partner_of(person).full_name}


@require_POST
def closing_agree(request: HttpRequest, pk: int) -> HttpResponse:
    tandem = _find(request, pk)
    proposal = _proposal(request, tandem)
    if attempt(request, agree_closing, closing=proposal, person=request.user, now=timezone.now()):
        messages.success(request, _("It is decided: you both agree."))
    return redirect("closing", pk)


@require_POST
def closing_aside(request: HttpRequest, pk: int) -> HttpResponse:
    tandem = _find(request, pk)
    proposal = _proposal(request, tandem)
    if attempt(request, set_closing_aside, closing=proposal, person=request.user, now=timezone.now()):
        messages.success(request, _("Things stay as they are."))
    return redirect("closing", pk)


# SECURITY: what is typed must not reach an error report
@sensitive_post_parameters("text")
@require_POST
@never_cache
def thanks(request: HttpRequest, pk: int) -> HttpResponse:
    person: Any = request.user
    tandem = _find(request, pk)
    now = timezone.now()
    form = ThanksForm(request.POST)
    if form.is_valid() and attempt_form(
        form, say_thanks, tandem=tandem, person=person, text=form.cleaned_data["text"], now=now
    ):
        kept = bool(form.cleaned_data["text"].strip())
        messages.success(request, _("Your words are there.") if kept else _("Your words are taken back."))
        return redirect("closing", pk)
    return _page(request, tandem, ClosingForm(tandem=tandem, now=now), form, now)


@require_GET
@never_cache
def certificate_pdf(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """One's own certificate, in German or English."""
    person: Any = request.user
    tandem = _find(request, pk)
    if language not in Language.values or not certificate.is_available(tandem, person):
        raise Http404
    response = HttpResponse(
        certificate.make(tandem, person, language=language, now=timezone.now()), content_type="application/pdf"
    )
    name = slugify(f"tandem {tandem.program.slug} {language}")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response
