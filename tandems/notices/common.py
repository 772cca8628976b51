"""What kinds about tandems and meetings share: finding what a notice is about, its placeholders and their values."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from notices.kinds import Finder, Placeholder, Sample, finder
from notices.models import Notice
from notices.samples import sample
from people.times.moments import when_between, words
from tandems.enums import MeetingState
from tandems.models import Meeting, Tandem

TANDEM_REASON = gettext_lazy("You take part in a tandem.")
BOTH = gettext_lazy("Both")
THE_OTHER = gettext_lazy("The other of the two")
SAMPLES = 30  # tandems to choose from in a preview

PARTNER = Placeholder("partner", gettext_lazy("name of the other of the two"), "Lena Novak")
PROGRAM = Placeholder("program", gettext_lazy("name of the programme"), gettext_lazy("Digital 2026"))
WHEN = Placeholder(
    "when", gettext_lazy("day and time of the meeting"), gettext_lazy("Wednesday, 4 March 2026, 10:00 to 11:00")
)
DAY = Placeholder("day", gettext_lazy("day of the meeting"), gettext_lazy("4 March 2026"))
WEEK = Placeholder("week", gettext_lazy("Monday of the week planned for a meeting"), gettext_lazy("2 March 2026"))
PLACE = Placeholder(
    "place", gettext_lazy("where they meet, if they have said so"), gettext_lazy("Room 3"), is_private=True
)
ZONE = Placeholder("zone", gettext_lazy("time zone, if the two live in different ones"), "Europe/Berlin")


# ------------------------------------------------------------------ what a notice is about
def _meetings(notices: Sequence[Notice]) -> dict[UUID, Meeting]:
    """Without those that are gone or have changed since the notice was written."""
    keys = {
        notice.pk: (str(notice.context["meeting"]), notice.context.get("sequence"))
        for notice in notices
        if "meeting" in notice.context
    }
    # programmes by a query of their own: they have many columns, and a batch is about few of them
    rows = Meeting.objects.to_tell_of().filter(pk__in={key for key, _sequence in keys.values()})
    found = {(str(meeting.pk), meeting.sequence): meeting for meeting in rows}
    return {pk: found[key] for pk, key in keys.items() if key in found}


tandem_of = finder("tandem", Tandem.objects.with_people)
meeting_of = Finder(_meetings)


def to_offer(notice: Notice, tandem: Tandem) -> str:
    return reverse("offer", args=[tandem.pk])


def to_tandem(notice: Notice, tandem: Tandem) -> str:
    return reverse("tandem", args=[tandem.pk])


def to_program(notice: Notice, tandem: Tandem) -> str:
    return reverse("program", args=[tandem.program.slug])


def to_meeting(notice: Notice, meeting: Meeting) -> str:
    return reverse("meeting", args=[meeting.pk])


# ------------------------------------------------------------------ values
def partner(notice: Notice, tandem: Tandem) -> dict[str, str]:
    """{partner} and {program}"""
    return {"partner": tandem.partner_of(notice.recipient).full_name, "program": tandem.program.name}


def date_words(moment: datetime | None) -> str:
    return words(timezone.localtime(moment).date(), "DATE_FORMAT") if moment else ""


def when(meeting: Meeting) -> str:
    return when_between(meeting.starts_at, meeting.minutes) if meeting.starts_at else ""


def of_meeting(notice: Notice, meeting: Meeting) -> dict[str, str]:
    """A value for each of PARTNER, PROGRAM, WHEN, DAY, WEEK, PLACE and ZONE."""
    mentee, mentor = meeting.tandem.people
    return {
        **partner(notice, meeting.tandem),
        "when": when(meeting),
        "day": date_words(meeting.starts_at),
        "week": words(meeting.planned_week, "DATE_FORMAT"),
        "place": meeting.place,
        "zone": timezone.get_current_timezone_name() if mentee.time_zone != mentor.time_zone else "",
    }


# ------------------------------------------------------------------ what to preview with
def _sample(tandem: Tandem, **context: Any) -> Sample:
    person, program_id = tandem.mentee.person, tandem.program_id
    return sample(tandem.pk, tandem, recipient=person, program_id=program_id, tandem=tandem.pk, **context)


def tandem_samples(program_id: int) -> Iterable[Sample]:
    """Tandems of the programme, the latest first. As one of the two is told: the mentee."""
    tandems = Tandem.objects.with_people().filter(program=program_id).order_by("-pk")
    return [_sample(tandem) for tandem in tandems[:SAMPLES]]


def meeting_samples(program_id: int) -> Iterable[Sample]:
    """One meeting of each tandem of the programme: the latest with a date."""
    dated = Meeting.objects.with_people().filter(
        tandem__program=program_id, state__in=[MeetingState.DATED, MeetingState.HELD]
    )
    latest = {meeting.tandem_id: meeting for meeting in dated.order_by("starts_at")}
    return [
        _sample(meeting.tandem, meeting=str(meeting.pk), sequence=meeting.sequence)
        for meeting in islice(reversed(latest.values()), SAMPLES)
    ]
