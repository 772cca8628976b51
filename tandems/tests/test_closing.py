"""Towards the end the two decide together, thank each other, and take a certificate along."""

import io
from datetime import date, timedelta

import pypdf
import pytest
from django.core import mail
from django.db import connection
from django.urls import reverse

from notices import kinds
from notices.models import Notice
from people import privacy
from people.errors import ActionError, NotAllowed, StaleState
from people.models import AuditEvent
from people.tests.factories import PersonFactory
from people.times.clock import day_of, midnight
from programs.enums import ProgramState
from programs.tests.factories import TeamMemberFactory, TopicFactory
from tandems import certificate, closing
from tandems.actions import (
    agree_closing,
    complete,
    hold_meeting,
    part,
    propose_closing,
    say_thanks,
    set_closing_aside,
)
from tandems.actions.closing import complete_due
from tandems.closing_todos import closing_todos
from tandems.enums import ClosingChoice, MeetingState, TandemState
from tandems.lifecycle import holds_back
from tandems.models import Tandem, Thanks

pytestmark = pytest.mark.django_db
C = ClosingChoice
LAST = date(2026, 9, 30)
MARKER = "Blaubeerkuchen-Danke"


@pytest.fixture
def late(now):
    """A Wednesday three weeks before the last day."""
    return now.replace(month=9, day=9)


@pytest.fixture
def proposed(tandem, mentee, late):
    return propose_closing(tandem=tandem, person=mentee, choice=C.EXTEND, last_day=date(2026, 11, 30), now=late)


def fresh(tandem):
    return Tandem.objects.with_meetings().get(pk=tandem.pk)


# ------------------------------------------------------------------ when
def test_it_is_time_in_the_last_weeks_or_when_nothing_of_the_plan_is_left(tandem, mentee, now, late):
    assert not closing.can_decide(fresh(tandem), mentee, now)
    assert closing.can_decide(fresh(tandem), mentee, late)
    tandem.meetings.update(state=MeetingState.HELD, starts_at=now)
    assert closing.can_decide(fresh(tandem), mentee, now)


def test_nothing_is_proposed_before_it_is_time_or_by_others(tandem, mentee, now, late):
    with pytest.raises(ActionError):
        propose_closing(tandem=tandem, person=mentee, choice=C.END, last_day=LAST, now=now)
    with pytest.raises(NotAllowed):
        propose_closing(tandem=tandem, person=PersonFactory(), choice=C.END, last_day=LAST, now=late)


# ------------------------------------------------------------------ together
def test_nothing_happens_until_the_other_agrees(tandem, proposed, mentee, mentor, late):
    assert fresh(tandem).ends_on is None
    assert [notice.recipient for notice in Notice.objects.filter(kind="closing_waiting")] == [mentor]
    with pytest.raises(NotAllowed):
        agree_closing(closing=proposed, person=mentee, now=late)

    before = tandem.meetings.count()
    for _twice in range(2):
        agree_closing(closing=proposed, person=mentor, now=late)
    assert fresh(tandem).ends_on == date(2026, 11, 30)
    added = tandem.meetings.filter(planned_week__gt=LAST)
    assert added.exists()
    assert tandem.meetings.count() == before + added.count()
    assert [notice.recipient for notice in Notice.objects.filter(kind="closing_agreed")] == [mentee]
    assert all(event.actor is None for event in AuditEvent.objects.filter(event="tandem.extended"))


def test_proposing_what_the_other_has_proposed_is_agreeing(tandem, proposed, mentor, late):
    propose_closing(tandem=tandem, person=mentor, choice=C.EXTEND, last_day=date(2026, 11, 30), now=late)
    assert fresh(tandem).ends_on == date(2026, 11, 30)


def test_another_proposal_takes_the_place_of_the_one_that_waits(tandem, proposed, mentor, late):
    other = propose_closing(tandem=tandem, person=mentor, choice=C.END, last_day=LAST, now=late)
    assert closing.waiting(tandem) == other
    with pytest.raises(StaleState):
        agree_closing(closing=proposed, person=mentor, now=late)


def test_either_can_leave_things_as_they_are(tandem, proposed, mentor, late):
    set_closing_aside(closing=proposed, person=mentor, now=late)
    assert closing.waiting(tandem) is None
    [notice] = Notice.objects.filter(kind="closing_waiting")
    assert not kinds.get("closing_waiting").still_wanted(notice, late)


@pytest.mark.parametrize(
    ("choice", "last_day"),
    [
        (C.EXTEND, None),
        (C.EXTEND, LAST),
        (C.EXTEND, LAST + timedelta(weeks=13)),
        (C.END, None),
        (C.END, date(2026, 9, 8)),
        (C.END, LAST + timedelta(days=1)),
        (C.SWAP, None),
    ],
)
def test_what_the_programme_or_the_calendar_does_not_allow(tandem, mentee, late, choice, last_day):
    with pytest.raises(ActionError):
        propose_closing(tandem=tandem, person=mentee, choice=choice, last_day=last_day, now=late)


@pytest.mark.parametrize("change", [{"extension_weeks": 0}, {"state": ProgramState.CLOSED}])
def test_a_programme_may_not_provide_for_going_on(tandem, mentee, late, change):
    for name, value in change.items():
        setattr(tandem.program, name, value)
    tandem.program.save()
    with pytest.raises(ActionError):
        propose_closing(tandem=tandem, person=mentee, choice=C.EXTEND, last_day=date(2026, 11, 30), now=late)


def test_an_agreed_end_today_completes_and_a_later_one_the_day_after(tandem, mentee, mentor, late):
    later = propose_closing(tandem=tandem, person=mentee, choice=C.END, last_day=date(2026, 9, 20), now=late)
    agree_closing(closing=later, person=mentor, now=late)
    assert fresh(tandem).state == TandemState.ACTIVE
    assert not tandem.meetings.filter(state=MeetingState.OPEN, planned_week__gt=date(2026, 9, 20)).exists()
    complete_due(midnight(date(2026, 9, 20)))
    assert fresh(tandem).state == TandemState.ACTIVE

    at_once = propose_closing(tandem=tandem, person=mentee, choice=C.END, last_day=day_of(late), now=late)
    agree_closing(closing=at_once, person=mentor, now=late)
    assert fresh(tandem).state == TandemState.COMPLETED


def test_the_day_after_an_agreed_end_the_tandem_is_complete(tandem, mentee, mentor, late):
    end = propose_closing(tandem=tandem, person=mentee, choice=C.END, last_day=date(2026, 9, 20), now=late)
    agree_closing(closing=end, person=mentor, now=late)
    assert complete_due(midnight(date(2026, 9, 21))) == 1
    assert complete_due(midnight(date(2026, 9, 21))) == 0
    assert fresh(tandem).state == TandemState.COMPLETED


def test_an_extension_ends_two_weeks_after_its_last_day_and_holds_the_programme_open(tandem, proposed, mentor, late):
    agree_closing(closing=proposed, person=mentor, now=late)
    program = tandem.program
    assert len(holds_back(program, ProgramState.CLOSED, date(2026, 10, 15))) == 1
    assert holds_back(program, ProgramState.CLOSED, date(2026, 12, 1)) == []
    complete_due(midnight(date(2026, 12, 14)))
    assert fresh(tandem).state == TandemState.ACTIVE
    complete_due(midnight(date(2026, 12, 15)))
    assert fresh(tandem).state == TandemState.COMPLETED


def test_an_end_waits_for_a_meeting_that_has_a_date(tandem, mentee, late, date):
    date(starts_at=late + timedelta(days=10), now=late)
    with pytest.raises(ActionError):
        propose_closing(tandem=tandem, person=mentee, choice=C.END, last_day=day_of(late), now=late)


def test_other_topics_are_those_of_the_open_meetings_in_turn(tandem, mentee, mentor, late):
    topics = [TopicFactory(program=tandem.program) for _number in range(2)]
    swap = propose_closing(tandem=tandem, person=mentee, choice=C.SWAP, topics=topics, now=late)
    agree_closing(closing=swap, person=mentor, now=late)
    planned = tandem.meetings.filter(state=MeetingState.OPEN).order_by("number")
    assert [meeting.topic for meeting in planned][:3] == [topics[0], topics[1], topics[0]]


def test_topics_of_another_programme_are_refused(tandem, mentee, late):
    with pytest.raises(ActionError):
        propose_closing(tandem=tandem, person=mentee, choice=C.SWAP, topics=[TopicFactory()], now=late)


# ------------------------------------------------------------------ thanks
def test_thanks_are_read_by_the_other_alone(client, tandem, mentee, mentor, now, late):
    complete(tandem=tandem, actor=None, now=now)
    say_thanks(tandem=tandem, person=mentee, text=f"  {MARKER}  ", now=late)
    page = reverse("closing", args=[tandem.pk])
    for person, sees in ((mentor, True), (mentee, True)):
        client.force_login(person)
        assert (MARKER in client.get(page).content.decode()) == sees
    hr = TeamMemberFactory(program=tandem.program, person__is_superuser=True).person
    client.force_login(hr)
    assert client.get(page).status_code == 404
    for path in ("/admin/", f"/admin/tandems/tandem/{tandem.pk}/change/", "/admin/notices/notice/", "/privacy/export/"):
        assert MARKER not in client.get(path).content.decode()


def test_thanks_leave_no_trace_outside(tandem, mentee, mentor, late, caplog):
    complete(tandem=tandem, actor=None, now=late)
    written = say_thanks(tandem=tandem, person=mentee, text=MARKER, now=late)
    assert written.text == MARKER  # there is something that could leak
    [notice] = Notice.objects.filter(kind="thanks_written")
    message = kinds.get("thanks_written").render(notice)
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM tandems_thanks")
        [(stored,)] = cursor.fetchall()
    events = [f"{event.subject_label} {event.details}" for event in AuditEvent.objects.all()]
    for place in (str(message), str(notice.context), stored, *events, caplog.text, str(mail.outbox), str(written)):
        assert MARKER not in place


def test_thanks_can_be_changed_and_taken_back_and_are_told_once(tandem, mentee, late):
    complete(tandem=tandem, actor=None, now=late)
    for text in ("Danke", "Herzlichen Dank"):
        say_thanks(tandem=tandem, person=mentee, text=text, now=late)
    assert Thanks.objects.get().text == "Herzlichen Dank"
    assert Notice.objects.filter(kind="thanks_written").count() == 1
    say_thanks(tandem=tandem, person=mentee, text=" ", now=late)
    assert not Thanks.objects.exists()


def test_nobody_thanks_too_early_too_long_or_from_outside(tandem, mentee, now, late):
    with pytest.raises(ActionError):
        say_thanks(tandem=tandem, person=mentee, text="Danke", now=now)
    with pytest.raises(ActionError):
        say_thanks(tandem=tandem, person=mentee, text="x" * 1001, now=late)
    with pytest.raises(NotAllowed):
        say_thanks(tandem=tandem, person=PersonFactory(), text="Danke", now=late)


def test_thanks_and_proposals_are_exported_and_erased(tandem, proposed, mentee, mentor, late):
    say_thanks(tandem=tandem, person=mentee, text="Danke dir", now=late)
    [part_of] = [one for one in privacy.parts() if one.key == "closings"]
    assert part_of.export(mentee)["thanks_written"][0]["text"] == "Danke dir"
    assert part_of.export(mentor)["thanks_received"][0]["text"] == "Danke dir"
    assert len(part_of.export(mentee)["proposals"]) == 1
    assert part_of.export(PersonFactory()) == {"proposals": [], "thanks_written": [], "thanks_received": []}
    part_of.erase(mentee)
    assert not Thanks.objects.exists()
    assert not tandem.closings.exists()


# ------------------------------------------------------------------ certificate
@pytest.fixture
def completed(tandem, mentor, now):
    for number, minutes in ((1, 60), (2, 90)):
        meeting = tandem.meetings.with_people().get(number=number)
        began = now - timedelta(days=number)
        hold_meeting(meeting=meeting, person=mentor, minutes=minutes, topic=None, now=now, starts_at=began)
    TeamMemberFactory(program=tandem.program, person__first_name="Ayşe", person__last_name="Yıldız")
    complete(tandem=tandem, actor=None, now=now)
    return fresh(tandem)


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ["Certificate", "Mentor", "2 meetings", "2.5 hours", "Ayşe Yıldız"]), ("de", ["Ayşe Yıldız"])],
)
def test_a_certificate_says_role_programme_period_and_hours(completed, mentor, now, language, words):
    mentor.first_name, mentor.last_name = "Łukasz", "Żółć"
    reader = pypdf.PdfReader(io.BytesIO(certificate.make(completed, mentor, language=language, now=now)))
    text = " ".join(reader.pages[0].extract_text().split())
    name = completed.program.name_en if language == "en" else completed.program.name_de
    for word in (*words, "Łukasz Żółć", name, "2026"):
        assert word in text
    assert reader.root_object["/Lang"] == language
    assert len(reader.pages) == 1


def test_each_takes_their_own_certificate_along_and_nobody_elses(client, completed, mentee, mentor):
    for person in (mentee, mentor):
        client.force_login(person)
        response = client.get(reverse("certificate", args=[completed.pk, "en"]))
        text = pypdf.PdfReader(io.BytesIO(response.content)).pages[0].extract_text()
        assert person.full_name in text
        assert completed.partner_of(person).full_name not in text
    client.force_login(TeamMemberFactory(program=completed.program).person)
    assert client.get(reverse("certificate", args=[completed.pk, "en"])).status_code == 404


@pytest.mark.parametrize("how", ["running", "parted", "never met"])
def test_there_is_no_certificate_without_a_completed_tandem_that_met(client, tandem, mentee, now, how):
    if how == "parted":
        part(tandem=tandem, person=mentee, now=now)
    if how == "never met":
        complete(tandem=tandem, actor=None, now=now)
    client.force_login(mentee)
    assert client.get(reverse("certificate", args=[tandem.pk, "de"])).status_code == 404


# ------------------------------------------------------------------ pages
def test_the_way_from_the_room_to_a_decision(client, tandem, mentee, mentor, now):
    tandem.meetings.update(state=MeetingState.HELD, starts_at=now)
    program = tandem.program
    program.ends_on = day_of(now) + timedelta(days=4000)  # the page uses the real clock
    program.save()
    page = reverse("closing", args=[tandem.pk])
    client.force_login(mentee)
    assert page in client.get(reverse("tandem", args=[tandem.pk])).content.decode()
    until = (program.ends_on + timedelta(weeks=2)).isoformat()
    client.post(page, {"choice": "extend", "last_day": until})

    client.force_login(mentor)
    assert [todo.path for todo in closing_todos(mentor, now)] == [page]
    waiting = closing.waiting(tandem)
    client.post(reverse("closing_agree", args=[tandem.pk]), {"closing": waiting.pk})
    assert fresh(tandem).ends_on.isoformat() == until


def test_a_wrong_proposal_is_said_on_the_page_with_what_was_chosen(client, tandem, mentee, now):
    tandem.meetings.update(state=MeetingState.HELD, starts_at=now)
    client.force_login(mentee)
    content = client.post(
        reverse("closing", args=[tandem.pk]), {"choice": "end", "last_day": "2020-01-01"}
    ).content.decode()
    assert "2020-01-01" in content
    assert closing.waiting(tandem) is None


def test_after_the_end_both_are_asked_once_whether_they_would_be_a_mentor_again(completed, mentee, mentor, now):
    for person in (mentee, mentor):
        assert [todo.path for todo in closing_todos(person, now)] == [reverse("mentor_pool")]
    assert closing_todos(mentee, now + timedelta(days=40)) == []
