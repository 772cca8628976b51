"""What the home page says about surveys."""

from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from evaluation.enums import Occasion
from evaluation.models import Invitation
from notices.todos import Todo, register
from people.models import Person
from people.prepared import prepared
from people.times.clock import day_of, midnight


def surveys(person: Person, now: datetime) -> list[Todo]:
    """The open surveys of `person`, in one query."""
    day = day_of(now)
    return [_todo(invitation) for invitation in _waiting(person=person, day=day)]


@prepared
def _waiting(*, person: Person, day: date) -> QuerySet[Invitation]:
    waiting = Invitation.objects.visible_to(person).waiting(day).select_related("wave__program")
    return waiting.only("wave__occasion", "wave__closes_on", "wave__program__name_de", "wave__program__name_en")


def _todo(invitation: Invitation) -> Todo:
    wave = invitation.wave
    titles = {
        Occasion.START: _("Two minutes: where do you stand at the start?"),
        Occasion.MEETING: _("Two minutes: how were your meetings?"),
        Occasion.HALF_WAY: _("Two minutes: how is your tandem going?"),
        Occasion.END: _("Two minutes: what has the tandem brought?"),
        Occasion.AFTER: _("Two minutes: what has stayed of your tandem?"),
        Occasion.MANAGERS: _("Two minutes: how does mentoring work out in your team?"),
    }
    last_moment = midnight(wave.closes_on + timedelta(days=1)) - timedelta(minutes=1)
    return Todo(
        title=titles[Occasion(wave.occasion)],
        path=reverse("survey", args=[invitation.pk]),
        action_label=_("Answer the survey"),
        note=_("Anonymous, for “%(program)s”") % {"program": wave.program.name},
        due_at=last_moment,
    )


def register_todos() -> None:
    register(surveys)
