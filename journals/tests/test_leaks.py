"""Four kinds of confidential words, written through the pages, and every place they could turn up in afterwards.

A private entry, one for the two, a draft, an insight before its release: against every role on pages, search and files,
and against audit, mails, logs, error pages and the raw database. Each look is also made where it must find something.
"""

import logging
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from journals.models import Draft, Entry, InsightProposal
from journals.prompts import plan_due
from notices.models import Notice
from people.models import AuditEvent
from people.tests.factories import PersonFactory
from programs.enums import TeamRole
from programs.tests.factories import TeamMemberFactory
from tandems.tests.factories import TandemFactory

WORDS = {
    "private": "Granitwort eins",
    "shared": "Granitwort zwei",
    "draft": "Granitwort drei",
    "proposal": "Granitwort vier",
}
KNOWN = "Bahnhofstraße 12"  # no secret: what the raw look must find


@pytest.fixture
def tandem():
    return TandemFactory(mentor__person__site=KNOWN)


@pytest.fixture
def write(client, tandem):
    """The mentee writes all four, as one does in the browser."""

    def do():
        client.force_login(tandem.mentee.person)
        new = reverse("entry_new", args=[tandem.pk])
        for visibility, kind in (("private", "private"), ("tandem", "shared")):
            data = {
                "key": uuid4(),
                "version": 0,
                "visibility": visibility,
                "text": WORDS[kind],
                "answer_1": WORDS[kind],
            }
            assert client.post(new, data).status_code == 302
        typed = {"tandem": tandem.pk, "version": 0, "text": WORDS["draft"]}
        assert client.post(reverse("entry_draft", args=[uuid4()]), typed).status_code == 200
        proposed = {"key": uuid4(), "text": WORDS["proposal"]}
        assert client.post(reverse("insight_new", args=[tandem.pk]), proposed).status_code == 200

    return do


def found_in(text):
    return {kind for kind, words in WORDS.items() if words in text}


def people(tandem):
    everyone = {
        "author": tandem.mentee.person,
        "partner": tandem.mentor.person,
        "other tandem": TandemFactory(program=tandem.program).mentee.person,
        "line manager": PersonFactory(),
        "superuser": PersonFactory(is_staff=True, is_superuser=True),
    }
    everyone["partner"].manager = everyone["line manager"]
    everyone["partner"].save()
    for role in TeamRole:
        everyone[role] = TeamMemberFactory(program=tandem.program, role=role, person__is_staff=True).person
    TeamMemberFactory(program=tandem.program, role=TeamRole.MANAGER, person=everyone["superuser"])
    return everyone


def addresses(tandem):
    private, shared = (Entry.objects.get(visibility=visibility) for visibility in ("private", "tandem"))
    draft, proposal = Draft.objects.get(), InsightProposal.objects.get()
    return [
        *(reverse(name, args=[entry.pk]) for name in ("entry", "entry_edit") for entry in (private, shared)),
        f"{reverse('entry_new', args=[tandem.pk])}?draft={draft.key}",
        reverse("draft_discard", args=[draft.key]),
        reverse("insight_agree", args=[proposal.pk]),
        reverse("insight_wall", args=[tandem.program.slug]),
        reverse("journal"),
        reverse("journal_markdown"),
        reverse("privacy_export"),
        reverse("tandem", args=[tandem.pk]),
        reverse("program", args=[tandem.program.slug]),
        reverse("evaluation", args=[tandem.program.slug]),
        reverse("home"),
        reverse("admin:journals_insight_changelist"),
        reverse("admin:tandems_tandem_change", args=[tandem.pk]),
        reverse("admin:people_auditevent_changelist"),
        reverse("admin:notices_notice_changelist"),
    ]


@pytest.mark.django_db
def test_on_every_page_each_finds_what_is_theirs_and_nobody_anything_else(client, tandem, write):
    write()
    seen = {}
    for name, person in people(tandem).items():
        client.force_login(person)
        pages = [client.get(address, follow=True).content.decode() for address in addresses(tandem)]
        pages.append(client.post(reverse("journal_search"), {"words": "wort"}).content.decode().replace("<mark>", ""))
        seen[name] = found_in("\n".join(pages).replace("</mark>", ""))
    assert seen.pop("author") == set(WORDS)
    assert seen.pop("partner") == {"shared", "proposal"}
    assert seen
    assert set(map(frozenset, seen.values())) == {frozenset()}


@pytest.mark.django_db
def test_neither_log_nor_mail_nor_audit_nor_outbox_has_a_word(client, tandem, write, caplog):
    with caplog.at_level(logging.DEBUG):
        write()
        plan_due(timezone.now())
    rows = [*AuditEvent.objects.values_list(), *Notice.objects.values_list()]
    sent = [f"{message.subject} {message.body}" for message in mail.outbox]
    assert found_in(repr(rows) + repr(sent) + caplog.text) == set()
    assert found_in("\n".join(Entry.objects.values_list("text", flat=True))) == {"private", "shared"}


@pytest.mark.django_db
def test_an_error_while_saving_shows_and_logs_no_word(client, tandem, settings, caplog):
    client.force_login(tandem.mentee.person)
    client.raise_request_exception = False
    settings.JOURNAL_KEYS = ["broken"]
    sent = {
        reverse("entry_new", args=[tandem.pk]): {"key": uuid4(), "version": 0, "visibility": "private"},
        reverse("entry_draft", args=[uuid4()]): {"tandem": tandem.pk, "version": 0},
        reverse("insight_new", args=[tandem.pk]): {"key": uuid4()},
    }
    with caplog.at_level(logging.DEBUG):
        pages = [client.post(address, {**data, "text": WORDS["private"]}) for address, data in sent.items()]
    assert [page.status_code for page in pages] == [500, 500, 500]
    assert found_in(caplog.text + "".join(page.content.decode() for page in pages)) == set()
    assert "Internal Server Error" in caplog.text


def raw_database():
    """The bytes of the file on SQLite, with its log; elsewhere every row of every table."""
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            rows = []
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f'SELECT * FROM "{table}"')
                rows += cursor.fetchall()
        return repr(rows)
    name = connection.settings_dict["NAME"]
    parts = []
    for path in (name, f"{name}-wal"):
        with open(path, "rb") as file:
            parts.append(file.read().decode(errors="replace"))
    return "".join(parts)


@pytest.mark.django_db(transaction=True)
def test_the_raw_database_has_no_word(tandem, write):
    write()
    raw = raw_database()
    assert KNOWN in raw
    assert found_in(raw) == set()
