"""How a person sees themselves in topics: theirs to take along and to have erased."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from people.models import Person
from people.privacy import PersonalData
from programs.enums import SkillLevel
from programs.models import SelfAssessment, Topic


def export(person: Person) -> list[dict[str, Any]]:
    pictures = SelfAssessment.objects.filter(participation__person=person).select_related("participation__program")
    names = Topic.objects.in_bulk({topic for picture in pictures for topic in picture.levels})
    return [
        {
            "programme": picture.participation.program.name,
            "taken": picture.taken_at,
            "levels": {
                names[topic].name: str(SkillLevel(level).label)
                for topic, level in picture.levels.items()
                if topic in names
            },
        }
        for picture in pictures
    ]


def erase(person: Person) -> None:
    SelfAssessment.objects.filter(participation__person=person).delete()


SELF_ASSESSMENTS = PersonalData(
    key="self_assessments",
    name=_("Self-assessments"),
    description=_(
        "Where you see yourself in the programme's topics, and when you said so. Only you can read it, "
        "unless you show it to your tandem partner."
    ),
    export=export,
    rows=lambda person: [SelfAssessment.objects.filter(participation__person=person)],
    erase=erase,
    floor=3,
)
