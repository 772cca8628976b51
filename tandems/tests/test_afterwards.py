"""After a meeting: what was covered, each one's own time around it, and the hours that come of it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from people.errors import ActionError, NotAllowed, StaleState
from people.tests.factories import PersonFactory
from programs.enums import Role, TopicKind
from programs.tests.factories import MenteeFactory, TopicFactory
from tandems import hours
from tandems.actions import cancel_meeting, hold_meeting, note_effort
from tandems.enums import MeetingState
from tandems.models import Effort, Meeting
from tandems.personal_data import erase, export
from tandems.tests.factories import MeetingFactory, TandemFactory

pytestmark = pytest.mark.django_db


def held(tandem, number=1, minutes=60, starts_at=None, now=None):
    return MeetingFactory(
        tandem=tandem,
        number=number,
        state=MeetingState.HELD,
        starts_at=starts_at or (now or timezone.now()) - timedelta(days=number),
        minutes=minutes,
    )


# ------------------------------------------------------------------ what was covered
def test_what_was_covered_may_be_more_than_was_planned_and_goes_both_ways(meeting, mentee, program, now):
    planned, learned = TopicFactory(program=program), TopicFactory(program=program)
    given = TopicFactory(program=program, kind=TopicKind.EXCHANGE)
    then = now - timedelta(hours=3)
    seen = Meeting.objects.with_people().get(pk=meeting.pk)
    said = {"person": mentee, "minutes": 60, "topic": planned, "now": now, "starts_at": then}
    hold_meeting(meeting=meeting, topics=[learned, given], **said)

    assert meeting.topic == planned
    assert set(meeting.topics.all()) == {learned, given}
    with pytest.raises(StaleState):  # someone else says that it was about something else
        hold_meeting(meeting=seen, topics=[learned], **said)


def test_without_a_word_about_it_what_was_planned_was_covered(meeting, mentee, program, now):
    planned = TopicFactory(program=program)
    hold_meeting(meeting=meeting, person=mentee, minutes=60, topic=planned, now=now, starts_at=now - timedelta(hours=3))
    assert list(meeting.topics.all()) == [planned]


def test_a_topic_of_another_programme_was_not_covered(meeting, mentee, now):
    with pytest.raises(ActionError):
        hold_meeting(
            meeting=meeting, person=mentee, minutes=60, topic=None, topics=[TopicFactory()], now=now, starts_at=now
        )


# ------------------------------------------------------------------ one's own time
def test_each_says_their_own_time_and_can_say_it_anew(now):
    tandem = TandemFactory()
    meeting, (mentee, mentor) = held(tandem, now=now), tandem.people
    note_effort(meeting=meeting, person=mentee, preparation_minutes=10, follow_up_minutes=5, now=now)
    note_effort(meeting=meeting, person=mentor, preparation_minutes=40, follow_up_minutes=0, now=now)
    note_effort(meeting=meeting, person=mentor, preparation_minutes=45, follow_up_minutes=15, now=now)

    assert hours.minutes_of(tandem) == {Role.MENTEE: 75, Role.MENTOR: 120}


@pytest.mark.parametrize("state", [MeetingState.OPEN, MeetingState.DATED, MeetingState.CANCELLED])
def test_time_is_noted_only_of_a_meeting_that_was_held(state, now):
    meeting = MeetingFactory(state=state, starts_at=now)
    with pytest.raises(ActionError):
        note_effort(
            meeting=meeting, person=meeting.tandem.mentee.person, preparation_minutes=10, follow_up_minutes=0, now=now
        )


def test_nobody_else_notes_time_and_nobody_more_than_a_day(now):
    meeting = held(TandemFactory(), now=now)
    with pytest.raises(NotAllowed):
        note_effort(meeting=meeting, person=PersonFactory(), preparation_minutes=10, follow_up_minutes=0, now=now)
    with pytest.raises(ActionError):
        note_effort(
            meeting=meeting, person=meeting.tandem.mentee.person, preparation_minutes=1441, follow_up_minutes=0, now=now
        )


# ------------------------------------------------------------------ hours
def test_hours_count_what_was_held_until_now_over_all_tandems(now, django_assert_num_queries):
    tandem = TandemFactory()
    other = TandemFactory(program=tandem.program, mentee=MenteeFactory(program=tandem.program), mentor=tandem.mentor)
    for one in (tandem, other):
        note_effort(
            meeting=held(one, now=now), person=one.mentor.person, preparation_minutes=30, follow_up_minutes=0, now=now
        )
    note_effort(
        meeting=held(tandem, 2, 45, now=now),
        person=tandem.mentee.person,
        preparation_minutes=0,
        follow_up_minutes=20,
        now=now,
    )
    held(tandem, 3, 90, starts_at=now + timedelta(hours=1))
    MeetingFactory(tandem=tandem, number=4, state=MeetingState.DATED, starts_at=now)
    both = [tandem.mentee, other.mentee, tandem.mentor]
    assert len({one.person_id for one in both}) == 3

    with django_assert_num_queries(2):
        found = hours.minutes_by_person(both, now)
    assert found == {tandem.mentee.pk: 60 + 45 + 20, other.mentee.pk: 60, tandem.mentor.pk: 60 + 45 + 60 + 30 + 30}


def test_someone_without_a_meeting_has_spent_no_time(now):
    tandem = TandemFactory()
    assert hours.minutes_of(tandem) == {Role.MENTEE: 0, Role.MENTOR: 0}
    assert hours.minutes_by_person([tandem.mentor], now) == {tandem.mentor.pk: 0}
    assert hours.minutes_by_person([], now) == {}


# ------------------------------------------------------------------ pages
@pytest.fixture
def as_mentee(client, mentee):
    mentee.language = "en"
    mentee.save()
    client.force_login(mentee)
    return client


def test_logging_asks_for_topics_both_ways_and_for_ones_own_time(as_mentee, meeting, mentee, mentor, program):
    learned, given = TopicFactory(program=program), TopicFactory(program=program, kind=TopicKind.EXCHANGE)
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    page = reverse("meeting_hold", args=[meeting.pk])
    shown = as_mentee.get(page)
    assert set(shown.context["form"].fields) >= {"learned", "given", "preparation_minutes", "follow_up_minutes"}

    typed = {
        "seen": shown.context["form"]["seen"].value(),
        "date": yesterday,
        "time": "10:00",
        "minutes": "75",
        "learned": learned.pk,
        "given": given.pk,
        "preparation_minutes": "20",
    }
    assert as_mentee.post(page, typed).url == reverse("meeting", args=[meeting.pk])
    assert set(meeting.topics.all()) == {learned, given}
    assert Effort.objects.values_list("person", "preparation_minutes", "follow_up_minutes").get() == (mentee.pk, 20, 0)

    after = as_mentee.get(reverse("meeting", args=[meeting.pk])).content.decode()
    assert learned.name in after
    assert reverse("entry_new", args=[meeting.tandem_id]) in after


def test_someone_who_did_not_log_the_meeting_notes_their_own_time_later(as_mentee, meeting, mentee, mentor, now):
    hold_meeting(meeting=meeting, person=mentor, minutes=60, topic=None, now=now, starts_at=now - timedelta(hours=3))
    note_effort(meeting=meeting, person=mentor, preparation_minutes=99, follow_up_minutes=0, now=now)
    page = reverse("meeting_effort", args=[meeting.pk])
    shown = as_mentee.get(page)
    assert [field.value() for field in shown.context["form"]] == [None, None]
    assert "99" not in strip_tags(shown.content.decode())  # what is in no tag: there stand random tokens

    as_mentee.post(page, {"preparation_minutes": "5", "follow_up_minutes": ""})
    assert Effort.objects.get(person=mentee).preparation_minutes == 5
    assert as_mentee.post(page, {"preparation_minutes": "-5"}).status_code == 200


def test_a_meeting_that_was_not_held_can_be_moved_or_left_out_from_the_same_page(as_mentee, date, meeting):
    date(starts_at=timezone.now() + timedelta(days=3), now=timezone.now())
    page = as_mentee.get(reverse("meeting_hold", args=[meeting.pk])).content.decode()
    assert reverse("meeting_date", args=[meeting.pk]) in page
    assert reverse("meeting_cancel", args=[meeting.pk]) in page


def test_after_a_cancellation_there_is_no_time_to_note(as_mentee, meeting, mentee, now):
    cancel_meeting(meeting=meeting, person=mentee, now=now)
    assert as_mentee.get(reverse("meeting_effort", args=[meeting.pk])).status_code == 404


# ------------------------------------------------------------------ personal data
def test_ones_own_time_is_taken_along_and_erased_and_the_others_stays(now):
    tandem = TandemFactory()
    meeting, (mentee, mentor) = held(tandem, now=now), tandem.people
    for person, minutes in ((mentee, 10), (mentor, 33)):
        note_effort(meeting=meeting, person=person, preparation_minutes=minutes, follow_up_minutes=0, now=now)

    assert export(mentee)[0]["meetings"][0]["my_preparation_minutes"] == 10
    erase(mentee)
    assert list(Effort.objects.values_list("person", flat=True)) == [mentor.pk]
