"""Next steps, open questions, topics for later, things to try: by the two, for the two."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from journals import rules, step_data, step_notices, step_todos
from journals.actions import (
    add_item,
    add_step,
    change_item,
    change_step,
    delete_item,
    delete_step,
    settle_item,
    settle_step,
)
from journals.enums import ListKind, StepState
from journals.models import ListItem, NextStep
from notices import kinds, mail
from notices.models import Notice
from people.errors import ActionError, NotAllowed, StaleState, WrongState
from people.models import AuditEvent
from people.tests.factories import PersonFactory
from tandems.enums import LIVE_TANDEM_STATES, MeetingState, TandemState
from tandems.tests.factories import MeetingFactory, TandemFactory

pytestmark = pytest.mark.django_db
TEXT = "Drei Entwürfe vom Assistenten prüfen"


@pytest.fixture
def tandem():
    return TandemFactory(mentee__person__language="en", mentor__person__language="en")


@pytest.fixture
def mentee(tandem):
    return tandem.mentee.person


@pytest.fixture
def mentor(tandem):
    return tandem.mentor.person


@pytest.fixture
def add(tandem, mentee, now):
    def one(**changes):
        values = {"tandem": tandem, "person": mentee, "owner": mentee, "text": TEXT, "due_on": None, "now": now}
        return add_step(**{**values, **changes})

    return one


@pytest.fixture
def note(tandem, mentee, now):
    def one(**changes):
        values = {"tandem": tandem, "person": mentee, "kind": ListKind.QUESTION, "text": TEXT, "now": now}
        return add_item(**{**values, **changes})

    return one


@pytest.fixture
def as_mentee(client, mentee):
    client.force_login(mentee)
    return client


def text(response):
    return response.content.decode()


# ------------------------------------------------------------------ rules
@pytest.mark.parametrize("state", TandemState.values)
def test_lists_are_kept_by_the_two_while_the_tandem_is_alive(state, tandem, mentee, mentor, add):
    step = add()
    tandem.state = step.tandem.state = state
    alive = state in LIVE_TANDEM_STATES

    assert rules.can_keep_lists(tandem, mentee) is rules.can_keep_lists(tandem, mentor) is alive
    assert rules.can_settle(step, mentee)  # one's own: also when looking back
    assert rules.can_settle(step, mentor) is alive
    for other in (PersonFactory(is_staff=True, is_superuser=True), TandemFactory().mentee.person):
        assert not rules.can_keep_lists(tandem, other)
        assert not rules.can_settle(step, other)


def test_before_both_have_said_yes_there_is_nothing_to_note(tandem, mentee):
    tandem.state, tandem.started_at = TandemState.OFFERED, None
    assert not rules.can_keep_lists(tandem, mentee)


def test_words_are_deleted_by_whoever_wrote_them(add, note, mentee, mentor):
    step, item = add(owner=mentor), note()
    assert rules.can_delete(step, mentee)
    assert rules.can_delete(item, mentee)
    assert not rules.can_delete(step, mentor)
    with pytest.raises(NotAllowed):
        delete_item(item=item, person=mentor)
    delete_step(step=step, person=mentee)
    delete_item(item=item, person=mentee)
    assert not NextStep.objects.exists()
    assert not ListItem.objects.exists()


# ------------------------------------------------------------------ steps
def test_sending_a_step_twice_notes_it_once(add, mentor):
    key = uuid4()
    assert add(key=key) == add(key=key)
    other = TandemFactory()
    with pytest.raises(NotAllowed):  # a key is no way into another tandem's step
        add(key=key, tandem=other, person=other.mentee.person, owner=other.mentee.person)


@pytest.mark.parametrize("wrong", ["", "   \n", "x" * 1001])
def test_nothing_and_a_novel_are_no_step(add, note, wrong):
    for act in (add, note):
        with pytest.raises(ActionError):
            act(text=wrong)


def test_a_step_belongs_to_one_of_the_two_and_to_a_meeting_of_theirs(add):
    with pytest.raises(NotAllowed):
        add(owner=PersonFactory())
    with pytest.raises(NotAllowed):
        add(meeting=MeetingFactory())
    with pytest.raises(NotAllowed):
        add(person=PersonFactory(is_staff=True, is_superuser=True))


def test_after_the_end_nothing_new_is_noted(tandem, add, note):
    step = add()
    tandem.state = TandemState.PARTED
    tandem.save()
    for act in (add, note):
        with pytest.raises(ActionError):
            act()
    assert NextStep.objects.get() == step


def test_a_step_is_ticked_off_dropped_and_taken_up_again(add, mentee, mentor, now):
    step = add(owner=mentor)
    settle_step(step=step, person=mentee, state=StepState.DONE, now=now)
    settle_step(step=step, person=mentor, state=StepState.DONE, now=now + timedelta(days=1))
    assert NextStep.objects.values_list("state", "settled_at").get() == ("done", now)
    with pytest.raises(WrongState):
        settle_step(step=step, person=mentor, state=StepState.DROPPED, now=now)
    settle_step(step=step, person=mentor, state=StepState.OPEN, now=now)
    assert NextStep.objects.values_list("state", "settled_at").get() == ("open", None)
    assert not AuditEvent.objects.exists()


def test_whoever_ticks_off_what_the_other_has_just_dropped_is_told(add, mentee, mentor, now):
    mine = add()
    yours = NextStep.objects.select_related("tandem").get()
    settle_step(step=mine, person=mentee, state=StepState.DROPPED, now=now)
    with pytest.raises(StaleState):
        settle_step(step=yours, person=mentor, state=StepState.DONE, now=now)


def test_two_who_change_the_same_wording_do_not_overwrite_each_other(add, note, mentee, mentor):
    step, item = add(), note()
    change_step(step=step, person=mentee, owner=mentor, text="Neu", due_on=date(2026, 4, 1), version=1)
    change_item(item=item, person=mentee, text="Neu", version=1)
    with pytest.raises(StaleState):
        change_step(step=step, person=mentor, owner=mentor, text="Anders", due_on=None, version=1)
    with pytest.raises(StaleState):
        change_item(item=item, person=mentor, text="Anders", version=1)
    assert {NextStep.objects.get().text, ListItem.objects.get().text} == {"Neu"}


def test_a_topic_that_was_talked_about_can_be_reopened(note, mentor, now):
    item = note(kind=ListKind.TOPIC)
    settle_item(item=item, person=mentor, is_done=True, now=now)
    assert ListItem.objects.get().done_at == now
    settle_item(item=item, person=mentor, is_done=False, now=now)
    assert ListItem.objects.get().done_at is None


# ------------------------------------------------------------------ reminders
MORNING = datetime(2026, 3, 4, 7, 0, tzinfo=UTC)  # eight o'clock in Berlin


def test_its_owner_is_reminded_once_on_the_morning_of_the_day_without_its_text(add, mentor):
    add(owner=mentor, due_on=date(2026, 3, 4))
    add(owner=mentor)
    assert step_notices.plan_due(MORNING - timedelta(minutes=1)) == 0
    assert step_notices.plan_due(MORNING) == 1
    assert step_notices.plan_due(MORNING + timedelta(hours=3)) == 0

    notice = Notice.objects.get()
    letter = mail.build(notice, kinds.get("next_step_due"))
    assert (notice.recipient, notice.kind) == (mentor, "next_step_due")
    written = f"{letter.subject} {letter.body} {letter.alternatives[0].content} {notice.context} {notice.dedupe_key}"
    assert "next step" in written
    assert "Assistenten" not in written


def test_the_morning_is_that_of_the_owners_time_zone(add, mentor):
    mentor.time_zone = "America/New_York"
    mentor.save()
    add(owner=mentor, due_on=date(2026, 3, 4))
    assert step_notices.plan_due(MORNING + timedelta(hours=5)) == 0
    assert step_notices.plan_due(MORNING + timedelta(hours=6)) == 1


@pytest.mark.parametrize("change", ["done", "put off", "handed over", "deleted", "ended", "too late"])
def test_a_reminder_that_has_lost_its_reason_is_not_sent(change, add, tandem, mentee, mentor):
    step = add(due_on=date(2026, 3, 4))
    if change == "too late":
        assert step_notices.plan_due(MORNING + timedelta(days=2)) == 0
        return
    step_notices.plan_due(MORNING)
    if change == "done":
        settle_step(step=step, person=mentee, state=StepState.DONE, now=MORNING)
    elif change == "put off":
        change_step(step=step, person=mentee, owner=mentee, text=TEXT, due_on=date(2026, 3, 9), version=1)
    elif change == "handed over":
        change_step(step=step, person=mentee, owner=mentor, text=TEXT, due_on=step.due_on, version=1)
    elif change == "deleted":
        delete_step(step=step, person=mentee)
    else:
        tandem.state = TandemState.PARTED
        tandem.save()
    assert not kinds.get("next_step_due").still_wanted(Notice.objects.get(), MORNING)


def test_the_home_page_names_ones_own_steps_that_are_near(add, mentee, mentor, now, django_assert_num_queries):
    today = now.date()
    add(due_on=today + timedelta(days=2), text="Bald")
    add(due_on=today - timedelta(days=9), text="Seit gestern")
    add(due_on=today + timedelta(days=3), text="Noch lange nicht")
    add(due_on=today, owner=mentor, text="Nicht meines")
    with django_assert_num_queries(1):
        found = step_todos.todos(mentee, now)
    assert [todo.note for todo in found] == ["Seit gestern", "Bald"]


# ------------------------------------------------------------------ pages
def test_a_step_is_noted_and_ticked_off_without_javascript(as_mentee, tandem, mentee, mentor):
    page = reverse("steps", args=[tandem.pk])
    form = as_mentee.get(page).context["form"]
    typed = {"key": form["key"].value(), "text": TEXT, "owner": mentor.pk, "due_on": "2030-05-06"}
    for _press in range(2):
        assert as_mentee.post(page, typed).url == page
    step = NextStep.objects.get()
    assert (step.owner, step.author, step.text, step.due_on) == (mentor, mentee, TEXT, date(2030, 5, 6))

    room = reverse("tandem", args=[tandem.pk])
    assert TEXT in text(as_mentee.get(room))
    answer = as_mentee.post(reverse("step_settle", args=[step.pk]), {"state": "done", "back": room})
    assert answer.url == room
    assert TEXT not in text(as_mentee.get(room))
    assert "Take up again" in text(as_mentee.get(page))


def test_the_way_back_leads_to_no_other_site(as_mentee, add):
    for elsewhere in ("https://example.com/", "//example.com/", "javascript:alert(1)"):
        answer = as_mentee.post(reverse("step_settle", args=[add().pk]), {"state": "done", "back": elsewhere})
        assert answer.url.startswith("/tandems/")


def test_what_was_typed_wrongly_stays_on_the_page(as_mentee, tandem, mentor):
    page = reverse("steps", args=[tandem.pk])
    shown = text(as_mentee.post(page, {"text": TEXT, "owner": 0, "due_on": "2030-02-31"}))
    assert TEXT in shown
    assert not NextStep.objects.exists()


def test_a_change_made_meanwhile_stands_beside_what_was_typed(as_mentee, add, mentee, mentor):
    step = add()
    page = reverse("step", args=[step.pk])
    assert TEXT in text(as_mentee.get(page))
    change_step(step=step, person=mentor, owner=mentee, text="Vom anderen", due_on=None, version=1)

    typed = {"text": "Von mir", "owner": mentee.pk, "version": 1}
    shown = as_mentee.post(page, typed)
    assert "Vom anderen" in text(shown)
    assert "Von mir" in text(shown)
    as_mentee.post(page, {**typed, "version": shown.context["form"]["version"].value()})
    assert NextStep.objects.get().text == "Von mir"


def test_the_lists_take_a_question_a_topic_and_a_thing_to_try(as_mentee, tandem):
    page = reverse("lists", args=[tandem.pk])
    for kind in ListKind.values:
        as_mentee.post(page, {"kind": kind, "text": f"{kind} {TEXT}", "key": uuid4()})
    shown = text(as_mentee.get(page))
    assert all(f"{kind} {TEXT}" in shown for kind in ListKind.values)

    item = ListItem.objects.get(kind=ListKind.TRY)
    as_mentee.post(reverse("list_item_settle", args=[item.pk]), {"done": "yes"})
    assert "Take up again" in text(as_mentee.get(page))
    as_mentee.post(reverse("list_item", args=[item.pk]), {"text": "Anders", "version": 1})
    assert ListItem.objects.get(pk=item.pk).text == "Anders"
    as_mentee.post(reverse("list_item_delete", args=[item.pk]))
    assert ListItem.objects.count() == 2


def test_the_next_agenda_holds_time_for_what_was_tried(as_mentee, tandem, add, note, now):
    meeting = MeetingFactory(tandem=tandem, state=MeetingState.DATED, starts_at=timezone.now() + timedelta(days=2))
    other = MeetingFactory(tandem=tandem)
    add(text="Ein Schritt")
    note(text="Etwas zum Ausprobieren", kind=ListKind.TRY)
    note(text="Frage für heute", meeting=meeting)
    note(text="Frage für später", meeting=other)
    note(text="Offene Frage")
    shown = text(as_mentee.get(reverse("meeting", args=[meeting.pk])))

    assert "Ten minutes: what did we try?" in shown
    for words in ("Ein Schritt", "Etwas zum Ausprobieren", "Frage für heute", "Offene Frage"):
        assert words in shown
    assert "Frage für später" not in shown


def test_a_question_asked_on_the_page_of_a_meeting_is_meant_for_it(as_mentee, tandem, mentor):
    meeting = MeetingFactory(tandem=tandem)
    page = reverse("meeting", args=[meeting.pk])
    typed = {"kind": "question", "text": TEXT, "key": uuid4(), "meeting": meeting.pk, "back": page}
    assert as_mentee.post(reverse("lists", args=[tandem.pk]), typed).url == page
    assert ListItem.objects.get().meeting == meeting


def test_a_meeting_that_was_held_leads_on_to_next_steps(as_mentee, tandem, mentee, add):
    meeting = MeetingFactory(tandem=tandem, state=MeetingState.HELD, starts_at=timezone.now() - timedelta(days=1))
    add(text="Von früher")
    page = reverse("meeting", args=[meeting.pk])
    form = as_mentee.get(page).context["sections"][0].context["form"]
    typed = {name: form[name].value() for name in ("key", "meeting", "back")}
    assert as_mentee.post(reverse("steps", args=[tandem.pk]), {**typed, "text": TEXT, "owner": mentee.pk}).url == page
    assert NextStep.objects.filter(meeting=meeting).count() == 1
    assert "Von früher" in text(as_mentee.get(page))


@pytest.mark.parametrize("count", [1, 12])
def test_room_and_meeting_take_the_same_queries_for_any_number_of_steps(count, as_mentee, tandem, add, note):
    meeting = MeetingFactory(tandem=tandem)
    for _number in range(count):
        add()
        note()
    # in the room once more, for its one next thing
    for page, number in ((reverse("tandem", args=[tandem.pk]), 3), (reverse("meeting", args=[meeting.pk]), 2)):
        with CaptureQueriesContext(connection) as queries:
            as_mentee.get(page)
        ours = [query for query in queries if "journals_nextstep" in query["sql"] or "listitem" in query["sql"]]
        assert len(ours) == number, page


# ------------------------------------------------------------------ personal data
def test_what_one_wrote_and_what_is_ones_own_is_taken_along_and_erased(add, note, mentee, mentor):
    add(text="Von mir für mich")
    add(text="Vom anderen für mich", person=mentor)
    add(text="Vom anderen für ihn", person=mentor, owner=mentor)
    note(text="Meine Frage")
    note(text="Seine Frage", person=mentor)
    mine = {"Von mir für mich", "Vom anderen für mich", "Meine Frage"}

    assert {row["text"] for row in step_data.export(mentee)} == mine
    step_data.erase(mentee)
    left = {row.text for model in (NextStep, ListItem) for row in model.objects.all()}
    assert left == {"Vom anderen für ihn", "Seine Frage"}
