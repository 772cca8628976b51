"""What this floor stores about a person: the record that HR's file brings, the account, the log of one's own steps."""

import json
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.auth import SESSION_KEY
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from people import privacy
from people.models import Absence, AuditEvent, PeopleImport, Person, WorkingHours


def export_record(person: Person) -> dict[str, Any]:
    return {
        "name": person.full_name,
        "email": person.email,
        "confirmed_email": person.confirmed_email,
        "organisation": person.organisation.name if person.organisation else "",
        "department": person.department.name if person.department else "",
        "employee_number": person.employee_number,
        "site": person.site,
        "position": person.job_title,
        "level": person.get_level_display() if person.level else "",  # type: ignore[attr-defined]
        "hired_on": person.hired_on,
        "left_on": person.left_on,
        "line_manager": person.manager.full_name if person.manager else "",
        "spoken_languages": ", ".join(person.spoken_languages),
        "language": person.language,
        "time_zone": person.time_zone,
        "created_at": person.created_at,
        "last_login": person.last_login,
    }


def export_log(person: Person) -> list[dict[str, Any]]:
    """What the person did; what others did stays with them."""
    events = AuditEvent.objects.filter(actor=person).values("happened_at", "event", "subject_label")
    return [dict(event) for event in events]


def erase_record(person: Person) -> None:
    """The row itself is emptied by `people.actions.erase_person`, last of all."""
    person.reports.update(manager=None)
    PeopleImport.objects.filter(created_by=person).update(created_by=None)
    person_type = ContentType.objects.get_for_model(Person)
    LogEntry.objects.filter(Q(user=person) | Q(content_type=person_type, object_id=str(person.pk))).delete()
    # in JSON, as Django's admin notes what was added to a page
    LogEntry.objects.filter(change_message__contains=json.dumps(person.full_name)[1:-1]).update(change_message="")
    _close_sessions(person)


def _close_sessions(person: Person) -> None:
    found = Session.objects.iterator(chunk_size=500)
    mine = [one.pk for one in found if one.get_decoded().get(SESSION_KEY) == str(person.pk)]
    Session.objects.filter(pk__in=mine).delete()


def export_availability(person: Person) -> list[dict[str, Any]]:
    hours: Any = WorkingHours.objects.filter(person=person).values("days", "starts", "ends")
    absences: Any = Absence.objects.filter(person=person).values("first_day", "last_day")
    return [*hours, *absences]


def _availability(person: Person) -> list[QuerySet[Any]]:
    return [WorkingHours.objects.filter(person=person), Absence.objects.filter(person=person)]


def erase_availability(person: Person) -> None:
    WorkingHours.objects.filter(person=person).delete()
    Absence.objects.filter(person=person).delete()


def erase_log(person: Person) -> None:
    AuditEvent.objects.forget(person)


def register() -> None:
    privacy.register(
        privacy.PersonalData(
            key="person",
            name=_("Your record and your account"),
            description=_(
                "Name, address, company, department, site, position, level, first and last day, line manager and "
                "languages, as your HR department sends them; the address you have confirmed; your choice of language "
                "and time zone; your last sign-in. A file of employees that was uploaded but not imported is "
                "deleted after seven days."
            ),
            export=export_record,
            rows=lambda person: [Person.objects.filter(pk=person.pk)],
            erase=erase_record,
            floor=1,
        )
    )
    privacy.register(
        privacy.PersonalData(
            key="availability",
            name=_("Your working hours and absences"),
            description=_(
                "When you can be met, as you entered it. Your tandem partners see it in suggestions of dates, without "
                "a reason; nobody else does."
            ),
            export=export_availability,
            rows=_availability,
            erase=erase_availability,
            floor=1,
        )
    )
    privacy.register(
        privacy.PersonalData(
            key="log",
            name=_("Your steps in the log"),
            description=_(
                "The log notes who changed what and when, never what you wrote. When you have your data erased, the "
                "steps remain without your name."
            ),
            export=export_log,
            rows=lambda person: [AuditEvent.objects.filter(actor=person)],
            erase=erase_log,
            floor=1,
        )
    )
