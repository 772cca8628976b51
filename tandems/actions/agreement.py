"""The agreement of the two: propose a version, confirm it, or leave things as they are.

Nothing of it is audited and nothing is logged: what the two promise each other is theirs, and so is who asked for what.
Only a rhythm of their own that both have confirmed is a fact of process.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from notices.actions import plan
from people.errors import ActionError, NotAllowed
from people.models import Person
from programs.models import Program
from tandems import drafts, rules
from tandems.actions.rhythm import Pace, most_meetings, pace_of, set_pace
from tandems.models import Agreement, Tandem


class Conflict(ActionError):
    """There is another version than the one the person saw. `stored` is the latest one."""

    message = _("The other of you was faster: there is a newer version.")

    def __init__(self, stored: Agreement) -> None:
        super().__init__()
        self.stored = stored


@dataclass(frozen=True)
class Terms:
    """What a version says: texts by the names of `Agreement.TEXTS`, and how the two mean to meet."""

    texts: Mapping[str, str] = field(default_factory=dict)
    pace: Pace = field(default_factory=Pace)

    @property
    def values(self) -> dict[str, Any]:
        return {
            **{name: self.texts.get(name, "") for name in Agreement.TEXTS},
            "rhythm_weeks": self.pace.rhythm_weeks,
            "minutes": self.pace.minutes,
            "meetings": self.pace.meetings,
        }


@transaction.atomic
def propose_agreement(*, tandem: Tandem, person: Person, terms: Terms, latest: int, now: datetime) -> Agreement:
    """`person` writes a version and asks the other to confirm it. What is in force stays so until then.

    `latest` is the number of the newest version the person saw, 0 for none. Sending the same twice writes it once; the
    other's waiting version, sent back unchanged, is confirmed. Raises NotAllowed, Conflict with the newer version if
    there is one, or ActionError for an empty agreement or a rhythm that cannot be; each writes nothing.
    """
    tandem = _lock(tandem, person)
    newest = tandem.agreements.order_by("-number").first()
    if newest is not None and newest.set_aside_at is None and _holds(newest, terms):
        if newest.is_open and newest.author_id != person.pk:
            return confirm_agreement(agreement=newest, person=person, now=now)
        return newest
    if newest is not None and newest.number != latest:
        raise Conflict(newest)
    if not any(terms.texts.get(name, "").strip() for name in Agreement.TEXTS):
        raise ActionError(_("There is nothing written yet."))
    _check_pace(tandem, terms.pace, now)
    agreement = Agreement(
        tandem=tandem, number=newest.number + 1 if newest else 1, author=person, written_at=now, **terms.values
    )
    agreement.save(force_insert=True)
    plan(drafts.agreement_news("agreement_waiting", agreement, tandem.partner_of(person), now))
    return agreement


@transaction.atomic
def confirm_agreement(*, agreement: Agreement, person: Person, now: datetime) -> Agreement:
    """`person` agrees to the version the other wrote: from now on it is in force, and so is the rhythm in it.

    Doing it twice is harmless. Raises NotAllowed, or Conflict if there is a newer version or this one was set aside.
    """
    tandem = _lock(agreement.tandem, person)
    newest = tandem.agreements.order_by("-number")[0]
    if newest.pk == agreement.pk and newest.is_confirmed:
        return newest
    if newest.pk != agreement.pk or not newest.is_open:
        raise Conflict(newest)
    if newest.author_id == person.pk:
        raise NotAllowed
    newest.confirmed_at = now
    newest.save(update_fields=["confirmed_at"])
    asked = Pace(newest.rhythm_weeks, newest.minutes, newest.meetings)
    set_pace(tandem=tandem, pace=allowed_pace(tandem.program, asked, pace_of(tandem)), now=now)
    plan(drafts.agreement_news("agreement_confirmed", newest, newest.author, now))
    return newest


@transaction.atomic
def set_agreement_aside(*, agreement: Agreement, person: Person, now: datetime) -> Agreement:
    """Either of the two leaves things as they are: the version no longer waits, and can still be looked at.

    Doing it twice is harmless. Raises NotAllowed, or Conflict if there is a newer version or this one is confirmed.
    """
    tandem = _lock(agreement.tandem, person)
    newest = tandem.agreements.order_by("-number")[0]
    if newest.pk == agreement.pk and newest.set_aside_at is not None:
        return newest
    if newest.pk != agreement.pk or newest.is_confirmed:
        raise Conflict(newest)
    newest.set_aside_at = now
    newest.save(update_fields=["set_aside_at"])
    return newest


def allowed_pace(program: Program, asked: Pace, standing: Pace) -> Pace:
    """`asked` where the programme leaves it to the two, otherwise what stands."""
    return Pace(
        rhythm_weeks=asked.rhythm_weeks if program.may_set_rhythm else standing.rhythm_weeks,
        minutes=asked.minutes if program.may_set_length else standing.minutes,
        meetings=asked.meetings if program.may_set_number else standing.meetings,
    )


def _lock(tandem: Tandem, person: Person) -> Tandem:
    locked = Tandem.objects.select_for_update(of=("self",)).with_people().get(pk=tandem.pk)
    if not rules.takes_part(locked, person):
        raise NotAllowed
    if not rules.can_agree(locked, person):
        raise ActionError(_("This tandem has ended."))
    return locked


def _holds(agreement: Agreement, terms: Terms) -> bool:
    return all(getattr(agreement, name) == value for name, value in terms.values.items())


def _check_pace(tandem: Tandem, pace: Pace, now: datetime) -> None:
    """The programme leaves it to the two, and there is room for as many meetings as they want.

    What holds already may stay, even where time has left less room than there was.
    """
    if pace == pace_of(tandem):
        return
    if allowed_pace(tandem.program, pace, pace_of(tandem)) != pace:
        raise ActionError(_("Your programme sets this for all tandems."))
    for name, value in (("rhythm_weeks", pace.rhythm_weeks), ("minutes", pace.minutes)):
        field = Agreement._meta.get_field(name)
        if value is not None and not field.validators[0].limit_value <= value <= field.validators[1].limit_value:  # type: ignore[union-attr]
            raise ActionError(_("This rhythm or length is out of the usual."))
    most = most_meetings(tandem=tandem, rhythm_weeks=pace.rhythm_weeks or tandem.program.rhythm_weeks, now=now)
    if pace.meetings is not None and not 1 <= pace.meetings <= most:
        raise ActionError(
            _("At this rhythm there is room for %(count)s meetings until the programme ends.") % {"count": most}
        )
