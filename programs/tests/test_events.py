"""Events: who is invited, what is told, places and waiting list, who came, notes, sessions that mentors propose."""

from datetime import UTC, date, datetime, time, timedelta
from email.utils import parseaddr

import pytest
from django.urls import reverse
from django.utils import translation
from icalendar import Calendar

from notices import delivery
from notices.models import Notice
from people.errors import ActionError, NotAllowed, WrongState
from people.models import AuditEvent
from people.tests.factories import PersonFactory
from programs import actions as program_actions
from programs import event_drafts
from programs.actions import events as actions
from programs.actions.events import proposals
from programs.enums import (
    EventAnchor,
    EventAnswer,
    EventKind,
    EventState,
    ParticipationState,
    ProgramState,
    TeamRole,
)
from programs.event_calendar import entries_of
from programs.event_people import coming, invitees
from programs.models import Event, EventReply
from programs.personal_events import EVENTS
from programs.tests.factories import (
    EventFactory,
    MenteeFactory,
    ParticipationFactory,
    ProgramFactory,
    TeamMemberFactory,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
AFTER = datetime(2026, 3, 12, 12, tzinfo=UTC)


@pytest.fixture
def program():
    return ProgramFactory(state=ProgramState.RUNNING)


@pytest.fixture
def hr(program):
    return TeamMemberFactory(program=program).person


@pytest.fixture
def mentee(program):
    return MenteeFactory(program=program).person


@pytest.fixture
def mentor(program):
    return ParticipationFactory(program=program, person__manager=PersonFactory(level=3)).person


@pytest.fixture
def event(program):
    return EventFactory(program=program)


@pytest.fixture
def told(event, hr, mentee, mentor):
    return actions.send_invitations(event=event, actor=hr, now=NOW)


def mails(kind: str) -> set:
    return set(Notice.objects.filter(kind=kind).values_list("recipient", flat=True))


def letters(outbox, now) -> list:
    """What goes out by `now`, as messages."""
    outbox.clear()
    while delivery.deliver_due(now=now).total():
        pass
    return list(outbox)


def address_of(letter) -> str:
    return parseaddr(letter.to[0])[1]


def calendar(letter):
    """Method and entry of the calendar attached to a mail."""
    [part] = [part for part in letter.message().walk() if part.get_content_type() == "text/calendar"]
    read = Calendar.from_ical(part.get_payload(decode=True))
    return read["METHOD"], read.walk("VEVENT")[0]


def yes(event, person, **more):
    return actions.answer_invitation(event=event, person=person, comes=True, now=NOW, **more)


def no(event, person):
    return actions.answer_invitation(event=event, person=person, comes=False, now=NOW)


# ------------------------------------------------------------------ for whom
@pytest.mark.parametrize(
    ("flags", "invited"),
    [
        ((True, True, False), {"mentee", "mentor"}),
        ((True, False, False), {"mentee"}),
        ((False, True, True), {"mentor", "line manager"}),
    ],
)
def test_an_event_reaches_those_it_is_for_and_only_they_see_it(flags, invited, program, hr, mentee, mentor):
    names = ("for_mentees", "for_mentors", "for_managers")
    event = EventFactory(program=program, **dict(zip(names, flags, strict=True)))
    people = {"mentee": mentee, "mentor": mentor, "line manager": mentor.manager, "stranger": PersonFactory()}
    assert {name for name, one in people.items() if one in invitees(event)} == invited
    assert not Event.objects.visible_to(mentee).exists()
    actions.send_invitations(event=event, actor=hr, now=NOW)
    assert {name for name, one in people.items() if Event.objects.visible_to(one).exists()} == invited
    assert mails("event_invited") == {people[name].pk for name in invited}


def test_line_managers_learn_nothing_before_matching(program, mentor):
    program.state = ProgramState.OPEN
    program.save()
    event = EventFactory(program=program, for_managers=True)
    assert set(invitees(event)) == {mentor}
    Event.objects.update(state=EventState.INVITED)
    assert not Event.objects.visible_to(mentor.manager).exists()


def test_who_joins_later_is_invited_then_and_nobody_twice(told, program):
    newcomer = MenteeFactory(program=program).person
    before = len(mails("event_invited"))
    event_drafts.plan_due(NOW)
    event_drafts.plan_due(NOW)
    assert newcomer.pk in mails("event_invited")
    assert Notice.objects.filter(kind="event_invited").count() == before + 1


# ------------------------------------------------------------------ HR's steps
def test_nobody_is_invited_without_a_date_to_come_or_before_the_programme_opens(event, hr, program):
    for change in ({"starts_at": None}, {"starts_at": NOW - timedelta(hours=1)}):
        Event.objects.update(**change)
        with pytest.raises(ActionError):
            actions.send_invitations(event=event, actor=hr, now=NOW)
    Event.objects.update(starts_at=AFTER)
    program.state = ProgramState.DRAFT
    program.save()
    with pytest.raises(ActionError):
        actions.send_invitations(event=event, actor=hr, now=NOW)
    assert not Notice.objects.exists()


@pytest.mark.parametrize("role", [TeamRole.VIEWER, TeamRole.CONTACT, TeamRole.AUDITOR])
def test_only_managers_do_anything_to_an_event(role, event, program):
    other = TeamMemberFactory(program=program, role=role).person
    for act in (
        lambda: actions.send_invitations(event=event, actor=other, now=NOW),
        lambda: actions.change_event(event=event, values={"minutes": 30}, actor=other, now=NOW),
        lambda: actions.cancel_event(event=event, actor=other, now=NOW),
        lambda: actions.remove_event(event=event, actor=other),
        lambda: actions.note_attendance(event=event, came=[], actor=other, now=AFTER),
        lambda: actions.give_notes(event=event, texts={"de": "x"}, actor=other, now=AFTER),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_what_stands_in_calendars_is_told_at_once_and_what_does_not_is_not(told, hr, mentee, mentor):
    no(told, mentee)
    actions.change_event(event=told, values={"text_en": "New words", "capacity": 9}, actor=hr, now=NOW)
    assert not mails("event_changed")
    changed = actions.change_event(event=told, values={"place": "Room 5"}, actor=hr, now=NOW)
    assert (changed.sequence, mails("event_changed")) == (1, {mentee.pk, mentor.pk})
    noted = AuditEvent.objects.filter(event="event.changed").latest("pk").details
    assert noted["changes"] == {"place": None}
    longer = actions.change_event(event=changed, values={"minutes": 30}, actor=hr, now=NOW)
    noted = AuditEvent.objects.filter(event="event.changed").latest("pk").details
    assert (longer.sequence, noted["changes"]) == (2, {"minutes": ["90", "30"]})
    with pytest.raises(ActionError):
        actions.change_event(event=told, values={"starts_at": NOW - timedelta(days=1)}, actor=hr, now=NOW)


def test_cancelling_tells_all_but_those_who_had_said_no(told, hr, mentee, mentor):
    no(told, mentee)
    actions.cancel_event(event=told, actor=hr, now=NOW)
    assert mails("event_cancelled") == {mentor.pk}
    with pytest.raises(WrongState):
        actions.send_invitations(event=told, actor=hr, now=NOW)


def test_what_people_know_of_is_cancelled_and_not_deleted(told, hr, program):
    with pytest.raises(ActionError):
        actions.remove_event(event=told, actor=hr)
    actions.remove_event(event=EventFactory(program=program), actor=hr)
    assert Event.objects.get() == told


def test_every_calendar_follows_invitation_move_and_cancellation(told, hr, mentee, mentor, mailoutbox):
    first = {address_of(letter): calendar(letter) for letter in letters(mailoutbox, NOW)}
    yes(told, mentee)
    answered = [calendar(letter) for letter in letters(mailoutbox, NOW)]
    later = NOW + timedelta(days=12, hours=1)
    told = actions.change_event(event=told, values={"starts_at": later}, actor=hr, now=NOW + timedelta(hours=1))
    moved = {address_of(letter): calendar(letter) for letter in letters(mailoutbox, NOW + timedelta(hours=1))}
    actions.cancel_event(event=told, actor=hr, now=NOW + timedelta(hours=2))
    off = {address_of(letter): calendar(letter) for letter in letters(mailoutbox, NOW + timedelta(hours=2))}
    for person in (mentee, mentor):
        entries = [one[person.email] for one in (first, moved, off)]
        assert [method for method, _entry in entries] == ["REQUEST", "REQUEST", "CANCEL"]
        assert {str(entry["UID"]) for _method, entry in entries} == {f"{told.pk}@127.0.0.1"}
        sequences = [int(entry["SEQUENCE"]) for _method, entry in entries]
        assert sequences == sorted(set(sequences))
        assert entries[1][1]["DTSTART"].dt == later
        # an invitation names no other guest
        assert str(entries[0][1]["ATTENDEE"]) == f"mailto:{person.email}"
    [(method, entry)] = answered
    assert (method, entry["ATTENDEE"].params["PARTSTAT"], int(entry["SEQUENCE"])) == ("REQUEST", "ACCEPTED", 1)


def test_who_says_no_has_it_taken_out_of_the_calendar(told, mentee, mailoutbox):
    letters(mailoutbox, NOW)
    no(told, mentee)
    [letter] = letters(mailoutbox, NOW)
    method, entry = calendar(letter)
    assert (address_of(letter), method, entry["STATUS"]) == (mentee.email, "CANCEL", "CANCELLED")


# ------------------------------------------------------------------ answers and places
def test_beyond_its_places_people_wait_and_move_up_in_order(told, hr, program, mentee, mentor):
    told = actions.change_event(event=told, values={"capacity": 2}, actor=hr, now=NOW)
    others = [MenteeFactory(program=program).person for _number in range(3)]
    assert [yes(told, person).answer for person in (mentee, mentor, *others)] == ["yes", "yes", *["waiting"] * 3]
    for number, person in enumerate(others):
        EventReply.objects.filter(person=person).update(answered_at=NOW + timedelta(minutes=number))
    no(told, mentee)
    assert EventReply.objects.get(person=others[0]).answer == EventAnswer.YES
    assert mails("event_place") == {others[0].pk}
    actions.change_event(event=told, values={"capacity": 3}, actor=hr, now=NOW)
    answers = [EventReply.objects.get(person=person).answer for person in others]
    assert answers == ["yes", "yes", "waiting"]
    actions.change_event(event=told, values={"capacity": None}, actor=hr, now=NOW)
    assert not EventReply.objects.filter(answer=EventAnswer.WAITING).exists()


def test_others_see_numbers_by_role_and_names_only_of_those_who_agreed(told, mentee, mentor):
    yes(told, mentee)
    yes(told, mentor, is_named=True)
    found = coming(told)
    assert (found.total, found.mentees, found.mentors, found.names) == (2, 1, 1, [mentor.full_name])
    yes(told, mentor)
    assert coming(told).names == []


@pytest.mark.parametrize("when", [datetime(2026, 3, 12, 9, tzinfo=UTC), AFTER])
def test_it_is_too_late_once_it_has_begun(when, told, mentee):
    with pytest.raises(ActionError):
        actions.answer_invitation(event=told, person=mentee, comes=True, now=when)


def test_for_whom_it_is_not_they_cannot_answer(told, hr):
    for person in (PersonFactory(), hr):
        with pytest.raises(NotAllowed):
            yes(told, person)


def test_a_closed_account_takes_no_place(told, hr, mentee, mentor, program):
    told = actions.change_event(event=told, values={"capacity": 2}, actor=hr, now=NOW)
    for person in (mentee, mentor):
        yes(told, person)
    mentee.is_active = False
    mentee.save()
    assert (coming(told).total, coming(told).places_left) == (1, 1)
    assert yes(told, MenteeFactory(program=program).person).answer == EventAnswer.YES


def test_who_leaves_comes_no_more_and_makes_room(told, hr, mentee, mentor, program):
    told = actions.change_event(event=told, values={"capacity": 2}, actor=hr, now=NOW)
    waiting = MenteeFactory(program=program)
    for person in (mentee, mentor, waiting.person):
        yes(told, person)
    program_actions.withdraw(participation=program.participations.get(person=mentee), actor=mentee, now=NOW)
    assert EventReply.objects.get(person=mentee).answer == EventAnswer.NO
    assert EventReply.objects.get(person=waiting.person).answer == EventAnswer.YES
    assert not Event.objects.visible_to(mentee).exists()


def test_a_line_manager_without_a_mentor_left_is_taken_off_and_asked_anew_with_the_next(
    program, hr, mentor, mailoutbox
):
    event = EventFactory(program=program, for_managers=True)
    actions.send_invitations(event=event, actor=hr, now=NOW)
    letters(mailoutbox, NOW)
    old, new = mentor.manager, PersonFactory(level=3)
    mentor.manager = new
    mentor.save()

    def told_by(now):
        for _twice in range(2):
            actions.follow_guests(now)
            event_drafts.plan_due(now)
        return {address_of(letter): calendar(letter) for letter in letters(mailoutbox, now)}

    sent = told_by(NOW + timedelta(hours=1))
    assert {address: method for address, (method, _entry) in sent.items()} == {
        old.email: "CANCEL",
        new.email: "REQUEST",
    }
    off = sent[old.email][1]
    assert not Event.objects.visible_to(old).exists()
    mentor.manager = old
    mentor.save()
    sent = told_by(NOW + timedelta(hours=2))
    assert {address: method for address, (method, _entry) in sent.items()} == {
        old.email: "REQUEST",
        new.email: "CANCEL",
    }
    again = sent[old.email][1]
    assert (again["UID"], again["SEQUENCE"]) == (off["UID"], off["SEQUENCE"] + 1)
    assert told_by(NOW + timedelta(hours=3)) == {}


def test_who_leaves_and_joins_again_is_asked_anew_but_for_what_they_declined_themselves(
    told, program, mentee, mentor, hr
):
    no(told, mentor)
    for person in (mentee, mentor):
        program_actions.withdraw(participation=program.participations.get(person=person), actor=person, now=NOW)
    program.participations.update(state=ParticipationState.SIGNED_UP)
    actions.follow_guests(NOW)
    answers = dict(EventReply.objects.values_list("person", "answer"))
    assert answers == {mentee.pk: "", mentor.pk: EventAnswer.NO}
    assert Notice.objects.filter(kind="event_invited", recipient=mentee).count() == 2
    yes(told, mentee)
    assert EventReply.objects.get(person=mentee).answer == EventAnswer.YES


# ------------------------------------------------------------------ reminders
def test_those_who_come_or_have_not_answered_are_reminded_once(told, program, mentee, mentor):
    third = MenteeFactory(program=program).person
    event_drafts.plan_due(NOW)
    yes(told, mentee)
    no(told, mentor)
    two_days_before = datetime(2026, 3, 10, 10, tzinfo=UTC)
    event_drafts.plan_due(two_days_before - timedelta(days=1, hours=2))
    assert not mails("event_reminder")
    event_drafts.plan_due(two_days_before)
    event_drafts.plan_due(two_days_before + timedelta(hours=3))
    assert mails("event_reminder") == {mentee.pk, third.pk}
    assert Notice.objects.filter(kind="event_reminder").count() == 2
    event_drafts.plan_due(AFTER)
    assert Notice.objects.filter(kind="event_reminder").count() == 2


# ------------------------------------------------------------------ afterwards
def test_who_came_is_noted_from_the_day_on_and_can_be_put_right(told, hr, mentee, mentor):
    yes(told, mentee)
    with pytest.raises(ActionError):
        actions.note_attendance(event=told, came=[mentee.pk], actor=hr, now=NOW)
    held = actions.note_attendance(event=told, came=[mentee.pk, mentor.pk], actor=hr, now=AFTER)
    assert (held.state, held.replies.filter(attended=True).count()) == (EventState.HELD, 2)
    assert EventReply.objects.get(person=mentor).answer == ""
    actions.note_attendance(event=held, came=[mentor.pk], actor=hr, now=AFTER)
    assert list(held.replies.filter(attended=True).values_list("person", flat=True)) == [mentor.pk]
    assert not AuditEvent.objects.filter(details__icontains=mentor.email).exists()


def test_notes_reach_everyone_it_was_for_once(told, hr, mentee, mentor):
    with pytest.raises(ActionError):
        actions.give_notes(event=told, texts={"de": "Zu früh"}, actor=hr, now=NOW)
    no(told, mentee)
    given = actions.give_notes(event=told, texts={"de": "Das war es", "en": ""}, actor=hr, now=AFTER)
    actions.give_notes(event=told, texts={"de": "Das war es.", "en": ""}, actor=hr, now=AFTER + timedelta(hours=1))
    assert given.notes == "Das war es"
    assert mails("event_notes") == {mentee.pk, mentor.pk}
    assert Notice.objects.filter(kind="event_notes").count() == 2
    assert actions.give_notes(event=told, texts={}, actor=hr, now=AFTER).notes == ""


# ------------------------------------------------------------------ sessions that mentors propose
def proposal(program, **more) -> Event:
    return Event(program=program, title_de="Fragen an uns", starts_at=AFTER, **more)


def test_a_mentor_proposes_and_hr_invites_the_mentors(program, hr, mentee, mentor):
    other = ParticipationFactory(program=program).person
    event = actions.propose_session(event=proposal(program), person=mentor, now=NOW)
    assert (event.kind, event.state, mails("event_proposed")) == (EventKind.PEER, EventState.PROPOSED, {hr.pk})
    assert not Event.objects.visible_to(other).exists()
    actions.send_invitations(event=event, actor=hr, now=NOW)
    assert mails("event_invited") == {mentor.pk, other.pk}
    assert EventReply.objects.get(event=event).person == mentor


def test_a_proposal_is_declined_with_a_word_or_taken_back_without_a_trace(program, hr, mentor):
    event = actions.propose_session(event=proposal(program), person=mentor, now=NOW)
    actions.decline_proposal(event=event, actor=hr, now=NOW)
    assert mails("event_declined") == {mentor.pk}
    second = actions.propose_session(event=proposal(program), person=mentor, now=NOW)
    with pytest.raises(NotAllowed):
        actions.take_back_proposal(event=second, person=hr)
    actions.take_back_proposal(event=second, person=mentor)
    assert not Event.objects.filter(pk=second.pk).exists()


def test_only_mentors_propose_only_ahead_and_not_without_end(program, mentee, mentor):
    with pytest.raises(NotAllowed):
        actions.propose_session(event=proposal(program), person=mentee, now=NOW)
    with pytest.raises(ActionError):
        actions.propose_session(event=proposal(program), person=mentor, now=AFTER)
    for _number in range(proposals.OPEN_PROPOSALS):
        actions.propose_session(event=proposal(program), person=mentor, now=NOW)
    with pytest.raises(ActionError):
        actions.propose_session(event=proposal(program), person=mentor, now=NOW)
    program.state = ProgramState.CLOSED
    program.save()
    assert not actions.can_propose(program, mentor)


# ------------------------------------------------------------------ with the programme
@pytest.mark.parametrize(
    ("anchor", "offset", "day"),
    [
        (EventAnchor.START, 0, date(2026, 3, 2)),
        (EventAnchor.START, 5, date(2026, 3, 9)),  # a Saturday: on Monday
        (EventAnchor.HALF, 0, date(2026, 6, 16)),
        (EventAnchor.END, 0, date(2026, 9, 30)),
        (EventAnchor.END, -3, date(2026, 9, 25)),  # a Sunday: the Friday before
        (EventAnchor.START, 32, date(2026, 4, 7)),  # Good Friday to Easter Monday
    ],
)
def test_events_get_a_working_day_when_the_programme_opens(anchor, offset, day, hr, program):
    program.state = ProgramState.OPEN
    program.save()
    event = EventFactory(program=program, starts_at=None, anchor=anchor, offset_days=offset, clock=time(14, 30))
    actions.follow_program(program, ProgramState.DRAFT, NOW)
    event.refresh_from_db()
    local = event.starts_at.astimezone(event.zone)
    assert (local.date(), local.time(), event.state) == (day, time(14, 30), EventState.DRAFT)
    assert not Notice.objects.exists()


def test_in_the_archive_only_the_number_of_guests_is_left(told, hr, program, mentee):
    yes(told, mentee)
    actions.note_attendance(event=told, came=[mentee.pk], actor=hr, now=AFTER)
    EventFactory(program=program)
    program.state = ProgramState.ARCHIVED
    actions.follow_program(program, ProgramState.CLOSED, AFTER)
    told.refresh_from_db()
    assert (told.came, EventReply.objects.count(), Event.objects.count()) == (1, 0, 1)


def test_the_feed_has_what_one_is_invited_to_and_not_what_one_declined(told, hr, program, mentee, mentor):
    second = EventFactory(program=program, title_en="Check-in", starts_at=AFTER)
    actions.send_invitations(event=second, actor=hr, now=NOW)
    yes(told, mentee)
    no(second, mentee)
    since = NOW - timedelta(days=9)
    mine, theirs = entries_of(mentee, since=since, now=NOW), entries_of(mentor, since=since, now=NOW)
    assert [(entry.key, entry.is_open) for entry in mine] == [(told.pk, False)]
    assert [(entry.key, entry.is_open) for entry in theirs] == [(told.pk, True), (second.pk, True)]
    later = AFTER + timedelta(days=1)
    assert [entry.key for entry in entries_of(mentor, since=since, now=later)] == []


def test_people_take_along_and_have_erased_what_they_answered(told, hr, program, mentor):
    yes(told, mentor)
    actions.propose_session(event=proposal(program), person=mentor, now=NOW)
    with translation.override("en"):
        found = EVENTS.export(mentor)
    assert [row["event"] for row in found["events"]] == ["Kick-off"]
    assert [row["title"] for row in found["sessions_proposed"]] == ["Fragen an uns"]
    EVENTS.erase(mentor)
    assert not EventReply.objects.exists()
    assert not Event.objects.filter(kind=EventKind.PEER).exists()


# ------------------------------------------------------------------ pages
@pytest.fixture
def ahead(program, hr, mentee, mentor):
    """An event in a week of today, told."""
    now = datetime.now(UTC)
    event = EventFactory(program=program, starts_at=now + timedelta(days=7), text_en="**Bring** a question")
    return actions.send_invitations(event=event, actor=hr, now=now)


def test_the_page_says_when_and_takes_an_answer(client, ahead, mentee):
    mentee.language = "en"
    mentee.save()
    client.force_login(mentee)
    page = client.get(reverse("event", args=[ahead.pk])).content.decode()
    assert "Are you coming?" in page
    assert "<strong>Bring</strong>" in page
    answer = client.post(reverse("event_answer", args=[ahead.pk]), {"comes": "yes", "is_named": "on"}, follow=True)
    assert "1 person so far" in answer.content.decode()
    assert mentee.full_name in answer.content.decode()
    assert ahead.title in client.get(reverse("program", args=[ahead.program.slug])).content.decode()
    file = client.get(reverse("event_ics", args=[ahead.pk]))
    assert Calendar.from_ical(file.content)["METHOD"] == "PUBLISH"


def test_a_programmes_page_costs_the_same_with_one_and_with_many_events(
    client, ahead, hr, mentee, django_assert_max_num_queries, django_assert_num_queries
):
    client.force_login(mentee)
    address = reverse("program", args=[ahead.program.slug])
    client.get(address)
    with django_assert_max_num_queries(100) as first:
        client.get(address)
    for _number in range(4):
        event = EventFactory(program=ahead.program, starts_at=ahead.starts_at)
        actions.send_invitations(event=event, actor=hr, now=datetime.now(UTC))
    with django_assert_num_queries(len(first)):
        client.get(address)
