"""Addresses."""

from django.urls import path

from people import availability_views, views

urlpatterns = [
    path("profile/", views.profile, name="profile"),
    path("profile/times/", availability_views.availability_page, name="availability"),
    path("profile/times/away/", availability_views.absence_add, name="absence_add"),
    path("profile/times/<int:pk>/remove/", availability_views.absence_remove, name="absence_remove"),
    path("language/", views.set_language, name="set_language"),
    path("privacy/", views.privacy_page, name="privacy"),
    path("privacy/export/", views.privacy_export, name="privacy_export"),
    path("privacy/erase/", views.privacy_erase, name="privacy_erase"),
    path("accounts/email/", views.own_address, name="account_email"),
]
