from django.contrib.admin.apps import AdminConfig


class HrAdminConfig(AdminConfig):
    """Django's admin with our own site, so that every app's `admin.py` registers on it without importing it."""

    default_site = "mentoring.hr.site.HrAdminSite"
