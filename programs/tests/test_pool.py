"""The pool of mentors: joined by a yes, left at any time, seen by HR of the programme alone."""

import pytest
from django.urls import reverse

from notices import kinds
from notices.models import Notice
from people import privacy
from people.errors import ActionError
from people.tests.factories import OrganisationFactory, PersonFactory
from programs import hooks
from programs.actions import answer_pool, leave_pool
from programs.enums import ProgramState
from programs.models import PoolMember
from programs.tests.factories import ParticipationFactory, ProgramFactory, TeamMemberFactory, TopicFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def mentor():
    return ParticipationFactory().person


@pytest.fixture
def topic(mentor):
    return TopicFactory(program=mentor.participations.get().program)


def test_a_yes_lists_and_a_later_change_keeps_the_day(mentor, topic, now):
    joined = answer_pool(person=mentor, joins=True, topics=[topic], now=now)
    again = answer_pool(person=mentor, joins=True, topics=[], now=now.replace(year=2027))
    assert joined.listed_since == again.listed_since == now
    assert list(again.topics.all()) == []


def test_a_no_is_listed_nowhere_and_nothing_is_kept_after_leaving(client, mentor, topic, now):
    answer_pool(person=mentor, joins=True, topics=[topic], now=now)
    answer_pool(person=mentor, joins=False, topics=[], now=now)
    hr = TeamMemberFactory(program=topic.program).person
    client.force_login(hr)
    assert mentor.full_name not in client.get("/admin/programs/poolmember/").content.decode()
    leave_pool(person=mentor)
    assert not PoolMember.objects.exists()


def test_hr_of_the_programme_sees_who_is_in_and_others_do_not(client, mentor, topic, now):
    answer_pool(person=mentor, joins=True, topics=[topic], now=now)
    for team, sees in ((TeamMemberFactory(program=topic.program), True), (TeamMemberFactory(), False)):
        client.force_login(team.person)
        page = client.get("/admin/programs/poolmember/").content.decode()
        assert (mentor.full_name in page, str(topic) in page) == (sees, sees)


def test_only_those_who_take_part_join_and_with_their_own_topics(mentor, now):
    with pytest.raises(ActionError):
        answer_pool(person=PersonFactory(), joins=True, topics=[], now=now)
    with pytest.raises(ActionError):
        answer_pool(person=mentor, joins=True, topics=[TopicFactory()], now=now)


def test_the_page_joins_and_leaves(client, mentor, topic):
    client.force_login(mentor)
    page = reverse("mentor_pool")
    assert page in client.get(reverse("profile")).content.decode()
    assert page in client.get(reverse("privacy")).content.decode()
    client.post(page, {"answer": "yes", "topics": [topic.pk]})
    assert PoolMember.objects.get(person=mentor).listed_since is not None
    assert reverse("mentor_pool_leave") in client.get(page).content.decode()
    client.post(reverse("mentor_pool_leave"))
    assert not PoolMember.objects.exists()


def test_being_in_the_pool_is_exported_and_erased(mentor, topic, now):
    answer_pool(person=mentor, joins=True, topics=[topic], now=now)
    [part] = [one for one in privacy.parts() if one.key == "programs"]
    assert part.export(mentor)["mentor_pool"][0]["topics"] == [topic.name]
    part.erase(mentor)
    assert not PoolMember.objects.exists()


def test_those_in_the_pool_are_asked_first_when_a_programme_of_their_company_opens(mentor, now):
    elsewhere = ParticipationFactory(person__organisation=OrganisationFactory(name="Anderswo AG")).person
    said_no, joined_already = ParticipationFactory().person, ParticipationFactory().person
    for person in (mentor, elsewhere, joined_already):
        answer_pool(person=person, joins=True, topics=[], now=now)
    answer_pool(person=said_no, joins=False, topics=[], now=now)
    opened = ProgramFactory(state=ProgramState.OPEN)
    ParticipationFactory(program=opened, person=joined_already)
    for old_state in (ProgramState.DRAFT, ProgramState.MATCHING, ProgramState.DRAFT):
        hooks.state_changed(opened, old_state, now)

    [notice] = Notice.objects.filter(kind="pool_asked")
    assert notice.recipient == mentor
    kind = kinds.get("pool_asked")
    assert kind.still_wanted(notice, now)
    leave_pool(person=mentor)
    assert not kind.still_wanted(notice, now)
