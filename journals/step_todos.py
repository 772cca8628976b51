"""What is due among one's own next steps. The home page is one's own: here the text may stand."""

from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from journals.enums import StepState
from journals.models import NextStep
from notices.todos import Todo
from people.models import Person
from people.prepared import prepared
from tandems.enums import LIVE_TANDEM_STATES
from tandems.models import Tandem

AHEAD = timedelta(days=2)
MOST = 5


def todos(person: Person, now: datetime) -> list[Todo]:
    """Steps of one's own whose day is near or over. One query."""
    return [_todo(step, person) for step in _due(person=person, until=timezone.localdate(now) + AHEAD)]


def of_tandem(tandem: Tandem, person: Person, now: datetime) -> list[Todo]:
    """The same of one tandem."""
    due = _due(person=person, until=timezone.localdate(now) + AHEAD)
    return [_todo(step, person) for step in due if step.tandem_id == tandem.pk]


@prepared
def _due(*, person: Person, until: date) -> QuerySet[NextStep]:
    due = NextStep.objects.filter(
        owner=person, state=StepState.OPEN, due_on__lte=until, tandem__state__in=LIVE_TANDEM_STATES
    )
    return due.select_related("tandem__mentee__person", "tandem__mentor__person")[:MOST]


def _todo(step: NextStep, person: Person) -> Todo:
    end_of_day = datetime.combine(step.due_on, time(23, 59), timezone.get_current_timezone()) if step.due_on else None
    return Todo(
        title=_("Your next step with %(name)s") % {"name": step.tandem.partner_of(person).full_name},
        path=f"{reverse('steps', args=[step.tandem_id])}#step-{step.pk}",
        action_label=_("To your next steps"),
        note=Truncator(step.text).chars(120),
        due_at=end_of_day,
    )
