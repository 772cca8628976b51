"""The words of the demo's people: about the topic of the meeting where there are such, and never twice from one person.

What is drawn here changes nothing in the rest of the story.
"""

import tomllib
from pathlib import Path
from random import Random

from journals.models import Entry
from people.enums import Language
from people.models import Person
from programs.enums import Role
from tandems.enums import MeetingState
from tandems.models import Meeting, Tandem

HERE = Path(__file__).parent
TEXTS = tomllib.loads((HERE / "texts.toml").read_text(encoding="utf-8"))
SUBJECTS = tomllib.loads((HERE / "subjects.toml").read_text(encoding="utf-8"))
ANSWERS = {Role.MENTEE: ("surprised", "tries", "open"), Role.MENTOR: ("", "explained", "")}


def entry(tandem: Tandem, meeting: Meeting, person: Person) -> tuple[tuple[str, str, str], str]:
    """Three answers and free text of `person` about `meeting`."""
    role = Role.MENTEE if person.pk == tandem.mentee.person_id else Role.MENTOR
    texts = TEXTS[role]["en" if person.language == Language.ENGLISH else "de"]
    written = Entry.objects.filter(tandem=tandem, author=person).count()
    first, second, third = (
        about(meeting, person, name) or _another(texts[f"answer_{number}"], person, written)
        for number, name in enumerate(ANSWERS[role], 1)
    )
    return (first, second, third), _another(texts["text"], person, written)


def about(meeting: Meeting, person: Person, name: str) -> str:
    """What fits the topic of the meeting; empty where there is nothing, or nothing new."""
    if meeting.topic is None or person.language != Language.GERMAN:
        return ""
    sentences = SUBJECTS.get(meeting.topic.name_de, {}).get(name, [])
    times = meeting.tandem.meetings.filter(
        topic=meeting.topic, state=MeetingState.HELD, number__lt=meeting.number
    ).count()
    return str(sentences[times]) if times < len(sentences) else ""


def guide_for(meeting: Meeting) -> str:
    """The session guide for the topic of the meeting."""
    return str(SUBJECTS.get(meeting.topic.name_de, {}).get("guide", "just-talk")) if meeting.topic else "just-talk"


def _another(texts: list[str], person: Person, written: int) -> str:
    """The next one in an order of the person's own: all of them before one comes again."""
    return Random(person.email).sample(texts, len(texts))[written % len(texts)]  # noqa: S311 a story, not a secret
