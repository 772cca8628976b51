"""What HR's managers of a programme hear: that something does not move by itself. Counts, never a name or a cause."""

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy, ngettext

from notices.kinds import Distance, Kind, Placeholder
from notices.models import Notice
from programs.models import Program
from programs.rules import manages
from tandems import alerts

REASON = gettext_lazy("You manage this programme.")
MANAGERS = gettext_lazy("HR managers of the programme")
PROGRAM = Placeholder("program", gettext_lazy("name of the programme"), gettext_lazy("Digital 2026"))
OFFERS = Placeholder("offers", gettext_lazy("how many offers"), gettext_lazy("3 offers"))
TANDEMS = Placeholder("tandems", gettext_lazy("how many tandems"), gettext_lazy("2 tandems"))
MENTORS = Placeholder("mentors", gettext_lazy("how many mentors"), gettext_lazy("2 mentors"))
DAY = Placeholder("day", gettext_lazy("day on which they were asked"), gettext_lazy("4 March 2026"))


@dataclass(frozen=True)
class Found:
    """Something that does not move: in which programme, how many, and since which day where that matters."""

    program: Program
    count: int
    day: date | None = None


def _program(notice: Notice) -> Program | None:
    program = Program.objects.filter(pk=notice.program_id or 0).first()
    return program if program and manages(program, notice.recipient) else None


def _day(notice: Notice) -> date:
    return date.fromisoformat(notice.context["day"])


def expired_offers(notice: Notice) -> Found | None:
    program, day = _program(notice), _day(notice)
    return Found(program, alerts.expired_on(day).filter(program=program).count(), day) if program else None


def stuck_offers(notice: Notice) -> Found | None:
    program, day = _program(notice), _day(notice)
    return Found(program, alerts.offered_on(day).filter(program=program).count(), day) if program else None


def silent_tandems(notice: Notice) -> Found | None:
    program = _program(notice)
    return Found(program, len(alerts.silent(program.pk, notice.due_at))) if program else None


def stuck_consents(notice: Notice) -> Found | None:
    program = _program(notice)
    return Found(program, alerts.waiting_mentors(program.pk, notice.due_at)) if program else None


def is_still_so(notice: Notice, found: Found, now: datetime) -> bool:
    return found.count > 0


def _offers(notice: Notice, found: Found) -> dict[str, str]:
    words = ngettext("%(count)s offer", "%(count)s offers", found.count) % {"count": found.count}
    day = date_format(found.day, "DATE_FORMAT") if found.day else ""
    return {"program": found.program.name, "offers": words, "day": day}


def _tandems(notice: Notice, found: Found) -> dict[str, str]:
    words = ngettext("%(count)s tandem", "%(count)s tandems", found.count) % {"count": found.count}
    return {"program": found.program.name, "tandems": words}


def _mentors(notice: Notice, found: Found) -> dict[str, str]:
    words = ngettext("%(count)s mentor", "%(count)s mentors", found.count) % {"count": found.count}
    return {"program": found.program.name, "mentors": words}


def _to_participations(notice: Notice, found: Found) -> str:
    return f"{reverse('admin:programs_participation_changelist')}?program__id__exact={found.program.pk}"


def _to_list(notice: Notice, found: Found) -> str:
    return f"{reverse('admin:tandems_tandem_changelist')}?program__id__exact={found.program.pk}"


OFFER_EXPIRED = Kind(
    code="offer_expired",
    label=gettext_lazy("HR: offers ended unanswered"),
    reason=REASON,
    occasion=gettext_lazy("The time to answer an offer is over."),
    recipients=MANAGERS,
    when=gettext_lazy("Once for all offers that end on a day"),
    until=gettext_lazy("One week"),
    subject=gettext_lazy("{program}: offers without an answer"),
    body=(
        gettext_lazy("Ended without an answer in {program}: {offers}. No tandem comes of it."),
        gettext_lazy("Matching looks for the next best by itself; you decide whether it is asked."),
    ),
    placeholders=(PROGRAM, OFFERS),
    find=expired_offers,
    is_wanted=is_still_so,
    values=_offers,
    action_label=gettext_lazy("See the tandems"),
    path=_to_list,
    names_recipient=True,
    for_staff=True,
)

OFFER_STUCK = Kind(
    code="offer_stuck",
    label=gettext_lazy("HR: offers waiting for an answer"),
    reason=REASON,
    occasion=gettext_lazy("Offers have been open for some days."),
    recipients=MANAGERS,
    when=gettext_lazy("Once for all that were asked on a day, some days later"),
    until=gettext_lazy("One week, as long as one of them is open"),
    subject=gettext_lazy("{program}: offers are waiting"),
    body=(
        gettext_lazy("Still without an answer in {program}, asked on {day}: {offers}."),
        gettext_lazy(
            "A reminder goes out by itself. A word in person often helps; whose answer is missing stays private."
        ),
    ),
    placeholders=(PROGRAM, OFFERS, DAY),
    find=stuck_offers,
    is_wanted=is_still_so,
    values=_offers,
    action_label=gettext_lazy("See the tandems"),
    path=_to_list,
    distances=(Distance(gettext_lazy("Days after they were asked"), 7, 2, 30),),
    names_recipient=True,
    for_staff=True,
)

TANDEM_SILENT = Kind(
    code="tandem_silent",
    label=gettext_lazy("HR: tandems that have gone silent"),
    reason=REASON,
    occasion=gettext_lazy("Tandems have not met for more than twice their rhythm and have no date."),
    recipients=MANAGERS,
    when=gettext_lazy("At eight in the morning, every so many days, as long as there are any"),
    until=gettext_lazy("Two days, as long as there are any"),
    subject=gettext_lazy("{program}: tandems that have gone silent"),
    body=(
        gettext_lazy("Not met for a long time and without a date ahead in {program}: {tandems}."),
        gettext_lazy("The list says since when, and what you can offer. Nobody is to blame, and a pause is fine, too."),
    ),
    placeholders=(PROGRAM, TANDEMS),
    find=silent_tandems,
    is_wanted=is_still_so,
    values=_tandems,
    action_label=gettext_lazy("See the tandems"),
    path=_to_list,
    distances=(Distance(gettext_lazy("Days between two such mails"), 7, 7, 60),),
    names_recipient=True,
    for_staff=True,
)

CONSENT_STUCK = Kind(
    code="consent_stuck",
    label=gettext_lazy("HR: mentors without their line manager's consent"),
    reason=REASON,
    occasion=gettext_lazy("A line manager has not answered for a week, has said no, or is not on record."),
    recipients=MANAGERS,
    when=gettext_lazy("At eight in the morning, every so many days, as long as there are any"),
    until=gettext_lazy("Two days, as long as there are any"),
    subject=gettext_lazy("{program}: mentors without consent"),
    body=(
        gettext_lazy("Without their line manager's consent in {program}: {mentors}."),
        gettext_lazy("Whoever was asked is reminded by itself. Often a word in person is all that is missing."),
    ),
    placeholders=(PROGRAM, MENTORS),
    find=stuck_consents,
    is_wanted=is_still_so,
    values=_mentors,
    action_label=gettext_lazy("See who is signed up"),
    path=_to_participations,
    distances=(Distance(gettext_lazy("Days between two such mails"), 7, 7, 60),),
    names_recipient=True,
    for_staff=True,
)

KINDS = (OFFER_EXPIRED, OFFER_STUCK, TANDEM_SILENT, CONSENT_STUCK)
