"""Two people, two tabs, two servers: what happens at the same moment ends in one sound state, on either database."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction

from notices.models import Notice
from people.errors import ActionError
from programs.tests.factories import MenteeFactory, ParticipationFactory
from tandems.actions import (
    accept_offer,
    confirm_agreement,
    decline_offer,
    offer_pair,
    part,
    propose_agreement,
    set_date,
)
from tandems.actions.agreement import Conflict, Terms
from tandems.actions.rhythm import Pace
from tandems.enums import MeetingState, TandemState
from tandems.models import Meeting, Tandem

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 120  # seconds
AT_TEN = datetime(2026, 3, 11, 9, 0, tzinfo=UTC)


def in_thread(do: Callable[[], object]) -> Thread:
    """`do` over a connection of its own; that someone was faster is no error."""

    def work() -> None:
        try:
            with suppress(ActionError):
                do()
        finally:
            connection.close()

    thread = Thread(target=work)
    thread.start()
    return thread


def at_once(*tasks: Callable[[], object]) -> None:
    barrier = Barrier(len(tasks))

    def together(do: Callable[[], object]) -> Callable[[], object]:
        return lambda: (barrier.wait(PATIENCE), do())

    for thread in [in_thread(together(do)) for do in tasks]:
        thread.join(PATIENCE)
        assert not thread.is_alive()


def test_two_offers_at_once_do_not_take_more_room_than_there_is(program, now):
    mentor = ParticipationFactory(program=program, max_tandems=1)
    mentees = MenteeFactory.create_batch(3, program=program)
    tasks = [
        lambda mentee=mentee: offer_pair(program=program, mentee=mentee, mentor=mentor, actor=None, now=now)
        for mentee in mentees
    ]
    at_once(*tasks)
    assert Tandem.objects.count() == 1


def test_two_yeses_at_once_start_one_tandem_with_one_plan(offered, mentee, mentor, now):
    at_once(
        *(
            lambda person=person: accept_offer(tandem=Tandem.objects.get(pk=offered.pk), person=person, now=now)
            for person in (mentee, mentor, mentee, mentor)
        )
    )
    offered.refresh_from_db()
    assert offered.state == TandemState.ACTIVE
    assert offered.meetings.count() == 8
    assert Notice.objects.filter(kind="tandem_started").count() == 2


def test_a_yes_and_a_no_at_once_leave_nothing_half_done(offered, mentee, mentor, now):
    accept_offer(tandem=offered, person=mentee, now=now)
    at_once(
        lambda: accept_offer(tandem=Tandem.objects.get(pk=offered.pk), person=mentor, now=now),
        lambda: decline_offer(tandem=Tandem.objects.get(pk=offered.pk), person=mentee, now=now),
    )
    offered.refresh_from_db()
    if offered.state == TandemState.ACTIVE:
        assert (offered.consents.count(), offered.meetings.count()) == (2, 8)
    else:
        assert (offered.state, offered.consents.count(), offered.meetings.count()) == (TandemState.DECLINED, 0, 0)


def test_no_date_is_set_in_a_tandem_that_is_just_ending(tandem, meeting, mentee, mentor, now):
    def set_one() -> None:
        known = Meeting.objects.with_people().get(pk=meeting.pk)
        set_date(meeting=known, person=mentor, starts_at=AT_TEN, minutes=60, place="", topic=None, now=now)

    with transaction.atomic():
        part(tandem=tandem, person=mentee, now=now)
        other = in_thread(set_one)
        other.join(1)  # it waits for us, or is through already
    other.join(PATIENCE)
    assert not other.is_alive()
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.OPEN


def test_two_who_write_an_agreement_at_once_get_one_version_and_one_refusal(tandem, mentee, mentor, now):
    refused = []

    def write(person):
        try:
            terms = Terms({"aims": f"Words of {person.pk}"})
            propose_agreement(tandem=tandem, person=person, terms=terms, latest=0, now=now)
        except Conflict as conflict:
            refused.append(conflict.stored)

    at_once(*(partial(write, person) for person in (mentee, mentor)))
    assert tandem.agreements.count() == 1
    assert refused == list(tandem.agreements.all())


def test_a_yes_and_a_change_at_once_leave_one_version_in_force_at_most(tandem, mentee, mentor, now):
    first = propose_agreement(tandem=tandem, person=mentee, terms=Terms({"aims": "First"}), latest=0, now=now)
    change = Terms({"aims": "Changed"}, Pace(rhythm_weeks=2))
    at_once(
        lambda: confirm_agreement(agreement=first, person=mentor, now=now),
        lambda: propose_agreement(tandem=tandem, person=mentee, terms=change, latest=1, now=now),
    )
    states = [version.is_confirmed for version in tandem.agreements.all()]
    assert states in ([True, False], [False, False])
    tandem.refresh_from_db()
    assert tandem.own_rhythm_weeks is None
