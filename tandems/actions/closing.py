"""How a tandem closes: one proposes, the other agrees, and it takes effect. Thanks to each other.

None of it is audited by name: who wanted the end and who wanted to go on stays between the two.
"""

import logging
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from notices.actions import plan
from people import audit
from people.errors import ActionError, NotAllowed, StaleState
from people.models import Person
from people.times.clock import day_of
from programs.models import Topic
from tandems import closing as window
from tandems import drafts, rules
from tandems.actions.pairs import complete
from tandems.actions.rhythm import replan
from tandems.enums import ClosingChoice, MeetingState
from tandems.models import Closing, Tandem, Thanks
from tandems.models.closing import LONGEST_THANKS

log = logging.getLogger(__name__)
AFTERWARDS = timedelta(days=14)  # after an extension: last meetings are logged
KEEPS = timedelta(days=21)


@transaction.atomic
def propose_closing(
    *,
    tandem: Tandem,
    person: Person,
    choice: str,
    now: datetime,
    last_day: date | None = None,
    topics: Sequence[Topic] = (),
) -> Closing:
    """`person` proposes how it goes on and asks the other. What was proposed before and waits is set aside.

    END: on `last_day`. EXTEND: until `last_day`. SWAP: the open meetings are about `topics` in turn, until `last_day`
    where it is given. The same proposal twice is harmless; proposing what the other has proposed agrees to it. Raises
    NotAllowed, or ActionError for what the programme or the calendar does not allow.
    """
    fresh = _lock(tandem, person)
    if not window.can_decide(fresh, person, now):
        raise ActionError(_("It is not time for that yet."))
    _check(fresh, choice, last_day, topics, now)
    stored = window.waiting(fresh)
    if stored and _is_same(stored, choice, last_day, topics):
        return stored if stored.author_id == person.pk else agree_closing(closing=stored, person=person, now=now)
    if stored:
        stored.set_aside_at = now
        stored.save(update_fields=["set_aside_at"])
    made = Closing.objects.create(tandem=fresh, author=person, choice=choice, last_day=last_day, proposed_at=now)
    made.topics.set(topics)
    plan(_news("closing_waiting", made, [fresh.partner_of(person)], now))
    return made


@transaction.atomic
def agree_closing(*, closing: Closing, person: Person, now: datetime) -> Closing:
    """The other agrees: it takes effect. Twice is harmless.

    Raises NotAllowed to its author, StaleState if it no longer waits, ActionError if it is no longer possible.
    """
    tandem = _lock(closing.tandem, person)
    stored = Closing.objects.select_for_update().get(pk=closing.pk)
    if stored.agreed_at:
        return stored
    if stored.author_id == person.pk:
        raise NotAllowed
    if stored.set_aside_at:
        raise StaleState
    topics = list(stored.topics.all())
    _check(tandem, stored.choice, stored.last_day, topics, now)
    stored.agreed_at = now
    stored.save(update_fields=["agreed_at"])
    _take_effect(tandem, stored, topics, now)
    plan(_news("closing_agreed", stored, [tandem.partner_of(person)], now))
    return stored


@transaction.atomic
def set_closing_aside(*, closing: Closing, person: Person, now: datetime) -> Closing:
    """Either leaves things as they are. Twice is harmless. Raises NotAllowed, StaleState if they have agreed."""
    _lock(closing.tandem, person)
    stored = Closing.objects.select_for_update().get(pk=closing.pk)
    if stored.agreed_at:
        raise StaleState
    if stored.set_aside_at is None:
        stored.set_aside_at = now
        stored.save(update_fields=["set_aside_at"])
    return stored


@transaction.atomic
def say_thanks(*, tandem: Tandem, person: Person, text: str, now: datetime) -> Thanks | None:
    """A few words to the other, who hears that they are there. An empty text takes them back.

    Raises NotAllowed, ActionError before it is time or if it is too long.
    """
    fresh = _lock(tandem, person)
    if not window.can_thank(fresh, person, now):
        raise ActionError(_("It is not time for that yet."))
    text = text.strip()
    if not text:
        Thanks.objects.filter(tandem=fresh, author=person).delete()
        return None
    if len(text) > LONGEST_THANKS:
        raise ActionError(_("Please keep it to %(count)s characters.") % {"count": LONGEST_THANKS})
    thanks, is_new = Thanks.objects.update_or_create(
        tandem=fresh, author=person, defaults={"text": text, "written_at": now}
    )
    if is_new:
        plan(drafts.about_tandem("thanks_written", fresh, [fresh.partner_of(person)], now, now + KEEPS))
    return thanks


def complete_due(now: datetime) -> int:
    """End the tandems whose own last day is over: on the next day where they decided so, else two weeks later.

    Those that keep to the programme's last day are completed when it closes. Returns how many were looked at.
    """
    today = day_of(now)
    ended = Q(closings__choice=ClosingChoice.END, closings__agreed_at__isnull=False)
    due = Tandem.objects.together().filter(
        Q(ends_on__lt=today - AFTERWARDS) | Q(ends_on__lt=today) & ended & ~Q(meetings__state=MeetingState.DATED)
    )
    tandems = list(due.distinct())
    for tandem in tandems:
        try:
            complete(tandem=tandem, actor=None, now=now)
        except ActionError:
            log.warning("Tandem %s could not be completed", tandem.pk)
    return len(tandems)


# ------------------------------------------------------------------ what is possible
def _check(tandem: Tandem, choice: str, last_day: date | None, topics: Sequence[Topic], now: datetime) -> None:
    if choice == ClosingChoice.END:
        _check_end(tandem, last_day, now)
    elif choice == ClosingChoice.EXTEND:
        if last_day is None:
            raise ActionError(_("Please say until when."))
        _check_extension(tandem, last_day)
    else:
        _check_topics(tandem, last_day, topics)


def _check_end(tandem: Tandem, last_day: date | None, now: datetime) -> None:
    if last_day is None or last_day < day_of(now):
        raise ActionError(_("Please choose today or a day to come."))
    if tandem.last_day and last_day > max(tandem.last_day, day_of(now)):
        raise ActionError(_("That is later than your last day. You can decide to go on for longer."))
    later = [one for one in tandem.meetings.dated_ahead(now) if one.starts_at and day_of(one.starts_at) > last_day]
    if later:
        raise ActionError(_("A meeting has a date after that day. Choose a later day, or move the meeting first."))


def _check_extension(tandem: Tandem, last_day: date) -> None:
    latest = window.latest_day(tandem)
    if latest is None:
        raise ActionError(_("Your programme does not provide for going on for longer."))
    if tandem.last_day and last_day <= tandem.last_day:
        raise ActionError(_("That is not later than your last day."))
    if last_day > latest:
        raise ActionError(
            _("Your programme lets you go on until %(day)s.") % {"day": date_format(latest, "DATE_FORMAT")}
        )


def _check_topics(tandem: Tandem, last_day: date | None, topics: Sequence[Topic]) -> None:
    if not topics:
        raise ActionError(_("Please choose at least one topic."))
    if any(topic.program_id != tandem.program_id for topic in topics):
        raise ActionError(_("This topic is not one of the programme."))
    if last_day is not None:
        _check_extension(tandem, last_day)
    elif not tandem.meetings.filter(state=MeetingState.OPEN).exists():
        raise ActionError(_("No open meeting is left for other topics. Say until when you want to go on."))


# ------------------------------------------------------------------ what it does
def _take_effect(tandem: Tandem, closing: Closing, topics: Sequence[Topic], now: datetime) -> None:
    if closing.choice == ClosingChoice.END:
        _end(tandem, closing.last_day, now)
        return
    if closing.last_day:
        _extend(tandem, closing.last_day, now)
    for number, meeting in enumerate(tandem.meetings.filter(state=MeetingState.OPEN).order_by("number")):
        if topics:
            meeting.topic = topics[number % len(topics)]
            meeting.save(update_fields=["topic"])


def _end(tandem: Tandem, last_day: date | None, now: datetime) -> None:
    if last_day is None or last_day <= day_of(now):
        complete(tandem=tandem, actor=None, now=now)
        return
    tandem.ends_on = last_day
    tandem.save(update_fields=["ends_on"])
    tandem.meetings.filter(state=MeetingState.OPEN, planned_week__gt=last_day).delete()


def _extend(tandem: Tandem, last_day: date, now: datetime) -> None:
    """Further meetings in their rhythm; a number of their own was meant for the time they had planned."""
    tandem.ends_on, tandem.own_meetings = last_day, None
    tandem.save(update_fields=["ends_on", "own_meetings"])
    replan(tandem=tandem, now=now, anew=False)
    audit.record("tandem.extended", actor=None, subject=tandem, program_id=tandem.program_id)


def _is_same(stored: Closing, choice: str, last_day: date | None, topics: Sequence[Topic]) -> bool:
    wanted = {topic.pk for topic in topics}
    return (stored.choice, stored.last_day) == (choice, last_day) and {one.pk for one in stored.topics.all()} == wanted


def _news(kind: str, closing: Closing, people: Sequence[Person], now: datetime) -> list[drafts.Draft]:
    return drafts.about_tandem(
        kind,
        closing.tandem,
        people,
        now,
        now + KEEPS,
        again=f":{closing.pk}",
        also={"closing": str(closing.pk)},
    )


def _lock(tandem: Tandem, person: Person) -> Tandem:
    fresh = Tandem.objects.select_for_update(of=("self",)).with_people().get(pk=tandem.pk)
    if not rules.takes_part(fresh, person):
        raise NotAllowed
    return fresh
