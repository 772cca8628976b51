"""Time zones to choose from: each place once, by region, and never without the one a person has."""

import pytest
from django.urls import reverse
from django.utils import translation

from people.models import Person
from people.tests.factories import PersonFactory
from people.times.zones import offered, time_zones

pytestmark = pytest.mark.django_db


def test_each_place_is_offered_once_without_its_old_names():
    assert {"Europe/Berlin", "Europe/Stockholm", "Asia/Kolkata", "America/Argentina/Buenos_Aires"} <= set(offered())
    assert not {"Asia/Calcutta", "US/Eastern", "Europe/Belfast", "America/Buenos_Aires", "Etc/GMT+1"} & set(offered())
    with translation.override("en"):
        groups = {str(label): dict(places) for label, places in time_zones()[1:]}
    assert groups["Europe"]["Europe/Berlin"] == "Berlin"
    assert groups["America"]["America/Argentina/Buenos_Aires"] == "Argentina, Buenos Aires"
    assert time_zones()[0] == ("UTC", "UTC")


@pytest.mark.parametrize("zone", ["Asia/Calcutta", "Europe/Berlin", "UTC"])
def test_whoever_has_a_zone_keeps_it(zone, client):
    person = PersonFactory(language="en", time_zone=zone)
    client.force_login(person)
    page = client.get(reverse("profile"))
    assert page.content.decode().count(f'<option value="{zone}" selected>') == 1
    client.post(reverse("profile"), {"language": "de", "time_zone": page.context["form"]["time_zone"].value()})
    assert Person.objects.get(pk=person.pk).time_zone == zone
    client.post(reverse("profile"), {"language": "de", "time_zone": "Mars/Olympus"})
    assert Person.objects.get(pk=person.pk).time_zone == zone
