from datetime import timedelta

import pytest
from django.utils import timezone

from notices.models import Notice
from people.errors import ActionError, NotAllowed, WrongState
from people.models import AuditEvent
from people.tests.factories import PersonFactory
from programs import hooks
from programs.enums import ConsentSource, ParticipationState, ProgramState, Role
from programs.models import Consent
from programs.tests.factories import ConsentTextFactory, MenteeFactory, ParticipationFactory, ProgramFactory
from tandems.actions import accept_offer, complete, decline_offer, expire_offer, offer_pair, part
from tandems.actions.pairs import needs_consent
from tandems.enums import TANDEM_TRANSITIONS, MeetingState, TandemState
from tandems.models import Tandem, TandemConsent
from tandems.tasks import expire_due
from tandems.tests.factories import TandemFactory

pytestmark = pytest.mark.django_db


def recipients(kind):
    return set(Notice.objects.filter(kind=kind).values_list("recipient", flat=True))


def offer(program, now, mentee=None, mentor=None):
    return offer_pair(
        program=program,
        mentee=mentee or MenteeFactory(program=program),
        mentor=mentor or ParticipationFactory(program=program),
        actor=None,
        now=now,
    )


# ------------------------------------------------------------------ offering
def test_an_offer_asks_both_until_the_end_of_the_last_day(offered, mentee, mentor, now):
    assert recipients("offer") == {mentee.pk, mentor.pk}
    assert timezone.localtime(offered.answer_until, timezone.get_default_timezone()).strftime("%d.%m. %H:%M") == (
        "14.03. 23:59"
    )
    assert AuditEvent.objects.filter(event="tandem.offered").count() == 1


def test_nobody_is_offered_more_tandems_than_wished(program, now):
    mentor = ParticipationFactory(program=program, max_tandems=2)
    for _number in range(2):
        offer(program, now, mentor=mentor)

    with pytest.raises(ActionError, match=mentor.person.last_name):
        offer(program, now, mentor=mentor)


def test_an_ended_tandem_leaves_room_for_another(tandem, mentee, program, now):
    part(tandem=tandem, person=mentee, now=now)

    assert offer(program, now, mentee=tandem.mentee).state == TandemState.OFFERED


def test_a_pair_is_not_asked_twice_at_once(program, now):
    mentee, mentor = (
        MenteeFactory(program=program, max_tandems=2),
        ParticipationFactory(program=program, max_tandems=2),
    )
    offer(program, now, mentee=mentee, mentor=mentor)

    with pytest.raises(ActionError):
        offer(program, now, mentee=mentee, mentor=mentor)


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": ParticipationState.WITHDRAWN},
        {"state": ParticipationState.DRAFT},
        {"person__is_active": False},
        {"role": Role.MENTOR},
    ],
)
def test_only_people_who_are_signed_up_in_their_role_are_asked(program, now, wrong):
    with pytest.raises(ActionError):
        offer(program, now, mentee=MenteeFactory(program=program, **wrong))
    assert not Tandem.objects.exists()


def test_people_of_another_programme_are_not_asked(program, now):
    with pytest.raises(ActionError):
        offer(program, now, mentee=MenteeFactory())


@pytest.mark.parametrize("state", [ProgramState.DRAFT, ProgramState.CLOSED])
def test_a_programme_that_is_not_on_asks_nobody(now, state):
    with pytest.raises(ActionError):
        offer(ProgramFactory(state=state), now)


# ------------------------------------------------------------------ answering
def test_a_tandem_starts_when_both_have_said_yes(offered, mentee, mentor, now):
    accept_offer(tandem=offered, person=mentor, now=now)
    assert offered.state == TandemState.OFFERED
    assert not offered.meetings.exists()

    accept_offer(tandem=offered, person=mentee, now=now)
    assert offered.state == TandemState.ACTIVE
    assert offered.started_at == now
    assert offered.meetings.count() == 8
    assert recipients("tandem_started") == {mentee.pk, mentor.pk}


def test_saying_yes_twice_is_harmless(offered, mentee, mentor, now):
    for _press in range(2):
        accept_offer(tandem=offered, person=mentee, now=now)
    assert offered.state == TandemState.OFFERED
    for _press in range(2):
        accept_offer(tandem=offered, person=mentor, now=now)

    assert offered.meetings.count() == 8
    assert Notice.objects.filter(kind="tandem_started").count() == 2


def test_two_yeses_from_outdated_pages_start_one_tandem(offered, mentee, mentor, now):
    mine, yours = (Tandem.objects.with_people().get(pk=offered.pk) for _page in range(2))
    accept_offer(tandem=mine, person=mentee, now=now)
    accept_offer(tandem=yours, person=mentor, now=now)

    offered.refresh_from_db()
    assert offered.state == TandemState.ACTIVE
    assert AuditEvent.objects.filter(event="tandem.started").count() == 1


def test_before_the_programme_starts_the_plan_begins_with_it(now):
    program = ProgramFactory(starts_on=now.date() + timedelta(days=60), ends_on=now.date() + timedelta(days=200))
    tandem = offer(program, now)
    accept_offer(tandem=tandem, person=tandem.mentee.person, now=now)
    accept_offer(tandem=tandem, person=tandem.mentor.person, now=now)

    assert tandem.meetings.first().planned_week >= program.starts_on


def test_nobody_else_answers(offered, now):
    for action in (accept_offer, decline_offer):
        with pytest.raises(NotAllowed):
            action(tandem=offered, person=PersonFactory(is_staff=True, is_superuser=True), now=now)


def test_after_the_last_day_a_yes_comes_too_late(offered, mentee, now):
    with pytest.raises(ActionError):
        accept_offer(tandem=offered, person=mentee, now=now + timedelta(days=11))


def test_a_no_leaves_no_trace_of_who_said_it(offered, mentee, mentor, now):
    accept_offer(tandem=offered, person=mentor, now=now)
    decline_offer(tandem=offered, person=mentee, now=now)

    assert offered.state == TandemState.DECLINED
    assert not TandemConsent.objects.exists()
    assert not AuditEvent.objects.exclude(actor=None).exists()
    assert recipients("not_started") == {mentee.pk, mentor.pk}
    assert recipients("offer_reminder") == set()


def test_a_yes_with_consent_does_not_tell_whose_no_it_was(offered, mentee, mentor, program, now):
    """HR sees the consents of every participation."""
    text = ConsentTextFactory(program=program)
    for participation in (offered.mentee, offered.mentor):
        Consent.objects.create(participation=participation, text=text, source=ConsentSource.IMPORT)
    accept_offer(tandem=offered, person=mentor, now=now, consent_text=text)
    assert not Consent.objects.exclude(source=ConsentSource.IMPORT).exists()

    decline_offer(tandem=offered, person=mentee, now=now)
    assert not Consent.objects.exclude(source=ConsentSource.IMPORT).exists()


def test_a_no_to_what_has_ended_is_harmless(offered, mentee, mentor, now):
    decline_offer(tandem=offered, person=mentee, now=now)
    decline_offer(tandem=offered, person=mentor, now=now)

    assert Notice.objects.filter(kind="not_started").count() == 2


def test_a_yes_after_the_other_said_no_is_told_so(offered, mentee, mentor, now):
    page = Tandem.objects.with_people().get(pk=offered.pk)
    decline_offer(tandem=offered, person=mentee, now=now)

    with pytest.raises(ActionError):
        accept_offer(tandem=page, person=mentor, now=now)


def test_a_running_tandem_is_not_declined(tandem, mentee, now):
    with pytest.raises(ActionError):
        decline_offer(tandem=tandem, person=mentee, now=now)
    assert tandem.state == TandemState.ACTIVE


def test_offers_nobody_answered_expire(offered, mentee, now):
    expire_offer(tandem=offered, now=now)
    assert offered.state == TandemState.OFFERED

    later = now + timedelta(days=11)
    assert expire_due(later) == 1
    assert expire_due(later) == 0
    offered.refresh_from_db()
    assert offered.state == TandemState.EXPIRED
    assert len(recipients("not_started")) == 2


def test_consent_stated_by_hr_is_asked_again_and_recorded(offered, mentee, mentor, program, now):
    text = ConsentTextFactory(program=program)
    Consent.objects.create(participation=offered.mentee, text=text, source=ConsentSource.IMPORT)
    assert needs_consent(offered.mentee)

    accept_offer(tandem=offered, person=mentee, now=now, consent_text=text)
    accept_offer(tandem=offered, person=mentor, now=now)

    assert not needs_consent(offered.mentee)
    assert Consent.objects.filter(participation=offered.mentee, source=ConsentSource.BROWSER, given_at=now).count() == 1


# ------------------------------------------------------------------ ending
def test_either_can_end_a_tandem_and_nobody_can_tell_who(tandem, mentor, mentee, date, now):
    meeting = date()
    part(tandem=tandem, person=mentor, now=now)

    assert tandem.state == TandemState.PARTED
    assert recipients("tandem_ended") == {mentee.pk, mentor.pk}
    ended = AuditEvent.objects.get(event="tandem.ended")
    assert ended.actor is None
    assert ended.details == {"from": "active", "to": "parted"}
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.CANCELLED
    assert recipients("meeting_cancelled") == {mentee.pk, mentor.pk}


def test_ending_twice_is_harmless(tandem, mentee, mentor, now):
    part(tandem=tandem, person=mentor, now=now)
    part(tandem=tandem, person=mentee, now=now)

    assert Notice.objects.filter(kind="tandem_ended").count() == 2


def test_nobody_else_ends_a_tandem(tandem, now):
    with pytest.raises(NotAllowed):
        part(tandem=tandem, person=PersonFactory(is_staff=True, is_superuser=True), now=now)


def test_hr_completes_a_tandem_under_its_name(tandem, now):
    hr = PersonFactory(is_staff=True)
    complete(tandem=tandem, actor=hr, now=now)

    assert tandem.state == TandemState.COMPLETED
    assert AuditEvent.objects.get(event="tandem.completed").actor == hr
    assert len(recipients("tandem_completed")) == 2


def test_an_offer_cannot_be_completed(offered, now):
    with pytest.raises(WrongState):
        complete(tandem=offered, actor=None, now=now)


def test_closing_the_programme_completes_its_tandems(tandem, program, now):
    waiting = offer(program, now)
    elsewhere = TandemFactory()
    program.state = ProgramState.CLOSED
    hooks.state_changed(program, ProgramState.RUNNING, now)

    assert dict(Tandem.objects.values_list("pk", "state")) == {
        tandem.pk: TandemState.COMPLETED,
        waiting.pk: TandemState.EXPIRED,
        elsewhere.pk: TandemState.ACTIVE,
    }


def test_leaving_the_programme_ends_what_there_is(tandem, program, now):
    mentor = ParticipationFactory(program=program, max_tandems=2)
    waiting = offer(program, now, mentor=mentor)
    hooks.left(tandem.mentee, now)
    hooks.left(mentor, now)

    assert dict(Tandem.objects.values_list("pk", "state")) == {
        tandem.pk: TandemState.PARTED,
        waiting.pk: TandemState.DECLINED,
    }
    assert not AuditEvent.objects.exclude(actor=None).exists()


def test_someone_who_has_left_the_company_gets_no_mail(tandem, mentee, mentor, now):
    type(mentee).objects.filter(pk=mentee.pk).update(is_active=False)
    hooks.left(tandem.mentee, now)

    assert recipients("tandem_ended") == {mentor.pk}


def test_states_lead_nowhere_else():
    assert {
        "offered": {"active", "declined", "expired"},
        "active": {"paused", "completed", "parted"},
        "paused": {"active", "paused", "completed", "parted"},
    } == TANDEM_TRANSITIONS
