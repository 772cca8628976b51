"""The topics in a tandem's room: what was talked about and can be come back to, and what is still to come."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from people.models import Person
from people.prepared import prepared
from programs.enums import TopicKind
from programs.models import Program, Topic
from tandems import rules
from tandems.enums import MeetingState
from tandems.models import Meeting, Tandem
from tandems.room import next_meeting
from tandems.sections import Section


@dataclass(frozen=True)
class Covered:
    topic: Topic
    times: int
    last_at: datetime
    path: str  # where the next meeting takes it up again


def topics(tandem: Tandem, person: Person, now: datetime) -> dict[str, Any] | None:
    """Two queries."""
    offered = {topic.pk: topic for topic in _offered(program=tandem.program)}
    if not offered:
        return None
    covered = {key: (times, last_at) for key, times, last_at in _covered(tandem=tandem)}
    planned = {meeting.topic_id for meeting in tandem.meetings.all() if meeting.state == MeetingState.DATED}
    path = _path(tandem, now) if rules.can_plan(tandem, person) else ""
    found = [
        Covered(offered[key], times, last_at, f"{path}?topic={key}" if path else "")
        for key, (times, last_at) in covered.items()
        if key in offered
    ]
    to_come = [
        topic
        for topic in offered.values()
        if topic.kind == TopicKind.LEARN and topic.pk not in covered.keys() | planned
    ]
    if not found and not path:
        return None
    return {"covered": sorted(found, key=lambda one: one.last_at), "to_come": to_come, "can_plan": bool(path)}


@prepared
def _offered(*, program: Program) -> QuerySet[Topic]:
    return Topic.objects.filter(program=program)


@prepared
def _covered(*, tandem: Tandem) -> QuerySet[Any]:
    held = Meeting.topics.through.objects.filter(meeting__tandem=tandem, meeting__state=MeetingState.HELD)
    rows = held.values_list("topic").annotate(times=Count("pk"), last_at=Max("meeting__starts_at"))
    return rows.order_by()


def _path(tandem: Tandem, now: datetime) -> str:
    """Where a topic is set: the next meeting that is not over yet, else an extra one."""
    ahead = [one for one in tandem.meetings.all() if one.starts_at is None or one.starts_at > now]
    following = next_meeting(ahead, now)
    return reverse("meeting_date", args=[following[0].pk]) if following else reverse("meeting_add", args=[tandem.pk])


SECTIONS = [Section(40, "side", "tandems/_topics_in_room.html", topics, anchor="topics", jump=_("Topics"))]
