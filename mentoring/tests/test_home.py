"""The home page: one next thing, then the rest; calm where nothing is due; always the same number of queries."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from mentoring import home
from mentoring.navigation import BAR_HOLDS, navigation
from notices import todos
from notices.todos import Todo
from people.models import Person
from people.tests.factories import PersonFactory
from programs.enums import ParticipationState, ProgramState, TeamRole
from programs.tests.factories import MenteeFactory, ParticipationFactory, ProgramFactory, TeamMemberFactory
from tandems.enums import MeetingState, TandemState
from tandems.tests.factories import MeetingFactory, TandemFactory

pytestmark = pytest.mark.django_db

QUERIES = 10


@pytest.fixture
def person() -> Person:
    return PersonFactory(language="en", level=2)


@pytest.fixture
def due() -> Iterator[list[Todo]]:
    """What is due for everybody, in place of what the apps register."""
    registered, found = list(todos._providers), []
    todos._providers[:] = [lambda person, now: found]
    yield found
    todos._providers[:] = registered


def tandem_of(person: Person, held: int = 0, planned: int = 0):
    program = ProgramFactory(state=ProgramState.RUNNING)
    tandem = TandemFactory(program=program, mentee=MenteeFactory(program=program, person=person))
    for number in range(1, planned + 1):
        state = MeetingState.HELD if number <= held else MeetingState.OPEN
        starts_at = datetime(2026, 1, number, 9, 0, tzinfo=UTC) if number <= held else None
        MeetingFactory(tandem=tandem, number=number, state=state, starts_at=starts_at)
    return tandem


def read(client, person: Person) -> str:
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("home"))
    assert page.status_code == 200
    return page.content.decode()


def test_the_most_pressing_thing_stands_first_and_alone(client, person, due):
    now = timezone.now()
    due += [
        Todo("Agree on a date", "/later/", "See", due_at=now + timedelta(days=3)),
        Todo("How was Tuesday?", "/first/", "Write", due_at=now),
    ]
    html = read(client, person)
    card = html[html.index('class="next"') : html.index("</section>")]
    assert "How was Tuesday?" in card
    assert 'href="/first/"' in card
    assert "Agree on a date" not in card
    assert "Agree on a date" in html


def test_what_comes_after_stands_in_the_order_of_days_and_what_has_no_date_last(client, person, due):
    day, now = timedelta(days=1), timezone.now()
    due += [
        Todo("Read and agree", "/any/", "Read"),
        Todo("Invitation", "/invitation/", "See", due_at=now + 9 * day),
        Todo("Times to choose from", "/times/", "See", due_at=now),
        Todo("Meeting", "/meeting/", "See", due_at=now + 5 * day, is_appointment=True),
    ]
    rest = [one.todo.title for one in home.home_of(person, now).rest]
    assert rest == ["Meeting", "Invitation", "Read and agree"]


def test_the_next_meeting_stands_first_when_nothing_is_due(client, person, due):
    tandem = tandem_of(person)
    MeetingFactory(tandem=tandem, state=MeetingState.DATED, starts_at=timezone.now() + timedelta(days=2))
    assert "Your meeting on" in read(client, person)


def test_nothing_due_is_a_pleasant_page(client, person, due):
    tandem_of(person)
    assert "Nothing is due." in read(client, person)


def test_someone_without_any_programme_reads_a_kind_sentence(client, person, due):
    assert "As soon as your company offers a programme" in read(client, person)


def test_what_is_due_does_not_stand_above_nothing_is_due(client, person, due):
    due.append(Todo("A tandem for you?", "/offers/1/", "See"))
    html = read(client, person)
    assert "A tandem for you?" in html
    assert "Nothing is due" not in html


def test_someone_who_takes_part_in_nothing_sees_what_is_on_offer(client, person, due):
    ProgramFactory(name_en="Digital at eye level", sign_up_until=date(2026, 5, 1))
    ProgramFactory(name_en="Not ready yet", state=ProgramState.DRAFT)
    html = read(client, person)
    assert "Digital at eye level" in html
    assert "Open for sign-up until 1 May 2026." in html
    assert "Not ready yet" not in html


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (ProgramState.OPEN, "When sign-up has ended, pairs are formed."),
        (ProgramState.MATCHING, "Pairs are being formed"),
        (ProgramState.RUNNING, "As soon as there is a partner for you"),
    ],
)
@pytest.mark.usefixtures("english")
def test_someone_who_waits_reads_what_comes_next(person, state, sentence):
    ParticipationFactory(person=person, program__state=state)
    (item,) = home.news(person)
    assert sentence in item.sentence
    assert not item.is_invitation


@pytest.mark.usefixtures("english")
def test_someone_who_began_to_sign_up_is_told_that_it_is_kept(person):
    ParticipationFactory(person=person, state=ParticipationState.DRAFT)
    (item,) = home.news(person)
    assert "What you filled in is kept." in item.sentence


def test_a_programme_in_which_one_has_a_tandem_is_no_news(person):
    tandem_of(person)
    assert home.news(person) == []


def test_a_tandem_shows_the_meetings_held_of_those_in_the_plan(person):
    tandem = tandem_of(person, held=2, planned=5)
    MeetingFactory(tandem=tandem, number=9, state=MeetingState.CANCELLED)
    (mine,) = home.my_tandems(person)
    assert (mine.held, mine.planned) == (2, 6)  # a cancelled one still stands in the plan
    assert mine.partner == tandem.mentor.person


def test_the_tandems_of_others_are_not_shown(person):
    TandemFactory()
    assert home.my_tandems(person) == []


@pytest.mark.parametrize("state", [TandemState.OFFERED, TandemState.DECLINED, TandemState.PARTED])
def test_a_tandem_that_did_not_start_or_parted_has_no_card(person, state):
    tandem = tandem_of(person)
    type(tandem).objects.update(state=state)
    assert home.my_tandems(person) == []


@pytest.mark.parametrize(
    ("hour", "greeting"),
    [(4, "Good evening."), (5, "Good morning."), (10, "Good morning."), (11, "Good day."), (18, "Good evening.")],
)
def test_the_greeting_follows_the_clock_on_the_persons_wall(hour, greeting):
    moment = datetime(2026, 3, 4, hour, 0, tzinfo=timezone.get_default_timezone())
    with translation.override("en"):
        assert home.greeting(moment.astimezone(UTC)) == greeting


def test_the_greeting_knows_other_time_zones(now):
    with translation.override("en"), timezone.override("America/Los_Angeles"):
        assert home.greeting(now.replace(hour=15)) == "Good morning."


@pytest.mark.parametrize(
    ("days", "words"),
    [(-3, "now"), (0, "today"), (1, "tomorrow"), (3, "by Saturday"), (30, "by 3 April")],
)
def test_a_due_date_is_said_as_one_would_say_it(now, days, words):
    todo = Todo("Agree on a date", "/", "", due_at=now + timedelta(days=days))
    with translation.override("en"):
        assert home.when(todo, now) == words


def test_an_appointment_is_on_a_day_and_not_by_it(now):
    todo = Todo("Meeting", "/", "", due_at=now + timedelta(days=3), is_appointment=True)
    with translation.override("en"):
        assert home.when(todo, now) == "Saturday"


def test_what_has_no_date_says_none(now):
    assert home.when(Todo("Have a look", "/", ""), now) == ""


def test_what_is_due_is_not_said_a_second_time(person, due):
    tandem = tandem_of(person)
    starts_at = timezone.now() + timedelta(days=2)
    meeting = MeetingFactory(tandem=tandem, state=MeetingState.DATED, starts_at=starts_at)
    program = ProgramFactory()
    assert home.home_of(person, timezone.now()).meeting == meeting
    due += [
        Todo("Meeting", reverse("meeting", args=[meeting.pk]), ""),
        Todo("Programme", reverse("program", args=[program.slug]), ""),
    ]
    shown = home.home_of(person, timezone.now())
    assert shown.meeting is None
    assert shown.news == []


def test_hr_and_leadership_find_the_way_to_their_pages(client, due):
    member = TeamMemberFactory(person__language="en", program__name_en="Eye level", program__state=ProgramState.RUNNING)
    html = read(client, member.person)
    assert "Eye level" in html
    assert reverse("admin:index") in html


def test_a_neutral_contact_reads_no_figures(client, due):
    member = TeamMemberFactory(role=TeamRole.CONTACT, person__language="en", person__is_staff=False)
    assert home.home_of(member.person, timezone.now()).evaluated == []
    assert reverse("admin:index") not in read(client, member.person)


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_the_same_queries_for_one_tandem_and_for_three(
    client, person, due, django_assert_num_queries, number
):
    for _ in range(number):
        tandem = tandem_of(person, held=1, planned=3)
        MeetingFactory(tandem=tandem, number=8, state=MeetingState.DATED, starts_at=timezone.now() + timedelta(days=1))
        ProgramFactory()
        TeamMemberFactory(person=person)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    with django_assert_num_queries(QUERIES):
        client.get(reverse("home"))


def test_the_navigation_has_at_most_five_entries_at_the_thumb(rf, person):
    tandem_of(person)
    person.is_staff = True
    person.save()
    TeamMemberFactory(person=person)
    request = rf.get("/")
    request.user, request.resolver_match = person, None
    entries = navigation(request)
    assert len([entry for entry in entries if not entry.is_wide]) <= BAR_HOLDS
    assert entries[-1].path == reverse("admin:index")


def test_the_navigation_marks_the_page_one_is_on(client, person):
    html = read(client, person)
    assert f'<a href="{reverse("home")}" aria-current="page">' in html


def test_a_page_of_a_stranger_asks_the_database_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get(reverse("account_login"))


def test_a_sign_up_begun_is_said_once(person, due):
    draft = ParticipationFactory(person=person, state=ParticipationState.DRAFT)
    due.append(Todo("Finish", reverse("sign_up", args=[draft.program.slug, "role"]), ""))
    assert home.home_of(person, timezone.now()).news == []


def test_those_who_run_a_programme_are_not_invited_to_it(person):
    member = TeamMemberFactory(person=person, program__organisations=[person.organisation])
    assert home.news(person) == []
    ParticipationFactory(person=person, program=member.program)
    assert [item.program for item in home.news(person)] == [member.program]


def test_the_works_council_finds_its_programmes_under_oversight_and_nobody_else_does(client, person):
    program = TeamMemberFactory(person=person, role=TeamRole.AUDITOR).program
    other = TeamMemberFactory(role=TeamRole.AUDITOR).program
    html = read(client, person)
    assert reverse("oversight", args=[program.slug]) in html
    assert reverse("oversight", args=[other.slug]) not in html
