"""What people hear of a programme that opens, and its managers of its phases."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy

from notices.kinds import Kind, Placeholder, Sample, finder
from notices.models import Notice
from notices.samples import sample
from people.times.clock import day_of
from programs import rules
from programs.enums import ParticipationState
from programs.models import Program
from programs.notices.sign_ups import LAST_DAY, PROGRAM

# ------------------------------------------------------------------ the programme moved on by itself
STATE = Placeholder("state", gettext_lazy("what the programme is now"), gettext_lazy("running"))


program_of = finder("program", Program.objects.all)


def _is_still_there(notice: Notice, program: Program, now: datetime) -> bool:
    return program.state == notice.context.get("state") and rules.manages(program, notice.recipient)


MOVED = Kind(
    code="program_moved",
    label=gettext_lazy("A programme has moved on by itself"),
    reason=gettext_lazy("You manage this programme."),
    occasion=gettext_lazy("A programme enters its next phase on its date."),
    recipients=gettext_lazy("The programme's managers"),
    when=gettext_lazy("At once"),
    until=gettext_lazy("Two days, as long as the programme stands there"),
    subject=gettext_lazy("{program}: {state}"),
    body=(
        gettext_lazy("“{program}” has moved on, as its dates say. It is now: {state}."),
        gettext_lazy("On its page you see what that means, what is to be done, and how to take the step back."),
    ),
    placeholders=(PROGRAM, STATE),
    find=program_of,
    is_wanted=_is_still_there,
    values=lambda notice, program: {"program": program.name, "state": str(program.get_state_display())},
    action_label=gettext_lazy("Open the programme"),
    path=lambda notice, program: reverse("admin:programs_program_change", args=[program.pk]),
    per_program=False,
    names_recipient=True,
    for_staff=True,
)


# ------------------------------------------------------------------ come and take part
def _is_open_for(notice: Notice, program: Program, now: datetime) -> bool:
    person = notice.recipient
    takes_part = program.participations.filter(person=person, state=ParticipationState.SIGNED_UP)
    return rules.can_sign_up(program, person, day_of(now)) and not takes_part.exists()


def opening_values(notice: Notice, program: Program) -> dict[str, str]:
    until = program.sign_up_until
    return {"program": program.name, "last_day": date_format(until) if until else ""}


def to_it(notice: Notice, program: Program) -> str:
    return reverse("program", args=[program.slug])


def _samples(program_id: int) -> Iterable[Sample]:
    """The programme itself, as its first manager would be told of it."""
    program = Program.objects.filter(pk=program_id).first()
    member = program.team.select_related("person").first() if program else None
    if program is None or member is None:
        return []
    return [sample(program.pk, program.name, recipient=member.person, program_id=program.pk, program=program.pk)]


VOLUNTARY = gettext_lazy(
    "Taking part is voluntary. Whether you do or not has no influence on your appraisal, your pay or your career."
)
INVITED = Kind(
    code="invited",
    label=gettext_lazy("An invitation to a programme"),
    reason=gettext_lazy("Your company takes part in the programme."),
    occasion=gettext_lazy("HR invites a group of employees to sign up."),
    recipients=gettext_lazy("The group, without those who are signed up, have left, or do not want invitations"),
    when=gettext_lazy("At once"),
    until=gettext_lazy("One week, as long as one can sign up"),
    subject=gettext_lazy("Would you like to take part? {program}"),
    body=(
        gettext_lazy(
            "In “{program}” an experienced colleague learns from a younger one, and the other way round: as mentee or "
            "as mentor."
        ),
        VOLUNTARY,
        gettext_lazy("You can sign up until {last_day}."),
    ),
    placeholders=(PROGRAM, LAST_DAY),
    find=program_of,
    is_wanted=_is_open_for,
    values=opening_values,
    action_label=gettext_lazy("Look at the programme"),
    path=to_it,
    samples=_samples,
    names_recipient=True,
)
OPENS_AGAIN = Kind(
    code="opens_again",
    label=gettext_lazy("A programme opens that you wait for"),
    reason=gettext_lazy("You are on the waiting list."),
    occasion=gettext_lazy("A programme opens for sign-up."),
    recipients=gettext_lazy("Whoever waits for it or for its last run"),
    when=gettext_lazy("At once"),
    until=gettext_lazy("Two weeks, as long as one can sign up"),
    subject=gettext_lazy("You have waited for this: {program}"),
    body=(
        gettext_lazy("“{program}” is open, and you are among the first to hear of it."),
        VOLUNTARY,
        gettext_lazy("You can sign up until {last_day}."),
    ),
    placeholders=(PROGRAM, LAST_DAY),
    find=program_of,
    is_wanted=_is_open_for,
    values=opening_values,
    action_label=gettext_lazy("Look at the programme"),
    path=to_it,
    samples=_samples,
)


def _let_in_values(notice: Notice, program: Program) -> dict[str, str]:
    entry = program.waiting.filter(person=notice.recipient_id).first()
    until = entry.let_in_until if entry else None
    return {"program": program.name, "last_day": date_format(until) if until else ""}


LET_IN = Kind(
    code="let_in",
    label=gettext_lazy("There is a place for you"),
    reason=gettext_lazy("You are on the waiting list."),
    occasion=gettext_lazy("HR lets someone in from the waiting list."),
    recipients=gettext_lazy("Whoever has waited"),
    when=gettext_lazy("At once"),
    until=gettext_lazy("Two weeks, as long as they may sign up"),
    subject=gettext_lazy("There is a place for you: {program}"),
    body=(
        gettext_lazy("In “{program}” there is a place now."),
        gettext_lazy("You can sign up until {last_day}."),
        gettext_lazy("If it does not suit you any more, you need not do anything."),
    ),
    placeholders=(PROGRAM, LAST_DAY),
    find=program_of,
    is_wanted=_is_open_for,
    values=_let_in_values,
    action_label=gettext_lazy("Sign up"),
    path=to_it,
    samples=_samples,
    can_be_muted=False,
    never_held_back=True,
)

KINDS = (INVITED, OPENS_AGAIN, LET_IN)
