"""Every kind of notice that any app has registered, as a mail: complete, escaped, discreet, with a way to stop it."""

import re
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from mentoring.tests.world import AGREED, CONCERN, SECRET, World, build_world
from notices import accounts, choices, holding, kinds, known, mail
from notices.kinds import Kind
from notices.models import Notice
from people.models import Person
from programs.models import Event, ManagerConsent
from programs.tests.factories import EventFactory

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
LOCALE, DOCS = ROOT / "locale", ROOT / "docs"
FIRST, LAST = 'Jörg "Jo"', "O'Müller & <b>Söhne</b>"
PROGRAM = "Digital „auf Augenhöhe“ & <i>mehr</i>"
PLACE = "Beim Betriebsarzt"
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture
def world() -> World:
    world = build_world()
    for name in ("mentee", "mentor"):
        person = world.people[name]
        person.first_name, person.last_name = FIRST, LAST
        person.save()
    world.program.name_de = world.program.name_en = PROGRAM
    world.program.save()
    for meeting in (world.dated, world.held):
        meeting.place = PLACE
        meeting.save()
    return world


def recipient(kind: Kind, world: World) -> Person:
    if kind.for_staff:
        return world.people["hr"]
    return world.people[{"delegate_named": "delegate", "next_step_due": "mentee"}.get(kind.code, "mentor")]


def notice_of(kind: Kind, world: World) -> Notice:
    """A notice of this kind about what there is in the world. A kind about something else adds its key to `context`."""
    context = {
        "tandem": world.tandem.pk,
        "meeting": str(world.dated.pk),
        "sequence": world.dated.sequence,
        "participation": str(world.tandem.mentee.pk),
        "invitation": str(world.invitation.pk),
        "step": str(world.step.pk),
        "due_on": str(world.step.due_on),
        "proposal": str(world.slot.proposal_id),
        "delegation": str(world.people["mentee"].delegations.get().pk),
        "concern": str(world.concern.pk),
        "consent": consent_of(world).pk,
        "event": str(event_of(world).pk),
        "number": 2,
        "last_day": str(world.tandem.last_day),
        "day": str(NOW.date()),
        "kind": "meeting_set",
        "language": "en",
        "program": world.program.pk,
        "state": world.program.state,
    }
    return Notice(
        kind=kind.code,
        recipient=recipient(kind, world),
        context=context,
        program_id=world.program.pk if kind.per_program or kind.code == "text_preview" else None,
        dedupe_key=f"every:{kind.code}",
        due_at=NOW,
        next_attempt_at=NOW,
        expires_at=NOW,
    )


def event_of(world: World) -> Event:
    """A session that a mentor proposed, with everything that a mail could say about it."""
    values = {"kind": "peer", "for_mentees": False, "place": PLACE, "link": "https://meet.example.org/x", "capacity": 9}
    proposer = world.people["mentor"]
    return world.program.events.first() or EventFactory(program=world.program, proposed_by=proposer, **values)


def consent_of(world: World) -> ManagerConsent:
    mentor = world.tandem.mentor
    values = {"manager": world.people["line_manager"], "hours": 20, "over_since": NOW}
    return ManagerConsent.objects.get_or_create(participation=mentor, defaults=values)[0]


def of_people() -> list[Kind]:
    """All but those whose text comes sealed, with tests of their own."""
    return [kind for kind in kinds.all_kinds() if kind.code not in accounts.SEALED_KINDS]


def letters(world: World, language: str):
    for kind in of_people():
        notice = notice_of(kind, world)
        notice.recipient.language = language
        yield kind, mail.build(notice, kind)


@pytest.mark.parametrize(("language", "address"), [("de", "Sie"), ("de", "du"), ("en", "Sie")])
def test_every_kind_becomes_a_mail_that_is_complete_and_gives_nothing_away(language, address, world, settings):
    if address == "du":
        settings.LOCALE_PATHS = [LOCALE / "du", LOCALE]
    hello = {"de": "Guten Tag" if address == "Sie" else "Hallo", "en": "Hello"}[language]
    for kind, letter in letters(world, language):
        html = letter.alternatives[0].content
        for text in (letter.subject, letter.body, html):
            assert not re.search(r"\{[a-z_]+\}|%\(", text), kind.code
            assert SECRET not in text, kind.code
            assert AGREED not in text, kind.code
            assert CONCERN not in text, kind.code
        assert hello in letter.body, kind.code
        assert letter.subject.strip(), kind.code
        assert PLACE not in letter.subject, kind.code
        assert "<b>Söhne" not in html, kind.code
        assert "<i>mehr" not in html, kind.code
        with translation.override(language):
            assert str(kind.reason) in letter.body, kind.code
            wanted = kind.text
        if LAST in letter.subject or PROGRAM in letter.subject:
            assert {"partner", "program", "person", "who", "event"} & wanted.placeholders, kind.code


def test_the_names_of_people_arrive_as_they_are_written(world):
    by_code = {kind.code: letter for kind, letter in letters(world, "de")}
    assert by_code["meeting_set"].subject.endswith(f"{FIRST} {LAST}")
    assert f"{FIRST} {LAST}" in by_code["half_way"].body
    assert "O&#x27;Müller &amp; &lt;b&gt;Söhne" in by_code["half_way"].alternatives[0].content


def test_a_subject_about_a_meeting_says_no_more_than_with_whom():
    with translation.override("en"):
        about = {kind.code: kind.text.subject for kind in kinds.all_kinds() if kind.code.startswith("meeting_")}
    assert len(about) >= 5
    assert set(about.values()) == {"Meeting with {partner}"}


def test_no_subject_says_what_only_the_two_know():
    for kind in kinds.all_kinds():
        for language in ("de", "en"):
            with translation.override(language):
                subject, text = kind.text.subject, kind.text
            assert not kind.private & set(re.findall(r"\{([a-z_]+)\}", subject)), kind.code
            assert text.placeholders <= kind.names, kind.code
            assert kind.required <= text.placeholders, kind.code


def test_every_kind_has_a_value_for_each_of_its_placeholders(world):
    for kind in of_people():
        notice = notice_of(kind, world)
        found = kind.find(notice)
        assert found is not None, f"{kind.code}: put what it is about into the context of `notice_of`"
        assert set(kind.values(notice, found)) >= kind.names, kind.code


def test_every_kind_says_what_it_is_in_both_languages():
    for kind in kinds.all_kinds():
        for language in ("de", "en"):
            with translation.override(language):
                said = (kind.label, kind.reason, kind.occasion, kind.recipients, kind.when, kind.until)
                assert all(str(words).strip() for words in said), kind.code
                examples = [str(one.label) and str(one.example) for one in kind.placeholders]
                assert all(examples), kind.code


def test_a_kind_without_what_it_is_about_is_not_wanted(world):
    for kind in of_people():
        if kind.code in {"digest", "text_preview", "address_changed", "signed_out_elsewhere", "queue_standing"}:
            continue  # about the recipient
        notice = notice_of(kind, world)
        notice.context = {"day": "2026-01-01"}
        notice.program_id = 0
        assert not kind.still_wanted(notice, NOW), kind.code


def test_one_click_stops_every_kind_that_may_be_stopped(world):
    for kind, letter in letters(world, "en"):
        headers = letter.extra_headers
        assert ("List-Unsubscribe" in headers) == kind.can_be_muted, kind.code
        if not kind.can_be_muted:
            continue
        assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        path = "/notices/stop/" + headers["List-Unsubscribe"].partition("/notices/stop/")[2].rstrip(">")
        assert path in letter.body, kind.code
        answer = Client(enforce_csrf_checks=True).post(path, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200, kind.code
        assert recipient(kind, world).muted_kinds.filter(kind=kind.code).exists(), kind.code


def test_what_may_not_be_muted_no_programme_switches_off_and_codes_never_wait():
    never = {kind.code for kind in kinds.all_kinds() if kind.never_held_back}
    assert {*accounts.SEALED_KINDS, "address_changed", "meeting_set", "meeting_moved", "meeting_cancelled"} <= never
    for code in (*accounts.SEALED_KINDS, "address_changed"):
        kind = kinds.get(code)
        assert kind is not None
        assert not kind.can_be_muted, code
        assert not kind.per_program, code


def test_preferences_offer_every_kind_that_concerns_a_person_once(client, world):
    client.force_login(world.people["mentee"])
    form = client.get(reverse("notice_preferences")).context["form"]
    offered = [code for _group, options in form.fields["kinds"].choices for code, _label in options]
    assert sorted(offered) == sorted(
        kind.code for kind in kinds.all_kinds() if kind.can_be_muted and not kind.for_staff
    )


@pytest.mark.parametrize(("language", "name"), [("en", "notices.md"), ("de", "notices.de.md")])
def test_the_written_catalogue_is_what_the_code_says(language, name):
    out = StringIO()
    call_command("list_notices", language=language, stdout=out)
    assert (DOCS / name).read_text(encoding="utf-8") == out.getvalue(), "run `make docs`"


MOST = (
    3  # queries about one mail for a participant, asked right before it goes: is it still wanted, since when, who acted
)


def test_what_a_batch_is_about_is_found_together_and_few_things_are_asked_of_each(world):
    for kind in of_people():
        one, three = queries(kind, world, 1), queries(kind, world, 3)
        if not kind.for_staff:  # HR's are one a day and person, and count what there is
            assert one["found"] == three["found"], kind.code
            assert three["asked"] <= 3 * MOST, kind.code


def queries(kind: Kind, world: World, count: int) -> dict[str, int]:
    """How many it takes to find what `count` notices of `kind` are about, and to ask again and put them together."""
    notices = [notice_of(kind, world) for _number in range(count)]
    made = choices.load()
    with CaptureQueriesContext(connection) as found:
        together = known.look_up(notices, NOW)
    with CaptureQueriesContext(connection) as asked:
        for notice in notices:
            notice.expires_at = NOW + timedelta(days=1)
            holding.end_of(notice, kind, NOW, made, together)
            mail.build(notice, kind, made)
    return {"found": len(found), "asked": len(asked)}
