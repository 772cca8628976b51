"""Words in confidence between a participant and the programme's neutral contact.

What happens here is nobody else's business: nothing of it is audited, not even the states, mails say nothing of the
content, and HR's outbox does not show them.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from notices.actions import Draft, plan
from notices.models import Notice
from people.errors import ActionError, NotAllowed, StaleState, WrongState
from people.models import Person
from programs.enums import CONCERN_TRANSITIONS, ConcernState, ProgramState, Role, TeamRole
from programs.models import Concern, ConcernMessage, Participation, Program, TeamMember

LONGEST = 8000
KEPT_AFTER_CLOSING = timedelta(days=180)
KEEPS = timedelta(days=14)


def contacts_of(program: Program, person: Person) -> list[TeamMember]:
    """Whom `person` can write to: the neutral contacts, but not oneself."""
    team = program.team.filter(role=TeamRole.CONTACT, person__is_active=True).exclude(person=person)
    return list(team.select_related("person").order_by("person__last_name", "person__first_name"))


def can_write(program: Program, person: Person) -> bool:
    """Whoever is or was signed up in either role, as long as the programme is not in the archive."""
    if program.state == ProgramState.ARCHIVED:
        return False
    mine = Participation.objects.filter(program=program, person=person, role__in=Role.values)
    return mine.filter(signed_up_at__isnull=False).exists()


@transaction.atomic
def open_concern(*, program: Program, writer: Person, contact: Person, text: str, now: datetime) -> Concern:
    """`writer` turns to `contact`, who hears that there is something. The same words twice are sent once.

    Raises NotAllowed for anyone who takes no part, ActionError if the contact is not (any more) one, or for no words.
    """
    if not can_write(program, writer):
        raise NotAllowed
    if contact not in [member.person for member in contacts_of(program, writer)]:
        raise ActionError(_("This person is not the neutral contact of your programme any more. Please look again."))
    text = _checked(text)
    recent = Concern.objects.filter(
        program=program, writer=writer, contact=contact, opened_at__gte=now - timedelta(minutes=10)
    )
    for one in recent.prefetch_related("messages"):
        if [message.text for message in one.messages.all()][:1] == [text]:
            return one
    concern = Concern.objects.create(program=program, writer=writer, contact=contact, opened_at=now, changed_at=now)
    message = ConcernMessage.objects.create(concern=concern, author=writer, text=text, written_at=now)
    plan(_news("concern_new", concern, contact, str(message.pk), now))
    return concern


@transaction.atomic
def answer_concern(*, concern: Concern, person: Person, text: str, now: datetime) -> Concern:
    """One of the two writes on; the other hears that there is something. What was new or closed is looked at (again).

    Raises NotAllowed, ActionError for no words, or if nobody is there to read them.
    """
    fresh = _lock(concern, person)
    text = _checked(text)
    if person.pk == fresh.writer_id and is_left_alone(fresh):
        raise ActionError(_("Nobody would read this: please hand it over to the present contact first."))
    last = fresh.messages.order_by("-number").first()
    if last and last.author_id == person.pk and last.text == text:
        return _copy(fresh, concern)  # pressed twice
    number = last.number + 1 if last else 1
    message = ConcernMessage.objects.create(concern=fresh, author=person, number=number, text=text, written_at=now)
    if person.pk == fresh.contact_id or fresh.state == ConcernState.CLOSED:
        _enter(fresh, ConcernState.LOOKING, now)
    else:
        fresh.changed_at = now
        fresh.save(update_fields=["changed_at"])
    other = fresh.writer if person.pk == fresh.contact_id else fresh.contact
    kind = "concern_answered" if person.pk == fresh.contact_id else "concern_written_on"
    plan(_news(kind, fresh, other, str(message.pk), now))
    return _copy(fresh, concern)


@transaction.atomic
def set_concern_state(*, concern: Concern, person: Person, state: str, now: datetime) -> Concern:
    """The contact says that it is being looked at; either of the two closes it. Twice is harmless.

    Raises NotAllowed, WrongState.
    """
    fresh = _lock(concern, person)
    if state == ConcernState.LOOKING and person.pk != fresh.contact_id:
        raise NotAllowed
    if fresh.state != state:
        _enter(fresh, state, now)
    return _copy(fresh, concern)


@transaction.atomic
def hand_over(*, concern: Concern, writer: Person, contact: Person, now: datetime) -> Concern:
    """The writer agrees that another neutral contact reads all of it. Nobody else can do that.

    Raises NotAllowed, ActionError if `contact` is not a neutral contact.
    """
    fresh = _lock(concern, writer)
    if fresh.writer_id != writer.pk:
        raise NotAllowed
    if contact not in [member.person for member in contacts_of(fresh.program, writer)]:
        raise ActionError(_("This person is not the neutral contact of your programme any more. Please look again."))
    if fresh.contact_id != contact.pk:
        fresh.contact, fresh.changed_at = contact, now
        fresh.save(update_fields=["contact", "changed_at"])
        plan(_news("concern_new", fresh, contact, "handed-over", now))
    return _copy(fresh, concern)


@transaction.atomic
def take_back(*, concern: Concern, writer: Person) -> None:
    """The writer takes everything back: nothing of it is kept, neither words nor that there was something."""
    fresh = _lock(concern, writer)
    if fresh.writer_id != writer.pk:
        raise NotAllowed
    _forget([fresh])


def is_left_alone(concern: Concern) -> bool:
    return Concern.objects.left_alone().filter(pk=concern.pk).exists()


# ------------------------------------------------------------------ periodic
def tell_left_alone(now: datetime) -> int:
    """Writers of open concerns hear, once, that their contact has changed and that nobody reads it now."""
    concerns = Concern.objects.left_alone().select_related("writer", "contact", "program")
    return plan(
        draft
        for concern in concerns
        for draft in _news("concern_left_alone", concern, concern.writer, str(concern.contact_id), now)
    )


def forget_old(now: datetime) -> int:
    """Delete what was closed half a year ago, and what belongs to programmes in the archive."""
    old = Concern.objects.filter(state=ConcernState.CLOSED, changed_at__lt=now - KEPT_AFTER_CLOSING)
    found = list(old)
    _forget(found)
    return len(found)


def forget_program(program: Program, old_state: str, now: datetime) -> None:
    if program.state == ProgramState.ARCHIVED:
        _forget(list(program.concerns.all()))


def forget_writer(person: Person) -> None:
    _forget(list(Concern.objects.filter(writer=person)))


def _forget(concerns: list[Concern]) -> None:
    keys = [concern.pk for concern in concerns]
    for key in keys:
        Notice.objects.filter(dedupe_key__startswith=f"concern:{key}:").delete()
    Concern.objects.filter(pk__in=keys).delete()


# ------------------------------------------------------------------ parts
def _checked(text: str) -> str:
    text = text.strip()
    if not text:
        raise ActionError(_("There is nothing written yet."))
    if len(text) > LONGEST:
        raise ActionError(_("Please keep it to %(count)s characters.") % {"count": LONGEST})
    return text


def _news(kind: str, concern: Concern, person: Person, fact: str, now: datetime) -> list[Draft]:
    if not person.is_active:
        return []
    return [
        Draft(
            kind=kind,
            recipient=person,
            dedupe_key=f"concern:{concern.pk}:{kind}:{fact}:{person.pk}",
            due_at=now,
            expires_at=now + KEEPS,
            context={"concern": str(concern.pk)},
            program_id=concern.program_id,
        )
    ]


def _lock(concern: Concern, person: Person) -> Concern:
    """The row, for one of the two. Raises NotAllowed for anyone else, and for a contact who is one no longer."""
    rows = Concern.objects.select_for_update(of=("self",)).select_related("program", "writer", "contact")
    fresh = rows.filter(pk=concern.pk).first()
    if fresh is None or not Concern.objects.visible_to(person).filter(pk=concern.pk).exists():
        raise NotAllowed
    return fresh


def _enter(concern: Concern, state: str, now: datetime) -> None:
    # SECURITY: not through `change_state`, which audits: not even that there is a concern is anyone else's business
    old = concern.state
    if state not in CONCERN_TRANSITIONS[old]:
        raise WrongState
    if not Concern.objects.filter(pk=concern.pk, state=old).update(state=state, changed_at=now):
        raise StaleState
    concern.state, concern.changed_at = state, now


def _copy(fresh: Concern, concern: Concern) -> Concern:
    for name in ("state", "contact", "changed_at"):
        setattr(concern, name, getattr(fresh, name))
    return concern
