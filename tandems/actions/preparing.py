"""Preparing a meeting. Neither of the two is told: it stands on the page of the meeting for both."""

from people.errors import ActionError, NotAllowed
from people.models import Person
from tandems import rules
from tandems.guides import guides
from tandems.models import Meeting


def choose_guide(*, meeting: Meeting, person: Person, guide: str) -> Meeting:
    """Take the session guide with this slug for a meeting to come; an empty one takes it away.

    Raises NotAllowed, or ActionError for a guide that does not exist or a meeting that is over.
    """
    if not rules.takes_part(meeting.tandem, person):
        raise NotAllowed
    if not rules.can_prepare(meeting, person) or (guide and guide not in guides()):
        raise ActionError
    Meeting.objects.filter(pk=meeting.pk).update(guide=guide)
    meeting.guide = guide
    return meeting
