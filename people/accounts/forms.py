"""Forms of the account pages that know more about an account than allauth does."""

from typing import Any

from allauth.account import forms
from allauth.account.adapter import get_adapter


class UserTokenForm(forms.UserTokenForm):
    def clean(self) -> dict[str, Any]:
        """SECURITY: nobody sets a password by a mail to an address that the person has not confirmed."""
        cleaned: dict[str, Any] = super().clean()
        if self.reset_user is not None and self.reset_user.address_waits:
            raise get_adapter().validation_error("invalid_password_reset")
        return cleaned
