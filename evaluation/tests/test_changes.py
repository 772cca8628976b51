"""You said, we did: HR writes it, leadership and participants read it."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation

from evaluation.figures import catalogue
from evaluation.figures.facts import facts_of
from evaluation.models import FeedbackChange
from evaluation.tests.factories import noon
from people.models import AuditEvent
from programs.enums import ProgramState
from programs.tests.factories import MenteeFactory, ProgramFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db
TEXTS = {"heard_de": "", "heard_en": "An hour is short.", "changed_de": "", "changed_en": "Meetings take 75 minutes."}


@pytest.fixture
def program():
    return ProgramFactory(state=ProgramState.RUNNING)


def test_hr_writes_what_has_changed_and_the_participant_reads_it(client, program):
    manager = TeamMemberFactory(program=program, person__language="en").person
    client.force_login(manager)
    url = reverse("admin:evaluation_feedbackchange_add")
    client.post(url, {"program": program.pk, "changed_on": "2026-04-01", **TEXTS})
    change = FeedbackChange.objects.get()
    assert (change.program, change.changed) == (program, "Meetings take 75 minutes.")
    assert AuditEvent.objects.filter(event="feedback_change.saved", program_id=program.pk).exists()
    mentee = MenteeFactory(program=program, person__language="en")
    client.force_login(mentee.person)
    html = client.get(reverse("program", args=[program.slug])).content.decode()
    assert "You said: An hour is short." in html
    assert "Meetings take 75 minutes." in html


def test_nobody_writes_for_a_programme_of_others(client, program):
    client.force_login(TeamMemberFactory().person)
    url = reverse("admin:evaluation_feedbackchange_add")
    client.post(url, {"program": program.pk, "changed_on": "2026-04-01", **TEXTS})
    assert not FeedbackChange.objects.exists()


def test_both_what_was_heard_and_what_has_changed_are_said(program):
    with pytest.raises(ValidationError):
        FeedbackChange(program=program, heard_en="An hour is short.").full_clean()


def test_a_page_without_entries_has_no_empty_heading(client, program):
    client.force_login(MenteeFactory(program=program, person__language="en").person)
    assert "You said, we did" not in client.get(reverse("program", args=[program.slug])).content.decode()


def test_the_dashboard_has_it_among_its_figures(program):
    FeedbackChange.objects.create(program=program, **TEXTS)
    with translation.override("en"):
        found = catalogue.result("you_said", facts_of([program], noon(program.starts_on))[0])
    assert found.finding == "1 thing has changed because of feedback"
    assert found.rows[0][:2] == ["An hour is short.", "Meetings take 75 minutes."]
