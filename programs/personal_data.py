"""What this floor stores about a person: sign-ups, consents and roles in programmes."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from people.models import AuditEvent, Person
from people.privacy import PersonalData
from people.privacy import register as register_part
from programs import wishes
from programs.models import (
    BriefingRead,
    Consent,
    ManagerConsent,
    Participation,
    PoolMember,
    Program,
    SignUpImport,
    TeamMember,
    TopicChoice,
    WaitingEntry,
)
from programs.personal_assessments import SELF_ASSESSMENTS
from programs.personal_concern import CONCERNS
from programs.personal_events import EVENTS


def export(person: Person) -> dict[str, Any]:
    """Everything as plain data, names of programmes and topics in the active language."""
    participations = Participation.objects.filter(person=person).select_related("program", "joint_with")
    return {
        "participations": [
            _participation(row) for row in participations.prefetch_related("topic_choices__topic", "exchange")
        ],
        "consents": [
            _consent(row)
            for row in Consent.objects.filter(participation__person=person).select_related(
                "text", "participation__program"
            )
        ],
        "roles": [
            {"program": row.program.name, "role": row.get_role_display()}
            for row in TeamMember.objects.filter(person=person).select_related("program")
        ],
        "waiting_for": [
            row.program.name for row in WaitingEntry.objects.filter(person=person).select_related("program")
        ],
        "briefings_read": [
            {"program": row.briefing.program.name, "for": str(row.briefing), "read_at": row.read_at.isoformat()}
            for row in BriefingRead.objects.filter(person=person).select_related("briefing__program")
        ],
        "mentor_pool": [_pool(row) for row in PoolMember.objects.filter(person=person).prefetch_related("topics")],
        "line_manager_consents": [
            {
                "mentor": row.participation.person.full_name,
                "line_manager": row.manager.full_name,
                "program": row.participation.program.name,
                "hours": row.hours,
                "answer": str(row.get_state_display()),
                "asked_at": row.asked_at.isoformat(),
            }
            for row in ManagerConsent.objects.filter(
                Q(participation__person=person) | Q(manager=person)
            ).select_related("manager", "participation__person", "participation__program")
        ],
        "sponsor_of": [program.name for program in person.sponsored_programs.all()],
        "named_as_partner_by": [
            row.person.full_name
            for row in Participation.objects.signed_up().filter(joint_with=person).select_related("person")
        ],
    }


def _participation(row: Participation) -> dict[str, Any]:
    return {
        "program": row.program.name,
        "role": row.get_role_display(),
        "state": row.get_state_display(),
        "signed_up_at": row.signed_up_at.isoformat() if row.signed_up_at else None,
        "tandems_at_most": row.room,
        "how_to_meet": row.get_mode_display(),
        "times": row.slot_names,
        "topics": [_choice(choice) for choice in row.topic_choices.all()],
        "in_return": [topic.name for topic in row.exchange.all()],
        "motivation": row.motivation,
        "joint_with": row.joint_with.full_name if row.joint_with else None,
        **_wishes(row),
    }


def _pool(row: PoolMember) -> dict[str, Any]:
    return {
        "in_the_pool": row.listed_since is not None,
        "since": row.listed_since.isoformat() if row.listed_since else None,
        "topics": [topic.name for topic in row.topics.all()],
        "shown_to_participants": row.is_shown,
    }


def _wishes(row: Participation) -> dict[str, list[str]]:
    """For the person alone: whoever is named here does not find it in their own export."""
    liked, out = wishes.people_of(row)
    return {
        "would_like": [person.full_name for person in liked],
        "out_of_the_question": [person.full_name for person in out],
    }


def _choice(choice: TopicChoice) -> dict[str, Any]:
    return {
        "topic": choice.topic.name,
        "level": str(choice.get_level_display()),
        "priority": choice.priority,
    }


def _consent(row: Consent) -> dict[str, Any]:
    return {
        "program": row.participation.program.name,
        "version": row.text.version,
        "text": row.text.text,
        "given_at": row.given_at.isoformat(),
        "how": row.get_source_display(),
    }


def _stored(person: Person) -> list[QuerySet[Any]]:
    own = (Participation, TeamMember, WaitingEntry, BriefingRead, PoolMember)
    return [
        *(model.objects.filter(person=person) for model in own),
        Consent.objects.filter(participation__person=person),
        ManagerConsent.objects.filter(Q(participation__person=person) | Q(manager=person)),
        Program.objects.filter(sponsor=person),
        Participation.objects.signed_up().filter(joint_with=person),
    ]


def erase(person: Person) -> None:
    """Empty the sign-ups and delete consents, roles, and files of sign-ups that still hold the person's row.

    The bare row of a sign-up stays where it was more than a draft: the partner's tandem hangs on it.
    """
    AuditEvent.objects.forget_subjects(Participation.objects.filter(person=person))
    wishes.forget(person)
    Participation.objects.filter(joint_with=person).update(joint_with=None)
    person.sponsored_programs.update(sponsor=None)
    PoolMember.objects.filter(person=person).delete()
    ManagerConsent.objects.filter(Q(participation__person=person) | Q(manager=person)).delete()
    TeamMember.objects.filter(person=person).delete()
    BriefingRead.objects.filter(person=person).delete()
    WaitingEntry.objects.filter(person=person).delete()
    Consent.objects.filter(participation__person=person).delete()
    TopicChoice.objects.filter(participation__person=person).delete()
    Participation.exchange.through.objects.filter(participation__person=person).delete()
    Participation.objects.filter(person=person, signed_up_at=None).delete()
    Participation.objects.filter(person=person).update(motivation="", slots=[], joint_with=None)
    email = person.email.casefold()
    for stored in SignUpImport.objects.exclude(rows=[]):
        if any(email in str(row).casefold() for row in stored.rows):
            stored.delete()


def register() -> None:
    register_part(SELF_ASSESSMENTS)
    register_part(CONCERNS)
    register_part(EVENTS)
    register_part(
        PersonalData(
            key="programs",
            name=_("Programmes"),
            description=_(
                "Your sign-ups with topics, times, wishes and motivation, what you agreed to and when, and roles you "
                "hold in programmes."
            ),
            export=export,
            rows=_stored,
            erase=erase,
            floor=3,
        )
    )
