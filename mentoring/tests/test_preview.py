"""The preview of a programme: real pages, invented people, and not a trace of it afterwards."""

import re
from datetime import date

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from mentoring.hr.preview import PAGES, ROLES, without_effect
from mentoring.hr.site import OURS
from mentoring.tests.test_side_doors import signed_in
from mentoring.tests.world import SECRET, build_world
from notices.models import Notice
from people.tests.factories import OrganisationFactory, PersonFactory
from programs import actions, blueprints
from programs.models import Program
from programs.tests.factories import ProgramFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db
COMBINATIONS = [(role, page.code) for role, _label in ROLES for page in PAGES if role in page.roles]


@pytest.fixture
def hr():
    return PersonFactory(is_staff=True, language="de")


@pytest.fixture
def draft(hr) -> Program:
    """As it is after the second step of the guided way: from a blueprint, in preparation, nobody in it."""
    return actions.create_from(
        document=blueprints.ours()["digital"],
        names={"de": "Probelauf", "en": "Trial run"},
        organisations=[OrganisationFactory()],
        starts_on=date(timezone.localdate().year + 1, 3, 1),
        actor=hr,
        now=timezone.now(),
    )


def page(program: Program, role: str, code: str, language: str = "de") -> str:
    return reverse("admin:programme_preview_page", args=[program.pk, role, code, language])


def rows() -> dict[str, int]:
    return {
        model._meta.label: model._base_manager.count() for model in apps.get_models() if model._meta.app_label in OURS
    }


@pytest.mark.parametrize(("role", "code"), COMBINATIONS)
def test_each_page_is_there_in_both_languages_and_nothing_stays_behind(hr, draft, role, code):
    Program.objects.filter(pk=draft.pk).update(hours_budget=20)
    client, before = signed_in(hr), rows()
    found = {}
    for language in ("de", "en"):
        answer = client.get(page(draft, role, code, language))
        assert answer.status_code == 200
        html = found[language] = answer.content.decode()
        assert f'<html lang="{language}">' in html
        assert "preview-bar" in html
        assert "needs more of the programme" not in html
        assert "braucht mehr vom Programm" not in html
        body = html.split("</small></div>", 1)[1]
        assert not re.search(r"<(form|script)\b|\son\w+=|<a[^>]*\shref=", body)
    assert found["de"] != found["en"]
    assert rows() == before
    assert Program.objects.get(pk=draft.pk).state == "draft"
    assert client.get(reverse("home")).context["user"] == hr


def test_they_are_the_programmes_own_words_and_the_invented_two(hr, draft):
    client = signed_in(hr)
    Program.objects.filter(pk=draft.pk).update(description_de="Was nur hier steht")
    assert "Was nur hier steht" in client.get(page(draft, "mentee", "programme")).content.decode()
    for code in ("offer", "room"):
        assert "Deniz Probe" in client.get(page(draft, "mentee", code)).content.decode()
        assert "Henrike Beispiel" in client.get(page(draft, "mentor", code)).content.decode()
    offer = client.get(page(draft, "mentee", "offer")).content.decode()
    assert draft.topics.filter(kind="learn").order_by("position", "pk").first().name_de in offer
    draft.briefings.filter(audience="mentor").update(text_de="So fängt es an")
    assert "So fängt es an" in client.get(page(draft, "mentor", "briefing")).content.decode()


def test_a_programme_with_nothing_but_a_name_can_be_looked_at(hr):
    bare = TeamMemberFactory(
        program=ProgramFactory(starts_on=None, ends_on=None, sign_up_until=None), person=hr
    ).program
    bare.organisations.clear()
    client, before = signed_in(hr), rows()
    for role, code in COMBINATIONS:
        assert client.get(page(bare, role, code)).status_code in (200, 404), (role, code)
    assert rows() == before


def test_nobody_real_stands_on_any_page_and_nobody_is_told():
    world = build_world()
    Notice.objects.all().delete()
    client = signed_in(world.people["hr"])
    real = [world.people[name].last_name for name in ("mentee", "mentor", "other_tandem", "line_manager")]
    for role, code in COMBINATIONS:
        answer = client.get(page(world.program, role, code))
        assert answer.status_code in (200, 404)
        html = answer.content.decode()
        assert not [name for name in real if re.search(rf"\b{name}\b", html)], (role, code)
        assert SECRET not in html
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    "args", [("hr", "room", "de"), ("mentee", "team", "de"), ("mentee", "room", "fr"), ("x", "x", "de")]
)
def test_what_there_is_not_is_not_found(hr, draft, args):
    assert signed_in(hr).get(page(draft, *args)).status_code == 404


def test_it_is_linked_from_the_set_up_and_from_the_cockpit(hr, draft):
    client, address = signed_in(hr), reverse("admin:programme_preview", args=[draft.pk])
    for name, args in (("new_programme_step", [draft.pk, "look"]), ("programme_cockpit", [draft.pk])):
        assert address in client.get(reverse(f"admin:{name}", args=args)).content.decode()
    overview = client.get(address).content.decode()
    assert all(page(draft, role, code) in overview for role, code in COMBINATIONS if code != "team")


def test_nothing_that_leads_or_sends_is_left():
    html = (
        '<link href="a.css"><a class="x" href="/p/">y</a><form action="/q/"><button formaction="/r/">z</button></form>'
        '<script src="s.js"></script><script>\nx()</script><div hx-post="/t/">u</div><use href="#i"></use>'
    )
    assert without_effect(html) == (
        '<link href="a.css"><a class="x">y</a><div><button>z</button></div><div>u</div><use href="#i"></use>'
    )
