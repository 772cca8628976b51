"""Quiet hours, digests and the ceiling, as the outbox keeps them."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.core import mail

from notices import delivery, holding
from notices.enums import NoticeState, Problem, Rhythm
from notices.kinds import Message
from notices.known import look_up
from notices.models import MutedKind, Notice, Preferences, ProgramKind
from notices.tests.factories import KIND, NoticeFactory, a_kind, registered
from people.tests.factories import PersonFactory

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 3, 4, 22, 0, tzinfo=UTC)  # eleven o'clock in Berlin
MORNING = datetime(2026, 3, 5, 6, 0, tzinfo=UTC)  # seven
EIGHT = datetime(2026, 3, 5, 7, 0, tzinfo=UTC)
MONDAY = datetime(2026, 3, 9, 7, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def kind():
    with registered(a_kind(never_held_back=False)) as kind:
        yield kind


@pytest.fixture
def person():
    return PersonFactory(language="en")


@pytest.fixture
def daily(person):
    Preferences.objects.create(person=person, rhythm=Rhythm.DAILY)
    return person


def due(person, now, **values):
    return NoticeFactory(recipient=person, due_at=now, expires_at=now + timedelta(days=14), **values)


def states(**filters):
    return list(Notice.objects.filter(kind=KIND, **filters).order_by("due_at", "pk").values_list("state", flat=True))


def the_digest():
    return Notice.objects.get(kind="digest")


# ------------------------------------------------------------------ quiet hours


def test_in_quiet_hours_a_notice_waits_and_costs_no_attempt(person):
    notice = due(person, NIGHT)
    delivery.deliver_due(now=NIGHT)
    notice.refresh_from_db()
    assert (notice.state, notice.attempts, notice.due_at) == (NoticeState.PLANNED, 0, MORNING)
    assert notice.put_off_from == NIGHT
    assert not delivery.health(now=NIGHT + timedelta(hours=2)).is_standing_still

    delivery.deliver_due(now=MORNING)
    notice.refresh_from_db()
    assert (notice.state, notice.attempts) == (NoticeState.SENT, 1)
    assert len(mail.outbox) == 1


def test_what_is_never_held_back_wakes_people(person):
    with registered(a_kind()):
        due(person, NIGHT)
        delivery.deliver_due(now=NIGHT)
    assert states() == [NoticeState.SENT]


def test_who_moves_meanwhile_has_their_quiet_hours_where_they_are(person):
    notice = due(person, NIGHT)
    delivery.deliver_due(now=NIGHT)
    person.time_zone = "America/New_York"
    person.save()
    delivery.deliver_due(now=MORNING)
    notice.refresh_from_db()
    assert notice.state == NoticeState.PLANNED
    assert notice.due_at == datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
    assert notice.put_off_from == NIGHT


def test_who_changes_their_habits_need_not_wait(person):
    notice = due(person, NIGHT)
    delivery.deliver_due(now=NIGHT)
    Preferences.objects.create(person=person, quiet_from=time(0), quiet_until=time(0))
    assert holding.release_of(person, NIGHT) == 1
    delivery.deliver_due(now=NIGHT)
    notice.refresh_from_db()
    assert notice.state == NoticeState.SENT


# ------------------------------------------------------------------ digests


def test_a_digest_is_one_mail_with_each_subject_and_where_it_leads(daily, now, settings):
    settings.BASE_URL = "https://tandem.example.org"
    for number in range(3):
        due(daily, now - timedelta(minutes=3 - number), context={"number": number})
    with registered(
        a_kind(
            never_held_back=False,
            render=lambda notice: Message(f"Word {notice.context['number']} <&>", ["…"], "Open", "/notices/"),
        )
    ):
        delivery.deliver_due(now=now)
        assert states() == [NoticeState.HELD] * 3
        assert mail.outbox == []
        delivery.deliver_due(now=EIGHT)
    [letter] = mail.outbox
    assert letter.subject == "What is waiting for you in Tandem"
    html = letter.alternatives[0].content
    for number in range(3):
        assert f"- Word {number} <&>\n  https://tandem.example.org/notices/" in letter.body
        assert f'href="https://tandem.example.org/notices/" style="color:#1d2433">Word {number} &lt;&amp;&gt;' in html
    assert "You want mails together" in letter.body
    assert states() == [NoticeState.SENT] * 3
    assert set(Notice.objects.values_list("sent_at", flat=True)) == {the_digest().sent_at}


def test_each_part_is_asked_again_when_the_digest_goes(daily, now):
    wanted = {"yes": True, "no": True}
    yes, no = (due(daily, now, context={"word": word}) for word in wanted)
    muted, late = due(daily, now, kind="muted"), due(daily, now)
    late.expires_at = EIGHT + timedelta(minutes=1)
    late.save()
    word = a_kind(
        never_held_back=False,
        still_wanted=lambda notice, now: wanted[notice.context.get("word", "yes")],
        render=lambda notice: Message(notice.context.get("word", "late"), ["…"]),
    )
    with registered(word), registered(a_kind(code="muted", never_held_back=False)):
        delivery.deliver_due(now=now)
        wanted["no"] = False
        MutedKind.objects.create(person=daily, kind="muted")
        delivery.deliver_due(now=EIGHT + timedelta(minutes=2))
    for notice, state in [
        (yes, NoticeState.SENT),
        (no, NoticeState.OBSOLETE),
        (muted, NoticeState.MUTED),
        (late, NoticeState.EXPIRED),
    ]:
        notice.refresh_from_db()
        assert notice.state == state
    assert "- yes" in mail.outbox[0].body
    assert "- no" not in mail.outbox[0].body


def test_a_digest_with_nothing_left_to_say_is_not_sent(daily, now):
    due(daily, now)
    delivery.deliver_due(now=now)
    with registered(a_kind(still_wanted=lambda notice, now: False)):
        delivery.deliver_due(now=EIGHT)
    assert mail.outbox == []
    assert the_digest().state == NoticeState.OBSOLETE


def test_a_part_that_cannot_be_put_together_steps_aside(daily, now, caplog):
    def render(notice):
        if notice.context.get("bad"):
            raise KeyError("was nur die beiden wissen")
        return Message("Good", ["…"])

    bad, good = due(daily, now, context={"bad": 1}), due(daily, now)
    with registered(a_kind(never_held_back=False, render=render)):
        delivery.deliver_due(now=now)
        delivery.deliver_due(now=EIGHT)
    bad.refresh_from_db(), good.refresh_from_db()
    assert (bad.state, bad.problem, bad.problem_detail) == (NoticeState.FAILED, Problem.BROKEN, "KeyError")
    assert good.state == NoticeState.SENT
    assert "beiden" not in caplog.text


def test_a_process_that_ends_after_the_mail_has_gone_tells_nothing_twice(daily, now):
    told, new = due(daily, now), due(daily, now)
    delivery.deliver_due(now=now)
    digest = the_digest()
    Notice.objects.filter(pk=digest.pk).update(
        state=NoticeState.SENT, sent_at=EIGHT, context={holding.ITEMS: [str(told.pk)]}
    )
    delivery.reap(now=EIGHT)
    told.refresh_from_db(), new.refresh_from_db()
    assert (told.state, told.sent_at) == (NoticeState.SENT, EIGHT)
    # what came while the digest was going waits for the next one
    assert (new.state, new.digest) == (NoticeState.PLANNED, None)
    delivery.deliver_due(now=EIGHT)
    new.refresh_from_db()
    assert (new.state, new.digest.due_at) == (NoticeState.HELD, EIGHT + timedelta(days=1))


@pytest.mark.parametrize("state", [NoticeState.FAILED, NoticeState.UNKNOWN])
def test_what_a_failed_digest_holds_waits_for_a_person_and_not_for_ever(state, daily, now):
    notice = due(daily, now)
    delivery.deliver_due(now=now)
    Notice.objects.filter(kind="digest").update(state=state)
    holding.release(EIGHT)
    assert states() == [NoticeState.HELD]
    holding.release(notice.expires_at)
    assert states() == [NoticeState.EXPIRED]


def test_who_wants_no_digest_any_more_gets_what_waits_by_itself(daily, now):
    due(daily, now)
    delivery.deliver_due(now=now)
    Preferences.objects.update(rhythm=Rhythm.AT_ONCE)
    holding.release_of(daily, now)
    delivery.deliver_due(now=now)
    assert [letter.subject for letter in mail.outbox] == ["A word for you"]
    delivery.deliver_due(now=EIGHT)
    assert len(mail.outbox) == 1


# ------------------------------------------------------------------ so many a week


def test_what_is_over_the_ceiling_goes_into_one_mail_in_the_next_week(person, now):
    for _number in range(5):
        due(person, now)
    delivery.deliver_due(now=now)
    assert len(mail.outbox) == 3
    assert sorted(states()) == [NoticeState.HELD] * 2 + [NoticeState.SENT] * 3

    delivery.deliver_due(now=MONDAY)
    assert len(mail.outbox) == 4
    assert states() == [NoticeState.SENT] * 5
    due(person, MONDAY)  # the digest is one of the three of its week, what it told of is not
    due(person, MONDAY)
    due(person, MONDAY)
    delivery.deliver_due(now=MONDAY)
    assert len(mail.outbox) == 6


def test_what_goes_at_once_does_not_count(person, now):
    with registered(a_kind(code="vital")):
        for _number in range(5):
            due(person, now, kind="vital")
        due(person, now)
        delivery.deliver_due(now=now)
    assert len(mail.outbox) == 6


def test_of_two_in_work_at_once_only_one_counts_for_the_other(person, now):
    Preferences.objects.create(person=person, most_per_week=1)
    first, second = (due(person, now, state=NoticeState.CLAIMED, claimed_at=now) for _number in range(2))
    kind = a_kind(never_held_back=False)
    known = look_up([first, second], now)
    decided = [holding.decide(notice, kind, now, known) for notice in (first, second)]
    assert sorted(each == now for each in decided) == [False, True]


def test_deciding_takes_two_queries_for_a_whole_batch(daily, now, django_assert_num_queries):
    for _number in range(3):
        due(daily, now)
    batch = list(Notice.objects.select_related("recipient__preferences"))
    with django_assert_num_queries(2):
        known = look_up(batch, now)
        for notice in batch:
            holding.decide(notice, a_kind(never_held_back=False), now, known)


# ------------------------------------------------------------------ what HR decided


def test_a_kind_that_the_programme_has_switched_off_is_not_sent(person, now):
    ProgramKind.objects.create(program_id=7, kind=KIND, is_on=False)
    off, on = due(person, now, program_id=7), due(person, now, program_id=8)
    delivery.deliver_due(now=now)
    off.refresh_from_db(), on.refresh_from_db()
    assert (off.state, on.state) == (NoticeState.OBSOLETE, NoticeState.SENT)


def test_what_must_arrive_no_programme_switches_off(person, now):
    ProgramKind.objects.create(program_id=7, kind=KIND, is_on=False)
    with registered(a_kind(can_be_muted=False)):
        due(person, now, program_id=7)
        delivery.deliver_due(now=now)
    assert states() == [NoticeState.SENT]


@pytest.mark.parametrize(("language", "subject"), [("de", "Ein Wort"), ("en", "A word for you")])
def test_a_programmes_own_words_are_used_in_the_language_it_wrote_them_in(language, subject, person, now):
    ProgramKind.objects.create(program_id=7, kind=KIND, subject_de="Ein Wort", body_de="Erstens.\n\nZweitens.")
    person.language = language
    person.save()
    due(person, now, program_id=7)
    delivery.deliver_due(now=now)
    assert mail.outbox[0].subject == subject
    assert ("Zweitens." in mail.outbox[0].body) == (language == "de")
