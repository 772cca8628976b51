"""What is due in the journal: a meeting that was held and has no entry of one's own yet."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from journals.models import Entry
from notices.todos import Todo
from people.models import Person
from people.prepared import prepared
from tandems.enums import MeetingState, TandemState
from tandems.models import Meeting, Tandem

RECENT = timedelta(days=21)
FRESH = timedelta(days=3)


def todos(person: Person, now: datetime) -> list[Todo]:
    """One for each meeting of the last three weeks. One query."""
    return [_todo(meeting, person, now) for meeting in _without_entry(person=person, since=now - RECENT)]


def of_tandem(tandem: Tandem, person: Person, now: datetime) -> list[Todo]:
    """The same of one tandem."""
    without = _without_entry(person=person, since=now - RECENT)
    return [_todo(meeting, person, now) for meeting in without if meeting.tandem_id == tandem.pk]


@prepared
def _without_entry(*, person: Person, since: datetime) -> QuerySet[Meeting]:
    mine = Entry.objects.filter(meeting=OuterRef("pk"), author=person)
    return (
        Meeting.objects.visible_to(person)
        .with_names()
        .filter(~Exists(mine), state=MeetingState.HELD, starts_at__gte=since)
        .exclude(tandem__state=TandemState.PAUSED)
        .order_by("starts_at")
    )


def _todo(meeting: Meeting, person: Person, now: datetime) -> Todo:
    """It is asked first while the meeting is fresh, and then no longer stands before anything that has a date."""
    day = date_format(timezone.localtime(meeting.starts_at), "MONTH_DAY_FORMAT") if meeting.starts_at else ""
    said = {"name": meeting.tandem.partner_of(person).full_name, "day": day}
    return Todo(
        title=_("What stays with you from your meeting with %(name)s?") % said,
        path=f"{reverse('entry_new', args=[meeting.tandem_id])}?meeting={meeting.pk}",
        action_label=_("Write in my journal"),
        note=_("You met on %(day)s. Only you read what you write, unless you open it.") % said,
        due_at=meeting.ends_at if meeting.ends_at and now <= meeting.ends_at + FRESH else None,
    )
