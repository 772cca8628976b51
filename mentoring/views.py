"""Pages that need several floors."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "home.html")


def email_address(request: HttpRequest) -> HttpResponse:
    """Shows the address a person signs in with. HR's import owns it, so there is nothing to change here."""
    return render(request, "account/email.html")
