from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from evaluation.enums import Occasion
from evaluation.models import Invitation, Wave
from evaluation.surveys import decline, invite, open_waves, submit
from evaluation.tasks import plan_surveys
from evaluation.tests.factories import take_part
from notices import kinds
from notices.enums import Group
from notices.models import Notice
from programs.enums import ParticipationState, ProgramState
from programs.tests.factories import ProgramFactory
from tandems.enums import MeetingState, TandemState
from tandems.models import Tandem
from tandems.tests.factories import MeetingFactory, TandemFactory

pytestmark = pytest.mark.django_db


def at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


@pytest.fixture
def running():
    """March to September, four people in two tandems."""
    program = ProgramFactory(state=ProgramState.RUNNING)
    take_part(program, 2, 2)
    return program


def hold(program, when, count=1):
    for tandem in Tandem.objects.filter(program=program)[:count]:
        MeetingFactory(tandem=tandem, state=MeetingState.HELD, starts_at=when, held_at=when)


def sweep(now):
    open_waves(now)
    for wave in Wave.objects.all():
        invite(wave, now)


def test_the_start_wave_opens_on_the_first_day_of_the_programme(running):
    assert open_waves(at(3, 1)) == []

    (wave,) = open_waves(at(3, 2))

    assert (wave.occasion, wave.opens_on, wave.closes_on) == (Occasion.START, date(2026, 3, 2), date(2026, 3, 23))


def test_a_programme_without_a_tandem_has_no_waves():
    ProgramFactory(state=ProgramState.RUNNING)
    assert open_waves(at(3, 10)) == []


@pytest.mark.parametrize("state", [ProgramState.DRAFT, ProgramState.OPEN, ProgramState.MATCHING])
def test_a_programme_that_does_not_run_has_no_waves(state):
    program = ProgramFactory(state=state)
    take_part(program, 1, 1)
    assert open_waves(at(3, 10)) == []


def test_looking_again_opens_and_invites_nothing_twice(running):
    hold(running, at(3, 10))
    for _time in range(3):
        sweep(at(3, 17))
    assert Wave.objects.filter(occasion=Occasion.START).count() == 1
    assert Wave.objects.filter(occasion=Occasion.MEETING).count() == 1
    assert Invitation.objects.count() == 4 + 2
    assert Counter(Notice.objects.values_list("kind", flat=True)) == {
        "survey_invitation": 6,
        "survey_reminder": 2 * 4,  # nobody is reminded of a pulse before its last day
        "survey_last_day": 6,
    }


def test_people_of_a_tandem_that_starts_later_are_invited_while_the_wave_is_open(running):
    sweep(at(3, 2))
    TandemFactory(program=running, started_at=at(3, 5))
    sweep(at(3, 6))
    assert Invitation.objects.count() == 6


def test_who_left_is_not_invited(running):
    running.participations.update(state=ParticipationState.WITHDRAWN)
    sweep(at(3, 2))
    assert Invitation.objects.count() == 0


def test_only_those_are_asked_after_meetings_who_met(running):
    sweep(at(3, 2))
    hold(running, at(3, 10), count=1)
    sweep(at(3, 16))
    pulse = Wave.objects.get(occasion=Occasion.MEETING)
    met = Tandem.objects.filter(program=running).first()
    assert pulse.opens_on == date(2026, 3, 16)
    assert set(pulse.invitations.values_list("person", flat=True)) == {met.mentee.person_id, met.mentor.person_id}


def test_no_pulse_opens_where_nobody_has_met(running):
    sweep(at(3, 2))
    sweep(at(3, 17))
    assert not Wave.objects.filter(occasion=Occasion.MEETING).exists()


def test_a_meeting_is_asked_about_once(running):
    hold(running, at(3, 10))
    sweep(at(3, 16))
    sweep(at(3, 30))
    assert Invitation.objects.filter(wave__occasion=Occasion.MEETING).count() == 2


def test_a_person_is_asked_after_meetings_at_most_once_in_two_weeks(running):
    tandem = Tandem.objects.filter(program=running).first()
    hold(running, at(3, 10))
    sweep(at(3, 25))  # the pulse of 16 March is found late, on the 25th
    MeetingFactory(tandem=tandem, state=MeetingState.HELD, starts_at=at(3, 26))
    sweep(at(3, 30))
    asked = Invitation.objects.filter(person=tandem.mentee.person, wave__occasion=Occasion.MEETING)
    assert asked.count() == 1
    sweep(at(4, 9))
    assert sorted(invitation.created_at for invitation in asked) == [at(3, 25), at(4, 9)]


def test_the_end_wave_opens_in_the_last_two_weeks(running):
    open_waves(at(9, 16))
    assert not Wave.objects.filter(occasion=Occasion.END).exists()
    open_waves(at(9, 17))
    wave = Wave.objects.get(occasion=Occasion.END)
    assert wave.closes_on == wave.opens_on + timedelta(days=21)


def test_the_end_wave_opens_when_the_programme_is_closed_early(running):
    running.state = ProgramState.CLOSED
    running.save()
    Tandem.objects.filter(program=running).update(state=TandemState.COMPLETED)
    sweep(at(6, 1))
    (wave,) = Wave.objects.all()
    assert wave.occasion == Occasion.END
    assert wave.invitations.count() == 4


def test_nobody_is_asked_at_the_start_once_half_of_the_period_is_over(running):
    open_waves(at(7, 1))
    assert not Wave.objects.filter(occasion=Occasion.START).exists()


def still_wanted(notice, now):
    return kinds.get(notice.kind).still_wanted(notice, now)


def test_there_are_two_reminders_and_only_for_those_who_neither_answered_nor_said_no(running):
    sweep(at(3, 2))
    answered, declined, waiting, _other = Invitation.objects.all()
    submit(invitation=answered, answers={"network": 4}, now=at(3, 3))
    decline(invitation=declined, now=at(3, 3))
    found = Notice.objects.filter(kind="survey_reminder").order_by("-due_at")
    assert Counter(notice.due_at for notice in found) == {at(3, 7): 4, at(3, 14): 4}
    reminders = {notice.context["invitation"]: notice for notice in found}
    assert not still_wanted(reminders[str(answered.pk)], at(3, 7))
    assert not still_wanted(reminders[str(declined.pk)], at(3, 7))
    assert still_wanted(reminders[str(waiting.pk)], at(3, 7))
    assert not still_wanted(reminders[str(waiting.pk)], at(3, 24))


def test_who_has_left_is_not_reminded(running):
    sweep(at(3, 2))
    running.participations.update(state=ParticipationState.WITHDRAWN)
    assert not any(still_wanted(notice, at(3, 7)) for notice in Notice.objects.all())


def test_the_notices_say_no_more_than_that_a_survey_waits(running):
    sweep(at(3, 2))
    notice = Notice.objects.filter(kind="survey_invitation").first()
    with translation.override("en"):
        invitation, reminder = (kinds.get(code).render(notice) for code in ("survey_invitation", "survey_reminder"))
    assert invitation.path == reminder.path == f"/surveys/{notice.context['invitation']}/"
    assert "is open until 23 March 2026" in " ".join(invitation.paragraphs)
    assert "still open" in reminder.subject


def test_a_notice_of_an_erased_invitation_is_not_wanted(running):
    sweep(at(3, 2))
    Invitation.objects.all().delete()
    assert not still_wanted(Notice.objects.first(), at(3, 3))


@pytest.mark.parametrize("tandems", [1, 3])
def test_a_sweep_takes_the_same_queries_however_many_are_invited(tandems, django_assert_num_queries, time_machine_at):
    program = ProgramFactory(state=ProgramState.RUNNING)
    take_part(program, tandems, tandems)
    time_machine_at(at(3, 3))
    plan_surveys()
    with django_assert_num_queries(16):
        plan_surveys()


@pytest.fixture
def time_machine_at():
    import time_machine

    travels = []

    def travel(moment):
        travels.append(time_machine.travel(moment, tick=False))
        travels[-1].start()

    yield travel
    for one in travels:
        one.stop()


def test_hr_does_not_see_by_name_whom_a_mail_about_a_survey_no_longer_concerns():
    """It is obsolete for those who have answered."""
    of_surveys = [kind for kind in kinds.all_kinds() if kind.group == Group.SURVEYS]
    assert len(of_surveys) >= 4
    assert not any(kind.names_recipient for kind in of_surveys)
