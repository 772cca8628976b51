"""Texts of packages whose German says “du” to everyone: named here they are in our catalogues, which win."""

from django.utils.translation import gettext_lazy as _

TEXTS = (
    # allauth: signing in and the password forms
    _("Be patient, you are sending too many requests."),
    _("Please type your current password."),
    _("Too many failed login attempts. Try again later."),
    _("You must type the same password each time."),
    _("Your password has been changed."),
)
