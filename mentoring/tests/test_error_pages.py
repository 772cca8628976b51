"""Error pages: friendly, in both languages, and the worst of them without a database."""

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path
from django.utils import translation
from django.utils.translation import gettext, gettext_noop
from django.views import defaults

from mentoring import urls
from people.tests.factories import PersonFactory


def breaks(request: HttpRequest) -> HttpResponse:
    raise {"400": SuspiciousOperation, "403": PermissionDenied, "500": RuntimeError}[request.GET["with"]]


urlpatterns = [path("breaks/", breaks), *urls.urlpatterns]
TITLES = {
    "400": gettext_noop("That did not arrive as it should"),
    "403": gettext_noop("This page is not for you"),
    "500": gettext_noop("Something went wrong on our side"),
}


def title(status: str, language: str) -> str:
    with translation.override(language):
        return gettext(TITLES[status])


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("status", TITLES)
def test_an_error_is_said_in_the_language_of_the_person(status, language):
    client = Client(raise_request_exception=False)
    client.force_login(PersonFactory(language=language), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/breaks/", {"with": status})
    assert page.status_code == int(status)
    assert f'<html lang="{language}">' in page.content.decode()
    assert title(status, language) in page.content.decode()


@pytest.mark.django_db
def test_a_page_that_does_not_exist_keeps_the_navigation_for_people_who_are_signed_in(client):
    client.force_login(PersonFactory(language="en"))
    page = client.get("/nothing-here/")
    assert page.status_code == 404
    assert "There is nothing here" in page.content.decode()
    assert "<nav" in page.content.decode()


@pytest.mark.django_db
def test_a_page_that_does_not_exist_tells_strangers_no_more():
    page = Client().get("/nothing-here/", HTTP_ACCEPT_LANGUAGE="en")
    assert page.status_code == 404
    assert "<nav" not in page.content.decode()


# no django_db: a query fails this test
@pytest.mark.parametrize("language", ["de", "en"])
def test_the_page_for_the_worst_case_needs_no_database(language):
    with translation.override(language):
        page = defaults.server_error(RequestFactory().get("/"))
    html = page.content.decode()
    assert page.status_code == 500
    assert f'<html lang="{language}">' in html
    assert title("500", language) in html
    assert "tandem.css" in html


def test_a_stale_form_says_that_nothing_is_lost():
    page = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a"}, HTTP_ACCEPT_LANGUAGE="en")
    assert page.status_code == 403
    assert "Nothing is lost either" in page.content.decode()


def test_pages_that_could_not_take_the_words_say_so_to_the_script_that_keeps_them():
    page = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a"})
    assert 'data-outcome="lost"' in page.content.decode()
