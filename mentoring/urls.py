"""Every address of the site. Each named one is listed in the access matrix (mentoring/tests/test_access.py)."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from mentoring import oversight, views

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("oversight/", oversight.oversight_list, name="oversight_list"),
    path("oversight/<slug:slug>/", oversight.oversight, name="oversight"),
    path("oversight/<slug:slug>/log.csv", oversight.oversight_log, name="oversight_log"),
    path("", include("people.urls")),
    path("", include("notices.urls")),
    path("", include("programs.urls")),
    path("", include("tandems.urls")),
    path("", include("journals.urls")),
    path("", include("evaluation.urls")),
    # addresses come from HR's import: nobody adds or changes one here
    path("accounts/email/", views.email_address, name="account_email"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]

if settings.DEMO:
    urlpatterns.append(path("demo/", include("mentoring.demo.urls")))
