"""Ways round the pages: filters in the address bar, caches, other packages' admin pages. Each must lead nowhere."""

import pytest
from django.contrib import admin
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from mentoring.tests.world import SECRET, World, build_world
from notices.tests.factories import NoticeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return build_world()


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def answer(client: Client, model: str, **lookups: object) -> int:
    return client.get(reverse(f"admin:{model}_changelist"), lookups).status_code


REFUSED = {
    "password of an administrator": ("people_person", {"password__startswith": "md5"}),
    "who has written a journal": ("people_person", {"entries__isnull": "False"}),
    "who takes part anywhere": ("people_person", {"participations__isnull": "False"}),
    "when someone signed in": ("people_person", {"last_login__gte": "2026-01-01 00:00:00+01:00"}),
    "in which tandem a journal is written": ("tandems_tandem", {"entries__isnull": "False"}),
    "whether someone said yes": ("tandems_tandem", {"consents__isnull": "False"}),
    "who is reminded": ("notices_notice", {"recipient__id__exact": "1"}),
    "who is reminded, by key": ("notices_notice", {"dedupe_key__contains": "offer"}),
    "whom a programme has": ("people_organisation", {"programs__isnull": "False"}),
    "what became of answers": ("evaluation_wave", {"responses__isnull": "False"}),
}


@pytest.mark.parametrize("what", REFUSED)
def test_the_address_bar_filters_by_nothing_that_the_page_does_not_offer(world, what):
    model, lookups = REFUSED[what]
    NoticeFactory(program_id=world.program.pk, kind="offer_reminder")
    assert answer(signed_in(world.people["hr"]), model, **lookups) == 400


def test_the_filters_beside_a_list_work(world):
    hr = signed_in(world.people["hr"])
    assert answer(hr, "tandems_tandem", program__id__exact=world.program.pk, state__exact="active") == 200
    assert answer(hr, "people_person", is_active__exact=1, level__exact=2) == 200
    assert answer(hr, "people_person", department__id__exact=1, organisation__id__exact=1) == 200
    assert (
        answer(hr, "notices_notice", state__exact="sent", kind="offer", due_at__gte="2026-01-01 00:00:00+01:00") == 200
    )
    assert answer(hr, "people_auditevent", happened_at__year=2026, happened_at__month=3) == 200
    assert answer(hr, "evaluation_wave", occasion__exact="start", opens_on__year=2026) == 200


def related_names(model: type[Model]) -> list[str]:
    return [field.name for field in model._meta.get_fields()]


@pytest.mark.parametrize("model", sorted(admin.site._registry, key=lambda model: model._meta.label), ids=str)
def test_no_admin_list_can_be_filtered_by_what_points_at_its_rows(model, rf, world):
    request = rf.get("/")
    request.user = world.people["hr"]
    model_admin = admin.site._registry[model]
    offered = {item if isinstance(item, str) else item[0] for item in model_admin.list_filter if not callable(item)}
    for name in set(related_names(model)) - offered - {model_admin.date_hierarchy, "kind"}:
        assert not model_admin.lookup_allowed(f"{name}__isnull", "0", request), name


def test_only_the_houses_own_models_are_in_the_admin():
    """SECURITY: with allauth's page for addresses an administrator could give a participant's account their own."""
    apps = {model._meta.app_label for model in admin.site._registry}
    assert apps <= {"people", "notices", "programs", "tandems", "journals", "evaluation"}


PERSONAL = {
    "home": lambda w: [],
    "tandem": lambda w: [w.tandem.pk],
    "agreement": lambda w: [w.tandem.pk],
    "picture": lambda w: [w.tandem.pk],
    "meeting": lambda w: [w.held.pk],
    "meeting_ics": lambda w: [w.dated.pk],
    "journal": lambda w: [],
    "entry": lambda w: [w.private_entry.pk],
    "survey": lambda w: [w.invitation.pk],
    "notices": lambda w: [],
    "profile": lambda w: [],
    "privacy": lambda w: [],
    "program": lambda w: [w.program.slug],
    "program_list": lambda w: [],
    "account_change_password": lambda w: [],
}


@pytest.mark.parametrize("name", PERSONAL)
def test_no_browser_or_proxy_keeps_a_personal_page(world, name):
    response = signed_in(world.people["mentee"]).get(reverse(name, args=PERSONAL[name](world)))
    assert response.status_code == 200
    kept = response.headers.get("Cache-Control", "")
    assert "no-store" in kept
    assert "private" in kept


def test_the_room_of_a_tandem_holds_journal_text_that_a_cache_could_keep(world):
    """What makes the test above worth having."""
    assert SECRET in signed_in(world.people["mentee"]).get(reverse("tandem", args=[world.tandem.pk])).content.decode()
