"""In which order the two are asked, and that nobody can tell whose turn it was or who said no."""

from datetime import timedelta

import pytest
from django.urls import reverse

from notices.models import Notice
from people.models import AuditEvent
from people.tests.factories import PersonFactory
from programs.enums import AskOrder, ProgramState
from programs.tests.factories import MenteeFactory, ParticipationFactory, ProgramFactory, TeamMemberFactory
from tandems import personal_data, reminders, todos
from tandems.actions import accept_offer, decline_offer, expire_offer, offer_pair
from tandems.enums import TandemState
from tandems.models import Tandem

pytestmark = pytest.mark.django_db
DAYS = timedelta(days=10)


@pytest.fixture(params=[AskOrder.MENTEE, AskOrder.MENTOR])
def asked(request, now):
    """A tandem offered to one first: (tandem, who is asked first, who comes second)."""
    program = ProgramFactory(state=ProgramState.RUNNING, ask_order=request.param)
    tandem = offer_pair(
        program=program,
        mentee=MenteeFactory(program=program),
        mentor=ParticipationFactory(program=program),
        actor=None,
        now=now,
    )
    first, second = tandem.people if request.param == AskOrder.MENTEE else tandem.people[::-1]
    return tandem, first, second


def told(kind):
    return set(Notice.objects.filter(kind=kind).values_list("recipient", flat=True))


def knows_of_it(client, tandem, person, now):
    """Whether anything a person can open or take along shows the offer."""
    client.force_login(person)
    page = client.get(reverse("offer", args=[tandem.pk])).status_code == 200
    return {page, bool(todos.todos(person, now)), bool(personal_data.export(person))}


def test_asked_together_both_know_at_once(offered, mentee, mentor, client, now):
    assert told("offer") == {mentee.pk, mentor.pk}
    assert knows_of_it(client, offered, mentee, now) == knows_of_it(client, offered, mentor, now) == {True}


def test_the_second_knows_of_nothing_until_the_first_has_said_yes(asked, client, now):
    tandem, first, second = asked
    assert told("offer") == {first.pk}
    assert knows_of_it(client, tandem, first, now) == {True}
    assert knows_of_it(client, tandem, second, now) == {False}
    client.force_login(second)
    assert client.post(reverse("offer_accept", args=[tandem.pk])).status_code == 404
    assert client.post(reverse("offer_decline", args=[tandem.pk])).status_code == 404


def test_after_the_firsts_yes_the_second_has_the_full_time_to_answer(asked, client, now):
    tandem, first, second = asked
    later = now + timedelta(days=4)
    accept_offer(tandem=tandem, person=first, now=later)
    fresh = Tandem.objects.get(pk=tandem.pk)
    assert fresh.state == TandemState.OFFERED
    assert fresh.answer_until.date() == (later + DAYS).date()
    assert told("offer") == {first.pk, second.pk}
    assert knows_of_it(client, tandem, second, later) == {True}

    accept_offer(tandem=tandem, person=second, now=later + DAYS)
    assert tandem.state == TandemState.ACTIVE


def test_each_is_reminded_half_way_through_their_own_time(asked, now):
    tandem, first, second = asked
    reminders.plan_due(now + timedelta(days=4))
    assert told("offer_reminder") == set()
    reminders.plan_due(now + timedelta(days=6))
    assert told("offer_reminder") == {first.pk}
    accept_offer(tandem=tandem, person=first, now=now + timedelta(days=8))
    reminders.plan_due(now + timedelta(days=9))
    assert told("offer_reminder") == {first.pk}
    reminders.plan_due(now + timedelta(days=14))
    assert told("offer_reminder") == {first.pk, second.pk}


def test_a_no_of_the_first_is_heard_of_by_nobody_else(asked, client, now):
    tandem, first, second = asked
    decline_offer(tandem=tandem, person=first, now=now)
    assert told("not_started") == {first.pk}
    assert knows_of_it(client, tandem, second, now) == {False}


def hr_sees(client, hr, tandem):
    client.force_login(hr)
    page = client.get(reverse("admin:tandems_tandem_change", args=[tandem.pk])).content.decode()
    return page[page.index('id="content"') : page.index("</main>") if "</main>" in page else None]


def outbox(tandem):
    """What HR's outbox holds about an offer."""
    shown = Notice.objects.in_outbox({tandem.program_id})
    return list(shown.filter(dedupe_key__startswith=f"tandem:{tandem.pk}:").values_list("kind", "due_at"))


def traces(tandem):
    """What is left in the database of an offer that came to nothing, the moment of its end apart."""
    row = Tandem.objects.values().get(pk=tandem.pk)
    del row["ended_at"]
    audited = list(AuditEvent.objects.filter(subject_id=str(tandem.pk)).values_list("event", "actor"))
    return row, audited, told("offer"), told("offer_reminder"), tandem.consents.count(), outbox(tandem)


def test_afterwards_nothing_tells_whether_the_second_had_been_asked(asked, now):
    """A no of the first and one of the second leave the same row, the same log, the same offers: none."""
    tandem, first, _second = asked
    other = offer_pair(
        program=tandem.program,
        mentee=MenteeFactory(program=tandem.program),
        mentor=ParticipationFactory(program=tandem.program),
        actor=None,
        now=now,
    )
    its_first, its_second = other.people if first == tandem.mentee.person else other.people[::-1]
    decline_offer(tandem=tandem, person=first, now=now + timedelta(hours=2))
    accept_offer(tandem=other, person=its_first, now=now + timedelta(hours=1))
    decline_offer(tandem=other, person=its_second, now=now + timedelta(hours=2))
    one, two = traces(tandem), traces(other)
    for name in ("id", "mentee_id", "mentor_id"):
        del one[0][name], two[0][name]
    assert one == two
    assert told("offer") == set()


def test_hr_reads_the_same_while_the_first_and_while_the_second_is_asked(asked, client, now):
    tandem, first, second = asked
    hr = TeamMemberFactory(program=tandem.program).person
    before, mails = hr_sees(client, hr, tandem), outbox(tandem)
    accept_offer(tandem=tandem, person=first, now=now + timedelta(hours=1))
    after = hr_sees(client, hr, tandem)
    assert [line for line in after.splitlines() if line not in before and "csrfmiddlewaretoken" not in line] == []
    assert outbox(tandem) == mails
    assert not Notice.objects.filter(kind="offer").exclude(recipient__in=[first, second]).exists()


def test_the_outbox_does_not_name_who_was_asked(asked, client):
    tandem, first, _second = asked
    hr = TeamMemberFactory(program=tandem.program).person
    client.force_login(hr)
    page = client.get(reverse("admin:notices_notice_changelist")).content.decode()
    assert first.last_name not in page


def test_who_does_not_answer_in_time_ends_it_whoevers_turn_it_was(asked, now):
    tandem, first, _second = asked
    accept_offer(tandem=tandem, person=first, now=now + timedelta(days=9))
    expire_offer(tandem=tandem, now=now + timedelta(days=12))
    assert tandem.state == TandemState.OFFERED
    expire_offer(tandem=tandem, now=now + timedelta(days=21))
    assert tandem.state == TandemState.EXPIRED


def test_a_programme_that_changes_its_order_keeps_it_for_what_is_open(asked, now):
    tandem, first, second = asked
    tandem.program.ask_order = AskOrder.TOGETHER
    tandem.program.save()
    accept_offer(tandem=tandem, person=first, now=now)
    assert told("offer") == {first.pk, second.pk}
    decline_offer(tandem=tandem, person=second, now=now)
    assert not Tandem.objects.visible_to(second).exists()


def test_nobody_else_is_asked(asked, client):
    client.force_login(PersonFactory())
    assert client.get(reverse("offer", args=[asked[0].pk])).status_code == 404
