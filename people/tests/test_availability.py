"""When people can be met: working hours, absences without a reason, public holidays of their site."""

from datetime import date, time, timedelta

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone, translation

from people.errors import ActionError, NotAllowed
from people.models import Absence, AuditEvent, SiteRegion, WorkingHours
from people.personal_data import erase_availability, export_availability
from people.tests.factories import PersonFactory
from people.times import availability
from people.times.public_holidays import COUNTRIES, STATES, holiday, region_name, regions

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 4)


@pytest.fixture
def person():
    return PersonFactory(language="en", site="Heilbronn")


def away(person, first, last, today=TODAY):
    return availability.add_absence(person=person, first_day=first, last_day=last, today=today)


# ------------------------------------------------------------------ public holidays
@pytest.mark.parametrize(
    ("region", "day", "german", "english"),
    [
        ("DE", date(2026, 10, 3), "Tag der Deutschen Einheit", "German Unity Day"),
        ("DE", date(2026, 6, 4), "", ""),
        ("DE-BW", date(2026, 6, 4), "Fronleichnam", "Corpus Christi"),
        ("DE-BW", date(2026, 6, 5), "", ""),
        ("PL", date(2026, 11, 11), "Nationalfeiertag der Unabhängigkeit", "National Independence Day"),
        ("SE", date(2026, 1, 6), "Epiphany", "Epiphany"),
        ("XX", date(2026, 1, 1), "", ""),
        ("DE-XX", date(2026, 1, 1), "", ""),
    ],
)
def test_public_holidays_are_those_of_the_region_in_the_readers_language(region, day, german, english):
    with translation.override("de"):
        assert holiday(day, region) == german
    with translation.override("en"):
        assert holiday(day, region) == english


def test_every_region_on_offer_is_known_to_the_library():
    from holidays import country_holidays

    for country in COUNTRIES:
        assert country_holidays(country, years=2026)
        for state in STATES.get(country, {}):
            assert country_holidays(country, subdiv=state, years=2026)
    assert len(regions()) == len(COUNTRIES)


def test_a_region_has_a_name_in_words():
    with translation.override("en"):
        assert region_name("DE-BW") == "Germany, Baden-Württemberg"
        assert region_name("PL") == "Poland"


# ------------------------------------------------------------------ working hours and absences
def test_who_has_said_nothing_can_be_met_from_nine_to_five_on_weekdays(person):
    found = availability.availability_of([person], TODAY)[person.pk]
    assert (found.days, found.starts, found.ends) == (frozenset({1, 2, 3, 4, 5}), time(9), time(17))
    assert (found.absences, found.region) == ((), "DE")


def test_what_people_say_and_where_they_work_is_read_in_three_queries(person, django_assert_num_queries):
    other = PersonFactory(site="Kraków")
    availability.save_working_hours(person=person, days=[3, 1, 2], starts=time(8), ends=time(12, 30))
    away(person, TODAY, TODAY + timedelta(days=2))
    SiteRegion.objects.create(site="Kraków", region="PL")
    with django_assert_num_queries(3):
        found = availability.availability_of([person, other], TODAY)

    mine = found[person.pk]
    assert (mine.days, mine.starts, mine.ends) == (frozenset({1, 2, 3}), time(8), time(12, 30))
    assert [mine.is_away(TODAY + timedelta(days=number)) for number in (-1, 0, 2, 3)] == [False, True, True, False]
    assert found[other.pk].region == "PL"


@pytest.mark.parametrize(
    ("days", "starts", "ends"), [([], 9, 17), ([0], 9, 17), ([8], 9, 17), ([1], 17, 9), ([1], 9, 9)]
)
def test_hours_that_cannot_be_are_refused(person, days, starts, ends):
    with pytest.raises(ActionError):
        availability.save_working_hours(person=person, days=days, starts=time(starts), ends=time(ends))
    assert not WorkingHours.objects.exists()


@pytest.mark.parametrize(("first", "last"), [(1, 0), (-9, -1), (0, 1200)])
def test_absences_that_cannot_be_are_refused(person, first, last):
    with pytest.raises(ActionError):
        away(person, TODAY + timedelta(days=first), TODAY + timedelta(days=last))


def test_what_is_over_is_forgotten_when_the_next_is_entered(person):
    away(person, TODAY - timedelta(days=30), TODAY - timedelta(days=20), today=TODAY - timedelta(days=40))
    away(person, TODAY, TODAY)
    away(person, TODAY, TODAY)
    assert Absence.objects.count() == 1


def test_nobody_removes_the_absence_of_another(person):
    absence = away(person, TODAY, TODAY)
    with pytest.raises(NotAllowed):
        availability.remove_absence(absence=absence, person=PersonFactory(is_staff=True, is_superuser=True))


def test_absences_and_hours_are_in_no_admin():
    assert not {Absence, WorkingHours} & set(admin.site._registry)


# ------------------------------------------------------------------ pages
def test_one_says_when_one_can_be_met_and_when_one_is_away(client, person):
    client.force_login(person)
    page = reverse("availability")
    assert "Germany" in client.get(page).content.decode()

    assert client.post(page, {"days": [1, 2], "starts": "08:00", "ends": "13:00"}).url == page
    assert WorkingHours.objects.values_list("days", "starts", "ends").get() == ([1, 2], time(8), time(13))
    assert client.post(page, {"days": [1], "starts": "13:00", "ends": "08:00"}).status_code == 200

    day = timezone.localdate() + timedelta(days=3)
    client.post(reverse("absence_add"), {"first_day": day, "last_day": day})
    assert client.post(reverse("absence_add"), {"first_day": day, "last_day": "x"}).status_code == 200
    absence = Absence.objects.get()
    client.force_login(PersonFactory())
    assert client.post(reverse("absence_remove", args=[absence.pk])).status_code == 404
    client.force_login(person)
    client.post(reverse("absence_remove", args=[absence.pk]))
    assert not Absence.objects.exists()
    assert not AuditEvent.objects.exists()


def test_hr_says_where_a_sites_holidays_come_from(client, person):
    hr = PersonFactory(is_staff=True, site="Zentrale")
    client.force_login(hr)
    page = reverse("admin:people_siteregion_add")
    assert "Baden-Württemberg" in client.get(page).content.decode()
    client.post(page, {"site": "Heilbronn", "region": "DE-BW"})
    assert SiteRegion.objects.get().region == "DE-BW"
    assert client.post(page, {"site": "Nirgendwo", "region": "DE-BW"}).status_code == 200
    assert client.post(page, {"site": "Zentrale", "region": "DE-XX"}).status_code == 200
    assert SiteRegion.objects.count() == 1
    assert availability.availability_of([person], TODAY)[person.pk].region == "DE-BW"
    assert AuditEvent.objects.get(event="site.region_set").actor == hr


def test_it_is_taken_along_and_erased(person):
    availability.save_working_hours(person=person, days=[1], starts=time(8), ends=time(12))
    away(person, TODAY, TODAY)
    assert len(export_availability(person)) == 2
    erase_availability(person)
    assert export_availability(person) == []
