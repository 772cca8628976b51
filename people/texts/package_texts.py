"""Texts of packages whose German is not ours, often “du” for everyone: named here our catalogues have them."""

from django.utils.translation import gettext_lazy as _

TEXTS = (
    # Django's admin: what was done to a record, not the past
    _("History"),
    # allauth: signing in and the password forms
    _("Be patient, you are sending too many requests."),
    _("Please type your current password."),
    _("Too many failed login attempts. Try again later."),
    _("You must type the same password each time."),
    _("Your password has been changed."),
)
