import pytest

from evaluation.models import Answer, Invitation, Response
from evaluation.personal_data import erase, export
from evaluation.tests.factories import InvitationFactory, WaveFactory, answer
from people import privacy
from programs.tests.factories import MenteeFactory

pytestmark = pytest.mark.django_db


def test_the_export_says_whether_one_answered_and_not_what():
    wave = WaveFactory()
    given = answer(wave, MenteeFactory(program=wave.program), useful=2)
    (row,) = export(given.person)["invitations"]
    assert set(row) == {"programme", "survey", "opened_on", "closed_on", "invited_at", "state"}
    assert export(MenteeFactory().person)["invitations"] == []


def test_erasing_removes_the_invitations_of_this_person_alone():
    wave = WaveFactory()
    given = answer(wave, MenteeFactory(program=wave.program), useful=2)
    other = InvitationFactory(wave=wave)
    erase(given.person)
    assert list(Invitation.objects.all()) == [other]
    assert (Response.objects.count(), Answer.objects.count()) == (1, 1)


def test_the_part_is_registered_on_its_floor():
    (part,) = [part for part in privacy.parts() if part.key == "surveys"]
    assert part.floor == 6
