"""A sentence for the programme: both agree, it leaves no trace of them, and only the two can withdraw it."""

import pytest
from django.db import connection, models
from django.urls import reverse
from django.utils import timezone, translation

from journals import insights
from journals.actions import insights as actions
from journals.actions.insights import (
    NamesSomeone,
    agree_insight,
    drop_proposal,
    propose_insight,
    release_due,
    remove_insight,
    renew_key,
    withdraw_insight,
)
from journals.insight_keys import hash_of, new_key
from journals.models import Insight, InsightProposal
from journals.personal_data import erase, export
from journals.tests.factories import EntryFactory
from notices import todos
from notices.models import Notice
from people.errors import ActionError, NotAllowed, StaleState
from people.models import AuditEvent
from people.tests.factories import PersonFactory
from programs.enums import TeamRole
from programs.models import Program, TopicChoice
from programs.tests.factories import ProgramFactory, TeamMemberFactory, TopicFactory
from tandems.models import Meeting, Tandem
from tandems.tests.factories import TandemFactory

pytestmark = pytest.mark.django_db
SENTENCE = "Wer zuletzt spricht, hört am meisten."


@pytest.fixture
def program():
    return ProgramFactory(smallest_group=5)


@pytest.fixture
def tandems(program):
    return [
        TandemFactory(program=program, mentee__person__language="en", mentor__person__language="en") for _n in range(3)
    ]


@pytest.fixture
def tandem(tandems):
    return tandems[0]


def propose(tandem, text=SENTENCE, **more):
    return propose_insight(tandem=tandem, person=tandem.mentee.person, text=text, topic=more.pop("topic", None), **more)


def agree(tandem, text=SENTENCE, **more):
    """Both agreed; returns the two keys."""
    proposal, first = propose(tandem, text, **more)
    return first, agree_insight(proposal=proposal, person=tandem.mentor.person)


def sentences(program):
    return sorted(sentence for group in insights.released(program) for sentence in group.sentences)


@pytest.fixture
def released(tandems):
    """One sentence of each of three tandems; the keys of the first."""
    keys = [agree(tandem, f"Satz {number}.") for number, tandem in enumerate(tandems)]
    assert release_due() == 3
    return keys[0]


# ---------------------------------------------------------------- agreeing


def test_both_must_agree(tandem, tandems, program):
    for one in tandems[1:]:
        agree(one)
    proposal, _key = propose(tandem)
    for person in (tandem.mentee.person, tandems[1].mentee.person):
        with pytest.raises(NotAllowed):
            agree_insight(proposal=proposal, person=person)
    assert release_due() == 0

    agree_insight(proposal=proposal, person=tandem.mentor.person)
    with pytest.raises(StaleState):
        agree_insight(proposal=proposal, person=tandem.mentor.person)
    assert release_due() == 3


def test_a_sentence_is_never_released_alone(tandems, program):
    agree(tandems[0])
    agree(tandems[0], "Noch ein Satz desselben Tandems.")
    agree(tandems[1])
    TandemFactory()
    assert release_due() == 0

    agree(tandems[2])
    assert release_due() == 4
    assert release_due() == 0


def test_other_programmes_do_not_count(tandems):
    for tandem in (tandems[0], tandems[1], TandemFactory()):
        agree(tandem)
    assert release_due() == 0


def test_either_takes_it_off_the_table_before(tandem, tandems):
    for one in tandems:
        agree(one)
    proposal = InsightProposal.objects.get(tandem=tandem)
    with pytest.raises(NotAllowed):
        drop_proposal(proposal=proposal, person=tandems[1].mentee.person)
    drop_proposal(proposal=proposal, person=tandem.mentor.person)
    assert release_due() == 0


def test_a_sentence_names_neither_of_the_two(tandem):
    name = tandem.mentor.person.first_name
    for sentence in (f"„{name}“ hat recht.", f"Das ist {name}s Satz.", f"It was {name}’s idea."):
        with pytest.raises(NamesSomeone):
            propose(tandem, sentence)
    with pytest.raises(ActionError):
        propose(tandem, " \n ")


def test_sending_twice_proposes_once(tandem):
    proposal, first = propose(tandem)
    again, second = propose(tandem, key=proposal.pk)
    assert again == proposal
    assert first != second
    assert InsightProposal.objects.count() == 1


def test_nobody_but_the_two_proposes(tandem, tandems):
    for person in (tandems[1].mentee.person, PersonFactory(is_superuser=True, is_staff=True)):
        with pytest.raises(NotAllowed):
            propose_insight(tandem=tandem, person=person, text=SENTENCE, topic=None)


# ---------------------------------------------------------------- topics


def test_a_topic_is_named_only_where_several_tandems_deal_with_it(tandems, program):
    common, rare = TopicFactory(program=program), TopicFactory(program=program)
    for tandem in tandems:
        TopicChoice.objects.create(participation=tandem.mentee, topic=common, level=1)
    choice = TopicChoice.objects.create(participation=tandems[0].mentor, topic=rare, level=4)
    assert insights.topics_that_hide(program) == [common]
    with pytest.raises(NotAllowed):
        propose(tandems[0], topic=rare)

    for number, tandem in enumerate(tandems):
        agree(tandem, f"Satz {number}.", topic=common)
    # somebody leaves while the sentences wait
    TopicChoice.objects.filter(topic=common).exclude(participation=tandems[0].mentee).delete()
    release_due()
    assert {insight.topic for insight in Insight.objects.all()} == {None}
    assert choice.pk


def test_released_insights_come_by_topic(tandems, program, django_assert_num_queries):
    topic = TopicFactory(program=program)
    for number, tandem in enumerate(tandems):
        TopicChoice.objects.create(participation=tandem.mentee, topic=topic, level=1)
        del number
    agree(tandems[0], "Mit Thema.", topic=topic)
    agree(tandems[1], "Auch mit Thema.", topic=topic)
    agree(tandems[2], "Ohne Thema.")
    release_due()
    with django_assert_num_queries(1):
        groups = insights.released(program)
    assert [(group.topic, sorted(group.sentences)) for group in groups] == [
        (topic, ["Auch mit Thema.", "Mit Thema."]),
        (None, ["Ohne Thema."]),
    ]


# ---------------------------------------------------------------- no way back


def everything_but_insights():
    """Every value of every other table, as text."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor)) - {Insight._meta.db_table}
        rows = []
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            rows += cursor.fetchall()
    return repr(rows)


def test_after_the_release_nothing_in_the_database_leads_back(released, tandems, program):
    """No value of an insight but its programme and topic stands anywhere else, and what both held is gone."""
    others = everything_but_insights()
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, text, key_1, key_2 FROM journals_insight")
        values = [str(value) for row in cursor.fetchall() for value in row]
    assert len(values) == 12
    assert [value for value in values if value in others] == []
    assert not InsightProposal.objects.exists()
    for key in released:
        assert key not in others
        assert key not in repr(values)


def test_while_it_waits_the_tables_show_neither_sentence_nor_hash(tandem):
    first, second = agree(tandem)
    others = everything_but_insights()
    assert SENTENCE not in others
    for key in (first, second):
        assert key not in others
        assert hash_of(key) not in others
    assert InsightProposal.objects.get().proposer_key == hash_of(first)


def test_an_insight_has_neither_person_nor_tandem_nor_time():
    fields = Insight._meta.get_fields()
    assert not any(isinstance(field, (models.DateField, models.IntegerField)) for field in fields)
    assert {field.related_model for field in fields if field.is_relation} == {Program, insights.Topic}
    for model in (Tandem, Meeting, InsightProposal):
        assert Insight not in {field.related_model for field in model._meta.get_fields() if field.is_relation}


def rows_in_order():
    with connection.cursor() as cursor:
        column = "rowid" if connection.vendor == "sqlite" else "ctid"
        cursor.execute(f"SELECT id FROM journals_insight ORDER BY {column}")
        keys = [row[0] for row in cursor.fetchall()]
    texts = {str(pk).replace("-", ""): text for pk, text in Insight.objects.values_list("pk", "text")}
    return [texts[str(key).replace("-", "")] for key in keys]


def newest_stand_last(tandems, rounds):
    """In how many of `rounds` releases the three newest sentences are the last three of the table."""
    hits = 0
    for number in range(rounds):
        new = [f"Runde {number}, Satz {tandem.pk}." for tandem in tandems]
        for tandem, text in zip(tandems, new, strict=True):
            agree(tandem, text)
        release_due()
        hits += set(rows_in_order()[-3:]) == set(new)
    return hits


@pytest.fixture
def new_table(db):
    """A table without a past: PostgreSQL fills the room that rows of earlier tests have left, in no order."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {Insight._meta.db_table}")


def test_the_order_of_rows_does_not_tell_what_is_new(new_table, released, tandems, monkeypatch):
    # by chance all four look like that six times in a billion
    assert newest_stand_last(tandems, 4) < 4

    def append(program, new):
        Insight.objects.bulk_create(new)

    monkeypatch.setattr(actions, "_rewrite", append)
    assert newest_stand_last(tandems, 2) == 2  # without the rewriting the same look finds them


def test_every_release_gives_all_insights_new_keys_and_ciphertexts(released, tandems):
    def stored():
        with connection.cursor() as cursor:
            cursor.execute("SELECT id, text FROM journals_insight")
            return {str(value) for row in cursor.fetchall() for value in row}

    before = stored()
    for tandem in tandems:
        agree(tandem)
    release_due()
    assert not before & stored()


def test_nothing_is_audited_mailed_or_planned(tandem, tandems):
    events, notices = AuditEvent.objects.count(), Notice.objects.count()
    keys = [agree(one) for one in tandems]
    release_due()
    withdraw_insight(key=keys[0][0])
    assert (AuditEvent.objects.count(), Notice.objects.count()) == (events, notices)


# ---------------------------------------------------------------- withdrawing


@pytest.mark.parametrize("whose", [0, 1])
def test_each_of_the_two_withdraws_with_their_own_key(released, program, whose):
    typed = released[whose].lower().replace("-", " ")
    assert withdraw_insight(key=typed) is True
    assert sentences(program) == ["Satz 1.", "Satz 2."]
    assert withdraw_insight(key=typed) is False


def test_no_other_key_withdraws(released, program):
    for key in ("", "x", new_key(), hash_of(released[0])):
        assert withdraw_insight(key=key) is False
    assert len(sentences(program)) == 3


def test_a_key_that_was_not_noted_can_be_had_anew_before_the_release(tandems, program):
    for tandem in tandems[1:]:
        agree(tandem)
    _first, second = agree(tandems[0], "Unserer.")
    proposal = InsightProposal.objects.get(tandem=tandems[0])
    third = renew_key(proposal=proposal, person=tandems[0].mentor.person)
    with pytest.raises(NotAllowed):
        renew_key(proposal=proposal, person=tandems[1].mentor.person)
    release_due()
    with pytest.raises(StaleState):
        renew_key(proposal=proposal, person=tandems[0].mentor.person)
    assert withdraw_insight(key=second) is False
    assert withdraw_insight(key=third) is True
    assert "Unserer." not in sentences(program)


def test_hr_of_the_programme_takes_a_sentence_off_and_the_log_does_not_quote_it(released, program, now):
    insight = Insight.objects.first()
    hr = PersonFactory(is_staff=True)
    with pytest.raises(NotAllowed):
        remove_insight(insight=insight, actor=hr, now=now)
    TeamMemberFactory(program=program, person=hr, role=TeamRole.MANAGER)
    remove_insight(insight=insight, actor=hr, now=now)
    event = AuditEvent.objects.get(event="insight.removed")
    assert insight.text not in str(vars(event))
    assert len(sentences(program)) == 2


def test_erasing_a_person_takes_what_waits_and_leaves_what_is_released(released, tandem, program):
    propose(tandem, "Noch nicht frei.")
    assert export(tandem.mentor.person)["proposed_insights"] == ["Noch nicht frei."]
    erase(tandem.mentor.person)
    assert not InsightProposal.objects.exists()
    assert len(sentences(program)) == 3


# ---------------------------------------------------------------- pages


def page(client, person, name, *args):
    client.force_login(person)
    return client.get(reverse(name, args=args)).content.decode()


def asked(person):
    with translation.override("en"):
        return any("suggests a sentence" in todo.title for todo in todos.for_person(person, timezone.now()))


def test_from_the_proposal_to_the_wall(client, tandem, tandems, program):
    mentee, mentor = tandem.people
    client.force_login(mentee)
    address = reverse("insight_new", args=[tandem.pk])
    form = client.get(address).context["form"]
    shown = client.post(address, {"key": form.initial["key"], "text": SENTENCE})
    key = shown.context["secret"]
    assert key in shown.content.decode()
    assert key not in page(client, mentee, "tandem", tandem.pk)

    assert asked(mentor)
    assert not asked(mentee)
    proposal = InsightProposal.objects.get()
    assert SENTENCE in page(client, mentor, "tandem", tandem.pk)
    agreed = client.post(reverse("insight_agree", args=[proposal.pk]))
    assert agreed.context["secret"] != key
    for one in tandems[1:]:
        agree(one)
    release_due()

    wall = page(client, mentee, "insight_wall", program.slug)
    assert SENTENCE in wall
    assert mentor.full_name not in wall
    assert SENTENCE not in page(client, mentee, "tandem", tandem.pk)
    client.post(reverse("insight_withdraw"), {"key": key})
    assert Insight.objects.count() == 2
    assert "no released insight" in client.post(reverse("insight_withdraw"), {"key": key}).content.decode()


def test_a_proposal_is_between_the_two(client, tandem, tandems, program):
    proposal, _key = propose(tandem)
    for person in (
        tandem.mentee.person,
        tandems[1].mentee.person,
        TeamMemberFactory(program=program, role=TeamRole.MANAGER, person__is_staff=True).person,
        PersonFactory(is_staff=True, is_superuser=True),
    ):
        client.force_login(person)
        assert client.get(reverse("insight_agree", args=[proposal.pk])).status_code == 404
        if person != tandem.mentee.person:
            assert client.post(reverse("insight_drop", args=[proposal.pk])).status_code == 404
            assert client.post(reverse("insight_key", args=[proposal.pk])).status_code == 404
            for address in (reverse("insight_wall", args=[program.slug]), reverse("admin:journals_insight_changelist")):
                assert SENTENCE not in client.get(address, follow=True).content.decode()


def test_the_wall_is_for_those_of_the_programme(client, released, tandem, program):
    readers = {
        "mentee": tandem.mentee.person,
        "leadership": TeamMemberFactory(program=program, role=TeamRole.VIEWER).person,
        "hr": TeamMemberFactory(program=program, role=TeamRole.MANAGER).person,
        "contact": TeamMemberFactory(program=program, role=TeamRole.CONTACT).person,
        "other": TandemFactory().mentee.person,
        "superuser": PersonFactory(is_staff=True, is_superuser=True),
    }
    seen = {name for name, person in readers.items() if "Satz 1." in page(client, person, "insight_wall", program.slug)}
    assert seen == {"mentee", "leadership", "hr"}


@pytest.mark.parametrize("count", [1, 4])
def test_the_wall_takes_the_same_queries_for_any_number(client, tandem, program, count, django_assert_num_queries):
    for number in range(count):
        topic = TopicFactory(program=program)
        Insight.objects.create(program=program, topic=topic, text="Satz.", key_1=str(number), key_2=f"x{number}")
    client.force_login(tandem.mentee.person)
    with django_assert_num_queries(7):
        client.get(reverse("insight_wall", args=[program.slug]))


def test_hr_reads_them_by_topic_and_takes_one_off(client, released, program):
    hr = TeamMemberFactory(program=program, role=TeamRole.MANAGER, person__is_staff=True).person
    other = TeamMemberFactory(role=TeamRole.MANAGER, person__is_staff=True).person
    address = reverse("admin:journals_insight_changelist")
    assert "Satz 1." not in page(client, other, "admin:journals_insight_changelist")
    assert "Satz 1." in page(client, hr, "admin:journals_insight_changelist")
    wanted = [str(pk) for pk in Insight.objects.values_list("pk", flat=True)[:2]]
    client.post(address, {"action": "delete_selected", "_selected_action": wanted, "post": "yes"})
    assert Insight.objects.count() == 1
    assert AuditEvent.objects.filter(event="insight.removed").count() == 2


def test_the_sentence_is_text_and_never_markup(client, tandems, program):
    for tandem in tandems:
        agree(tandem, "<script>alert(1)</script> **fett**")
    release_due()
    wall = page(client, tandems[0].mentee.person, "insight_wall", program.slug)
    assert "<script>alert" not in wall
    assert "&lt;script&gt;alert(1)&lt;/script&gt; **fett**" in wall


def test_an_entry_is_no_insight(client, tandem, program):
    EntryFactory(tandem=tandem, visibility="tandem", text=SENTENCE)
    assert SENTENCE not in page(client, tandem.mentee.person, "insight_wall", program.slug)
