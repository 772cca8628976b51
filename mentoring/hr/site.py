"""HR's admin site."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _


class HrAdminSite(admin.AdminSite):
    site_header = site_title = _("Tandem for HR")
    index_title = _("Programmes and people")
    # SECURITY: Django's own sign-in would be a way past allauth's rate limits
    login = method_decorator(secure_admin_login)(admin.AdminSite.login)
