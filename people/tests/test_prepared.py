"""Prepared questions: the SQL is kept, never an answer; what depends on more than its values is refused."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db.models import Count, F, Q
from django.http import Http404
from django.utils import timezone, translation

from people.models import Absence, Person, WorkingHours
from people.prepared import NotPreparable, each_asked_once, give, prepared
from people.tests.factories import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 4)


def away(person: Person, day: date = DAY) -> Absence:
    return Absence.objects.create(person=person, first_day=day, last_day=day)


@prepared
def absences(*, person: Person, since: date):
    return Absence.objects.filter(person=person, first_day__gte=since).select_related("person").order_by("first_day")


@prepared
def colleagues(*, person: Person):
    return Person.objects.filter(organisation=person.organisation_id).order_by("pk").values_list("pk", flat=True)


def test_everyone_gets_their_own_rows_whoever_asked_first():
    one, other = PersonFactory(), PersonFactory()
    mine, theirs = away(one), away(other)
    assert absences(person=one, since=DAY) == [mine]
    assert absences(person=other, since=DAY) == [theirs]
    assert absences(person=one, since=DAY) == [mine]


def test_rows_are_read_anew_each_time(django_assert_num_queries):
    person = PersonFactory()
    away(person)
    absences(person=person, since=DAY)
    later = away(person, DAY + timedelta(days=1))
    with django_assert_num_queries(1):
        found = absences(person=person, since=DAY)
    assert found[-1] == later
    later.delete()
    assert len(absences(person=person, since=DAY)) == 1
    assert absences(person=person, since=DAY + timedelta(days=1)) == []


def test_related_rows_come_along(django_assert_num_queries):
    person = PersonFactory(first_name="Amal")
    away(person)
    with django_assert_num_queries(1):
        assert absences(person=person, since=DAY)[0].person.first_name == "Amal"


def test_a_key_that_points_nowhere_is_asked_for_in_other_words():
    company = OrganisationFactory()
    inside, outside = PersonFactory(organisation=company), PersonFactory(organisation=None, department=None)
    assert colleagues(person=inside) == [inside.pk]
    assert colleagues(person=outside) == [outside.pk]
    assert colleagues(person=inside) == [inside.pk]


def test_first_and_get_or_404():
    person = PersonFactory()
    assert absences.first(person=person, since=DAY) is None
    assert absences.first(person=Person(pk=2**70), since=DAY) is None
    with pytest.raises(Http404):
        absences.get_or_404(person=person, since=DAY)
    assert absences.get_or_404(person=away(person).person, since=DAY).person == person


@pytest.mark.parametrize(
    "question",
    [
        lambda person, now: Absence.objects.filter(person=person, first_day__gt=now.date() - timedelta(days=1)),
        lambda person, now: Absence.objects.filter(person=person, first_day__gt=timezone.localdate()),
        lambda person, now: Person.objects.filter(last_name=f"of {person.pk}"),
        lambda person, now: Person.objects.filter(pk=person.pk + 1),
        lambda person, now: Person.objects.filter(created_at__lt=now.replace(hour=0)),
    ],
)
def test_what_depends_on_more_than_the_values_is_refused(question):
    asked = prepared(lambda *, person, now: question(person, now))
    with pytest.raises(NotPreparable):
        asked(person=PersonFactory(), now=timezone.now())


def test_of_a_person_only_the_keys_may_be_used():
    asked = prepared(lambda *, person: Person.objects.filter(last_name=person.last_name))
    with pytest.raises(Person.DoesNotExist):
        asked(person=PersonFactory())


def test_moments_days_and_words_are_values():
    person = PersonFactory(last_name="O'Neill %s", created_at=datetime(2026, 1, 1, 12, tzinfo=UTC))
    away(person)

    @prepared
    def found(*, name: str, until: datetime, day: date, numbers: int):
        people = Person.objects.filter(last_name=name, created_at__lte=until).annotate(days=Count("absences"))
        return people.filter(Q(absences__first_day=day), days=numbers)

    said = {"name": "O'Neill %s", "until": datetime(2026, 1, 1, 12, tzinfo=UTC), "day": DAY, "numbers": 1}
    assert found(**said) == [person]
    assert found(**said | {"until": datetime(2026, 1, 1, 11, tzinfo=UTC)}) == []
    assert found(**said | {"numbers": 2}) == []
    assert found(**said | {"name": "O'Neill"}) == []


def test_unions_and_questions_without_an_answer():
    person = PersonFactory()
    away(person)
    both = prepared(
        lambda *, person: (
            Absence.objects.filter(person=person)
            .order_by()
            .values_list("pk")
            .union(WorkingHours.objects.filter(person=person).order_by().values_list("pk"), all=True)
        )
    )
    nothing = prepared(lambda *, person: Person.objects.none() | Person.objects.filter(pk=person.pk, pk__in=[]))
    assert len(both(person=person)) == 1
    assert nothing(person=person) == []


def test_sql_is_kept_for_each_language():
    names = prepared(
        lambda *, person: (
            Person.objects.filter(pk=person.pk)
            .annotate(said=F("email" if translation.get_language() == "de" else "last_name"))
            .values_list("said", flat=True)
        )
    )
    person = PersonFactory()
    with translation.override("de"):
        assert names(person=person) == [person.email]
    with translation.override("en"):
        assert names(person=person) == [person.last_name]


def test_given_rows_are_what_a_relation_holds(django_assert_num_queries):
    person = PersonFactory()
    row = away(person)
    give(person.absences, [row])
    with django_assert_num_queries(0):
        assert list(person.absences.all()) == [row]
    assert person.absences.filter(pk=row.pk).exists()


def test_a_page_that_shows_something_asks_each_question_once(django_assert_num_queries):
    one, other = PersonFactory(), PersonFactory()
    away(one)
    with each_asked_once():
        with django_assert_num_queries(2):
            rows = absences(person=one, since=DAY)
            assert absences(person=other, since=DAY) == []
            rows.append("what one part of the page does to its list is no matter of the others")
            assert len(absences(person=one, since=DAY)) == 1
        away(other)
        assert absences(person=other, since=DAY) == []
    assert len(absences(person=other, since=DAY)) == 1


def test_a_person_is_found_by_key_and_a_relation_finds_only_its_own():
    person, stranger = PersonFactory(), PersonFactory(organisation=OrganisationFactory(name="Elsewhere"))
    assert Person.objects.get(pk=person.pk) == person
    assert person.organisation.people.get(pk=person.pk) == person
    with pytest.raises(Person.DoesNotExist):
        stranger.organisation.people.get(pk=person.pk)
    with pytest.raises(Person.DoesNotExist):
        Person.objects.get(pk=0)
