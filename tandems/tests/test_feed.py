"""The calendar to subscribe to."""

from datetime import timedelta

import pytest
import vobject
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from people.accounts import addresses
from people.actions import deactivate_person, reactivate_person
from people.models import AddressChange, Person
from people.tests.factories import PersonFactory
from tandems.actions import cancel_meeting, find_feed, replace_feed, set_date, stop_feed
from tandems.models import CalendarFeed, Meeting
from tandems.views import feeds

pytestmark = pytest.mark.django_db


@pytest.fixture
def token(mentor, now):
    return replace_feed(person=mentor, now=now)


@pytest.fixture
def fetch(client, token):
    def get(of=token, method="get", **headers):
        return getattr(client, method)(reverse("calendar_feed", args=[of]), headers=headers)

    return get


def entries(answer):
    return list(vobject.readOne(answer.content.decode()).contents.get("vevent", []))


def test_it_shows_what_has_a_date_and_what_was_cancelled_as_cancelled(tandem, mentee, mentor, fetch, now):
    first, second = tandem.meetings.with_people().filter(number__in=[1, 2])
    for number, meeting in enumerate((first, second)):
        starts_at = timezone.now() + timedelta(days=7 * (number + 1))
        set_date(meeting=meeting, person=mentee, starts_at=starts_at, minutes=60, place="", topic=None, now=now)
    cancel_meeting(meeting=Meeting.objects.get(pk=second.pk), person=mentee, now=now)

    answer = fetch()
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert [event.status.value for event in entries(answer)] == ["CONFIRMED", "CANCELLED"]
    assert [event.sequence.value for event in entries(answer)] == ["1", "2"]
    assert "ATTENDEE" not in answer.content.decode()
    assert "no-cache" in answer["Cache-Control"]


def test_an_empty_one_is_a_calendar_all_the_same(fetch):
    calendar = vobject.readOne(fetch().content.decode())
    assert (calendar.version.value, calendar.contents["x-wr-calname"][0].value) == ("2.0", "Tandem")


def test_it_is_sent_again_only_when_it_has_changed(date, mentee, fetch, now):
    meeting = date(starts_at=timezone.now() + timedelta(days=3))
    first = fetch()
    same = fetch(if_none_match=first["ETag"])
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", first["ETag"])
    assert first["Last-Modified"] == same["Last-Modified"]

    meeting.refresh_from_db()
    cancel_meeting(meeting=meeting, person=mentee, now=now + timedelta(hours=1))
    changed = fetch(if_none_match=first["ETag"])
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]
    assert changed["Last-Modified"] != first["Last-Modified"]


def test_a_partners_new_name_changes_it_too(date, mentee, fetch):
    date(starts_at=timezone.now() + timedelta(days=3))
    first = fetch()
    mentee.last_name = "Neuername"
    mentee.save()
    assert "Neuername" in fetch(if_none_match=first["ETag"]).content.decode()


def test_head_tells_the_same_without_the_text(fetch):
    head = fetch(method="head")
    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == fetch()["ETag"]


def test_the_token_is_stored_nowhere(token, mentor):
    feed = CalendarFeed.objects.get(person=mentor)
    assert token not in str(CalendarFeed.objects.values())
    assert len(feed.token_hash) == 64


def test_a_replaced_or_stopped_address_leads_nowhere(mentor, fetch, now):
    newer = replace_feed(person=mentor, now=now)
    assert fetch().status_code == 404
    assert fetch(newer).status_code == 200
    stop_feed(person=mentor)
    assert fetch(newer).status_code == 404


def test_someone_who_left_has_no_calendar(mentor, fetch):
    mentor.is_active = False
    mentor.save()
    assert fetch().status_code == 404


def test_nobody_elses_meetings_are_in_it(date, now, client):
    date(starts_at=timezone.now() + timedelta(days=3))
    other = replace_feed(person=PersonFactory(), now=now)
    assert entries(client.get(reverse("calendar_feed", args=[other]))) == []


def test_too_many_fetches_and_guesses_are_held_up(fetch, monkeypatch):
    monkeypatch.setattr(feeds, "FETCHES", 2)
    monkeypatch.setattr(feeds, "WRONG_TOKENS", 1)
    assert [fetch().status_code for _ in range(3)] == [200, 200, 429]
    assert [fetch("guessed").status_code for _ in range(2)] == [404, 429]
    cache.clear()
    assert fetch().status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_queries_however_many_meetings(count, tandem, mentee, fetch, now, django_assert_num_queries):
    fetch()
    for number in range(1, count + 1):
        meeting = tandem.meetings.with_people().get(number=number)
        starts_at = timezone.now() + timedelta(days=number)
        set_date(meeting=meeting, person=mentee, starts_at=starts_at, minutes=60, place="", topic=None, now=now)
    with django_assert_num_queries(3):
        assert len(entries(fetch())) == count


def test_the_day_on_which_a_calendar_came_by_is_noted(token, mentor, now):
    find_feed(token=token, now=now)
    assert CalendarFeed.objects.get(person=mentor).fetched_on == now.date()


def test_the_page_shows_the_address_once(client, mentor):
    client.force_login(mentor)
    page = client.post(reverse("calendar_replace"))
    address = page.context["address"]
    assert address in page.content.decode()
    assert client.get(address).status_code == 200
    assert address not in client.get(reverse("calendar_settings")).content.decode()
    client.post(reverse("calendar_stop"))
    assert client.get(address).status_code == 404


def test_times_are_right_for_someone_in_another_zone(date, mentor, fetch):
    mentor.time_zone = "America/New_York"
    mentor.save()
    start = (timezone.now() + timedelta(days=3)).replace(hour=15, minute=0, second=0, microsecond=0)
    date(starts_at=start)
    answer = fetch()
    assert b"TZID=America/New_York" in answer.content
    assert entries(answer)[0].dtstart.value == start


def hold(person, now):
    Person.objects.filter(pk=person.pk).update(email="neu@example.org", confirmed_email="alt@example.org")
    person.refresh_from_db()


def confirm_a_held_address(person, now):
    hold(person, now)
    addresses.confirm(person=person, address="neu@example.org", now=now)


def refuse_a_held_address(person, now):
    hold(person, now)
    addresses.refuse(person=person, address="neu@example.org", now=now)


def have_it_vouched_for(person, now):
    hold(person, now)
    AddressChange.objects.create(person=person, vouched_at=now - addresses.WAITING_TIME)
    assert addresses.open_vouched(now) == 1


def leave_and_come_back(person, now):
    deactivate_person(person=person, actor=None, now=now)
    reactivate_person(person=person, actor=None, now=now)


@pytest.mark.parametrize(
    ("happens", "answer"),
    [
        (confirm_a_held_address, 404),  # whoever had the account before may have kept its address
        (have_it_vouched_for, 404),
        (leave_and_come_back, 404),
        (hold, 200),  # like whoever is signed in since before
        (refuse_a_held_address, 200),
    ],
)
def test_it_ends_with_the_sessions_of_an_account(happens, answer, mentor, fetch, now):
    other = replace_feed(person=PersonFactory(), now=now)
    assert fetch().status_code == 200
    happens(mentor, now)
    assert fetch().status_code == answer
    assert fetch(of=other).status_code == 200
