"""The agreement of the two: written, confirmed, changed, kept. Nobody else reads a word of it."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.http import Http404
from django.urls import reverse
from django.utils import translation
from django.views.debug import SafeExceptionReporterFilter

from notices import todos
from notices.kinds import get
from notices.models import Notice
from people.encryption import LostText
from people.errors import ActionError, NotAllowed
from people.models import AuditEvent
from people.tests.factories import PersonFactory
from programs.tests.factories import GoalFactory, TopicFactory
from tandems.actions import confirm_agreement, part, propose_agreement, set_agreement_aside
from tandems.actions.agreement import Conflict, Terms
from tandems.actions.rhythm import Pace
from tandems.agreement import parts, standing
from tandems.models import Agreement
from tandems.personal_agreements import erase, export
from tandems.suggestions import WORDING, suggestions
from tandems.views.agreements import agreement_edit
from tandems.views.pictures import picture_edit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
AIM = "Verstehen, was die Jungen meinen"


def terms(aims=AIM, pace=None, **texts):
    return Terms({"aims": aims, **texts}, pace or Pace())


@pytest.fixture
def propose(tandem, mentee, now):
    """The mentee writes the next version, or whoever the test says."""

    def one(**changes):
        latest = tandem.agreements.count()
        values = {"tandem": tandem, "person": mentee, "terms": terms(), "latest": latest, "now": now}
        return propose_agreement(**{**values, **changes})

    return one


@pytest.fixture
def in_force(propose, mentor, now):
    return confirm_agreement(agreement=propose(), person=mentor, now=now)


def stands(tandem):
    return standing(tandem.agreements.all())


# ------------------------------------------------------------------ writing and confirming
def test_a_version_is_in_force_once_the_other_has_confirmed_it(tandem, propose, mentee, mentor, now):
    version = propose()
    assert (stands(tandem).in_force, stands(tandem).waiting) == (None, version)
    assert stands(tandem).asks(mentor)
    assert not stands(tandem).asks(mentee)

    confirm_agreement(agreement=version, person=mentor, now=now)
    assert (stands(tandem).in_force, stands(tandem).waiting) == (version, None)


def test_a_change_asks_the_other_again_and_the_old_one_holds_until_then(tandem, in_force, propose, mentee, mentor, now):
    change = propose(person=mentor, terms=terms(confidential="Alles bleibt hier"))

    where = stands(tandem)
    assert (where.in_force, where.waiting, where.latest) == (in_force, change, 2)
    assert where.asks(mentee)
    said = {part.label: part for part in parts(change, tandem, in_force)}
    assert [str(label) for label, part in said.items() if part.is_changed] == ["What stays between us"]

    confirm_agreement(agreement=change, person=mentee, now=now)
    assert stands(tandem).in_force == change
    assert [version.aims for version in tandem.agreements.all()] == [AIM, AIM]


def test_who_wrote_a_version_cannot_confirm_it_alone(propose, mentee, now):
    with pytest.raises(NotAllowed):
        confirm_agreement(agreement=propose(), person=mentee, now=now)


@pytest.mark.parametrize("who", ["mentee", "mentor"])
def test_either_can_leave_things_as_they_are(tandem, in_force, propose, who, request, now):
    change = propose(terms=terms("Etwas anderes"))
    person = request.getfixturevalue(who)
    for _press in range(2):
        set_agreement_aside(agreement=change, person=person, now=now)

    assert (stands(tandem).in_force, stands(tandem).waiting) == (in_force, None)
    with pytest.raises(Conflict):
        confirm_agreement(agreement=change, person=person, now=now)


def test_a_version_in_force_cannot_be_set_aside(in_force, mentee, now):
    with pytest.raises(Conflict):
        set_agreement_aside(agreement=in_force, person=mentee, now=now)


def test_nobody_else_writes_or_confirms(tandem, propose, now):
    stranger = PersonFactory()
    version = propose()
    for act, values in (
        (confirm_agreement, {"agreement": version}),
        (set_agreement_aside, {"agreement": version}),
        (propose_agreement, {"tandem": tandem, "terms": terms(), "latest": 1}),
    ):
        with pytest.raises(NotAllowed):
            act(person=stranger, now=now, **values)


def test_after_the_end_it_can_be_read_and_not_changed(tandem, in_force, propose, mentee, now):
    part(tandem=tandem, person=mentee, now=now)
    with pytest.raises(ActionError, match="has ended"):
        propose(terms=terms("Zu spät"))


def test_an_agreement_of_nothing_is_not_written(tandem, propose):
    with pytest.raises(ActionError, match="nothing written"):
        propose(terms=terms("  "))
    assert not tandem.agreements.exists()


# ------------------------------------------------------------------ at once
def test_two_who_write_at_once_lose_no_word(tandem, propose, mentor):
    first = propose()
    with pytest.raises(Conflict) as conflict:
        propose(person=mentor, terms=terms("Vom anderen Schreibtisch"), latest=0)

    assert conflict.value.stored == first
    assert tandem.agreements.count() == 1


def test_a_version_that_was_overtaken_cannot_be_confirmed_unseen(propose, mentor, now):
    seen = propose()
    newer = propose(terms=terms("Doch anders"))
    with pytest.raises(Conflict) as conflict:
        confirm_agreement(agreement=seen, person=mentor, now=now)
    assert conflict.value.stored == newer


def test_sending_twice_writes_and_confirms_once(tandem, propose, mentee, mentor, now):
    first = propose()
    assert propose(latest=0) == first  # the button pressed twice: the page still knows of no version

    for _press in range(2):
        confirm_agreement(agreement=first, person=mentor, now=now)
    assert Notice.objects.filter(kind="agreement_confirmed").count() == 1
    assert propose(latest=0) == first


def test_sending_the_others_words_back_unchanged_is_a_yes(tandem, propose, mentor):
    first = propose()
    propose(person=mentor)
    assert stands(tandem).in_force == first


def test_what_was_set_aside_can_be_proposed_again(tandem, propose, mentor, now):
    set_agreement_aside(agreement=propose(), person=mentor, now=now)
    again = propose()
    assert stands(tandem).waiting == again


# ------------------------------------------------------------------ a rhythm of their own
def test_a_rhythm_of_their_own_holds_from_the_second_yes_on(tandem, propose, mentor, now):
    version = propose(terms=terms(pace=Pace(rhythm_weeks=2, minutes=45, meetings=6)))
    tandem.refresh_from_db()
    assert (tandem.rhythm_weeks, tandem.meetings.count()) == (4, 8)

    confirm_agreement(agreement=version, person=mentor, now=now)
    tandem.refresh_from_db()
    assert (tandem.rhythm_weeks, tandem.meeting_minutes, tandem.meetings.count()) == (2, 45, 6)
    event = AuditEvent.objects.get(event="tandem.pace_set")
    assert (event.actor, event.details) == (None, {"rhythm_weeks": 2, "minutes": 45, "meetings": 6})


@pytest.mark.parametrize(
    "pace",
    [
        Pace(rhythm_weeks=0),
        Pace(rhythm_weeks=27),
        Pace(minutes=10),
        Pace(minutes=500),
        Pace(meetings=0),
        Pace(meetings=9),
        Pace(rhythm_weeks=8, meetings=6),
    ],
    ids=str,
)
def test_a_rhythm_that_cannot_be_is_refused(tandem, propose, pace):
    with pytest.raises(ActionError):
        propose(terms=terms(pace=pace))
    assert not tandem.agreements.exists()


@pytest.mark.parametrize(
    ("closed", "pace"),
    [
        ("may_set_rhythm", Pace(rhythm_weeks=2)),
        ("may_set_length", Pace(minutes=30)),
        ("may_set_number", Pace(meetings=3)),
    ],
)
def test_what_the_programme_keeps_to_itself_is_not_the_tandems_to_set(tandem, propose, program, closed, pace):
    setattr(program, closed, False)
    program.save()
    with pytest.raises(ActionError, match="sets this for all"):
        propose(terms=terms(pace=pace))


def test_words_can_change_although_time_has_left_less_room_than_was_agreed(tandem, propose, mentor, now):
    six = Pace(meetings=6)
    confirm_agreement(agreement=propose(terms=terms(pace=six)), person=mentor, now=now)
    late = now + timedelta(days=190)

    assert propose(terms=terms("Noch etwas", six), now=late).number == 2
    with pytest.raises(ActionError, match="there is room for"):
        propose(terms=terms("Noch mehr", Pace(meetings=7)), now=late)


def test_what_the_programme_closes_meanwhile_stays_as_it_stood(tandem, propose, mentor, program, now):
    version = propose(terms=terms(pace=Pace(rhythm_weeks=2, minutes=45)))
    program.may_set_rhythm = False
    program.save()
    confirm_agreement(agreement=version, person=mentor, now=now)

    tandem.refresh_from_db()
    assert (tandem.rhythm_weeks, tandem.meeting_minutes) == (4, 45)


# ------------------------------------------------------------------ who is told
def drafted(kind):
    return [(notice.recipient, notice.context["number"]) for notice in Notice.objects.filter(kind=kind)]


def test_the_other_is_asked_and_the_author_hears_of_the_yes(propose, mentee, mentor, now):
    version = propose()
    assert drafted("agreement_waiting") == [(mentor, 1)]

    confirm_agreement(agreement=version, person=mentor, now=now)
    assert drafted("agreement_confirmed") == [(mentee, 1)]


def wanted(notice, now):
    kind = get(notice.kind)
    return kind.is_wanted(notice, kind.find(notice), now)


def test_a_question_that_was_overtaken_or_answered_is_not_asked(propose, mentor, now):
    first = propose()
    asked = Notice.objects.get(kind="agreement_waiting")
    assert wanted(asked, now)

    second = propose(terms=terms("Verbessert"))
    assert not wanted(asked, now)
    latest = Notice.objects.get(kind="agreement_waiting", context__number=2)
    assert wanted(latest, now)
    confirm_agreement(agreement=second, person=mentor, now=now)
    assert not wanted(latest, now)
    assert wanted(Notice.objects.get(kind="agreement_confirmed"), now)
    assert first.number == 1


def paths(person, now):
    return [todo.action_label for todo in todos.for_person(person, now) if "/agreement/" in todo.path]


def test_home_asks_gently_for_a_first_one_and_then_for_the_answer(propose, mentee, mentor, now):
    with translation.override("en"):
        assert paths(mentee, now) == paths(mentor, now) == ["To our agreement"]
        last = todos.for_person(mentee, now)[-1]
        assert "/agreement/" in last.path  # after whatever has a date

        propose()
        assert (paths(mentee, now), paths(mentor, now)) == ([], ["Read and answer"])


# ------------------------------------------------------------------ words to take over
@pytest.mark.parametrize("language", ["de", "en"])
def test_there_is_wording_for_every_part(tandem, program, language):
    GoalFactory(program=program, measure="gain", title_de="Sicherer werden", title_en="Feel safer")
    GoalFactory(program=program, measure="tandems", title_de="30 Tandems", title_en="30 tandems")
    topic = TopicFactory(program=program)
    tandem.mentee.topic_choices.create(topic=topic, level=1)
    with translation.override(language):
        found = suggestions(tandem)
        assert set(found) == set(Agreement.TEXTS)
        assert all(found.values())
        assert found["aims"][0] == {"de": "Sicherer werden", "en": "Feel safer"}[language]
        assert not any("30" in sentence for sentence in found["aims"])
        assert found["topics"] == [topic.name]
    assert min(len(sentences) for sentences in WORDING.values()) >= 3


# ------------------------------------------------------------------ theirs alone
def test_agreements_are_registered_in_no_admin_and_name_nothing(in_force):
    assert Agreement not in admin.site._registry
    assert AIM not in f"{in_force!r} {in_force}"


def test_the_audit_log_does_not_know_of_it(tandem, in_force, propose):
    before = AuditEvent.objects.count()
    propose(terms=terms("Etwas anderes"))
    assert AuditEvent.objects.count() == before
    assert not AuditEvent.objects.filter(subject_type="tandems.agreement").exists()


@pytest.mark.parametrize(("page", "name"), [(agreement_edit, "aims"), (picture_edit, "topic_1")])
def test_an_error_report_holds_no_word_that_was_typed(rf, mentee, page, name):
    request = rf.post("/", {name: AIM})
    request.user = mentee
    with pytest.raises(Http404):
        page(request, 0)

    assert AIM in str(request.POST)
    assert AIM not in str(SafeExceptionReporterFilter().get_post_parameters(request))


def test_both_take_it_along_and_erasing_one_removes_it_for_both(tandem, in_force, mentee, mentor):
    assert [AIM in str(export(person)) for person in (mentee, mentor, PersonFactory())] == [True, True, False]

    erase(mentor)
    assert not tandem.agreements.exists()


def test_a_lost_key_says_so_and_a_change_keeps_what_cannot_be_opened(settings, client, tandem, in_force, mentor):
    from cryptography.fernet import Fernet
    from django.db import connection

    stored = "SELECT aims FROM tandems_agreement WHERE number = %s"
    with connection.cursor() as cursor:
        cursor.execute(stored, [1])
        ciphertext = cursor.fetchone()[0]
    settings.JOURNAL_KEYS = [Fernet.generate_key().decode()]
    assert isinstance(tandem.agreements.get().aims, LostText)
    client.force_login(mentor)
    data = {"latest": 1, "aims": "Überschrieben", "confidential": "Neu"}
    assert client.post(reverse("agreement_edit", args=[tandem.pk]), data).status_code == 302

    with connection.cursor() as cursor:
        cursor.execute(stored, [2])
        assert cursor.fetchone()[0] == ciphertext


# ------------------------------------------------------------------ pages
@pytest.fixture
def as_mentee(client, mentee):
    mentee.language = "en"
    mentee.save()
    client.force_login(mentee)
    return client


def text(response):
    return response.content.decode()


def typed(response, **changes):
    form = response.context["form"]
    shown = {name: form[name].value() for name in form.fields}
    return {**{name: value for name, value in shown.items() if value is not None}, **changes}


def test_an_agreement_is_begun_with_one_press_and_confirmed_by_the_other(as_mentee, client, tandem, mentor):
    page = text(as_mentee.get(reverse("agreement", args=[tandem.pk])))
    assert "Nothing is written down yet" in page
    form = as_mentee.get(reverse("agreement_edit", args=[tandem.pk]) + "?suggested")
    assert "stays between us" in text(form)
    assert f"you and {mentor.full_name}" in text(form)
    saved = as_mentee.post(reverse("agreement_edit", args=[tandem.pk]), typed(form, rhythm_weeks="2"), follow=True)
    assert f"Waiting for {mentor.full_name}" in text(saved)

    client.force_login(mentor)
    mentor.language = "en"
    mentor.save()
    asked = text(client.get(reverse("agreement", args=[tandem.pk])))
    assert "I agree" in asked
    client.post(reverse("agreement_confirm", args=[tandem.pk, 1]))
    tandem.refresh_from_db()
    assert tandem.own_rhythm_weeks == 2
    assert "What holds since" in text(client.get(reverse("agreement", args=[tandem.pk])))


def test_a_change_comes_first_and_what_stays_as_it_is_can_be_read(as_mentee, tandem, propose, mentor, now):
    first = propose(terms=terms(aims="Zwölf Werkzeuge", off_limits="Gehälter"))
    confirm_agreement(agreement=first, person=mentor, now=now)
    propose(terms=terms(aims="Drei Werkzeuge", off_limits="Gehälter"), person=mentor)

    page = as_mentee.get(reverse("agreement", args=[tandem.pk]))

    assert [str(part.label) for part in page.context["waiting"]] == ["What we want to reach"]
    assert "Gehälter" in [part.text for part in page.context["as_before"]]
    assert "What stays as it is" in text(page)


def test_a_suggestion_is_taken_over_without_losing_or_saving_anything(as_mentee, tandem):
    address = reverse("agreement_edit", args=[tandem.pk])
    data = typed(as_mentee.get(address), aims="Unser Anfang", when_stuck="Reden", minutes="30", take="aims:1")
    response = as_mentee.post(address, data)

    form = response.context["form"]
    assert form["aims"].value() == f"Unser Anfang\n{WORDING['aims'][1]}"
    assert (form["when_stuck"].value(), form["minutes"].value()) == ("Reden", "30")
    assert not tandem.agreements.exists()
    assert as_mentee.post(address, {**data, "take": "nonsense:99"}).status_code == 200


def test_both_texts_are_shown_after_a_conflict_and_the_second_decision_counts(as_mentee, tandem, propose, mentor):
    address = reverse("agreement_edit", args=[tandem.pk])
    outdated = typed(as_mentee.get(address), aims="Vom Telefon aus")
    propose(person=mentor, terms=terms("Vom Schreibtisch aus"))

    refused = as_mentee.post(address, outdated)
    assert refused.status_code == 409
    assert "Vom Telefon aus" in text(refused)
    assert "Vom Schreibtisch aus" in text(refused)
    assert as_mentee.post(address, typed(refused)).status_code == 302
    assert [version.aims for version in tandem.agreements.all()] == ["Vom Schreibtisch aus", "Vom Telefon aus"]


def test_earlier_versions_can_be_looked_at(as_mentee, tandem, in_force, propose):
    propose(terms=terms("Neues Ziel"))
    page = text(as_mentee.get(reverse("agreement_version", args=[tandem.pk, 2])))

    assert "Neues Ziel" in page
    assert AIM in page  # what it said before
    assert as_mentee.get(reverse("agreement_version", args=[tandem.pk, 3])).status_code == 404


def test_too_many_meetings_are_said_above_the_form_and_nothing_typed_is_lost(as_mentee, tandem, now):
    address = reverse("agreement_edit", args=[tandem.pk])
    refused = as_mentee.post(address, typed(as_mentee.get(address), aims="Viel vor", meetings="150"))

    assert "there is room for" in text(refused)
    assert "Viel vor" in text(refused)


def test_the_form_asks_only_for_what_the_programme_leaves_to_the_two(as_mentee, tandem, program):
    program.may_set_rhythm = program.may_set_length = program.may_set_number = program.may_set_topics = False
    program.save()
    page = as_mentee.get(reverse("agreement_edit", args=[tandem.pk]))

    assert set(page.context["form"].fields) == {"latest", *Agreement.TEXTS} - {"topics"}
    assert "every 4 weeks, 60 minutes" in text(page)


def test_the_room_shows_what_holds_what_waits_and_asks(as_mentee, tandem, in_force, propose, mentor):
    tandem.meetings.all().delete()  # a date that is due would be asked for first
    address = reverse("tandem", args=[tandem.pk])
    assert AIM in text(as_mentee.get(address))

    propose(person=mentor, terms=terms("Anders"))
    page = text(as_mentee.get(address))
    assert "would like to change your agreement" in page
    assert AIM in page  # it holds until the other is confirmed
    assert "Anders" not in page


@pytest.mark.parametrize("versions", [1, 4])
def test_the_page_takes_the_same_queries_for_any_number_of_versions(
    as_mentee, tandem, propose, mentor, versions, now, django_assert_num_queries
):
    for number in range(versions):
        version = propose(terms=terms(f"Ziel {number}"))
        confirm_agreement(agreement=version, person=mentor, now=now + timedelta(days=number))
    with django_assert_num_queries(6):
        as_mentee.get(reverse("agreement", args=[tandem.pk]))
