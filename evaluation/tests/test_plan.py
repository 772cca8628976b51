"""When surveys are due, by the programme's dates alone; and whom line managers' surveys reach, and what they hear."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from evaluation.enums import InvitationState, Occasion
from evaluation.models import Invitation, Wave
from evaluation.surveys import decline, invite, open_waves
from evaluation.surveys.plan import Course, due, outlook, pulse
from evaluation.tests.factories import WaveFactory, noon, take_part
from notices import kinds
from notices.models import Notice
from people.tests.factories import PersonFactory
from programs.enums import ParticipationState, ProgramState
from programs.models import Participation
from programs.tests.factories import ProgramFactory
from tandems.enums import TandemState
from tandems.models import Tandem

BEGINS, ENDS = date(2026, 3, 2), date(2026, 9, 30)
MIDDLE = date(2026, 6, 16)


def course(*asked, state=ProgramState.RUNNING, begins=BEGINS, ends=ENDS, managers=True):
    program = ProgramFactory.build(state=state, starts_on=begins, ends_on=ends, line_managers_are_asked=managers)
    return Course(program, begins, [Wave(occasion=occasion, opens_on=day, closes_on=day) for occasion, day in asked])


STARTED = (Occasion.START, BEGINS)
HALF = (Occasion.HALF_WAY, MIDDLE)
ASKED = (Occasion.MANAGERS, MIDDLE)
END = (Occasion.END, date(2026, 9, 17))
CLOSED = ProgramState.CLOSED


@pytest.mark.parametrize(
    ("course", "day", "expected"),
    [
        (course(), date(2026, 3, 1), []),
        (course(), BEGINS, ["start"]),
        (course(STARTED), MIDDLE - timedelta(days=1), []),
        (course(STARTED), MIDDLE, ["half_way", "managers"]),
        (course(STARTED, managers=False), MIDDLE, ["half_way"]),
        (course(STARTED), MIDDLE + timedelta(days=28), ["half_way", "managers"]),
        (course(STARTED), MIDDLE + timedelta(days=29), []),
        (course(STARTED, HALF, ASKED), MIDDLE + timedelta(days=1), []),
        (course(STARTED, state=CLOSED), MIDDLE, ["managers", "end"]),
        (course(STARTED, HALF, ASKED), date(2026, 9, 16), []),
        (course(STARTED, HALF, ASKED), date(2026, 9, 17), ["managers", "end"]),
        (course(STARTED, HALF, ASKED, state=ProgramState.CLOSING), date(2026, 9, 17), ["managers", "end"]),
        (course(STARTED, HALF, ASKED, END), date(2026, 9, 18), ["managers"]),
        (course(STARTED, HALF, ASKED, (Occasion.MANAGERS, END[1]), END), date(2026, 10, 10), []),
        (course(STARTED, END, managers=False), date(2026, 12, 29), []),
        (course(STARTED, END, managers=False), date(2026, 12, 30), ["after"]),
        (course(STARTED, END, managers=False, state=CLOSED), date(2027, 1, 27), ["after"]),
        (course(STARTED, END, managers=False, state=CLOSED), date(2027, 1, 28), []),
        (course(END, (Occasion.AFTER, date(2026, 12, 30)), managers=False), date(2026, 12, 31), []),
        # closed on 1 April, half a year early: three months from then
        (course((Occasion.END, date(2026, 4, 1)), managers=False, state=CLOSED), date(2026, 7, 14), ["after"]),
        # six weeks: nobody is asked half-way; ten weeks: line managers only at the end
        (course(STARTED, ends=BEGINS + timedelta(weeks=6)), BEGINS + timedelta(weeks=3), []),
        (course(STARTED, ends=BEGINS + timedelta(weeks=10)), BEGINS + timedelta(weeks=5), ["half_way"]),
        (course(STARTED, ends=None), date(2027, 3, 1), []),
    ],
)
def test_what_is_due_follows_from_the_dates_of_the_programme(course, day, expected):
    assert [turn.occasion for turn in due(course, day)] == expected


def test_nobody_is_asked_about_meetings_while_they_are_asked_half_way():
    assert pulse(course(STARTED), MIDDLE - timedelta(days=1)) is None
    assert pulse(course(STARTED, HALF), MIDDLE + timedelta(days=13)) is None
    assert pulse(course(STARTED, HALF, state=ProgramState.CLOSING), date(2026, 9, 14)).opens_on == date(2026, 9, 14)
    found = pulse(course(STARTED, HALF), MIDDLE + timedelta(days=14))
    assert found.occasion == Occasion.MEETING


def test_hr_can_read_beforehand_when_each_survey_opens():
    assert list(outlook(course()).values()) == [
        BEGINS,
        date(2026, 3, 16),
        MIDDLE,
        date(2026, 9, 17),
        date(2026, 12, 30),
        MIDDLE,
    ]
    assert outlook(course(managers=False))[Occasion.MANAGERS] is None


# ---------------------------------------------------------------- line managers
@pytest.fixture
def asked(db):
    """A running programme with three mentors, two of them under one line manager."""
    program = ProgramFactory(state=ProgramState.RUNNING, line_managers_are_asked=True)
    people = take_part(program, 3, 3)
    one, other = PersonFactory(level=3), PersonFactory(level=3)
    for participation, manager in zip(people[3:], (one, one, other), strict=True):
        participation.person.manager = manager
        participation.person.save()
    return WaveFactory(program=program, occasion=Occasion.MANAGERS)


def managers(wave):
    return set(wave.invitations.values_list("person", flat=True))


def test_each_line_manager_of_a_mentor_is_asked_once(asked):
    assert invite(asked, noon(asked.opens_on)) == 2
    assert invite(asked, noon(asked.opens_on)) == 0
    assert not asked.invitations.exclude(participation=None)
    assert {invitation.role for invitation in asked.invitations.all()} == {"manager"}


def test_line_managers_of_mentees_or_of_mentors_without_a_tandem_are_not_asked(asked):
    mentee = Participation.objects.filter(program=asked.program, role="mentee").first()
    mentee.person.manager = PersonFactory(level=1)
    mentee.person.save()
    Tandem.objects.filter(program=asked.program).update(state=TandemState.PARTED)
    assert invite(asked, noon(asked.opens_on)) == 0


def test_who_leads_no_mentor_any_more_is_not_reminded(asked):
    now = noon(asked.opens_on)
    invite(asked, now)
    waiting = Invitation.objects.waiting(asked.opens_on)
    assert waiting.count() == 2
    Participation.objects.filter(program=asked.program, role="mentor").update(state=ParticipationState.WITHDRAWN)
    assert waiting.count() == 0


def test_line_managers_hear_of_it_in_words_of_their_own_and_are_reminded_once(asked):
    invite(asked, noon(asked.opens_on))
    notices = {notice.kind: notice for notice in Notice.objects.filter(recipient=asked.invitations.first().person)}
    assert set(notices) == {"survey_invitation_manager", "survey_reminder", "survey_last_day"}
    with translation.override("en"):
        said = {kind: kinds.get(kind).render(notice) for kind, notice in notices.items()}
    assert "in your team" in said["survey_invitation_manager"].subject
    assert not [one for one in said.values() if "your tandem" in " ".join([one.subject, *one.paragraphs])]


def test_line_managers_are_asked_only_where_hr_wants_it(asked):
    asked.delete()
    now = datetime(2026, 6, 16, 9, tzinfo=UTC)
    asked.program.line_managers_are_asked = False
    asked.program.save()
    assert Occasion.MANAGERS not in {wave.occasion for wave in open_waves(now)}
    asked.program.line_managers_are_asked = True
    asked.program.save()
    assert {wave.occasion for wave in open_waves(now)} == {Occasion.MANAGERS}  # the others have been opened


# ---------------------------------------------------------------- left alone
@pytest.mark.django_db
def test_after_the_last_day_nobody_hears_of_a_survey_and_who_says_no_hears_nothing_at_once():
    program = ProgramFactory(state=ProgramState.RUNNING)
    take_part(program, 1, 1)
    wave = WaveFactory(program=program, occasion=Occasion.HALF_WAY)
    now = noon(wave.opens_on)
    invite(wave, now)
    last = Notice.objects.filter(kind="survey_last_day")
    assert {notice.due_at.date() for notice in last} == {wave.closes_on}
    assert max(notice.expires_at for notice in Notice.objects.all()) <= noon(wave.closes_on + timedelta(days=1))
    one = wave.invitations.first()
    decline(invitation=one, now=now)
    assert one.state == InvitationState.DECLINED
    wanted = {
        notice.context["invitation"]
        for notice in Notice.objects.all()
        if kinds.get(notice.kind).still_wanted(notice, now + timedelta(hours=1))
    }
    assert str(one.pk) not in wanted
    assert len(wanted) == 1


@pytest.mark.django_db
def test_who_is_invited_late_is_not_reminded_on_the_eve_of_the_last_day():
    program = ProgramFactory(state=ProgramState.RUNNING)
    take_part(program, 1, 0)
    wave = WaveFactory(program=program, occasion=Occasion.HALF_WAY)
    invite(wave, noon(wave.closes_on - timedelta(days=6)))
    assert not Notice.objects.filter(kind="survey_reminder")
    assert Notice.objects.filter(kind="survey_last_day").count() == Notice.objects.count() / 2
