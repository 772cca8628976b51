"""What this app stores about a person: the entries they wrote, to take along or to erase."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from journals.guide import QUESTIONS
from journals.models import Entry
from journals.reading import role_of_author
from people.models import Person
from people.privacy import PersonalData, register


def export(person: Person) -> list[dict[str, Any]]:
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


def erase(person: Person) -> None:
    Entry.objects.written_by(person).delete()


def register_all() -> None:
    register(
        PersonalData(
            key="journals",
            name=_("Journal"),
            description=_(
                "The entries you wrote. Nobody but you, and your partner where you opened one, can read them."
            ),
            export=export,
            erase=erase,
            floor=5,
        )
    )
