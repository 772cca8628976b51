"""The certificate of a completed tandem: that someone took part, in which role, when, and for how long. No rating."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Count, Sum
from django.utils import translation
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people import pdf
from people.models import Person
from people.times.clock import day_of
from programs.enums import Role, TeamRole
from tandems import rules
from tandems.enums import MeetingState, TandemState
from tandems.models import Tandem

TEMPLATE = Path(settings.BASE_DIR) / "tandems/typst/certificate.typ"


def is_available(tandem: Tandem, person: Person) -> bool:
    """For each of the two, once the tandem is complete and has met."""
    if not rules.takes_part(tandem, person) or tandem.state != TandemState.COMPLETED:
        return False
    return any(meeting.state == MeetingState.HELD for meeting in tandem.meetings.all())


def make(tandem: Tandem, person: Person, *, language: str, now: datetime) -> bytes:
    """The document in `language`, whatever language the page is in."""
    with translation.override(language):
        data = _data(tandem, person, day_of(now))
        return pdf.render(TEMPLATE, data, language=language, title=f"{data['heading']}: {data['name']}")


def _data(tandem: Tandem, person: Person, today: date) -> dict[str, Any]:
    met = tandem.meetings.filter(state=MeetingState.HELD).aggregate(number=Count("pk"), minutes=Sum("minutes"))
    program = tandem.program
    role = tandem.role_of(person)
    return {
        "heading": _("Certificate"),
        "name": person.full_name,
        "says": _("took part in the reverse mentoring programme"),
        "program": program.name,
        "role_says": _("as a mentor and passed on what they know.")
        if role == Role.MENTOR
        else _("as a mentee and learned from a colleague."),
        "rows": [
            [_("Role"), str(role.label) if role else ""],
            [_("Period"), _period(tandem)],
            [_("Meetings"), _meetings(met["number"])],
            [_("Time together"), _hours(met["minutes"] or 0)],
        ],
        "signed": _("For the programme"),
        "people": _signing(tandem),
        "companies": ", ".join(program.organisations.values_list("name", flat=True)),
        "issued": _("Issued on %(day)s") % {"day": date_format(today, "DATE_FORMAT")},
        "note": _("Made electronically and valid without a signature. It says that someone took part, not how well."),
    }


def _period(tandem: Tandem) -> str:
    first = day_of(tandem.started_at) if tandem.started_at else None
    last = day_of(tandem.ended_at) if tandem.ended_at else None
    said = {
        "first": date_format(first, "DATE_FORMAT") if first else "",
        "last": date_format(last, "DATE_FORMAT") if last else "",
    }
    return _("%(first)s to %(last)s") % said


def _meetings(count: int) -> str:
    return ngettext("%(count)s meeting", "%(count)s meetings", count) % {"count": count}


def _hours(minutes: int) -> str:
    hours = round(minutes / 60, 1)
    shown = number_format(hours, decimal_pos=0 if hours == int(hours) else 1)
    return ngettext("%(count)s hour", "%(count)s hours", 1 if hours == 1 else 2) % {"count": shown}


def _signing(tandem: Tandem) -> list[dict[str, str]]:
    """Those who run the programme, and its sponsor."""
    team = tandem.program.team.filter(role=TeamRole.MANAGER, person__is_active=True).select_related("person")
    managers = [{"name": one.person.full_name, "role": _("Programme management")} for one in team[:2]]
    sponsor = tandem.program.sponsor
    return [*managers, *([{"name": sponsor.full_name, "role": _("Sponsor")}] if sponsor else [])]
