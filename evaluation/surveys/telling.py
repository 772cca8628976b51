"""What people hear of a survey: that it is there, once or twice that it still is, and that this is its last day.

After that nothing. All of it is planned with the invitation, for everyone alike: what is no longer needed is dropped on
its day, so no mail tells when somebody answered.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from evaluation.enums import Occasion
from evaluation.models import Invitation, Wave
from notices.actions import Draft
from notices.choices import Choices, load
from notices.enums import NoticeState
from notices.models import Notice
from people.times.clock import midnight

KEEPS = timedelta(days=4)
MORNING = timedelta(hours=8)
APART = timedelta(days=2)  # nobody is reminded on the eve of the last day
REMINDED = {Occasion.MEETING: 0, Occasion.MANAGERS: 1}  # all others twice


def drafts_for(invitation: Invitation, wave: Wave, made: Choices, now: datetime) -> list[Draft]:
    """Everything an invited person will hear of this survey as long as they neither answer nor say no.

    `made`: what HR has chosen for its programme, the distances of reminders among it.
    """
    for_managers = wave.occasion == Occasion.MANAGERS
    closes_at = midnight(wave.closes_on + timedelta(days=1))
    told = [("survey_invitation_manager" if for_managers else "survey_invitation", "", now)]
    told += [("survey_reminder", f":{number}", due_at) for number, due_at in _reminders(wave, made, now)]
    told.append(("survey_last_day", "", midnight(wave.closes_on) + MORNING))
    return [
        Draft(
            kind=kind,
            recipient=invitation.person,
            dedupe_key=f"survey:{invitation.pk}:{kind}{number}",
            due_at=due_at,
            context={"invitation": str(invitation.pk)},
            program_id=wave.program_id,
            expires_at=min(closes_at, due_at + KEEPS),
        )
        for kind, number, due_at in told
        if now <= due_at < closes_at
    ]


def move_reminders(program_id: int, code: str, now: datetime) -> int:
    """HR has set other distances: reminders that are planned and not sent move, for everyone alike. Returns how many.

    One that would come too close to the end of its survey stays where it is.
    """
    if code != "survey_reminder":
        return 0
    made, moved = load(), 0
    planned = Notice.objects.filter(kind=code, program_id=program_id, state=NoticeState.PLANNED, put_off_from=None)
    notices = {(notice.context["invitation"], notice.dedupe_key.rpartition(":")[2]): notice for notice in planned}
    invitations = Invitation.objects.filter(pk__in={pk for pk, _number in notices}).select_related("wave")
    for invitation in invitations:
        for number, due_at in _reminders(invitation.wave, made, invitation.created_at):
            notice = notices.get((str(invitation.pk), str(number)))
            if notice is not None and notice.due_at != due_at:
                closes_at = midnight(invitation.wave.closes_on + timedelta(days=1))
                times = {"due_at": max(due_at, now), "expires_at": min(closes_at, max(due_at, now) + KEEPS)}
                moved += planned.filter(pk=notice.pk).update(next_attempt_at=times["due_at"], **times)
    return moved


def _reminders(wave: Wave, made: Choices, now: datetime) -> Iterator[tuple[int, datetime]]:
    first, second = made.days("survey_reminder", wave.program_id)
    days = (first, first + second)[: REMINDED.get(Occasion(wave.occasion), 2)]
    for number, day in enumerate(days, start=1):
        due_at = now + timedelta(days=day)
        if due_at < midnight(wave.closes_on) - APART:
            yield number, due_at
