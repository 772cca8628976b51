"""What figures of process say, and where they keep silent so that nobody can be singled out."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from evaluation.figures import catalogue
from evaluation.figures.covered import publish_covered
from evaluation.figures.facts import Facts, facts_of
from evaluation.figures.own_time import publish_own_time
from evaluation.figures.process import acceptance, participation
from evaluation.figures.suppression import publishable_counts
from evaluation.models import PublishedFigures
from evaluation.tests.factories import noon, take_part
from journals.models import Insight
from people import audit
from programs.enums import ParticipationState, ProgramState, Role, TopicKind
from programs.models import Program
from programs.tests.factories import MenteeFactory, ProgramFactory, TopicFactory
from tandems.actions import note_effort
from tandems.enums import MeetingState, TandemState
from tandems.hours import minutes_of
from tandems.models import Effort, Tandem
from tandems.tests.factories import MeetingFactory, TandemFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
MARCH = date(2026, 3, 4)


@pytest.fixture
def program():
    return ProgramFactory(state=ProgramState.RUNNING, smallest_group=5)


def result(code, program, day=date(2026, 6, 1)):
    return catalogue.result(code, facts_of([program], noon(day))[0])


def hold(tandem, *topics, day=MARCH, minutes=60):
    meeting = MeetingFactory(
        tandem=tandem,
        planned_week=day,
        state=MeetingState.HELD,
        starts_at=noon(day),
        held_at=noon(day),
        minutes=minutes,
    )
    meeting.topics.set(topics)
    return meeting


def tandems(program, number):
    return [TandemFactory(program=program) for _n in range(number)]


def test_the_funnel_counts_people_by_role_and_knows_no_offers(program):
    tandems(program, 2)
    TandemFactory(program=program, state=TandemState.COMPLETED)
    TandemFactory(program=program, state=TandemState.DECLINED, started_at=None)
    left = {"program": program, "state": ParticipationState.WITHDRAWN}
    MenteeFactory(**left, signed_up_at=timezone.now())
    MenteeFactory(**left, signed_up_at=None)  # began to sign up and stopped
    found = result("funnel", program)
    assert found.finding == "6 of 9 people who signed up have begun a tandem"
    assert [row[1:] for row in found.rows] == [["5", "4", "9"], ["4", "4", "8"], ["3", "3", "6"], ["1", "1", "2"]]


def settled(started, not_started):
    facts = Facts(Program(smallest_group=5), MARCH)
    facts.started = started
    facts.tandems.update({TandemState.ACTIVE: started, TandemState.DECLINED: not_started, TandemState.OFFERED: 3})
    return facts


@pytest.mark.parametrize(
    ("started", "not_started", "state", "finding"),
    [
        (0, 0, "empty", "No offer has been settled yet"),
        (3, 1, "hidden", "Accepted offers"),
        (20, 0, "shown", "100% of the offers became tandems"),
        (20, 1, "shown", "Fewer than 5 offers did not become a tandem"),
        (20, 4, "shown", "Fewer than 5 offers did not become a tandem"),
        (15, 5, "shown", "75% of the offers became tandems"),
        (0, 6, "shown", "0% of the offers became tandems"),
    ],
)
def test_a_few_offers_that_came_to_nothing_are_not_counted_out(started, not_started, state, finding):
    found = acceptance(settled(started, not_started), "")
    assert (found.state, found.finding) == (state, finding)


@given(st.integers(0, 30), st.integers(1, 4))
def test_no_page_tells_one_no_from_four(started, not_started):
    """Whoever reads every figure of offers and tandems reads the same, however many of the few said no."""
    told = [
        [
            (one.state, one.finding, one.note, one.rows, one.numbers)
            for one in (acceptance(facts, ""), participation(facts, ""))
        ]
        for facts in (settled(started, not_started), settled(started, 1))
    ]
    if started >= 5:
        assert told[0] == told[1]
    assert str(not_started) not in str(told[0][0][3][1:]).replace("fewer than 5", "")


def test_early_endings_are_of_the_tandems_that_started(program):
    tandems(program, 3)
    TandemFactory(program=program, state=TandemState.PARTED)
    TandemFactory(program=program, state=TandemState.DECLINED, started_at=None)
    assert result("early_endings", program).finding == "1 of 4 tandems have ended early"


def test_each_move_of_a_date_is_counted_in_its_month(program):
    meeting = hold(TandemFactory(program=program))
    for _n in range(2):
        audit.record("meeting.moved", actor=None, subject=meeting, program_id=program.pk)
    audit.record("meeting.moved", actor=None, subject=meeting, program_id=program.pk + 1)
    rows = result("meetings", program, timezone.localdate()).rows
    assert rows[-1][-1] == "2"


def test_moved_dates_alone_are_no_meetings(program):
    audit.record("meeting.moved", actor=None, subject=program, program_id=program.pk)
    assert result("meetings", program).state == "empty"


@pytest.mark.parametrize(("noted_by", "mentees"), [(4, ["5.0", "–", "5.0"]), (5, ["5.0", "2.5", "7.5"])])
def test_own_time_is_shown_once_enough_of_a_role_have_noted_some(program, noted_by, mentees):
    for number, tandem in enumerate(tandems(program, 5)):
        meeting = hold(tandem)
        Effort.objects.create(meeting=meeting, person=tandem.mentor.person)  # says: none
        if number < noted_by:
            Effort.objects.create(
                meeting=meeting, person=tandem.mentee.person, preparation_minutes=20, follow_up_minutes=10
            )
    publish_own_time(noon(MARCH))
    found = result("hours", program)
    assert found.rows[0][1:] == mentees
    assert found.rows[1][1:] == ["5.0", "–", "5.0"]


def test_hours_are_those_of_the_tandems(program):
    for tandem in tandems(program, 5):
        meeting = hold(tandem, minutes=75)
        for person, minutes in zip(tandem.people, (20, 35), strict=True):
            Effort.objects.create(meeting=meeting, person=person, preparation_minutes=minutes)
    of_tandems = [minutes_of(tandem) for tandem in Tandem.objects.all()]
    publish_own_time(noon(MARCH))
    found = facts_of([program], noon(MARCH))[0].own_time
    for role in Role:
        assert sum(one[role] for one in of_tandems) == 5 * 75 + found[role].minutes
        assert found[role].people == 5


# ---------------------------------------------------------------- own time, read again and again
def cost_seen(program, day):
    """What a leadership viewer reads off the page: euros, at a rate of 60, so minutes."""
    row = result("hours", program, day).rows[0]
    return int(row[-1].replace(",", ""))


def watched(program, changes, k):
    """Each day the viewer reads what mentees' time costs; `changes`: for each day minutes by number of the mentee."""
    program.smallest_group, program.mentee_hour_rate, program.mentor_hour_rate = k, 60, 60
    program.save()
    meetings = [hold(tandem) for tandem in tandems(program, 9)]
    seen = []
    for number, noted in enumerate(changes):
        day = MARCH + timedelta(days=5 * number)
        for mentee, minutes in noted.items():
            meeting = meetings[mentee]
            note_effort(
                meeting=meeting,
                person=meeting.tandem.mentee.person,
                preparation_minutes=minutes,
                follow_up_minutes=0,
                now=noon(day) - timedelta(hours=1),
            )
        publish_own_time(noon(day))
        seen.append(cost_seen(program, day))
    return seen


MANY = dict.fromkeys(range(9), 20)
# all note some; one says it anew, alone; a month later one more; then enough of them together
ONE_BY_ONE = [MANY, {0: 95}, {}, {}, {}, {}, {1: 40}, {}, {2: 30, 3: 30, 4: 30}, {}]


def test_whoever_follows_the_hours_never_reads_one_persons_own_time(program):
    seen = watched(program, ONE_BY_ONE, k=5)
    first = 9 * 60 + 9 * 20
    assert seen[:8] == [first] * 8
    assert seen[8] == seen[9] == first + 75 + 20 + 3 * 10  # five people, one step


def test_the_same_viewer_succeeds_where_the_guard_is_off(program, monkeypatch):
    monkeypatch.setattr("evaluation.figures.own_time.countable", lambda number, *, k: True)
    monkeypatch.setattr("evaluation.figures.own_time.is_new_month", lambda last, now: True)
    seen = watched(program, ONE_BY_ONE, k=5)
    assert seen[1] - seen[0] == 95 - 20


def test_to_say_the_same_again_is_no_change(program):
    seen = watched(program, [MANY, *[{}] * 5, {**MANY, 0: 95}], k=5)  # the last in a new month
    assert len(set(seen)) == 1


@pytest.mark.parametrize(
    ("rates", "finding"),
    [
        ((80, 40), "Mentees and mentors have given 10 hours, which cost about 600 euros"),
        ((80, None), "Mentees and mentors have given 10 hours"),
        ((None, None), "Mentees and mentors have given 10 hours"),
    ],
)
def test_cost_needs_a_rate_for_both(program, rates, finding):
    program.mentee_hour_rate, program.mentor_hour_rate = rates
    for tandem in tandems(program, 5):
        hold(tandem)
    found = result("hours", program)
    assert found.finding == finding
    assert len(found.columns) == len(found.rows[0]) == (5 if all(rates) else 4)


def test_a_topic_of_few_tandems_is_not_shown(program):
    common, rare = TopicFactory(program=program, name_en="AI"), TopicFactory(program=program, name_en="Video")
    given = TopicFactory(program=program, name_en="Strategy", kind=TopicKind.EXCHANGE)
    for number, tandem in enumerate(tandems(program, 6)):
        hold(tandem, common, *([rare] if number < 4 else []), *([given] if number < 5 else []))
        hold(tandem, common)
    assert result("covered", program).state == "empty"
    publish_covered(noon(MARCH))
    assert PublishedFigures.objects.get().covered == {str(common.pk): 6, str(given.pk): 5}
    found = result("covered", program)
    assert found.finding == "“AI” is covered most, by 6 tandems"
    assert found.rows == [["AI", "6"], ["Strategy", "5"], ["Video", "too few tandems"]]


def test_one_more_meeting_does_not_show_what_it_was_about(program):
    topic = TopicFactory(program=program)
    pairs = tandems(program, 12)
    for tandem in pairs[:5]:
        hold(tandem, topic)
    publish_covered(noon(MARCH))
    hold(pairs[5], topic, day=MARCH + timedelta(days=1))
    publish_covered(noon(MARCH + timedelta(days=2)))  # the same month
    publish_covered(noon(date(2026, 4, 1)))  # too few have met
    assert set(PublishedFigures.objects.get().covered.values()) == {5}
    for tandem in pairs[6:10]:
        hold(tandem, topic, day=date(2026, 4, 2))
    publish_covered(noon(date(2026, 4, 3)))
    assert set(PublishedFigures.objects.get().covered.values()) == {10}


@given(
    st.lists(st.lists(st.sets(st.sampled_from("abc")), min_size=1, max_size=9), min_size=1, max_size=6),
    st.integers(4, 6),
)
def test_whoever_follows_the_topics_meets_no_group_smaller_than_the_smallest(months, k):
    """Each month some tandems, all new, meet and cover topics. Between two different pages lie at least k tandems."""
    published, met, counts, since = {}, 0, dict.fromkeys("abc", 0), 0
    for month in months:
        for topics in month:
            for topic in topics:
                counts[topic] += 1
        since += len(month)
        renewed = publishable_counts(published, dict(counts), changed=since, k=k)
        assert all(number >= k for number in renewed.values())
        if renewed != published:
            assert since >= k
        if renewed is not published:
            published, since = renewed, 0
        met += len(month)


def test_released_insights_are_counted_by_topic(program):
    topic = TopicFactory(program=program, name_en="AI")
    for of in (topic, topic, None):
        Insight.objects.create(program=program, topic=of, text="Ask early.", key_1="1", key_2="2")
    found = result("insights", program)
    assert found.finding == "3 insights have been released"
    assert found.rows == [["AI", "2"], ["without a topic", "1"]]


def test_a_programme_without_anything_says_so_everywhere():
    take_part(program := ProgramFactory(), 0, 0)
    for code in ("funnel", "acceptance", "early_endings", "hours", "covered", "insights"):
        assert result(code, program).state == "empty"
