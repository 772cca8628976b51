"""Meetings that the mentee cancels one after the other: a word to the mentee alone, then to the contact."""

from datetime import datetime, timedelta

from django.db.models import F

from notices.actions import Draft, plan
from people.models import Person
from programs.enums import Role, TeamRole
from tandems.models import CancelledInARow, Meeting, Tandem
from tandems.models.cancelled import ALONE, TOGETHER

KEEPS = timedelta(days=7)


def count_cancelled(meeting: Meeting, person: Person, now: datetime) -> None:
    """`person` has cancelled a meeting that was still to come. Only the mentee's are counted."""
    tandem = meeting.tandem
    if tandem.role_of(person) != Role.MENTEE:
        return
    row, is_new = CancelledInARow.objects.get_or_create(tandem=tandem, defaults={"count": 1})
    if not is_new:
        CancelledInARow.objects.filter(pk=row.pk).update(count=F("count") + 1)
        row.refresh_from_db()
    if row.count == ALONE:
        plan([_draft("cancelled_twice", meeting, person, now)])
    elif row.count == TOGETHER:
        contacts = tandem.program.team.filter(role=TeamRole.CONTACT, person__is_active=True).select_related("person")
        # a contact who is one of the two would be asked to talk to themselves
        others = [member.person for member in contacts if tandem.role_of(member.person) is None]
        plan(_draft("cancelled_again", meeting, contact, now) for contact in others)


def begin_anew(tandem: Tandem) -> None:
    """They have met."""
    CancelledInARow.objects.filter(tandem=tandem).delete()


def _draft(kind: str, meeting: Meeting, person: Person, now: datetime) -> Draft:
    return Draft(
        kind=kind,
        recipient=person,
        dedupe_key=f"meeting:{meeting.pk}:{meeting.sequence}:{kind}:{person.pk}",
        due_at=now,
        context={"tandem": meeting.tandem_id},
        program_id=meeting.tandem.program_id,
        expires_at=now + KEEPS,
    )
