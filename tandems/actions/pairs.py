"""From the offer of a pairing to the end of a tandem.

Nothing here keeps who said no or who ended a tandem: such steps are audited without an actor, yeses to an offer that
came to nothing are deleted, and both are told in the same words. Where the programme asks one first, whose turn it
was is forgotten with them.
"""

from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notices.actions import plan
from notices.models import Notice
from people import audit
from people.errors import ActionError, NotAllowed
from people.models import Person
from people.states import change_state
from people.times.clock import day_of
from programs.actions.manager_consent import has_consent
from programs.enums import AskOrder, ConsentSource, ParticipationState, ProgramState, Role
from programs.models import Consent, ConsentText, Participation, Program
from tandems import drafts, history, rules
from tandems.actions.meetings import cancel_dated, plan_meetings
from tandems.enums import TANDEM_TRANSITIONS, TOGETHER_STATES, TandemState
from tandems.models import Proposal, Tandem, TandemConsent

OFFERING = (ProgramState.OPEN, ProgramState.MATCHING, ProgramState.RUNNING)
OTHER: dict[str, str] = {Role.MENTEE: Role.MENTOR, Role.MENTOR: Role.MENTEE}


@transaction.atomic
def offer_pair(
    *,
    program: Program,
    mentee: Participation,
    mentor: Participation,
    actor: Person | None,
    now: datetime,
    proposal: Proposal | None = None,
) -> Tandem:
    """Ask whether they want to be a tandem, until `program.answer_days` days from now: both, or one first.

    Raises ActionError if one of them is not signed up (any more), has as many tandems as wished, if the two are paired
    already, or if the programme is in no state for it.
    """
    mentee, mentor = _lock_pair(mentee, mentor)
    _check_pair(program, mentee, mentor)
    tandem = Tandem.objects.create(
        program=program,
        mentee=mentee,
        mentor=mentor,
        proposal=proposal,
        offered_at=now,
        answer_until=answer_until(program, now),
        open_until=answer_until(program, now, rounds=1 if program.ask_order == AskOrder.TOGETHER else 2),
        asked_first="" if program.ask_order == AskOrder.TOGETHER else program.ask_order,
        not_asked_yet=OTHER.get(program.ask_order, ""),
    )
    audit.record("tandem.offered", actor=actor, subject=tandem, program_id=program.pk)
    plan(drafts.offer(tandem, tandem.asked, now))
    return tandem


def answer_until(program: Program, now: datetime, rounds: int = 1) -> datetime:
    """The end of the last day on which an offer made `now` can be answered, by `rounds` people one after the other."""
    last_day = day_of(now) + timedelta(days=program.answer_days * rounds)
    return datetime.combine(last_day, time(23, 59), timezone.get_default_timezone())


def _lock_pair(mentee: Participation, mentor: Participation) -> tuple[Participation, Participation]:
    """Both rows, locked in the order of their keys so that two offers at once cannot wait for each other."""
    rows = {
        row.pk: row
        for row in Participation.objects.select_for_update(of=("self",))
        .select_related("person", "program")
        .filter(pk__in=[mentee.pk, mentor.pk])
        .order_by("pk")
    }
    try:
        return rows[mentee.pk], rows[mentor.pk]
    except KeyError:
        raise ActionError(_("One of the two is no longer in the programme.")) from None


def _check_pair(program: Program, mentee: Participation, mentor: Participation) -> None:
    if program.state not in OFFERING or not (program.starts_on and program.ends_on):
        raise ActionError(_("The programme is not in a state in which pairs can be asked."))
    if mentee.role != Role.MENTEE or mentor.role != Role.MENTOR or mentee.person_id == mentor.person_id:
        raise ActionError(_("A tandem is one mentee and one mentor."))
    for participation in (mentee, mentor):
        _check_free(program, participation)
    if Tandem.objects.filter(mentee=mentee, mentor=mentor).live().exists():
        raise ActionError(_("These two are a tandem already, or have been asked."))


def _check_free(program: Program, participation: Participation) -> None:
    name = {"name": participation.person.full_name}
    if participation.program_id != program.pk:
        raise ActionError(_("%(name)s is not in this programme.") % name)
    if participation.state != ParticipationState.SIGNED_UP or not participation.person.is_active:
        raise ActionError(_("%(name)s is not signed up.") % name)
    if not has_consent(participation):
        raise ActionError(_("The line manager of %(name)s has not agreed to the hours yet.") % name)
    if Tandem.objects.with_participation(participation).live().count() >= participation.room:
        raise ActionError(_("%(name)s has no room for another tandem.") % name)


def needs_consent(participation: Participation) -> bool:
    """HR stated the consent with an import: the person has not yet given it themselves."""
    return not participation.consents.filter(source=ConsentSource.BROWSER).exists()


def _lock(tandem: Tandem) -> Tandem:
    return Tandem.objects.select_for_update(of=("self",)).with_people().get(pk=tandem.pk)


@transaction.atomic
def accept_offer(*, tandem: Tandem, person: Person, now: datetime, consent_text: ConsentText | None = None) -> Tandem:
    """`person` says yes to being paired. The tandem starts, and has its plan of meetings, when both have.

    `consent_text` is the wording of the programme that the person agreed to on the same page, if it was shown; it is
    noted at the participation once the tandem starts.
    Saying yes twice is harmless. Raises NotAllowed if the person is not one of the two, ActionError if the offer has
    ended meanwhile.
    """
    fresh = _lock(tandem)
    if not rules.takes_part(fresh, person):
        raise NotAllowed
    if fresh.consents.filter(person=person).exists():
        return _copy_state(fresh, tandem)
    if not rules.can_answer(fresh, person) or now > fresh.answer_until:
        raise ActionError(_("This offer has ended in the meantime."))
    TandemConsent.objects.create(tandem=fresh, person=person, given_at=now, text=consent_text)
    if fresh.not_asked_yet:
        _ask_the_other(fresh, person, now)
    elif fresh.consents.count() == 2:
        _start(fresh, now)
    return _copy_state(fresh, tandem)


def _ask_the_other(tandem: Tandem, person: Person, now: datetime) -> None:
    """`person` was asked first and has said yes. Not audited: HR does not learn whose turn it is."""
    tandem.not_asked_yet = ""
    tandem.answer_until = min(answer_until(tandem.program, now), tandem.open_until)
    tandem.save(update_fields=["not_asked_yet", "answer_until"])
    plan(drafts.offer(tandem, [tandem.partner_of(person)], now))


def _start(tandem: Tandem, now: datetime) -> None:
    _enter(tandem, TandemState.ACTIVE, event="tandem.started", started_at=now)
    for said in tandem.consents.select_related("text"):
        if said.text is None:
            continue
        Consent.objects.create(
            participation=tandem.mentee if said.person_id == tandem.mentee.person_id else tandem.mentor,
            text=said.text,
            source=ConsentSource.BROWSER,
            given_at=now,
        )
    history.remember(*tandem.people)
    plan_meetings(tandem=tandem, now=now)
    plan(drafts.news("tandem_started", tandem, now))


@transaction.atomic
def decline_offer(*, tandem: Tandem, person: Person, now: datetime) -> Tandem:
    """`person` says no. No reason is asked and nobody can find out whose no it was.

    Declining what has been declined is harmless. Raises NotAllowed, or ActionError if the tandem has started.
    """
    fresh = _lock(tandem)
    if not rules.takes_part(fresh, person):
        raise NotAllowed
    if fresh.state == TandemState.OFFERED:
        _drop(fresh, TandemState.DECLINED, event="tandem.not_started", now=now)
    elif fresh.state in TOGETHER_STATES:
        raise ActionError(_("This tandem has started. You can end it at any time in its room."))
    return _copy_state(fresh, tandem)


@transaction.atomic
def expire_offer(*, tandem: Tandem, now: datetime) -> Tandem:
    """The time to answer is over. Does nothing if it is not, or if the offer has ended in another way."""
    fresh = _lock(tandem)
    if fresh.state == TandemState.OFFERED and now > fresh.answer_until:
        _drop(fresh, TandemState.EXPIRED, event="tandem.expired", now=now)
    return _copy_state(fresh, tandem)


def _drop(tandem: Tandem, state: TandemState, *, event: str, now: datetime) -> None:
    """End an offer without a trace of who had answered what, and look for the next best for both."""
    _enter(tandem, state, event=event, ended_at=now)
    # SECURITY: a yes that is kept, or an offer or a reminder sent to one of the two, would tell who said no
    tandem.consents.all().delete()
    Notice.objects.filter(kind__in=["offer", "offer_reminder"], dedupe_key__startswith=f"tandem:{tandem.pk}:").delete()
    plan(drafts.news("not_started", tandem, now))
    if tandem.asked_first:
        # whether the second had been asked is forgotten too: the page of what has ended stays with the first alone
        tandem.not_asked_yet = OTHER[tandem.asked_first]
        tandem.answer_until = tandem.open_until
        tandem.save(update_fields=["not_asked_yet", "answer_until"])
    look_again(tandem)


@transaction.atomic
def part(*, tandem: Tandem, person: Person, now: datetime) -> Tandem:
    """`person` ends the tandem, without a reason. Who did it is kept nowhere.

    Harmless if it has ended already. Raises NotAllowed if the person is not one of the two, WrongState if the tandem
    never started.
    """
    fresh = _lock(tandem)
    if not rules.takes_part(fresh, person):
        raise NotAllowed
    if fresh.state not in (TandemState.PARTED, TandemState.COMPLETED):
        _end(fresh, TandemState.PARTED, event="tandem.ended", actor=None, now=now)
    return _copy_state(fresh, tandem)


@transaction.atomic
def complete(*, tandem: Tandem, actor: Person | None, now: datetime) -> Tandem:
    """The tandem has come to its planned end. `actor` is HR, None when the programme closes.

    Raises WrongState if it is not running.
    """
    fresh = _lock(tandem)
    if fresh.state != TandemState.COMPLETED:
        _end(fresh, TandemState.COMPLETED, event="tandem.completed", actor=actor, now=now)
    return _copy_state(fresh, tandem)


def _end(tandem: Tandem, state: TandemState, *, event: str, actor: Person | None, now: datetime) -> None:
    _enter(tandem, state, event=event, actor=actor, ended_at=now, paused_until=None)
    cancel_dated(tandem=tandem, now=now)
    plan(drafts.news("tandem_completed" if state == TandemState.COMPLETED else "tandem_ended", tandem, now))
    if state == TandemState.PARTED:
        look_again(tandem)


def look_again(tandem: Tandem) -> None:
    """Both are free again: a worker looks for the next best."""
    from tandems.matching.follow_up import nudge

    transaction.on_commit(partial(nudge, tandem.program_id))


def complete_all(program: Program, now: datetime) -> None:
    """The programme has closed: its tandems are complete, and offers nobody answered are over."""
    for tandem in program.tandems.live():
        if tandem.state in TOGETHER_STATES:
            complete(tandem=tandem, actor=None, now=now)
        else:
            _drop(_lock(tandem), TandemState.EXPIRED, event="tandem.expired", now=now)


@transaction.atomic
def end_for(participation: Participation, now: datetime) -> None:
    """Someone has left the programme: what they were asked does not start, what was running ends."""
    for tandem in Tandem.objects.with_participation(participation).live():
        fresh = _lock(tandem)
        if fresh.state == TandemState.OFFERED:
            _drop(fresh, TandemState.DECLINED, event="tandem.not_started", now=now)
        elif fresh.state in TOGETHER_STATES:
            _end(fresh, TandemState.PARTED, event="tandem.ended", actor=None, now=now)


def _enter(tandem: Tandem, state: TandemState, *, event: str, actor: Person | None = None, **also: Any) -> None:
    change_state(
        tandem,
        state,
        transitions=TANDEM_TRANSITIONS,
        actor=actor,
        event=event,
        program_id=tandem.program_id,
        **also,
    )


def _copy_state(fresh: Tandem, tandem: Tandem) -> Tandem:
    """The caller's object says what the row says now."""
    for name in ("state", "started_at", "ended_at", "paused_until", "answer_until", "not_asked_yet"):
        setattr(tandem, name, getattr(fresh, name))
    return tandem
