"""Facts of process: how many people, tandems, meetings, hours, answers. Counts of a whole programme, of no person."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluation.charts import shapes
from evaluation.figures.facts import Facts
from evaluation.figures.results import Result, empty, notes, number, percent
from programs.enums import Role
from tandems.enums import TOGETHER_STATES, TandemState


def participation(facts: Facts, role: str) -> Result:
    people = facts.signed_up
    rows = [
        (_("Mentees signed up"), people[Role.MENTEE]),
        (_("Mentors signed up"), people[Role.MENTOR]),
        (_("Tandems offered"), facts.offered),
        (_("Tandems started"), facts.started),
        (_("Tandems running"), sum(facts.tandems[state] for state in TOGETHER_STATES)),
        (_("Tandems completed"), facts.tandems[TandemState.COMPLETED]),
        (_("Tandems ended early"), facts.tandems[TandemState.PARTED]),
    ]
    if not sum(count for _name, count in rows):
        return empty(_("Nobody has signed up yet"))
    if facts.started:
        finding = ngettext("%(count)s tandem has started", "%(count)s tandems have started", facts.started)
        finding %= {"count": facts.started}
    else:
        total = people.total()
        finding = ngettext("%(count)s person has signed up", "%(count)s people have signed up", total)
        finding %= {"count": total}
    table = [[name, number(count, 0)] for name, count in rows]
    numbers = [(name, number(count, 0)) for name, count in rows if count or name == rows[3][0]]
    return Result(finding, columns=["", _("How many")], rows=table, numbers=numbers)


def meetings(facts: Facts, role: str) -> Result:
    months = [facts.months[first] for first in sorted(facts.months)]
    if not months:
        return empty(_("No meeting has been due yet"))
    share = facts.held_share
    if share is None:
        finding = ngettext("%(count)s meeting has taken place", "%(count)s meetings have taken place", facts.held)
        finding %= {"count": facts.held}
    else:
        finding = _("Tandems keep %(share)s of their plan") % {"share": percent(share)}
    columns = [_("Month"), _("Planned"), _("Held"), _("Cancelled")]
    rows = [
        [date_format(month.first, "F Y"), *(number(n, 0) for n in (month.planned, month.held, month.cancelled))]
        for month in months
    ]
    rows.append([_("In total"), *(number(n, 0) for n in (facts.planned, facts.held, facts.cancelled))])
    latest = months[-12:]
    chart = shapes.columns([(date_format(month.first, "M"), month.planned, month.held) for month in latest])
    return Result(finding, _("Meetings held (full) of those planned (pale), by month"), columns, rows, chart)


def rhythm(facts: Facts, role: str) -> Result:
    if not facts.rhythm_of:
        return empty(_("No tandem has started yet"))
    finding = ngettext(
        "%(kept)s of %(count)s tandem meets in its rhythm",
        "%(kept)s of %(count)s tandems meet in their rhythm",
        facts.rhythm_of,
    ) % {"kept": facts.in_rhythm, "count": facts.rhythm_of}
    weeks = facts.program.rhythm_weeks
    note = ngettext(
        "every %(count)s week or as the tandem has agreed, with a week's grace",
        "every %(count)s weeks or as the tandem has agreed, with a week's grace",
        weeks,
    )
    rows = [
        [_("In their rhythm"), number(facts.in_rhythm, 0)],
        [_("Out of it"), number(facts.rhythm_of - facts.in_rhythm, 0)],
    ]
    numbers = [(_("of the tandems in their rhythm"), percent(facts.in_rhythm / facts.rhythm_of))]
    return Result(finding, note % {"count": weeks}, ["", _("Tandems")], rows, numbers=numbers)


def hours(facts: Facts, role: str) -> Result:
    if not facts.minutes:
        return empty(_("No hours have been logged yet"))
    each = facts.minutes / 60
    finding = _("Mentees and mentors have given %(hours)s hours to their meetings") % {"hours": number(2 * each, 0)}
    rows = [
        [_("Mentees"), number(each)],
        [_("Mentors"), number(each)],
        [_("In total"), number(2 * each)],
        [_("For each meeting"), number(each / facts.held)],
    ]
    numbers = [(_("hours together"), number(2 * each, 0)), (_("hours a meeting"), number(each / facts.held))]
    note = _("Time in meetings as logged, counted for both; preparation is not in it")
    return Result(finding, note, ["", _("Hours")], rows, numbers=numbers)


def answer_rates(facts: Facts, role: str) -> Result:
    invited = sum(wave.invited for wave in facts.waves)  # type: ignore[attr-defined]
    if not invited:
        return empty(_("No survey has gone out yet"))
    answered = sum(wave.answered for wave in facts.waves)  # type: ignore[attr-defined]
    finding = _("%(share)s of the invitations to surveys were answered") % {"share": percent(answered / invited)}
    columns = [_("Survey"), _("Opened on"), _("Invited"), _("Answered"), _("Do not want to"), _("Answer rate")]
    rows = [_wave_row(wave) for wave in facts.waves if wave.invited]  # type: ignore[attr-defined]
    rows.append([_("In total"), "", number(invited, 0), number(answered, 0), "", percent(answered / invited)])
    numbers = [(_("invitations"), number(invited, 0)), (_("answers"), number(answered, 0))]
    note = _("Who has answered is known, what they answered is not")
    return Result(finding, notes(note), columns, rows, numbers=numbers)


def _wave_row(wave) -> list[str]:  # type: ignore[no-untyped-def]
    return [
        str(wave.get_occasion_display()),
        date_format(wave.opens_on, "SHORT_DATE_FORMAT"),
        number(wave.invited, 0),
        number(wave.answered, 0),
        number(wave.declined, 0),
        percent(wave.answered / wave.invited),
    ]
