from datetime import time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from notices import mail
from notices.enums import NoticeState
from notices.models import MutedKind, Preferences
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


def test_the_newest_is_what_was_sent_last_not_what_was_due_last(signed_in, person, now):
    late = NoticeFactory(recipient=person, due_at=now - timedelta(days=3), state=NoticeState.SENT, sent_at=now)
    never = NoticeFactory(recipient=person, due_at=now - timedelta(days=1), state=NoticeState.FAILED)
    early = NoticeFactory(recipient=person, due_at=now, state=NoticeState.SENT, sent_at=now - timedelta(days=2))
    assert list(signed_in.get(reverse("notices")).context["page"]) == [late, never, early]


def test_what_was_sent_is_read_in_the_browser_as_long_as_it_is_so(signed_in, person, now):
    mine = NoticeFactory(recipient=person, state=NoticeState.SENT, sent_at=now)
    page = signed_in.get(reverse("notice", args=[mine.pk])).content.decode()
    assert "A word for you" in page
    assert "One sentence." in page
    assert 'href="/notices/"' in page

    def gone(notice):
        raise LookupError("was nur die beiden wissen")

    def broken(notice):
        raise RuntimeError("was nur die beiden wissen")

    for render in (gone, broken):
        with registered(a_kind(render=render)):
            page = signed_in.get(reverse("notice", args=[mine.pk])).content.decode()
        assert "is gone or has changed" in page
        assert "beiden" not in page


@pytest.mark.parametrize("state", [NoticeState.PLANNED, NoticeState.OBSOLETE, NoticeState.HELD])
def test_what_was_not_sent_is_not_read_and_neither_are_others_mails(state, signed_in, person):
    assert signed_in.get(reverse("notice", args=[NoticeFactory(recipient=person, state=state).pk])).status_code == 404
    assert signed_in.get(reverse("notice", args=[NoticeFactory(state=NoticeState.SENT).pk])).status_code == 404


def test_a_digest_leads_to_its_parts(signed_in, person, now):
    digest = NoticeFactory(recipient=person, kind="digest", state=NoticeState.SENT, sent_at=now)
    part = NoticeFactory(recipient=person, digest=digest, state=NoticeState.SENT, sent_at=now)
    page = signed_in.get(reverse("notice", args=[digest.pk])).content.decode()
    assert f'href="/notices/{part.pk}/">A word' in page


def test_a_code_is_not_shown_again(signed_in, person, now):
    code = NoticeFactory(recipient=person, kind="sign_in_code", state=NoticeState.SENT, sealed="the code that was sent")
    page = signed_in.get(reverse("notice", args=[code.pk])).content.decode()
    assert "the code that was sent" not in page
    assert "shown nowhere" in page


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


def typed(**changes):
    """What the page sends; without any kind."""
    return {
        "language": "en",
        "time_zone": "Europe/Berlin",
        "quiet_from": "20:00",
        "quiet_until": "07:00",
        "working_days": ["0", "1", "2", "3", "4"],
        "rhythm": "at_once",
        "digest_day": "0",
        "digest_at": "08:00",
        "most_per_week": "3",
        **changes,
    }


def test_a_kind_is_switched_off_and_on_again(signed_in, person):
    url = reverse("notice_preferences")
    assert KIND in signed_in.get(url).context["form"]["kinds"].initial

    assert signed_in.post(url, typed()).status_code == 302
    assert person.muted_kinds.filter(kind=KIND).exists()
    assert not person.muted_kinds.filter(kind="must").exists()
    form = signed_in.get(url).context["form"]
    assert KIND not in form["kinds"].initial
    assert [group["on"] for group in form.kind_groups()] == [0] * len(form.kind_groups())

    signed_in.post(url, typed(kinds=[KIND]))
    assert not person.muted_kinds.filter(kind=KIND).exists()
    assert sum(group["on"] for group in signed_in.get(url).context["form"].kind_groups()) == 1


def test_what_is_always_sent_is_said(signed_in):
    response = signed_in.get(reverse("notice_preferences"))
    assert "must" in [kind.code for kind in response.context["always"]]
    assert "Vital" in response.content.decode()


def test_a_kind_that_does_not_exist_is_refused_and_nothing_is_lost(signed_in, person):
    response = signed_in.post(reverse("notice_preferences"), typed(kinds=[KIND, "made_up"]))
    assert response.status_code == 200
    assert response.context["form"].errors
    assert not MutedKind.objects.exists()


def test_without_a_word_the_installations_habits_hold_and_stand_in_the_form(signed_in):
    form = signed_in.get(reverse("notice_preferences")).context["form"]
    assert (form["quiet_from"].value(), form["quiet_until"].value()) == (time(20), time(7))
    assert (form["working_days"].value(), form["most_per_week"].value()) == ([0, 1, 2, 3, 4], 3)
    page = str(form["quiet_from"])
    assert 'type="time"' in page
    assert 'value="20:00"' in page


def test_habits_language_and_time_zone_are_kept(signed_in, person):
    changes = {
        "language": "de",
        "time_zone": "Asia/Tokyo",
        "working_days": ["5", "6"],
        "rhythm": "weekly",
        "digest_day": "6",
        "digest_at": "17:30",
        "most_per_week": "",
    }
    response = signed_in.post(reverse("notice_preferences"), typed(**changes), follow=True)
    assert "Gespeichert" in response.content.decode()
    person.refresh_from_db()
    habits = person.preferences
    assert (person.language, person.time_zone) == ("de", "Asia/Tokyo")
    assert (habits.working_days, habits.rhythm, habits.digest_day) == ([5, 6], "weekly", 6)
    assert (habits.digest_at, habits.most_per_week) == (time(17, 30), None)
    assert habits.habits.zone.key == "Asia/Tokyo"


@pytest.mark.parametrize(
    ("field", "value"),
    [("working_days", []), ("quiet_from", "late"), ("most_per_week", "0"), ("rhythm", "never"), ("time_zone", "Mars")],
)
def test_what_cannot_be_is_said_beside_the_field_and_nothing_is_kept(field, value, signed_in):
    response = signed_in.post(reverse("notice_preferences"), typed(**{field: value}))
    assert field in response.context["form"].errors
    assert not Preferences.objects.exists()


def test_what_waits_is_decided_anew_when_habits_change(signed_in, person, now):
    waits = NoticeFactory(recipient=person, put_off_from=now, due_at=timezone.now() + timedelta(days=900))
    planned = NoticeFactory(recipient=person, due_at=timezone.now() + timedelta(days=900))
    signed_in.post(reverse("notice_preferences"), typed(quiet_until="20:00"))
    waits.refresh_from_db(), planned.refresh_from_db()
    assert waits.due_at < planned.due_at
    assert waits.put_off_from is None


def test_only_hr_finds_what_only_hr_gets(signed_in, person):
    with registered(a_kind(code="for_hr", for_staff=True)):
        codes = lambda: str(signed_in.get(url).context["form"]["kinds"])  # noqa: E731
        url = reverse("notice_preferences")
        assert "for_hr" not in codes()
        person.is_staff = True
        person.save()
        assert "for_hr" in codes()


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
