from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from notices import mail
from notices.enums import NoticeState
from notices.models import MutedKind
from notices.tests.factories import KIND, NoticeFactory, a_kind, registered
from people.tests.factories import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kind():
    with registered(a_kind(label="A word")), registered(a_kind(code="must", label="Vital", can_be_muted=False)):
        yield


@pytest.fixture
def person():
    return PersonFactory(language="en")


@pytest.fixture
def signed_in(client, person):
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


# ---------------------------------------------------------------- what I was sent


def test_i_see_what_became_of_my_notices_newest_first(signed_in, person, now):
    NoticeFactory(recipient=person, state=NoticeState.SENT, sent_at=now)
    NoticeFactory(recipient=person, state=NoticeState.UNKNOWN, due_at=now - timedelta(days=1))
    NoticeFactory(recipient=person, state=NoticeState.PLANNED, due_at=now + timedelta(days=1))
    NoticeFactory(recipient=person, state=NoticeState.OBSOLETE)
    NoticeFactory(state=NoticeState.FAILED)
    response = signed_in.get(reverse("notices"))
    assert [notice.state for notice in response.context["page"]] == [NoticeState.SENT, NoticeState.UNKNOWN]
    page = response.content.decode()
    assert page.index("Sent to you.") < page.index("Perhaps delivered")


def test_who_was_sent_nothing_yet_reads_that(signed_in):
    assert "No mails so far" in signed_in.get(reverse("notices")).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_queries_for_one_and_for_three(count, signed_in, person, django_assert_num_queries):
    NoticeFactory.create_batch(count, recipient=person, state=NoticeState.SENT)
    signed_in.get(reverse("notices"))
    with django_assert_num_queries(6):  # session, person, how many, which, two for the navigation
        signed_in.get(reverse("notices"))


def test_old_notices_are_on_further_pages(signed_in, person):
    NoticeFactory.create_batch(26, recipient=person, state=NoticeState.SENT)
    assert len(signed_in.get(reverse("notices")).context["page"]) == 25
    assert len(signed_in.get(reverse("notices"), {"page": 2}).context["page"]) == 1
    assert len(signed_in.get(reverse("notices"), {"page": "x"}).context["page"]) == 25


# ---------------------------------------------------------------- what I want


def test_a_kind_is_switched_off_and_on_again(signed_in, person):
    url = reverse("notice_preferences")
    assert KIND in signed_in.get(url).context["form"]["kinds"].initial

    assert signed_in.post(url, {}).status_code == 302
    assert person.muted_kinds.filter(kind=KIND).exists()
    assert not person.muted_kinds.filter(kind="must").exists()
    assert KIND not in signed_in.get(url).context["form"]["kinds"].initial

    signed_in.post(url, {"kinds": [KIND]})
    assert not person.muted_kinds.filter(kind=KIND).exists()


def test_what_is_always_sent_is_said(signed_in):
    response = signed_in.get(reverse("notice_preferences"))
    assert "must" in [kind.code for kind in response.context["always"]]
    assert "Vital" in response.content.decode()


def test_a_kind_that_does_not_exist_is_refused_and_nothing_is_lost(signed_in, person):
    response = signed_in.post(reverse("notice_preferences"), {"kinds": [KIND, "made_up"]})
    assert response.status_code == 200
    assert response.context["form"].errors
    assert not MutedKind.objects.exists()


# ---------------------------------------------------------------- one click from the mail


def stop_path(person, kind=KIND):
    return reverse("unsubscribe", args=[mail.stop_token(person, kind)])


def test_following_the_link_changes_nothing_and_one_click_stops_the_kind(person):
    anonymous = Client(enforce_csrf_checks=True)
    page = anonymous.get(stop_path(person))
    assert page.status_code == 200
    assert "A word" in page.content.decode()
    assert not MutedKind.objects.exists()

    done = anonymous.post(stop_path(person))
    assert done.status_code == 200
    assert "Switched off" in done.content.decode()
    assert list(MutedKind.objects.values_list("person", "kind")) == [(person.pk, KIND)]


def test_mail_programs_stop_a_kind_as_rfc_8058_says(person, settings):
    body = "List-Unsubscribe=One-Click"
    client = Client(enforce_csrf_checks=True)
    response = client.post(stop_path(person), body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 200
    assert settings.SESSION_COOKIE_NAME not in response.cookies
    assert MutedKind.objects.count() == 1


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_page_speaks_the_language_of_the_mail(language):
    page = Client().get(stop_path(PersonFactory(language=language))).content.decode()
    assert f'<html lang="{language}">' in page


def test_a_link_that_was_tampered_with_leads_nowhere(person):
    path = stop_path(person)
    assert Client().post(path.replace("stop/W", "stop/X")).status_code == 404
    assert Client().get(reverse("unsubscribe", args=["nonsense"])).status_code == 404
    assert Client().post(stop_path(person, "must")).status_code == 404
    assert not MutedKind.objects.exists()


def test_the_link_of_a_person_who_left_leads_nowhere(person):
    person.is_active = False
    person.save()
    assert Client().post(stop_path(person)).status_code == 404
