"""What a programme suggests for agreements: complete in our blueprints, offered to tandems, theirs once taken over."""

import pytest
from django.urls import reverse
from django.utils import translation

from people.errors import NotAllowed
from people.tests.factories import PersonFactory
from programs import blueprints
from programs.tests.factories import ProgramFactory, TeamMemberFactory
from tandems.models import AgreementWording
from tandems.suggestions import WORDING, suggestions
from tandems.tests.factories import TandemFactory
from tandems.wording import check, set_up, set_wording, write_down

pytestmark = pytest.mark.django_db
ASKED_FOR = {"confidential", "off_limits", "when_stuck"}


@pytest.mark.parametrize("code", list(blueprints.ours()))
def test_ours_suggest_what_is_particular_in_both_languages(code, now):
    data = blueprints.ours()[code].sections["agreement"]
    assert check(data) == []
    assert set(data) >= ASKED_FOR
    rows = [row for name in ASKED_FOR for row in data[name]]
    assert all(row["de"].strip() and row["en"].strip() and row["de"] != row["en"] for row in rows)
    program = ProgramFactory()
    set_up(program, data, None, now)
    assert write_down(program) == data


def test_no_two_of_ours_suggest_the_same():
    said = [
        row["de"] for one in blueprints.ours().values() for rows in one.sections["agreement"].values() for row in rows
    ]
    assert len(said) == len(set(said))


@pytest.mark.parametrize(
    "data",
    [
        {"rockets": []},
        {"confidential": "x"},
        {"confidential": ["x"]},
        {"confidential": [{"fr": "x"}]},
        {"confidential": [{"de": " "}]},
        {"confidential": [{"de": 3}]},
        {"confidential": [{"de": "x" * 301}]},
        {"confidential": [{"de": "x"}] * 9},
        {"topics": [{"de": "x"}]},
    ],
)
def test_bad_ones_are_refused_with_a_sentence(data):
    assert check(data)
    document = blueprints.Document("x", {"de": "x"}, {}, {"agreement": data})
    assert any(problem.startswith("agreement: ") for problem in blueprints.problems(document))


def test_a_tandem_is_offered_its_programmes_own_first_in_its_language(client, now):
    tandem = TandemFactory()
    set_up(
        tandem.program, {"confidential": [{"de": "Unter uns.", "en": "Between us."}, {"de": "Nur deutsch."}]}, None, now
    )
    with translation.override("en"):
        found = suggestions(tandem)["confidential"]
        assert found[:2] == ["Between us.", "Nur deutsch."]
        assert found[2:] == [str(sentence) for sentence in WORDING["confidential"]]
    person = tandem.mentee.person
    person.language = "de"
    person.save()
    client.force_login(person)
    address = reverse("agreement_edit", args=[tandem.pk])
    page = client.get(address)
    assert "Unter uns." in page.content.decode()
    latest = {"latest": 0, "confidential": "Wir.", "take": "confidential:0"}
    assert "Wir.\nUnter uns." in client.post(address, latest).content.decode()


def test_another_programme_offers_none_of_it(now):
    set_up(ProgramFactory(), {"confidential": [{"de": "Unter uns."}]}, None, now)
    assert "Unter uns." not in suggestions(TandemFactory())["confidential"]


def test_only_who_manages_the_programme_sets_it():
    program, manager = ProgramFactory(), PersonFactory(is_staff=True)
    TeamMemberFactory(program=program, person=manager)
    with pytest.raises(NotAllowed):
        set_wording(program=program, sentences={"off_limits": [{"de": "x"}]}, actor=PersonFactory(is_staff=True))
    assert not AgreementWording.objects.exists()
    set_wording(program=program, sentences={"off_limits": [{"de": "x"}], "aims": []}, actor=manager)
    assert write_down(program) == {"off_limits": [{"de": "x"}]}


def test_hr_writes_it_a_sentence_a_line_in_two_languages(client, admin_page_of):
    program, page = admin_page_of
    typed = {"confidential_de": "Eins\nZwei\n", "confidential_en": "One\n\n"}
    assert client.post(page, typed).status_code == 302
    assert write_down(program) == {"confidential": [{"de": "Eins", "en": "One"}, {"de": "Zwei", "en": ""}]}
    assert "Zwei" in client.get(page).content.decode()
    wrong = client.post(page, {"aims_de": "x" * 301})
    assert wrong.status_code == 400
    assert "x" * 301 in wrong.content.decode()


@pytest.fixture
def admin_page_of(client):
    member = TeamMemberFactory(person__is_staff=True)
    client.force_login(member.person, backend="django.contrib.auth.backends.ModelBackend")
    return member.program, reverse("admin:programme_agreement", args=[member.program.pk])
