"""Bulk actions of HR on tandems: they say beforehand whom they touch and whom not, and why, and then do just that."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from notices.models import Notice
from people.models import AuditEvent
from people.tests.factories import PersonFactory
from people.tests.proof import REASON, prove
from programs.enums import ProgramState
from programs.tests.factories import ProgramFactory, TeamMemberFactory
from tandems import helping
from tandems.enums import MeetingState, TandemState
from tandems.models import TandemConsent
from tandems.tests.factories import MeetingFactory, TandemFactory

pytestmark = pytest.mark.django_db
LIST = "admin:tandems_tandem_changelist"


@pytest.fixture
def today():
    return timezone.now()


@pytest.fixture
def program():
    return ProgramFactory(state=ProgramState.RUNNING, answer_days=10)


@pytest.fixture
def hr(program):
    return TeamMemberFactory(program=program, person=PersonFactory(is_staff=True, language="en")).person


@pytest.fixture
def many(program, today):
    """One tandem for each way of being reminded or not."""

    def offered(days: int, **more):
        return TandemFactory(
            program=program,
            state=TandemState.OFFERED,
            started_at=None,
            offered_at=today - timedelta(days=2),
            answer_until=today + timedelta(days=days),
            **more,
        )

    found = {
        "offered": offered(3),
        "long": offered(20),
        "undated": TandemFactory(program=program),
        "dated": TandemFactory(program=program),
        "through": TandemFactory(program=program),
        "paused": TandemFactory(program=program, state=TandemState.PAUSED),
        "parted": TandemFactory(program=program, state=TandemState.PARTED),
    }
    MeetingFactory(tandem=found["undated"], number=2)
    MeetingFactory(tandem=found["undated"], number=1, state=MeetingState.HELD, starts_at=today - timedelta(days=9))
    MeetingFactory(tandem=found["dated"], number=1, state=MeetingState.DATED, starts_at=today + timedelta(days=2))
    MeetingFactory(tandem=found["dated"], number=2)
    return found


def names(found, tandems) -> set[str]:
    keys = {tandem.pk: name for name, tandem in found.items()}
    return {keys[tandem.pk] for tandem in tandems}


def loaded(program):
    return list(program.tandems.with_people().select_related("program").prefetch_related("consents"))


def test_what_is_touched_and_why_the_rest_is_not(program, many, today):
    reach = helping.remindable(loaded(program), today)
    assert names(many, reach.tandems) == {"offered", "long", "undated"}
    assert sum(number for _reason, number in reach.left_out) == 4
    assert len(reach.left_out) == 4
    assert names(many, helping.extendable(loaded(program), today).tandems) == {"offered"}
    assert names(many, helping.completable(loaded(program), today).tandems) == {"undated", "dated", "through", "paused"}


def test_who_has_answered_is_not_reminded_and_nobody_twice_within_three_days(program, many, hr, today):
    TandemConsent.objects.create(tandem=many["offered"], person=many["offered"].mentor.person)
    assert helping.remind(tandems=loaded(program), actor=hr, reason="Ferien vorbei", now=today) == 3
    told = Notice.objects.filter(kind="offer_reminder", context__tandem=many["offered"].pk)
    assert [notice.recipient for notice in told] == [many["offered"].mentee.person]
    assert Notice.objects.filter(kind="agree_on_date").count() == 2
    event = AuditEvent.objects.get(event="tandem.reminded")
    assert (event.actor, event.details) == (hr, {"count": 3, "reason": "Ferien vorbei"})

    again = helping.remindable(loaded(program), timezone.now())
    assert again.tandems == []
    assert helping.remindable(loaded(program), timezone.now() + timedelta(days=4)).tandems


def test_an_offer_gets_as_many_days_more_as_the_programme_gives(program, many, hr, today):
    before = many["offered"].answer_until
    assert helping.extend(tandems=loaded(program), actor=hr, reason="", now=today) == 1
    many["offered"].refresh_from_db()
    assert many["offered"].answer_until == before + timedelta(days=10)
    assert many["offered"].open_until >= many["offered"].answer_until
    many["long"].refresh_from_db()
    assert many["long"].answer_until == today + timedelta(days=20)


@pytest.mark.parametrize("action", ["remind_tandems", "extend_offers", "complete_tandems"])
def test_the_page_says_it_before_anything_happens(client, program, many, hr, action):
    client.force_login(hr, backend="django.contrib.auth.backends.ModelBackend")
    chosen = [tandem.pk for tandem in many.values()]
    page = client.post(reverse(LIST), {"action": action, "_selected_action": chosen})
    assert page.status_code == 200
    reach = page.context["reach"]
    assert len(reach.tandems) + sum(number for _reason, number in reach.left_out) == len(many)
    for reason, number in reach.left_out:
        assert str(reason) in page.content.decode()
        assert f"<span>{number}</span>" in page.content.decode()
    assert not Notice.objects.exists()
    states = dict(program.tandems.values_list("pk", "state"))
    assert states == {tandem.pk: tandem.state for tandem in many.values()}


def test_with_a_proof_and_a_reason_all_that_the_list_shows_are_reminded(client, program, many, hr):
    client.force_login(hr, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse(LIST) + f"?program__id__exact={program.pk}"
    sent = {"action": "remind_tandems", "select_across": "1", "_selected_action": [many["offered"].pk]}
    sent |= {"confirmed": "1", "index": "0"}
    assert "proof" in client.post(address, sent | REASON).content.decode()
    assert not Notice.objects.exists()
    prove(client, hr)
    assert client.post(address, sent | REASON).status_code == 302
    assert Notice.objects.filter(kind="offer_reminder").count() == 4
    assert AuditEvent.objects.get(event="tandem.reminded").details["reason"] == REASON["reason"]


def test_reading_the_facts_takes_the_same_queries_for_few_and_many(program, today, django_assert_num_queries):
    for count in (1, 5):
        for _number in range(count):
            MeetingFactory(tandem=TandemFactory(program=program))
        rows = loaded(program)
        with django_assert_num_queries(4):
            helping.remindable(rows, today)
