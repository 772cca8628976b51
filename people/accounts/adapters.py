"""How allauth behaves here: accounts come from HR's import, nobody registers by themselves."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from people.accounts import code_limits
from people.models import Person


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: Any, *, email: str | None, **more: Any) -> HttpResponse | None:
        """SECURITY: a code proves the address it was sent to. If that is the account's no longer, it proves nothing."""
        stored = Person.objects.values_list("email", flat=True).get(pk=user.pk)
        if email and email.lower() != stored.lower():
            messages.error(request, _("The address of this account has changed. Please sign in with the new one."))
            return redirect("account_login")
        return super().pre_login(request, user, email=email, **more)  # type: ignore[no-any-return]

    def post_login(self, request: HttpRequest, user: Any, **more: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **more)
        code_limits.remember_browser(response, user)
        return response

    def get_reset_password_from_key_url(self, key: str) -> str:
        """SECURITY: on our own address. The host of a request is what its sender says it is."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.BASE_URL + path.replace("UID-KEY", key)
