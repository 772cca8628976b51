"""The agenda on the page of a meeting: a session guide or none, in the time the meeting has."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localdate

from people.models import Person
from people.prepared import prepared
from programs.models import Program
from tandems import rules
from tandems.enums import MeetingState
from tandems.guides import agenda, fitting, guides
from tandems.meeting_sections import MeetingSection
from tandems.models import Course, Meeting, Tandem


def the_agenda(meeting: Meeting, person: Person, now: datetime) -> dict[str, Any] | None:
    """Three queries."""
    if not rules.can_prepare(meeting, person):
        return None
    others = _states(tandem=meeting.tandem)
    guide = guides().get(meeting.guide)
    hint = guides().get(suggested(meeting, sum(not is_extra for _state, is_extra in others)))
    return {
        "guide": guide,
        "is_today": meeting.starts_at is not None and localdate(meeting.starts_at) == localdate(now),
        "guides": guides().values(),
        "hint": hint if guide is None and not meeting.is_extra else None,
        "parts": agenda(guide, meeting.minutes, with_review=any(state == MeetingState.HELD for state, _ in others)),
        "questions": guide.questions(meeting.tandem.role_of(person)) if guide else (),
    }


@prepared
def _states(*, tandem: Tandem) -> QuerySet[Any]:
    return Meeting.objects.filter(tandem=tandem).values_list("state", "is_extra")


@prepared
def _course(*, program: Program) -> QuerySet[Course]:
    return Course.objects.filter(program=program)


def suggested(meeting: Meeting, planned: int) -> str:
    """What the programme suggests for this meeting, else what fits its place in the plan."""
    course = _course.first(program=meeting.tandem.program)
    return (course.guide_of(meeting.number) if course else "") or fitting(meeting.number, planned)


SECTIONS = [MeetingSection(10, "tandems/_agenda.html", the_agenda, is_printed=True)]
