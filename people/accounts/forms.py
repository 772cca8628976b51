"""Forms of the account pages that know more about an account than allauth does."""

from typing import Any

from allauth.account import forms
from allauth.account.adapter import get_adapter
from allauth.core import context
from django.core.exceptions import ValidationError

from people.accounts import code_limits


class RequestLoginCodeForm(forms.RequestLoginCodeForm):
    def clean_email(self) -> str:
        """SECURITY: the same words for an address that nobody has."""
        try:
            address: str = super().clean_email()
        except ValidationError as error:  # allauth's words are about passwords
            raise ValidationError(code_limits.A_MINUTE) from error
        if not code_limits.may_have_a_code(context.request, address):
            raise ValidationError(code_limits.A_DAY)
        return address


class UserTokenForm(forms.UserTokenForm):
    def clean(self) -> dict[str, Any]:
        """SECURITY: nobody sets a password by a mail to an address that the person has not confirmed."""
        cleaned: dict[str, Any] = super().clean()
        if self.reset_user is not None and self.reset_user.address_waits:
            raise get_adapter().validation_error("invalid_password_reset")
        return cleaned
