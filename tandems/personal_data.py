"""What this app stores about a person: the tandems they are or were in, and the dates of their meetings."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.models import AuditEvent, Person
from people.privacy import PersonalData, register
from programs.enums import Role
from programs.models import Participation
from tandems.models import (
    CalendarFeed,
    CancelledInARow,
    Effort,
    Leftover,
    Meeting,
    PairRule,
    Proposal,
    Tandem,
    TandemConsent,
)
from tandems.personal_agreements import AGREEMENTS
from tandems.personal_arrangements import ARRANGEMENTS
from tandems.personal_closing import CLOSINGS


def export(person: Person) -> list[dict[str, Any]]:
    tandems = Tandem.objects.visible_to(person).with_people().select_related("cancelled_in_a_row")
    tandems = tandems.prefetch_related("meetings__topic", "meetings__topics")
    spent = {effort.meeting_id: effort for effort in Effort.objects.filter(person=person)}
    return [_plain(tandem, person, spent) for tandem in tandems]


def _plain(tandem: Tandem, person: Person, spent: dict[Any, Effort]) -> dict[str, Any]:
    role = tandem.role_of(person)
    return {
        "programme": str(tandem.program),
        "role": str(role.label) if role else "",
        "partner": tandem.partner_of(person).full_name,
        "state": tandem.get_state_display(),
        "offered": tandem.offered_at,
        "started": tandem.started_at,
        "ended": tandem.ended_at,
        "meetings_i_cancelled_in_a_row": _cancelled(tandem) if role == Role.MENTEE else None,
        "meetings": [_plain_meeting(meeting, spent.get(meeting.pk)) for meeting in tandem.meetings.all()],
    }


def _cancelled(tandem: Tandem) -> int:
    row = getattr(tandem, "cancelled_in_a_row", None)
    return row.count if row else 0


def _plain_meeting(meeting: Meeting, effort: Effort | None) -> dict[str, Any]:
    return {
        "number": meeting.number,
        "state": meeting.get_state_display(),
        "week": meeting.planned_week,
        "starts": meeting.starts_at,
        "minutes": meeting.minutes,
        "where": meeting.place,
        "topic": str(meeting.topic) if meeting.topic else "",
        "covered": [str(topic) for topic in meeting.topics.all()],
        "my_preparation_minutes": effort.preparation_minutes if effort else None,
        "my_follow_up_minutes": effort.follow_up_minutes if effort else None,
        "my_minutes_noted": effort.changed_at if effort else None,
    }


def erase(person: Person) -> None:
    """Where they met is removed, and what matching made of the person.

    The bare tandem and the dates stay: the partner's journal hangs on them. Keyed hashes of who were a tandem stay as
    well, so that the same two are not proposed again.
    """
    mine = Participation.objects.filter(person=person)
    of_person = Q(mentee__in=mine) | Q(mentor__in=mine)
    AuditEvent.objects.forget_subjects(Tandem.objects.filter(of_person))
    for rows in (Proposal.objects.filter(of_person), PairRule.objects.filter(of_person)):
        AuditEvent.objects.forget_subjects(rows)
        rows.delete()
    Leftover.objects.filter(participation__in=mine).delete()
    Meeting.objects.visible_to(person).update(place="")
    Effort.objects.filter(person=person).delete()
    TandemConsent.objects.filter(person=person).delete()
    CancelledInARow.objects.filter(tandem__mentee__in=mine).delete()


def export_calendar(person: Person) -> dict[str, Any]:
    feed = CalendarFeed.objects.filter(person=person).first()
    return {"since": feed.created_at, "last_fetched": feed.fetched_on} if feed else {}


def stop_calendar(person: Person) -> None:
    CalendarFeed.objects.filter(person=person).delete()


CALENDAR = PersonalData(
    key="calendar",
    name=_("Address of your calendar"),
    description=_("Since when you have had one, and on which day a calendar last came by. The address is not stored."),
    export=export_calendar,
    rows=lambda person: [CalendarFeed.objects.filter(person=person)],
    erase=stop_calendar,
    floor=4,
)


def register_all() -> None:
    register(AGREEMENTS)
    register(CLOSINGS)
    register(ARRANGEMENTS)
    register(CALENDAR)
    register(
        PersonalData(
            key="tandems",
            name=_("Tandems and meetings"),
            description=_(
                "With whom you are or were a tandem, when and how long you met, and the time you noted around it. "
                "After erasure a keyed hash remains, so that the same two people are not proposed to each other again."
            ),
            export=export,
            rows=lambda person: [Tandem.objects.visible_to(person)],
            erase=erase,
            floor=4,
        )
    )
