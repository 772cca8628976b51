"""Where people say whether an address that somebody else has given them is theirs, and who else comes in."""

from typing import cast

from allauth.account.views import password_set
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from people import hooks
from people.accounts import addresses, elevated, signing_out
from people.errors import ActionError
from people.models import Person


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def address(request: HttpRequest) -> HttpResponse:
    """One's own address. Whoever came by a changed one finds here how to confirm it, and nothing else."""
    person = cast(Person, request.user)
    is_open = addresses.is_open_to(request.session, person)
    if request.method != "POST":
        template = "people/address.html" if is_open else "people/address_closed.html"
        return render(request, template, {"opens_at": addresses.opens_at(person) if person.address_waits else None})
    if is_open:
        return _answer(request, person, back="address")
    hooks.address_link_wanted(person, timezone.now())
    messages.info(request, _("The mail is on its way to your old address. It comes at most once an hour."))
    return redirect("address")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def address_link(request: HttpRequest, token: str) -> HttpResponse:
    """From the mail to the old address. Following it changes nothing: scanners do that too."""
    link = addresses.link_of(token)
    if link is None:
        return render(request, "people/address_link.html", {"is_over": True}, status=404)
    if request.method == "POST":
        return _answer(request, link.person, back="account_login")
    return render(request, "people/address_link.html", {"person": link.person})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def set_password(request: HttpRequest) -> HttpResponse:
    """The first password asks for proof. SECURITY: stands before allauth's page, which takes it from any open session:
    whoever found a phone unlocked would have a way in that outlives every sign-out."""
    person = cast(Person, request.user)
    if not person.has_usable_password() and not elevated.has_proof(request, or_just_signed_in=True):
        title, back = _("Set a password"), reverse("profile")
        text = _("A password opens your account without a code. So please confirm first that it is you.")
        page = elevated.ask(request, title=title, text=text, back=back, needs_reason=False, in_admin=False)
        return page or redirect("account_set_password")
    return cast(HttpResponse, password_set(request))


@require_POST
def sign_out_elsewhere(request: HttpRequest) -> HttpResponse:
    """For whoever has lost a device, or left a browser open where they are no longer."""
    signing_out.sign_out_elsewhere(request, cast(Person, request.user), timezone.now())
    messages.success(request, _("You are signed out everywhere but here. A mail tells you so as well."))
    return redirect("profile")


def _answer(request: HttpRequest, person: Person, *, back: str) -> HttpResponse:
    """`address` in what is sent is the one that was on screen: another change in between is not confirmed unseen."""
    said_no = request.POST.get("answer") == "no"
    answer = addresses.refuse if said_no else addresses.confirm
    try:
        answer(person=person, address=request.POST.get("address", ""), now=timezone.now())
    except ActionError as error:
        messages.error(request, str(error.message))
        return redirect(back)
    if said_no:
        messages.success(request, _("The address you had counts again. Please tell your HR department."))
        return redirect(back)
    messages.success(request, _("Confirmed. Please sign in with your new address from now on."))
    return redirect("account_login")
