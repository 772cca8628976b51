from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from notices import todos
from people.tests.factories import PersonFactory
from programs.enums import ConsentSource, TeamRole
from programs.models import Consent
from programs.tests.factories import ConsentTextFactory, MenteeFactory, ParticipationFactory, TeamMemberFactory
from tandems.actions import accept_offer, cancel_meeting, hold_meeting, offer_pair, part, set_date
from tandems.enums import MeetingState, TandemState
from tandems.models import MatchingRun, Meeting, Proposal
from tandems.personal_data import erase, export
from tandems.tests.factories import MeetingFactory, TandemFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    """Pages know only the real time."""
    return timezone.now()


@pytest.fixture
def program(program, now):
    program.starts_on, program.ends_on = now.date() - timedelta(days=1), now.date() + timedelta(days=200)
    program.save()
    TeamMemberFactory(program=program, role=TeamRole.CONTACT, person__email="vertrauen@example.org")
    return program


@pytest.fixture
def as_mentee(client, mentee):
    mentee.language = "en"
    mentee.save()
    client.force_login(mentee)
    return client


def text(response):
    return response.content.decode()


def form_data(response, **changes):
    form = response.context["form"]
    shown = {name: form[name].value() for name in form.fields}
    plain = {name: value for name, value in shown.items() if value is not None}
    return {**plain, "date": str(plain.get("date", "")), **changes}


# ------------------------------------------------------------------ offers
def test_an_offer_says_who_and_starts_the_tandem(as_mentee, offered, mentor, now):
    page = text(as_mentee.get(reverse("offer", args=[offered.pk])))
    assert mentor.full_name in page

    accept_offer(tandem=offered, person=mentor, now=now)
    response = as_mentee.post(reverse("offer_accept", args=[offered.pk]))
    assert response.url == reverse("tandem", args=[offered.pk])


def test_an_offer_says_why(as_mentee, offered):
    run = MatchingRun.objects.create(program=offered.program, state="done")
    facts = {"topics": [{"de": "Netzwerke", "en": "Networks", "ahead": 3}], "wished": 1}
    offered.proposal = Proposal.objects.create(
        run=run, mentee=offered.mentee, mentor=offered.mentor, score=0.8, facts=facts
    )
    offered.save()
    page = as_mentee.get(reverse("offer", args=[offered.pk]))

    assert page.context["reasons"]
    assert "Networks" in text(page)


def test_a_no_needs_no_consent_and_no_reason(as_mentee, offered, program):
    ConsentTextFactory(program=program)
    as_mentee.post(reverse("offer_decline", args=[offered.pk]))

    offered.refresh_from_db()
    assert offered.state == TandemState.DECLINED
    assert "This offer has ended" in text(as_mentee.get(reverse("offer", args=[offered.pk])))


def test_who_was_signed_up_with_a_list_agrees_in_person_first(as_mentee, offered, program):
    wording = ConsentTextFactory(program=program)
    Consent.objects.create(participation=offered.mentee, text=wording, source=ConsentSource.IMPORT)
    address = reverse("offer_accept", args=[offered.pk])

    refused = as_mentee.post(address)
    assert wording.text_en in text(refused)
    assert "Please agree to this text first" in text(refused)
    assert not offered.consents.exists()

    as_mentee.post(address, {"consent": "on"})
    assert offered.consents.count() == 1
    assert offered.consents.get().text == wording


def test_who_agreed_in_the_browser_is_not_asked_again(as_mentee, offered, program):
    wording = ConsentTextFactory(program=program)
    Consent.objects.create(participation=offered.mentee, text=wording, source=ConsentSource.BROWSER)

    assert wording.text_en not in text(as_mentee.get(reverse("offer", args=[offered.pk])))


def test_changes_are_never_made_by_following_a_link(as_mentee, offered):
    for name in ("offer_accept", "offer_decline"):
        assert as_mentee.get(reverse(name, args=[offered.pk])).status_code == 405


# ------------------------------------------------------------------ the room
def test_the_room_shows_the_way_and_the_one_next_thing(as_mentee, tandem, mentor):
    page = text(as_mentee.get(reverse("tandem", args=[tandem.pk])))

    assert page.count('class="now"') == 1
    assert "Set a date" in page
    assert mentor.email in page
    assert "vertrauen@example.org" in page
    assert "0 of" in page


def test_the_room_of_an_ended_tandem_can_be_read_and_not_changed(as_mentee, tandem, mentee, now):
    part(tandem=tandem, person=mentee, now=now)
    page = text(as_mentee.get(reverse("tandem", args=[tandem.pk])))

    assert "This tandem ended on" in page
    # what was to come does not come any more
    assert "No meeting took place." in page
    assert "until you meet again" not in page
    assert "Set a date" not in page
    assert reverse("part", args=[tandem.pk]) not in page


def test_an_offer_has_no_room_yet(as_mentee, offered):
    assert as_mentee.get(reverse("tandem", args=[offered.pk])).url == reverse("offer", args=[offered.pk])


def test_the_list_leads_straight_to_the_only_tandem(as_mentee, tandem, mentee):
    assert as_mentee.get(reverse("tandem_list")).url == reverse("tandem", args=[tandem.pk])

    other = TandemFactory(mentee__person=mentee)
    page = text(as_mentee.get(reverse("tandem_list")))
    assert other.mentor.person.full_name in page


@pytest.mark.parametrize("count", [1, 12, 60])
def test_the_room_takes_the_same_queries_for_any_number_of_meetings(
    client, count, now, django_assert_num_queries, program
):
    tandem = TandemFactory(program=program)
    for number in range(count):
        MeetingFactory(tandem=tandem, number=number + 1, state="held", starts_at=now - timedelta(days=number + 1))
        tandem.agreements.create(number=number + 1, author=tandem.mentor.person, confirmed_at=now)
    client.force_login(tandem.mentee.person)
    with django_assert_num_queries(23):
        client.get(reverse("tandem", args=[tandem.pk]))


def test_ending_a_tandem_says_what_happens_first(as_mentee, tandem):
    page = text(as_mentee.get(reverse("part", args=[tandem.pk])))
    assert "It does not say who ended it" in page

    as_mentee.post(reverse("part", args=[tandem.pk]))
    tandem.refresh_from_db()
    assert tandem.state == TandemState.PARTED


# ------------------------------------------------------------------ meetings
def day(now, days):
    return str(timezone.localdate(now) + timedelta(days=days))


def test_a_date_is_set_from_the_page(as_mentee, meeting, now):
    address = reverse("meeting_date", args=[meeting.pk])
    data = form_data(as_mentee.get(address), date=day(now, 9), time="10:00", place="Raum Neckar")
    assert as_mentee.post(address, data).url == reverse("meeting", args=[meeting.pk])

    meeting.refresh_from_db()
    assert meeting.state == MeetingState.DATED
    assert timezone.localtime(meeting.starts_at).hour == 10


def test_a_second_tab_is_told_and_loses_nothing(as_mentee, meeting, mentor, now):
    address = reverse("meeting_date", args=[meeting.pk])
    outdated = form_data(as_mentee.get(address), date=day(now, 9), time="10:00", place="Kantine")
    starts_at = now + timedelta(days=5)
    set_date(meeting=meeting, person=mentor, starts_at=starts_at, minutes=60, place="", topic=None, now=now)

    refused = as_mentee.post(address, outdated)
    assert "Someone was faster" in text(refused)
    assert "Kantine" in text(refused)

    again = form_data(refused)
    assert as_mentee.post(address, again).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.place, meeting.sequence) == ("Kantine", 2)


def test_pressing_twice_sets_one_date(as_mentee, meeting, now):
    address = reverse("meeting_date", args=[meeting.pk])
    data = form_data(as_mentee.get(address), date=day(now, 9), time="10:00")
    assert [as_mentee.post(address, data).status_code for _press in range(2)] == [302, 302]

    meeting.refresh_from_db()
    assert meeting.sequence == 1


def test_nobody_is_told_of_a_move_that_moves_nothing(as_mentee, meeting, mentor, now):
    starts_at = (now + timedelta(days=5)).replace(hour=9, minute=0, second=0, microsecond=0)
    set_date(meeting=meeting, person=mentor, starts_at=starts_at, minutes=60, place="", topic=None, now=now)
    address = reverse("meeting_date", args=[meeting.pk])
    same = as_mentee.post(address, form_data(as_mentee.get(address)), follow=True)
    assert "Nothing was changed." in text(same)
    assert "hears of it" not in text(same)

    moved = as_mentee.post(address, form_data(as_mentee.get(address), place="Kantine"), follow=True)
    assert f"{mentor.first_name} {mentor.last_name} hears of it at once." in text(moved)


def test_a_wrong_date_is_said_beside_it_and_kept(as_mentee, meeting, now):
    address = reverse("meeting_date", args=[meeting.pk])
    refused = as_mentee.post(address, {"date": day(now, -3), "time": "10:00", "minutes": "60", "place": "Kantine"})

    assert refused.context["form"].errors["date"]
    assert "Kantine" in text(refused)


def test_a_meeting_is_logged_cancelled_and_added_from_pages(as_mentee, meeting, tandem, now):
    held = {"date": day(now, -1), "time": "10:00", "minutes": "45"}
    as_mentee.post(reverse("meeting_hold", args=[meeting.pk]), held)
    second = tandem.meetings.get(number=2)
    as_mentee.post(reverse("meeting_cancel", args=[second.pk]))
    as_mentee.post(reverse("meeting_add", args=[tandem.pk]), {"date": day(now, 3), "time": "10:00", "minutes": "30"})
    as_mentee.post(reverse("meeting_add", args=[tandem.pk]), {"date": day(now, -3), "time": "10:00", "minutes": "30"})

    of_plan, extra = (tandem.meetings.filter(is_extra=one).order_by("number") for one in (False, True))
    assert list(of_plan.values_list("state", flat=True)[:3]) == ["held", "cancelled", "open"]
    assert list(extra.values_list("state", flat=True)) == ["dated", "held"]


def test_a_calendar_file_is_downloaded(as_mentee, meeting, mentor, now):
    address = reverse("meeting_ics", args=[meeting.pk])
    assert as_mentee.get(address).status_code == 404

    starts_at = now + timedelta(days=5)
    set_date(meeting=meeting, person=mentor, starts_at=starts_at, minutes=60, place="", topic=None, now=now)
    response = as_mentee.get(address)
    assert response["Content-Type"].startswith("text/calendar")
    assert Calendar.from_ical(text(response))["METHOD"] == "PUBLISH"


@pytest.mark.parametrize("state", MeetingState.values)
def test_every_state_of_a_meeting_has_a_page(as_mentee, tandem, now, state):
    meeting = MeetingFactory(tandem=tandem, number=20, state=state, starts_at=now - timedelta(hours=1))
    assert as_mentee.get(reverse("meeting", args=[meeting.pk])).status_code == 200
    for name in ("meeting_date", "meeting_hold", "meeting_cancel"):
        assert as_mentee.get(reverse(name, args=[meeting.pk])).status_code in (200, 302)


def test_what_people_are_called_and_where_they_meet_is_text(client, now, program):
    markup = "<script>alert(1)</script>"
    tandem = TandemFactory(program=program, mentor__person__last_name=markup)
    meeting = MeetingFactory(
        tandem=tandem, state="dated", starts_at=now + timedelta(days=2), place=f"https://example.org/{markup}"
    )
    client.force_login(tandem.mentee.person)
    for address in (reverse("tandem", args=[tandem.pk]), reverse("meeting", args=[meeting.pk])):
        assert markup not in text(client.get(address))


# ------------------------------------------------------------------ what is due
def titles(person, now):
    return [todo.title for todo in todos.for_person(person, now)]


def test_an_offer_is_the_first_thing_due(as_mentee, tandem, program, mentee, mentor, now):
    program.mentors_per_mentee = 2
    program.save()
    extra = offer_pair(
        program=program, mentee=tandem.mentee, mentor=ParticipationFactory(program=program), actor=None, now=now
    )

    due = todos.for_person(mentee, now)
    assert due[0].path == reverse("offer", args=[extra.pk])
    accept_offer(tandem=extra, person=mentee, now=now)
    assert reverse("offer", args=[extra.pk]) not in {todo.path for todo in todos.for_person(mentee, now)}


def test_a_tandem_asks_for_one_thing_at_a_time(meeting, mentee, mentor, now):
    def paths():
        return [todo.path for todo in todos.for_person(mentee, now) if "/meetings/" in todo.path]

    assert paths() == [reverse("meeting_date", args=[meeting.pk])]

    starts_at = now + timedelta(hours=1)
    set_date(meeting=meeting, person=mentor, starts_at=starts_at, minutes=60, place="", topic=None, now=now)
    assert paths() == [reverse("meeting", args=[meeting.pk])]

    Meeting.objects.filter(pk=meeting.pk).update(starts_at=now - timedelta(hours=1))
    assert paths() == [reverse("meeting_hold", args=[meeting.pk])]


# ------------------------------------------------------------------ HR
@pytest.fixture
def hr(program):
    person = PersonFactory(is_staff=True, language="en")
    TeamMemberFactory(program=program, person=person)
    return person


@pytest.fixture
def held(meeting, mentee, now):
    hold_meeting(meeting=meeting, person=mentee, minutes=60, topic=None, now=now, starts_at=now - timedelta(days=1))
    cancel_meeting(meeting=meeting.tandem.meetings.with_people().get(number=2), person=mentee, now=now)
    return meeting


def test_hr_sees_facts_of_process(client, hr, tandem, held):
    client.force_login(hr)
    page = text(client.get(reverse("admin:tandems_tandem_change", args=[tandem.pk])))

    assert tandem.mentee.person.full_name in page
    assert 'name="_save"' not in page
    row = client.get(reverse("admin:tandems_tandem_changelist")).context["cl"].result_list[0]
    assert (row.held, row.cancelled, row.last_held_at) == (1, 1, held.starts_at)


def test_hr_of_another_programme_sees_nothing(client, tandem, held):
    other = TeamMemberFactory().person
    client.force_login(other)

    assert not client.get(reverse("admin:tandems_tandem_changelist")).context["cl"].result_list
    assert client.get(reverse("admin:tandems_tandem_change", args=[tandem.pk])).status_code == 404


def test_hr_completes_running_tandems_and_nothing_else(client, hr, tandem, program, now):
    client.force_login(hr)
    address = reverse("admin:tandems_tandem_changelist")
    chosen = {"action": "complete_tandems", "_selected_action": [tandem.pk], "confirmed": "1"}
    client.post(address, chosen)
    tandem.refresh_from_db()
    assert tandem.state == TandemState.COMPLETED

    offered = offer_pair(
        program=program,
        mentee=MenteeFactory(program=program),
        mentor=ParticipationFactory(program=program),
        actor=hr,
        now=now,
    )
    client.post(address, {**chosen, "_selected_action": [offered.pk]})
    offered.refresh_from_db()
    assert offered.state == TandemState.OFFERED


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_reads_tandems_in_the_same_queries_for_any_number(client, hr, program, count):
    for _number in range(count):
        TandemFactory(program=program)
    client.force_login(hr)
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("admin:tandems_tandem_changelist"))
    # two counts and the rows; what the frame of the admin site asks is not this page's matter
    assert len([query for query in queries if 'FROM "tandems_tandem"' in query["sql"]]) == 3


# ------------------------------------------------------------------ personal data
def test_a_person_takes_their_tandems_along(tandem, mentee, mentor, held):
    data = export(mentee)

    assert data[0]["partner"] == mentor.full_name
    assert data[0]["meetings"][0]["minutes"] == 60
    assert export(PersonFactory()) == []


def test_erasing_leaves_the_dates_to_the_partner_without_the_place(meeting, mentee, mentor, now):
    starts_at = now + timedelta(days=2)
    set_date(meeting=meeting, person=mentor, starts_at=starts_at, minutes=60, place="Bei mir", topic=None, now=now)
    erase(mentee)

    meeting.refresh_from_db()
    assert (meeting.place, meeting.starts_at) == ("", starts_at)
