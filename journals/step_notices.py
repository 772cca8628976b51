"""A next step is due: its owner is reminded on the morning of that day, without a word of what it is.

Read from the data in batches; safe to run twice, late, or on two machines at once.
"""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy

from journals.enums import StepState
from journals.models import NextStep
from notices.actions import Draft, plan
from notices.enums import Group
from notices.kinds import Kind, finder, register
from notices.models import Notice
from people.batches import batches
from tandems.enums import TandemState
from tandems.notices import TANDEM_REASON
from tandems.notices.common import PARTNER, PROGRAM, partner
from tandems.reminders import BATCH

MORNING = time(8, 0)
KEEPS = timedelta(days=2)
# a day begins up to 14 hours earlier, and ends up to 12 hours later, than in UTC
AROUND = timedelta(days=1)


# ------------------------------------------------------------------ planning
def plan_due(now: datetime) -> int:
    """Write every reminder of a step that is due; returns how many were new."""
    return sum(plan(_drafts(steps, now)) for steps in batches(_near(now), BATCH))


def _near(now: datetime) -> Iterable[NextStep]:
    today = now.date()
    found = NextStep.objects.filter(
        state=StepState.OPEN,
        due_on__range=(today - KEEPS - AROUND, today + AROUND),
        tandem__state=TandemState.ACTIVE,
        owner__is_active=True,
    )
    return found.select_related("owner", "tandem").defer("text").order_by("pk").iterator(chunk_size=BATCH)


def _drafts(steps: list[NextStep], now: datetime) -> list[Draft]:
    drafts = []
    for step in steps:
        if step.due_on is None:
            continue
        due_at = datetime.combine(step.due_on, MORNING, ZoneInfo(step.owner.time_zone))
        if due_at <= now < due_at + KEEPS:
            drafts.append(_draft(step, due_at))
    return drafts


def _draft(step: NextStep, due_at: datetime) -> Draft:
    return Draft(
        kind="next_step_due",
        recipient=step.owner,
        dedupe_key=f"step:{step.pk}:{step.due_on}:due:{step.owner_id}",
        due_at=due_at,
        context={"step": str(step.pk), "due_on": str(step.due_on)},
        program_id=step.tandem.program_id,
        expires_at=due_at + KEEPS,
    )


# ------------------------------------------------------------------ the kind
def _steps() -> QuerySet[NextStep]:
    """Without their texts."""
    steps = NextStep.objects.select_related("tandem__program", "tandem__mentee__person", "tandem__mentor__person")
    return steps.defer("text")


def _is_wanted(notice: Notice, step: NextStep, now: datetime) -> bool:
    """Unless it was put off or handed over since."""
    if step.owner_id != notice.recipient_id or str(step.due_on) != notice.context.get("due_on"):
        return False
    return step.state == StepState.OPEN and step.tandem.state == TandemState.ACTIVE


NEXT_STEP_DUE = Kind(
    code="next_step_due",
    label=gettext_lazy("A next step is due"),
    reason=TANDEM_REASON,
    occasion=gettext_lazy("The day has come until which someone meant to do or try something."),
    recipients=gettext_lazy("Whoever of the two meant to do it"),
    when=gettext_lazy("At eight in the morning of that day"),
    until=gettext_lazy("Two days, or until it is ticked off"),
    subject=gettext_lazy("Your next step with {partner}"),
    body=(
        gettext_lazy("Today is the day you chose for a next step with {partner}."),
        gettext_lazy("What it is stands in your tandem's room only. There you can tick it off, put it off or drop it."),
    ),
    placeholders=(PARTNER, PROGRAM),
    find=finder("step", _steps),
    is_wanted=_is_wanted,
    values=lambda notice, step: partner(notice, step.tandem),
    action_label=gettext_lazy("To your next steps"),
    path=lambda notice, step: reverse("steps", args=[step.tandem_id]),
)


def register_all() -> None:
    register(NEXT_STEP_DUE, group=Group.REFLECTION)
