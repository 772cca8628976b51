"""Forms of the account pages that ask for a mail."""

from typing import Any

from allauth.account import forms
from allauth.account.adapter import get_adapter
from django.http import HttpRequest

from notices.accounts import RESET


class ResetPasswordForm(forms.ResetPasswordForm):
    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """SECURITY: a worker makes the link. Here that would take longer for an address that somebody has."""
        address: str = self.cleaned_data["email"]
        get_adapter(request).send_mail(RESET, address, {})
        return address
