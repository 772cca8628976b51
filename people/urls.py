"""Addresses."""

from django.urls import path

from people import views
from people.accounts import views as accounts
from people.times import views as times

urlpatterns = [
    path("profile/", views.profile, name="profile"),
    path("profile/address/", accounts.address, name="address"),
    path("profile/sign-out-elsewhere/", accounts.sign_out_elsewhere, name="sign_out_elsewhere"),
    path("address/<str:token>/", accounts.address_link, name="address_link"),
    path("profile/times/", times.availability_page, name="availability"),
    path("profile/times/away/", times.absence_add, name="absence_add"),
    path("profile/times/<int:pk>/remove/", times.absence_remove, name="absence_remove"),
    path("words/", views.kept_words, name="kept_words"),
    path("language/", views.set_language, name="set_language"),
    path("privacy/", views.privacy_page, name="privacy"),
    path("privacy/export/", views.privacy_export, name="privacy_export"),
    path("privacy/erase/", views.privacy_erase, name="privacy_erase"),
    path("accounts/email/", views.own_address, name="account_email"),
    path("accounts/password/set/", accounts.set_password, name="account_set_password"),
]
