"""What this app stores about a person: the entries they wrote, to take along or to erase."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from journals.guide import QUESTIONS
from journals.models import Draft, Entry, InsightProposal
from journals.reading import FIELDS, role_of_author
from people.models import Person
from people.privacy import PersonalData, register


def export(person: Person) -> dict[str, list[Any]]:
    drafts = Draft.objects.written_by(person).values("tandem_id", "meeting_id", *FIELDS, "saved_at")
    return {
        "entries": _entries(person),
        "not_saved_yet": list(drafts),
        "proposed_insights": _proposals(person),
        "seen_of_partner": list(_seen_by(person).values("tandem_id", "seen_on")),
    }


def _entries(person: Person) -> list[dict[str, Any]]:
    entries = Entry.objects.written_by(person).select_related(
        "meeting", "tandem__program", "tandem__mentee", "tandem__mentor"
    )
    return [_plain(entry) for entry in entries.order_by("created_at")]


def _plain(entry: Entry) -> dict[str, Any]:
    questions = QUESTIONS[role_of_author(entry, entry.tandem)]
    answers = (entry.answer_1, entry.answer_2, entry.answer_3)
    return {
        "programme": str(entry.tandem.program),
        "meeting": entry.meeting.starts_at if entry.meeting else None,
        "readable_for": entry.get_visibility_display(),
        "answers": {str(question): answer for question, answer in zip(questions, answers, strict=True) if answer},
        "text": entry.text,
        "written": entry.created_at,
        "changed": entry.updated_at,
    }


def _proposals(person: Person) -> list[str]:
    """Sentences the two have not released yet. Of released ones nobody knows whose they are."""
    return [proposal.text for proposal in InsightProposal.objects.visible_to(person)]


def _seen_by(person: Person) -> models.QuerySet[Entry]:
    """Entries of others that this person was shown."""
    in_tandem = models.Q(tandem__mentee__person=person) | models.Q(tandem__mentor__person=person)
    return Entry.objects.filter(in_tandem, seen_on__isnull=False).exclude(author=person)


def _stored(person: Person) -> list[models.QuerySet[Any]]:
    own = (Entry.objects.written_by(person), Draft.objects.written_by(person))
    return [*own, InsightProposal.objects.visible_to(person), _seen_by(person)]


def erase(person: Person) -> None:
    Entry.objects.written_by(person).delete()
    Draft.objects.written_by(person).delete()
    InsightProposal.objects.visible_to(person).delete()
    _seen_by(person).update(seen_on=None)


def register_all() -> None:
    register(
        PersonalData(
            key="journals",
            name=_("Journal"),
            description=_(
                "The entries you wrote, and what you typed and have not saved yet. Nobody but you, and your partner "
                "where you opened one, can read them. On which day you were first shown an entry of your partner: they "
                "learn it when they take the entry back. Sentences that the two of you have not released yet; of "
                "released ones nobody knows whose they are."
            ),
            export=export,
            rows=_stored,
            erase=erase,
            floor=5,
        )
    )
