"""Groups in the data: who is placed where, what an answer says of its group, and who may see which."""

import re
from collections import Counter
from datetime import date
from itertools import product

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation

from evaluation.enums import InvitationState, Occasion
from evaluation.figures import catalogue
from evaluation.figures.facts import facts_of
from evaluation.figures.narrowing import NOWHERE, groups_told, of_group
from evaluation.figures.publishing import publish
from evaluation.figures.selection import Selection
from evaluation.figures.viewing import own_groups, who_sees_nothing
from evaluation.models import Answer, Placement, Response
from evaluation.personal_data import export
from evaluation.surveys import invite, submit
from evaluation.surveys.groups import company_code, group_for, place_all
from evaluation.tests.factories import WaveFactory, noon
from evaluation.tests.test_anonymity import best_hit_rate, guesses_within
from people.tests.factories import DepartmentFactory, OrganisationFactory, PersonFactory
from programs.enums import Breakdown, ProgramState, TeamRole
from programs.tests.factories import MenteeFactory, ParticipationFactory, ProgramFactory, TeamMemberFactory
from tandems.enums import MeetingState
from tandems.tests.factories import MeetingFactory, TandemFactory

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 10)
BANK, WORKS, SHOP = "Bank", "Works", "Shop"


def company(name):
    return OrganisationFactory(name=name)


def code(name):
    return company_code(company(name).pk)


def joined(program, name, number):
    """Pairs of people of one company in running tandems."""
    for _n in range(number):
        mentee = MenteeFactory(program=program, person__organisation=company(name))
        mentor = ParticipationFactory(program=program, person__organisation=company(name))
        TandemFactory(program=program, mentee=mentee, mentor=mentor)


@pytest.fixture
def program():
    """Seven pairs of the bank, six of the works, two of the shop."""
    program = ProgramFactory(
        state=ProgramState.RUNNING,
        slug="both",
        breakdown=Breakdown.COMPANY,
        organisations=[company(name) for name in (BANK, WORKS, SHOP)],
    )
    for name, number in ((BANK, 7), (WORKS, 6), (SHOP, 2)):
        joined(program, name, number)
    return program


def opened(program, occasion=Occasion.HALF_WAY):
    wave = WaveFactory(program=program, occasion=occasion)
    invite(wave, noon(wave.opens_on))
    wave.refresh_from_db()
    return wave


def answer_all(wave, **answers):
    for invitation in wave.invitations.select_related("participation", "person"):
        submit(invitation=invitation, answers=answers, now=noon(wave.opens_on))


def said(wave):
    return Counter(Response.objects.filter(wave=wave).values_list("role", "group"))


# ---------------------------------------------------------------- who is placed where
def test_people_stay_where_they_were_placed(program):
    assert place_all() == 30
    person = Placement.objects.filter(name=BANK).first().participation.person
    person.organisation = company(WORKS)
    person.save()
    assert place_all() == 0
    assert Counter(Placement.objects.values_list("name", flat=True)) == {BANK: 14, WORKS: 12, SHOP: 4}


def test_departments_of_one_family_are_one_group():
    program = ProgramFactory(state=ProgramState.RUNNING, breakdown=Breakdown.DEPARTMENT)
    for name, family in (("Sales North", "Sales"), ("sales", ""), ("IT", ""), (None, "")):
        department = DepartmentFactory(name=name, family=family) if name else None
        MenteeFactory(program=program, person__department=department)
    place_all()
    codes = Counter(Placement.objects.values_list("code", flat=True))
    assert sorted(codes.values()) == [1, 1, 2]
    assert codes[""] == 1


@pytest.mark.parametrize(
    ("state", "breakdown"), [(ProgramState.OPEN, Breakdown.COMPANY), (ProgramState.RUNNING, Breakdown.NONE)]
)
def test_nobody_is_placed_before_a_programme_runs_or_without_a_breakdown(state, breakdown):
    MenteeFactory(program=ProgramFactory(state=state, breakdown=breakdown))
    assert place_all() == 0


# ---------------------------------------------------------------- what an answer says
def test_an_answer_names_a_group_only_of_enough_invited_people(program):
    wave = opened(program)
    answer_all(wave, fit=4)
    # the two of the shop would be alone among their role: with the works they are eight
    assert said(wave) == {
        ("mentee", code(BANK)): 7,
        ("mentee", "rest"): 8,
        ("mentor", code(BANK)): 7,
        ("mentor", "rest"): 8,
    }


@pytest.mark.parametrize("occasion", [Occasion.START, Occasion.MANAGERS])
def test_at_the_start_and_of_line_managers_no_answer_names_a_group(program, occasion):
    manager = PersonFactory()
    for participation in program.participations.all():
        participation.person.manager = manager
        participation.person.save()
    wave = opened(program, occasion)
    assert wave.cells is None
    answer_all(wave, **({"network": 3} if occasion == Occasion.START else {"informed": 4}))
    assert {group for _role, group in said(wave)} == {""}


def test_in_a_programme_by_role_alone_no_answer_names_a_group(program):
    program.breakdown = Breakdown.NONE
    program.save()
    wave = opened(program)
    answer_all(wave, fit=4)
    assert said(wave) == {("mentee", ""): 15, ("mentor", ""): 15}


def test_who_is_invited_later_joins_a_group_that_is_there(program):
    Placement.objects.all().delete()
    program.participations.filter(person__organisation=company(SHOP)).delete()
    wave = opened(program)
    joined(program, WORKS, 1)
    joined(program, SHOP, 1)
    place_all()
    invite(wave, noon(wave.opens_on))
    answer_all(wave, fit=4)
    # there are no others yet, and one alone would be known: counted with the largest
    assert said(wave)["mentee", code(WORKS)] == 7
    assert said(wave)["mentee", code(BANK)] == 8
    assert {group for _role, group in said(wave)} == {code(BANK), code(WORKS)}


@pytest.mark.django_db(transaction=True)
def test_rows_on_disk_connect_nobody_with_an_answer_within_a_group():
    surveys = []
    for _round in range(5):
        program = ProgramFactory(state=ProgramState.RUNNING, breakdown=Breakdown.COMPANY, smallest_group=4)
        joined(program, BANK, 4)
        joined(program, WORKS, 4)
        surveys.append(opened(program))
    # chance is one in four: of eighty guesses, four of which are an order of the same four, 52 hit once in a billion
    assert best_hit_rate(surveys, guesses_within) < 52 / 80


# ---------------------------------------------------------------- what is shown
def is_of_the_bank(invitation):
    return invitation.person.organisation.name == BANK


@pytest.fixture
def told(program):
    """The bank finds that the two fit (5), works and shop less so (3); meetings were held in March."""
    wave = opened(program)
    fit = wave.questionnaire.questions.get(code="fit")
    for invitation in wave.invitations.select_related("participation", "person__organisation"):
        response = Response.objects.create(wave=wave, role=invitation.role, group=group_for(wave, invitation))
        Answer.objects.create(response=response, question=fit, value=5 if is_of_the_bank(invitation) else 3)
    wave.invitations.update(state=InvitationState.ANSWERED)
    for tandem in program.tandems.all():
        MeetingFactory(tandem=tandem, planned_week=DAY, starts_at=noon(DAY), state=MeetingState.HELD, minutes=60)
    publish(program, noon(wave.opens_on))
    with time_machine.travel(noon(date(2026, 4, 20)), tick=False):
        yield program


def team(program, role=TeamRole.VIEWER, name=BANK):
    person = PersonFactory(organisation=company(name), language="en", is_staff=False)
    return TeamMemberFactory(program=program, role=role, person=person).person


def page(client, person, query="", view="evaluation"):
    client.force_login(person)
    return client.get(reverse(view, args=["both"]) + query).content.decode("utf-8-sig")


def finding(html):
    """What the page says about the fit: the mean with its number of answers."""
    found = re.search(r"Half-way, agreement is highest with “[^”]*”: ([\d.]+) of 5", html)
    return found.group(1) if found else None


def test_hr_filters_by_company_and_the_file_says_the_same(client, told):
    manager = team(told, TeamRole.MANAGER)
    assert finding(page(client, manager)) == "3.9"
    by_bank = f"?group={code(BANK)}"
    html = page(client, manager, by_bank)
    assert finding(html) == "5.0"
    assert f'<option value="{code(BANK)}" selected>Bank</option>' in html
    assert "7 tandems" in html
    file = page(client, manager, by_bank, "evaluation_csv")
    assert finding(file) == "5.0"
    assert "for the whole programme" in file  # what is not by company says so
    assert finding(page(client, manager, f"{by_bank}&role=mentor&period=2026-1")) == "5.0"
    assert "quarter 2 of 2026" not in page(client, manager, f"{by_bank}&period=2026-2")  # nothing was in it


@pytest.mark.parametrize(
    ("state", "breakdown", "viewers", "says"),
    [
        (ProgramState.DRAFT, Breakdown.NONE, [BANK], "before people can sign up"),
        (ProgramState.RUNNING, Breakdown.DEPARTMENT, [BANK, WORKS], "so it stays that way"),
        (ProgramState.RUNNING, Breakdown.COMPANY, [BANK, "Another"], "choose a viewer from each company"),
        (ProgramState.RUNNING, Breakdown.COMPANY, [BANK, WORKS], ""),
        (ProgramState.RUNNING, Breakdown.NONE, [], ""),
    ],
)
def test_hr_is_told_that_viewers_see_nothing_and_what_can_be_done(state, breakdown, viewers, says):
    program = ProgramFactory(state=state, breakdown=breakdown)
    program.organisations.set([company(BANK), company(WORKS)])
    for name in viewers:
        team(program, name=name)
    both = team(program, name="Another")  # who runs it sees all of it
    TeamMemberFactory(program=program, role=TeamRole.MANAGER, person=both)
    with translation.override("en"):
        told = who_sees_nothing(program)
    assert (says in told) if says else told == ""
    program.organisations.set([company(BANK)])
    assert who_sees_nothing(program) == ""


def test_only_those_who_run_it_read_who_sees_nothing(client, told):
    manager, viewer = team(told, TeamRole.MANAGER), team(told, name="Another")
    manager.is_staff = True
    manager.save()
    words = "choose a viewer from each company that takes part"
    assert words in page(client, manager)
    assert words not in page(client, viewer)


def test_a_small_company_and_the_one_that_would_tell_it_cannot_be_chosen(client, told):
    manager = team(told, TeamRole.MANAGER)
    html = page(client, manager)
    assert [name for name in (BANK, WORKS, SHOP) if f">{name}</option>" in html] == [BANK]
    for name in (WORKS, SHOP):
        assert finding(page(client, manager, f"?group={code(name)}")) == "3.9"  # no such filter: everyone


def test_where_one_role_of_a_group_is_too_small_its_figures_say_whose_they_are():
    program = ProgramFactory(state=ProgramState.RUNNING, breakdown=Breakdown.COMPANY)
    joined(program, BANK, 5)
    for _n in range(5):  # mentees of the works meet mentors of the bank
        mentee = MenteeFactory(program=program, person__organisation=company(WORKS))
        mentor = ParticipationFactory(program=program, person__organisation=company(BANK))
        TandemFactory(program=program, mentee=mentee, mentor=mentor)
    wave = opened(program)
    answer_all(wave, fit=4)
    publish(program, noon(wave.opens_on))
    facts = facts_of([program], noon(DAY))[0]
    with translation.override("en"):
        notes = [catalogue.result("half_way", facts, Selection("", code(name))).note for name in (BANK, WORKS)]
    assert ["only mentees of this group" in note for note in notes] == [False, True]


def test_it_is_said_by_what_groups_results_are_shown(client, program):
    auditor = team(program, TeamRole.AUDITOR)
    client.force_login(auditor)
    assert "by role and company" in client.get(reverse("oversight", args=["both"])).content.decode()
    mentee = program.participations.first().person
    mentee.language = "en"
    mentee.save()
    client.force_login(mentee)
    assert "Also by company." in client.get(reverse("program", args=["both"])).content.decode()
    wave = opened(program)
    with time_machine.travel(noon(wave.opens_on), tick=False):
        client.force_login(mentee)
        html = client.get(reverse("survey", args=[wave.invitations.get(person=mentee).pk])).content.decode()
    assert "and your company, the latter only where enough people of it were asked" in html


def test_counts_of_process_follow_the_company(told):
    facts = facts_of([told], noon(date(2026, 4, 20)))[0]
    assert [name for _code, name in groups_told(facts)] == [BANK]
    bank = of_group(facts, code(BANK))
    assert (bank.started, bank.held, bank.minutes, bank.signed_up["mentor"]) == (7, 7, 420, 7)
    works = of_group(facts, code(WORKS))
    assert (works.started, works.held, works.minutes, works.signed_up.total()) == (0, 0, 0, 0)
    assert works.withheld >= {"started", "mentee", "mentor"}


VIEWS = ("evaluation", "evaluation_csv")


def test_leadership_of_one_company_of_several_sees_its_own_alone(client, told):
    viewer = team(told)
    queries = ["", "?group=", "?role=mentee", "?period=2026-1", f"?group={code(WORKS)}", "?group=rest"]
    for view, query in product(VIEWS, queries):
        html = page(client, viewer, query, view)
        assert finding(html) == "5.0", (view, query)
        assert not re.search(r"\b(Works|Shop|8|15|16|30)\b(?! months| people)", figures_in(html)), (view, query)


def figures_in(html):
    """What figures say, without the definitions below them, and without the number in the programme's name."""
    html = re.sub(r"Digital at eye level \d+", "", html)
    told = re.findall(
        r"<figcaption>(.*?)</figcaption>|<t[dh][^>]*>(.*?)</t[dh]>|<dd>(.*?)</dd>", html.split("definitions")[0]
    )
    return " ".join(text for texts in told for text in texts) if told else html


def test_leadership_of_a_company_too_small_or_of_none_of_them_sees_nothing(client, told):
    for view, name in product(VIEWS, [WORKS, SHOP, "Consultants"]):
        html = page(client, team(told, name=name), f"?group={code(BANK)}", view)
        assert finding(html) is None
        assert "Too few tandems to say more." in html or view == "evaluation_csv"
        assert not re.search(r"tandems have started|of their plan|have given [0-9]|were answered", figures_in(html))


def test_leadership_of_a_company_nobody_has_joined_from_is_told_so(client, told):
    others = "You see the figures of your own once enough people of it are there."
    guests = "This programme has none for yours."
    viewer = team(told, name="Newcomers")
    assert guests in page(client, viewer)
    told.organisations.add(viewer.organisation)
    html = page(client, viewer)
    assert others in html
    assert guests not in html
    assert "Too few tandems to say more." in html
    type(told).objects.filter(pk=told.pk).update(state=ProgramState.OPEN)
    html = page(client, viewer)
    assert "The programme has not begun yet." in html
    assert "Too few tandems to say more." not in html


def test_the_list_shows_leadership_no_more_than_the_page(client, told):
    client.force_login(team(told, name=SHOP))
    html = client.get(reverse("evaluation_list")).content.decode()
    assert "Tandems keep" not in html
    client.force_login(team(told))
    assert "of 7 tandems" in client.get(reverse("evaluation_list")).content.decode()


@pytest.mark.parametrize(
    ("companies", "breakdown", "role", "own"),
    [
        ([BANK, WORKS], Breakdown.COMPANY, TeamRole.VIEWER, "own"),
        ([BANK, WORKS], Breakdown.DEPARTMENT, TeamRole.VIEWER, NOWHERE),
        ([BANK, WORKS], Breakdown.NONE, TeamRole.VIEWER, NOWHERE),
        ([BANK, WORKS], Breakdown.COMPANY, TeamRole.MANAGER, None),
        ([BANK], Breakdown.DEPARTMENT, TeamRole.VIEWER, None),
        ([WORKS], Breakdown.NONE, TeamRole.VIEWER, None),  # a visitor of a programme of one company
        ([], Breakdown.NONE, TeamRole.VIEWER, None),
    ],
)
def test_whose_figures_somebody_sees(companies, breakdown, role, own):
    program = ProgramFactory(breakdown=breakdown, organisations=[company(name) for name in companies])
    person = team(program, role)
    assert own_groups(person, [program]).get(program.pk) == (code(BANK) if own == "own" else own)


def test_companies_that_hr_has_not_named_count_once_their_people_have_signed_up():
    program = ProgramFactory(organisations=[company(BANK)])
    person = team(program)
    assert own_groups(person, [program]) == {}
    MenteeFactory(program=program, person__organisation=company(WORKS))
    assert own_groups(person, [program]) == {program.pk: NOWHERE}


@pytest.mark.parametrize("more", [0, 2])
def test_a_dashboard_by_company_takes_the_same_queries_for_few_and_many(client, told, more, django_assert_num_queries):
    for number in range(more):
        joined(told, f"Company {number}", 6)
        place_all()
    page(client, team(told, TeamRole.MANAGER))
    address = reverse("evaluation", args=["both"]) + f"?group={code(BANK)}"
    with django_assert_num_queries(26):
        client.get(address)


def test_an_export_tells_a_person_their_group(program):
    place_all()
    person = program.participations.first().person
    assert export(person)["groups"] == [{"programme": program.name, "group": person.organisation.name}]
