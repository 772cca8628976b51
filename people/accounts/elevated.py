"""Steps of weight: whoever imports, writes to many, erases or hands out access confirms that it is them, and says why.

The page that takes such a step calls `ask` before it does anything. Where the proof is older than a few minutes
(`ACCOUNT_REAUTHENTICATION_TIMEOUT`), or no reason is given, `ask` returns a page; whatever was typed travels through
it in hidden fields, so that nothing is lost and the step goes on by itself. Signing in is no proof: it may be days old.
"""

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.core import ratelimit
from allauth.core.internal.cryptokit import compare_user_code
from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.accounts import code_limits
from people.models import Person

REASON_LENGTH = 200
CODE_KEY = "elevated_code"
TRIES = 3
OURS = {"csrfmiddlewaretoken", "proof", "password", "password1", "password2", "code", "reason"}


class ProofForm(forms.Form):
    """Why, and the proof: only the fields that are still needed are there."""

    reason = forms.CharField(
        label=gettext_lazy("Why you do this"),
        min_length=5,
        max_length=REASON_LENGTH,
        help_text=gettext_lazy("Stands in the log, with your name."),
    )
    password = forms.CharField(
        label=gettext_lazy("Your password"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = forms.CharField(
        label=gettext_lazy("The code from the mail"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
    )

    def __init__(self, request: HttpRequest, person: Person, *, needs_reason: bool, is_answer: bool) -> None:
        self.request, self.person, self.needs_proof = request, person, not has_proof(request)
        super().__init__(
            request.POST if is_answer else None, initial={"reason": request.POST.get("reason", "")[:REASON_LENGTH]}
        )
        self._keep("reason", needs_reason)
        self._keep("password", self.needs_proof and person.has_usable_password())
        self._keep("code", self.needs_proof and self.waits_for_code)

    def _keep(self, name: str, is_needed: bool) -> None:
        if not is_needed:
            del self.fields[name]

    @property
    def waits_for_code(self) -> bool:
        return CODE_KEY in self.request.session

    @property
    def ways(self) -> list[str]:
        """The fields that prove it, as far as they are there."""
        return [name for name in ("password", "code") if name in self.fields]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.needs_proof:
            return data
        way = next((name for name in self.ways if data.get(name)), None)
        if way is None:
            self.add_error(next(iter(self.ways), None), _("Please confirm that it is you."))
        elif _is_right(self.request, self.person, way, data[way]):
            self.needs_proof = False
            for name in self.ways:
                del self.fields[name]
        else:
            self.add_error(way, _wrong(way))
        return data


def _wrong(way: str) -> str:
    return _("This is not your password.") if way == "password" else _("This code is not right, or no longer valid.")


def ask(
    request: HttpRequest, *, title: str, text: str = "", back: str, needs_reason: bool = True, in_admin: bool = True
) -> HttpResponse | None:
    """None: `request`, a POST, may go on, and `reason(request)` says why. Else the page to answer with.

    `title` names the step, `text` what it does, `back` is the address for a change of mind.
    """
    assert isinstance(request.user, Person)  # noqa: S101  every address here asks for a sign-in first
    # SECURITY: an error report leaves out what these fields hold
    request.sensitive_post_parameters = ("password", "code")  # type: ignore[attr-defined]
    way = request.POST.get("proof", "")
    if way == "send" and not _send_code(request, request.user):
        messages.warning(request, code_limits.A_MINUTE)
    is_complete = has_proof(request) and ("reason" in request.POST or not needs_reason)
    is_answer = way == "check" or (not way and is_complete)
    form = ProofForm(request, request.user, needs_reason=needs_reason, is_answer=is_answer)
    if form.is_valid():
        request.elevated_reason = form.cleaned_data.get("reason", "")  # type: ignore[attr-defined]
        return None
    return _page(request, form, {"title": title, "text": text, "back": back}, in_admin)


def reason(request: HttpRequest) -> str:
    """What was given as the reason, in one line; empty where none is asked for."""
    return " ".join(getattr(request, "elevated_reason", "").split())[:REASON_LENGTH]


def has_proof(request: HttpRequest, *, or_just_signed_in: bool = False) -> bool:
    """Whether the person has proved within the last minutes that it is them."""
    records = get_authentication_records(request, request.user)  # type: ignore[arg-type]
    proofs = [record["at"] for record in records if record.get("reauthenticated") or or_just_signed_in]
    return bool(proofs) and time.time() - proofs[-1] < app_settings.REAUTHENTICATION_TIMEOUT


def _is_right(request: HttpRequest, person: Person, way: str, given: str) -> bool:
    """Notes the proof where it is. Ten tries a minute, three for each code."""
    if not ratelimit.consume(request, action="reauthenticate", user=person):
        return False
    right = person.check_password(given) if way == "password" else _is_the_code(request, given)
    if right:
        record_authentication(request, person, method=way, reauthenticated=True)
        request.session.pop(CODE_KEY, None)
    return right


def _is_the_code(request: HttpRequest, given: str) -> bool:
    sent = request.session.get(CODE_KEY)
    if not sent or time.time() - sent["at"] > app_settings.LOGIN_BY_CODE_TIMEOUT or sent["tries"] >= TRIES:
        return False
    request.session[CODE_KEY] = {**sent, "tries": sent["tries"] + 1}
    return compare_user_code(actual=given, expected=sent["code"])


def _send_code(request: HttpRequest, person: Person) -> bool:
    """By the workers that send every code. Too many in a row are not sent; the last one stays valid.

    Counted apart from codes to sign in: those anybody can ask for, and use up.
    """
    if not ratelimit.consume(request, action="codes_for_proof", user=person):
        return False
    adapter = get_adapter(request)
    code = adapter.generate_login_code()
    request.session[CODE_KEY] = {"code": code, "at": time.time(), "tries": 0}
    adapter.send_mail("account/email/login_code", person.email, {"request": request, "code": code})
    return True


def _page(request: HttpRequest, form: ProofForm, said: dict[str, str], in_admin: bool) -> HttpResponse:
    carried = [(name, value) for name, values in request.POST.lists() if name not in OURS for value in values]
    context = {
        **(admin.site.each_context(request) if in_admin else {}),
        **said,
        "form": form,
        "carried": carried,
        "address": request.get_full_path(),
        "minutes": max(1, app_settings.REAUTHENTICATION_TIMEOUT // 60),
    }
    template = "admin/elevated.html" if in_admin else "people/elevated.html"
    return TemplateResponse(request, template, context, status=400 if form.errors else 200)
