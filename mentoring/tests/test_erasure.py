"""After an erasure no table holds the person's name, address or words, and what belongs to others is as it was."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from journals.models import Entry
from mentoring.tests.world import World, build_world
from people import audit, privacy
from people.actions import erase_person
from people.models import Person
from people.tests.proof import prove
from people.views import _count
from programs.models import TeamMember
from tandems.actions import cancel_meeting, part
from tandems.enums import PairRuleKind
from tandems.matching.actions import decide
from tandems.models import Leftover, PairRule, Proposal

pytestmark = pytest.mark.django_db
SIGNS = ("Xaveria", "Quellmann", "Altname", "xq@example.org", "MeinWunsch", "Quellheim")


@pytest.fixture
def world() -> World:
    return build_world()


@pytest.fixture
def person(world) -> Person:
    mentee = world.people["mentee"]
    mentee.first_name, mentee.last_name, mentee.email, mentee.site = "Xaveria", "Altname", "xq@example.org", "Quellheim"
    mentee.save()
    return mentee


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def live(world: World, person: Person) -> None:
    """Leaves as many traces as one can, under the name of before and that of today."""
    hr, now = world.people["hr"], timezone.now()
    cancel_meeting(meeting=world.dated, person=person, now=now)
    mine = world.tandem.mentee
    mine.refresh_from_db()
    decide(mentee=mine, mentor=world.tandem.mentor, kind=PairRuleKind.PIN, actor=hr, now=now)
    Proposal.objects.create(
        run=world.run, mentee=mine, mentor=world.tandem.mentor, score=0.5, facts={"site": "Quellheim"}
    )
    Leftover.objects.create(run=world.run, participation=mine, facts={"counts": []})
    part(tandem=world.tandem, person=world.people["mentor"], now=now + timedelta(minutes=1))
    for tandem in (world.tandem, world.offer):
        audit.record("x", actor=hr, subject=type(tandem).objects.get(pk=tandem.pk), program_id=tandem.program_id)
    audit.record("x", actor=None, subject=PairRule.objects.get(), program_id=world.program.pk)
    audit.record("x", actor=None, subject=type(mine).objects.get(pk=mine.pk), program_id=world.program.pk)
    person.last_name = "Quellmann"
    person.save()


def traces() -> list[str]:
    """Every column of every row in which a sign of the person stands."""
    found = []
    for model in apps.get_models():
        for row in model._default_manager.all():
            values = {field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields}
            if model is Session:
                values["session_data"] = row.get_decoded()
            found += [
                f"{model.__name__}.{name}" for name, value in values.items() if any(s in str(value) for s in SIGNS)
            ]
    return found


def test_nothing_of_an_erased_person_is_left_in_any_table(world, person):
    live(world, person)
    phone = signed_in(person)
    phone.post(
        reverse("sign_up", args=[world.open_program.slug, "role"]),
        {"role": "", "motivation": "MeinWunsch", "back": "1"},
    )
    hr = signed_in(world.people["hr"])
    TeamMember.objects.create(program=world.program, person=person, role="contact")
    from django.contrib.admin.models import CHANGE, LogEntry
    from django.contrib.contenttypes.models import ContentType

    LogEntry.objects.create(
        user=world.people["hr"],
        content_type=ContentType.objects.get_for_model(world.program),
        object_id=world.program.pk,
        object_repr="x",
        action_flag=CHANGE,
        change_message='[{"added": {"name": "team member", "object": "Xaveria Quellmann, contact"}}]',
    )
    assert hr.get(reverse("admin:index")).status_code == 200
    assert set(traces()) >= {"Session.session_data", "AuditEvent.subject_label", "LogEntry.change_message"}

    erase_person(person=person, actor=person, now=timezone.now())

    assert traces() == []


def test_an_erasure_leaves_what_others_wrote(world, person):
    live(world, person)
    theirs = Entry.objects.get(author=world.people["mentor"])
    events = audit.AuditEvent.objects.filter(subject_id=str(world.offer.pk), subject_type="tandems.tandem")
    label = events.get().subject_label
    assert label

    erase_person(person=person, actor=person, now=timezone.now())

    theirs.refresh_from_db()
    assert theirs.text
    assert events.get().subject_label == label
    assert Proposal.objects.filter(pk=world.proposal.pk).exists()


def test_the_account_is_closed_on_every_device_at_once(world, person):
    phone, desk = signed_in(person), signed_in(person)
    other = signed_in(world.people["mentor"])
    prove(desk, person)
    desk.post(reverse("privacy_erase"), {"email": person.email})
    assert phone.get(reverse("home")).status_code == 302
    assert other.get(reverse("home")).status_code == 200


@pytest.mark.parametrize("persona", ["mentee", "mentor", "contact", "delegate", "hr", "line_manager"])
def test_the_privacy_page_counts_each_part_as_the_export_holds_it(world, persona):
    """It counts without reading a word: what the export has learned to tell must be counted as well."""
    person = world.people[persona]
    shown = {entry["part"].key: entry["count"] for entry in signed_in(person).get(reverse("privacy")).context["parts"]}
    told = {part.key: _count(part.export(person)) for part in privacy.parts()}
    assert shown == told
    assert sum(shown.values()) > 0
