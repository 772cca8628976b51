"""The room and the home page name the same one next thing."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.template.loader import render_to_string
from django.urls import resolve
from django.utils import timezone

from journals.models import NextStep
from notices import todos
from notices.todos import pressing
from tandems import sections
from tandems.enums import MeetingState
from tandems.tests.factories import MeetingFactory, TandemFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def tandem():
    return TandemFactory()


def step(tandem, now, days):
    mentee = tandem.mentee.person
    due_on = timezone.localdate(now + days * DAY)
    NextStep.objects.create(tandem=tandem, owner=mentee, author=mentee, text="x", due_on=due_on)


def agreement(tandem, now, days):
    tandem.agreements.create(number=1, author=tandem.mentor.person, written_at=now - days * DAY)


def without_date(tandem, now, days):
    MeetingFactory(tandem=tandem, number=1, planned_week=timezone.localdate(now + days * DAY))


def dated(tandem, now, days):
    MeetingFactory(tandem=tandem, number=2, state=MeetingState.DATED, starts_at=now + days * DAY)


def held(tandem, now, days):
    MeetingFactory(tandem=tandem, number=3, state=MeetingState.HELD, starts_at=now - days * DAY, minutes=60)


@pytest.mark.parametrize(
    ("there_is", "first"),
    [
        ([(step, 0), (without_date, 3), (agreement, 1)], "steps"),
        ([(step, 2), (without_date, -3), (agreement, 1)], "meeting_date"),
        ([(step, 2), (without_date, 9), (agreement, 4)], "agreement"),
        ([(dated, 9)], "agreement"),  # nothing is agreed yet; a date far ahead asks for nothing
        ([(dated, 1)], "meeting"),
        ([(dated, -1), (step, 0)], "meeting_hold"),
        ([(held, 1), (without_date, 3)], "entry_new"),
        ([(held, 9), (without_date, 3)], "meeting_date"),  # writing is no duty that hides what comes
    ],
)
def test_the_room_begins_with_what_the_home_page_names_first(tandem, now, there_is, first):
    person = tandem.mentee.person
    for make, days in there_is:
        make(tandem, now, days)
    card = sections.next_thing(tandem, person, now)
    html = render_to_string(card.template, {"tandem": tandem, "partner": tandem.mentor.person, **card.context})
    path = re.search(r'href="([^"]+)"', html)[1]
    assert path == todos.for_person(person, now)[0].path
    assert resolve(urlsplit(path).path).url_name == first


def test_urgent_things_come_first_and_dates_far_ahead_last(now):
    soon, far = now + DAY, now + 9 * DAY
    order = [
        pressing(now, None, is_urgent=True),
        pressing(now, soon, is_appointment=True),
        pressing(now, far),
        pressing(now, None),
        pressing(now, far, is_appointment=True),
    ]
    assert order == sorted(order)
