"""What somebody types into any form survives a session that has ended, without script too, and is for nobody else."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from journals.models import ListItem
from mentoring.tests.access_matrix import ROWS
from mentoring.tests.by_hand import Form, Visitor
from mentoring.tests.world import build_world
from people.accounts import rescue

pytestmark = pytest.mark.django_db
# a page for each form that takes somebody's own words, and one who sees it
PAGES = {
    "mentee": "concern concern_new lists list_item meeting_date meeting_slots meeting_add agreement_edit insight_new"
    " steps step community_contact delegate insight_withdraw",
    "mentor": "peer_session_new",
    "delegate": "assistance_date",
    "contact": "concern",
}
WORDS = 'Was <ich> & nur "ich" unausgesprochen\nin zwei Zeilen'
LINE = 'Was <ich> & nur "ich" unausgesprochen'


@pytest.fixture
def world():
    return build_world()


@pytest.fixture
def mentee(world):
    return world.people["mentee"]


def for_words(visitor: Visitor) -> list[Form]:
    return [one for one in visitor.forms if one.method == "post" and one.typed]


def written(form: Form) -> dict[str, list[str]]:
    """What the form holds when somebody has written into each field for words."""
    return form.values | {name: [WORDS if name in form.areas else LINE] for name in form.typed}


def held(form: Form) -> dict[str, list[str]]:
    return {name: value for name, value in form.values.items() if name not in (rescue.FIELD, "csrfmiddlewaretoken")}


def too_late(visitor: Visitor, form: Form) -> str:
    """Send the form after the session has ended; where the person is to go once they are signed in again."""
    Session.objects.all().delete()
    visitor.send(form, **{name: written(form)[name] for name in form.typed})
    assert visitor.path == reverse("account_login")
    return parse_qs(urlsplit(visitor.page).query)["next"][0]


def all_that_is_stored() -> str:
    """The keys and values of the cache and the sessions, as who reaches the servers reads them."""
    client = cache._cache.get_client()
    keys = list(client.scan_iter())
    return f"{keys} {client.mget(keys) if keys else ''} {[one.get_decoded() for one in Session.objects.all()]}"


def test_what_is_typed_into_any_form_is_there_after_signing_in_again(world):
    by_name = {row.name: row for row in ROWS if row.method == "get"}
    for persona, names in PAGES.items():
        person = world.people[persona]
        for name in names.split():
            row = by_name[name]
            visitor = Visitor(person)
            visitor.open(reverse(name, args=row.args(world)) + row.query)
            form = for_words(visitor)[0]
            sent = held(form) | {field: written(form)[field] for field in form.typed}
            back = too_late(visitor, form)
            assert "unausgesprochen" not in all_that_is_stored(), name
            visitor.client.force_login(person)
            visitor.open(back)
            assert held(for_words(visitor)[0]) == sent, name


def test_words_that_wait_are_for_their_author_alone_for_an_hour_and_until_they_are_sent(world, mentee):
    page = reverse("lists", args=[world.tandem.pk])
    visitor = Visitor(mentee)
    visitor.open(page)
    too_late(visitor, for_words(visitor)[0])
    elsewhere = Visitor(mentee)
    assert "unausgesprochen" not in elsewhere.open(page)

    visitor.client.force_login(world.people["mentor"])
    assert "unausgesprochen" not in visitor.open(page)
    visitor.client.force_login(mentee)
    for _again in range(2):
        visitor.open(page)
        assert held(for_words(visitor)[0])["text"] == [WORDS]
    request = visitor.answer.wsgi_request
    assert rescue.waiting(request, timezone.now()) != []
    assert rescue.waiting(request, timezone.now() + timedelta(hours=1, seconds=1)) == []

    visitor.send(for_words(visitor)[0])
    assert ListItem.objects.filter(author=mentee, text__isnull=False).count() == 1
    assert held(for_words(visitor)[0])["text"] == [""]
    assert "words:" not in all_that_is_stored()


@pytest.mark.parametrize("limit", ["LONGEST", "MOST_AN_HOUR"])
def test_what_is_too_much_to_keep_is_said_to_be_lost(limit, world, mentee, monkeypatch):
    monkeypatch.setattr(rescue, limit, 0)
    visitor = Visitor(mentee)
    visitor.open(reverse("lists", args=[world.tandem.pk]))
    back = too_late(visitor, for_words(visitor)[0])
    assert "You were signed out, and this was too much to keep." in visitor.html
    visitor.client.force_login(mentee)
    assert "unausgesprochen" not in visitor.open(back)


def test_a_page_that_is_out_of_date_keeps_its_words_for_who_wrote_them(world, mentee):
    page = reverse("concern_new", args=[world.program.slug])
    for person, words_are_there in ((mentee, True), (world.people["mentor"], False)):
        visitor = Visitor(mentee)
        visitor.open(page)
        form = for_words(visitor)[0]
        visitor.client.force_login(person)  # in another tab
        form.values["csrfmiddlewaretoken"] = ["x" * 64]
        visitor.send(form, **{name: written(form)[name] for name in form.typed})
        assert ("unausgesprochen" in visitor.html) is words_are_there
        assert visitor.path == (page if words_are_there else "/")


def test_words_whose_form_is_gone_can_be_copied(world, mentee):
    address = reverse("list_item", args=[world.item.pk])
    visitor = Visitor(mentee)
    visitor.open(address)
    back = too_late(visitor, for_words(visitor)[0])
    world.item.delete()
    visitor.client.force_login(mentee)
    visitor.open(back)
    assert visitor.path == reverse("kept_words")
    assert "zwei Zeilen" in visitor.html
    visitor.open(back)
    assert visitor.status == 404  # said once


def test_a_button_leads_back_to_the_page_where_it_stands(world, mentee):
    visitor = Visitor(mentee)
    room = reverse("tandem", args=[world.tandem.pk])
    visitor.open(room)
    form = next(one for one in visitor.forms if "settle" in one.action or one.action.endswith("/done/"))
    assert too_late(visitor, form) == room


def test_answers_of_a_survey_and_passwords_are_never_kept(world, mentee):
    visitor = Visitor(mentee)
    for page in (reverse("survey", args=[world.invitation.pk]), reverse("account_change_password")):
        visitor.open(page)
        assert rescue.FIELD not in visitor.html
    visitor.open(reverse("lists", args=[world.tandem.pk]))
    form = for_words(visitor)[0]
    form.values["password"] = ["hush"]
    too_late(visitor, form)
    visitor.client.force_login(mentee)
    visitor.open("/")
    (sent,) = rescue.waiting(visitor.answer.wsgi_request, timezone.now())
    assert "text" in sent.values
    assert "password" not in sent.values
