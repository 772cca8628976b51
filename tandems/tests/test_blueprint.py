"""The session guides that a blueprint suggests reach the meetings."""

import pytest

from programs import blueprints
from programs.tests.factories import ProgramFactory
from tandems.blueprint import check, set_up, write_down
from tandems.guide_sections import suggested
from tandems.guides import guides
from tandems.models import Course
from tandems.tests.factories import MeetingFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("code", list(blueprints.ours()))
def test_ours_suggest_guides_that_are_there_and_end_with_closing(code):
    data = blueprints.ours()[code].sections["meetings"]
    assert check(data) == []
    assert data["guides"][0] == "getting-to-know"
    assert data["guides"][-1] == "closing"


@pytest.mark.parametrize("data", [{"guides": ["rockets"]}, {"guides": 3}, {"x": 1}, {"guides": [""] * 61}])
def test_wrong_ones_are_refused(data):
    assert check(data)


def test_a_meeting_is_given_the_guide_of_its_number_and_else_what_fits(now):
    meeting = MeetingFactory(number=2)
    program = meeting.tandem.program
    assert suggested(meeting, 6) == ""
    slug = list(guides())[3]
    set_up(program, {"guides": ["", slug]}, None, now)
    assert suggested(meeting, 6) == slug
    meeting.number = 1
    assert suggested(meeting, 6) == "getting-to-know"
    assert write_down(program) == {"guides": ["", slug]}
    assert Course.objects.count() == 1


def test_a_programme_without_any_writes_down_none():
    assert write_down(ProgramFactory()) == {"guides": []}
