import pytest
from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import ProtectedError

from people import actions, audit, hooks, privacy
from people.errors import ActionError, AppendOnly, NotAllowed
from people.models import AuditEvent, Person
from people.tests.factories import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def hr():
    return PersonFactory(is_staff=True)


@pytest.fixture
def root():
    return PersonFactory(is_staff=True, is_superuser=True)


def test_a_deactivated_person_is_reported_upwards_once(hr, now, monkeypatch):
    told = []
    monkeypatch.setattr(hooks, "_deactivated", [lambda people, when: told.extend((one.pk, when) for one in people)])
    person = PersonFactory()
    for _again in range(2):
        actions.deactivate_person(person=person, actor=hr, now=now)
    assert told == [(person.pk, now)]
    assert AuditEvent.objects.filter(event="person.deactivated").count() == 1


def test_nobody_closes_their_own_account(hr, now):
    with pytest.raises(NotAllowed):
        actions.deactivate_person(person=hr, actor=hr, now=now)


def test_the_last_system_administrator_stays(root, hr, now):
    with pytest.raises(actions.LastAdministrator):
        actions.deactivate_person(person=root, actor=hr, now=now)
    with pytest.raises(actions.LastAdministrator):
        actions.erase_person(person=root, actor=root, now=now)
    PersonFactory(is_superuser=True)
    actions.deactivate_person(person=root, actor=hr, now=now)
    assert not root.is_active


def test_an_erased_person_is_an_empty_closed_row(now):
    manager = PersonFactory()
    person = PersonFactory(manager=manager, first_name="Ada", last_name="Lovelace", hired_on="2020-01-01")
    report = PersonFactory(manager=person)
    EmailAddress.objects.create(user=person, email=person.email)
    pk, organisation, address = person.pk, person.organisation, person.email
    actions.erase_person(person=person, actor=person, now=now)
    person = Person.objects.get(pk=pk)
    left = {
        field.name: getattr(person, field.attname)
        for field in Person._meta.concrete_fields
        if getattr(person, field.attname) not in ("", None, [], False)
    }
    left.pop("password")
    assert set(left) == {"id", "email", "language", "time_zone", "created_at", "erased_at"}
    assert left["email"] == f"erased-{pk}@invalid"
    assert not person.has_usable_password()
    assert not EmailAddress.objects.exists()
    assert person.full_name in ("Erased person", "Gelöschte Person")
    report.refresh_from_db()
    assert report.manager is None
    PersonFactory(email=address, organisation=organisation)  # the address is free again


def test_the_log_forgets_who_it_was(hr, now):
    person = PersonFactory(first_name="Ada", last_name="Lovelace")
    other = PersonFactory(first_name="Grace", last_name="Hopper")
    audit.record("person.changed", actor=hr, subject=person)
    audit.record("person.changed", actor=person, subject=other)
    LogEntry.objects.create(
        user=hr,
        content_type=ContentType.objects.get_for_model(Person),
        object_id=str(person.pk),
        object_repr="Ada Lovelace",
        action_flag=2,
    )
    actions.erase_person(person=person, actor=hr, now=now)
    assert not AuditEvent.objects.filter(actor=person).exists()
    assert not AuditEvent.objects.filter(subject_label__contains="Lovelace").exists()
    assert AuditEvent.objects.filter(subject_label="Grace Hopper", actor=None).count() == 1
    assert not LogEntry.objects.exists()


def test_each_floor_erases_its_part_highest_first_and_all_or_nothing(now, monkeypatch):
    order = []

    def part(key, floor, erase):
        return privacy.PersonalData(key, key, key, lambda person: None, erase, floor)

    def fail(person):
        raise RuntimeError

    parts = {"low": part("low", 2, lambda p: order.append(2)), "high": part("high", 5, lambda p: order.append(5))}
    monkeypatch.setattr(privacy, "_registry", parts)
    person = PersonFactory()
    actions.erase_person(person=person, actor=person, now=now)
    assert order == [5, 2]

    monkeypatch.setattr(privacy, "_registry", parts | {"broken": part("broken", 1, fail)})
    other = PersonFactory()
    with pytest.raises(RuntimeError):
        actions.erase_person(person=other, actor=other, now=now)
    other.refresh_from_db()
    assert other.is_active
    assert other.first_name


def test_an_erased_person_does_not_come_back(hr, now):
    person = PersonFactory()
    actions.erase_person(person=person, actor=None, now=now)
    with pytest.raises(NotAllowed):
        actions.reactivate_person(person=person, actor=hr, now=now)


@pytest.mark.parametrize("fields", [{"language": "xx"}, {"time_zone": "Mars/Olympus"}])
def test_a_profile_takes_only_what_exists(fields):
    with pytest.raises(ActionError):
        actions.update_profile(person=PersonFactory(), **fields)


@pytest.mark.parametrize(
    ("who", "changed"),
    [({"is_superuser": True}, ["first_name"]), ({"is_staff": True}, ["email"]), ({}, ["is_staff"])],
)
def test_hr_does_not_take_over_the_account_of_an_administrator(hr, root, now, who, changed):
    person = PersonFactory(**who)
    with pytest.raises(NotAllowed):
        actions.save_person(person=person, changed=changed, actor=hr, now=now)
    actions.save_person(person=person, changed=changed, actor=root, now=now)


# ---------------------------------------------------------------- the log


@pytest.mark.parametrize(
    "change",
    [
        lambda event: event.save(),
        lambda event: event.delete(),
        lambda event: AuditEvent.objects.all().delete(),
        lambda event: AuditEvent.objects.update(event="x"),
        lambda event: AuditEvent.objects.filter(pk=event.pk).update(event="x"),
        lambda event: AuditEvent.objects.bulk_update([event], ["event"]),
    ],
)
def test_what_the_log_holds_stays(hr, change):
    event = audit.record("person.changed", actor=hr, subject=hr)
    with pytest.raises(AppendOnly):
        change(event)
    event.refresh_from_db()
    assert event.event == "person.changed"


def test_events_outlive_the_person_who_caused_them(hr):
    audit.record("person.changed", actor=hr, subject=hr)
    try:
        hr.delete()
    except ProtectedError:
        pytest.fail("someone who took part in nothing can be deleted")
    assert AuditEvent.objects.get().actor is None


def test_hr_sees_events_of_the_programmes_they_manage_and_of_none(hr, root, monkeypatch):
    monkeypatch.setattr(audit, "_listing", [lambda person: {7} if person == hr else set()])
    for program_id in (None, 7, 8):
        audit.record("x", actor=None, subject=hr, program_id=program_id)
    assert set(audit.visible_to(hr).values_list("program_id", flat=True)) == {None, 7}
    assert set(audit.visible_to(root).values_list("program_id", flat=True)) == {None}
    assert not audit.visible_to(PersonFactory()).exists()
