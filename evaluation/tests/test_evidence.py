"""A programme beside published standards: what is there is said to be there, what is missing is said to be missing."""

import io
from datetime import date

import pypdf
import pytest
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from evaluation.enums import Occasion
from evaluation.models import FeedbackChange
from evaluation.reports.evidence import criteria
from evaluation.reports.evidence.case import case_of
from evaluation.reports.evidence.looks import LATER, MISSING, PARTLY, STATES, THERE
from evaluation.reports.evidence.report import as_pdf, evidence_of
from evaluation.tests.factories import WaveFactory, answer, evaluated_program, noon, take_part
from people.tests.factories import OrganisationFactory, PersonFactory
from programs.enums import Audience, EventState, ManagerAnswer, ProgramState, TeamRole
from programs.models import Briefing, BriefingRead, Event, ManagerConsent
from programs.tests.factories import GoalFactory, ProgramFactory, TeamMemberFactory
from tandems.models import Agreement, Tandem

pytestmark = pytest.mark.django_db
NOW = noon(date(2026, 4, 1))


def states(program):
    """State and sentence of each criterion, by the name it has in `criteria`."""
    with translation.override("en"):
        case = case_of(program, NOW)
        named = {name: one for name, one in vars(criteria).items() if isinstance(one, criteria.Criterion)}
        return {name: (found.state, found.words) for name, one in named.items() if (found := one.look(case))}


def test_an_empty_programme_lacks_what_it_lacks_and_nothing_is_asked_too_early():
    program = ProgramFactory(state=ProgramState.DRAFT, description_de="", description_en="", sponsor=None)
    found = {name: state for name, (state, _words) in states(program).items()}
    missing = ("PURPOSE", "GOALS", "SPONSOR", "BRIEFINGS", "CONTACT", "OVERSIGHT", "TEAM", "LINE_MANAGERS")
    assert {found[name] for name in missing} == {MISSING}
    too_early = (
        "OWN_AIMS",
        "BRIEFING_READ",
        "STANDPOINT",
        "EVENTS",
        "MATCHED",
        "RHYTHM",
        "PLAN",
        "CHANGE",
        "CLOSING",
        "POOL",
    )
    assert {found[name] for name in too_early} == {LATER}


def test_what_a_programme_has_is_found():
    program = evaluated_program()
    sponsor = PersonFactory()
    type(program).objects.filter(pk=program.pk).update(sponsor=sponsor, sponsor_message_en="Take part", hours_budget=20)
    program.refresh_from_db()
    for role in (TeamRole.MANAGER, TeamRole.MANAGER, TeamRole.CONTACT, TeamRole.AUDITOR):
        TeamMemberFactory(program=program, role=role)
    for audience in (Audience.MENTEE, Audience.MENTOR):
        briefing = Briefing.objects.create(program=program, audience=audience, text_en="Read me")
        for one in program.participations.filter(role=audience):
            BriefingRead.objects.create(briefing=briefing, person=one.person)
    for tandem in Tandem.objects.filter(program=program)[:5]:
        Agreement.objects.create(tandem=tandem, number=1, author=tandem.mentee.person, confirmed_at=NOW)
    FeedbackChange.objects.create(program=program, heard_en="Too short", changed_en="An hour", changed_on="2026-03-20")
    found = states(program)
    there = (
        "GOALS",
        "SPONSOR",
        "BRIEFING_READ",
        "OWN_AIMS",
        "STANDPOINT",
        "PULSE",
        "CHANGE",
        "YOU_SAID",
        "TEAM",
        "CONTACT",
    )
    assert {name: found[name] for name in there if found[name][0] != THERE} == {}
    assert found["BRIEFINGS"] == (PARTLY, "Briefings for: Mentees, Mentors.")
    assert found["BRIEFING_READ"][1] == "Confirmed having read their briefing: 100% of those signed up."
    assert found["GOALS"][1] == "1 goal, with measure, baseline and target."
    assert found["OVERSIGHT"][0] == THERE
    assert found["BUDGET"] == (THERE, "20 hours for each mentor are agreed.")
    assert found["MATCHED"][0] == MISSING
    # five of six: who the one is that has none is not pointed at
    assert found["OWN_AIMS"] == (THERE, "Tandems with an agreement both have confirmed: nearly all.")


def test_a_few_are_never_counted_out():
    program = ProgramFactory(state=ProgramState.RUNNING, smallest_group=5)
    mentors = take_part(program, 0, 8)
    for number, mentor in enumerate(mentors):
        agreed = ManagerAnswer.DECLINED if number == 0 else ManagerAnswer.AGREED
        ManagerConsent.objects.create(participation=mentor, manager=PersonFactory(), hours=10, state=agreed)
    assert states(program)["LINE_MANAGERS"][1].endswith("nearly all.")
    ManagerConsent.objects.update(state=ManagerAnswer.AGREED)
    assert states(program)["LINE_MANAGERS"][1].endswith("100%.")


def test_a_survey_that_was_left_out_is_missing_once_the_programme_is_over():
    program = ProgramFactory(state=ProgramState.RUNNING)
    wave = WaveFactory(program=program, occasion=Occasion.END)
    answer(wave, take_part(program, 1, 0)[0], network=3)
    assert states(program)["AT_THE_END"] == (THERE, "Survey at the end: answered by 100% of those invited.")
    assert states(program)["LATER"][0] == LATER
    program.state = ProgramState.CLOSED
    assert states(program)["LATER"][0] == MISSING


def test_held_events_count_and_planned_ones_do_not():
    program = ProgramFactory(state=ProgramState.RUNNING)
    Event.objects.create(program=program, title_en="Kick-off", state=EventState.INVITED, starts_at=NOW)
    assert states(program)["EVENTS"][0] == LATER
    Event.objects.update(state=EventState.HELD)
    assert states(program)["EVENTS"] == (THERE, "1 event has taken place.")


def test_every_standard_is_laid_out_in_both_languages_and_missing_ones_say_what_would_do():
    program = ProgramFactory(state=ProgramState.DRAFT)
    for language in ("de", "en"):
        with translation.override(language):
            evidence = evidence_of(case_of(program, NOW))
            assert [len(sections) for _name, sections in evidence.families] == [6, 3]
            lines = [line for section in evidence.sections for line in section.lines]
            assert {line.found.state for line in lines} <= set(STATES)
            assert all(line.found.words.endswith(".") for line in lines)
            assert all(line.to_do for line in lines if line.found.state in (MISSING, PARTLY))
            reader = pypdf.PdfReader(io.BytesIO(as_pdf(evidence)))
            assert reader.root_object["/Lang"] == language
            text = "".join("".join(page.extract_text().split()) for page in reader.pages)
            assert all("".join(line.found.words.split()) in text for line in lines)


def test_page_document_and_workbook_say_the_same(client):
    program = ProgramFactory(state=ProgramState.RUNNING)
    GoalFactory(program=program)
    auditor = TeamMemberFactory(program=program, role=TeamRole.AUDITOR, person__language="en").person
    client.force_login(auditor)
    html = client.get(reverse("evidence", args=[program.slug])).content.decode()
    content = client.get(reverse("evidence_xlsx", args=[program.slug]), {"language": "en"}).content
    rows = list(load_workbook(io.BytesIO(content)).active.iter_rows(min_row=4, values_only=True))
    assert len(rows) == sum(len(standard.criteria) for standard in criteria.STANDARDS)
    for _family, area, asks, state, words, _to_do in rows:
        for text in (area, asks, state, words):
            assert text.replace("'", "&#x27;").replace("“", "“") in html


def test_its_counts_are_not_for_those_who_see_one_company_of_several(client):
    program = ProgramFactory(state=ProgramState.RUNNING)
    viewer = TeamMemberFactory(program=program, role=TeamRole.VIEWER).person
    client.force_login(viewer)
    address = reverse("evidence", args=[program.slug])
    assert client.get(address).status_code == 200
    program.organisations.add(OrganisationFactory(name="One"), OrganisationFactory(name="Other"))
    assert client.get(address).status_code == 404
    assert address not in client.get(reverse("evaluation", args=[program.slug])).content.decode()


@pytest.mark.parametrize("tandems", [1, 3])
def test_the_case_takes_the_same_queries_for_few_and_many(tandems, django_assert_num_queries):
    program = ProgramFactory(state=ProgramState.RUNNING)
    take_part(program, tandems, tandems)
    with django_assert_num_queries(30):
        case_of(program, NOW)
