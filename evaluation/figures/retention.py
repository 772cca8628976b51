"""Retention of participants beside comparable colleagues, as `retention_reading.py` has read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from evaluation.charts import shapes
from evaluation.figures.counts import Facts
from evaluation.figures.proportions import Share, difference, share_of
from evaluation.figures.results import (
    COUNTS,
    ROLE,
    Figure,
    Result,
    between,
    empty,
    notes,
    number,
    percent,
    short_day,
    signed,
)
from evaluation.figures.statistics import Interval
from evaluation.figures.suppression import countable, few_hidden


@dataclass(frozen=True)
class Group:
    """`stayed` None: so few have left that it is not told how many; then fewer than `below` have."""

    n: int
    stayed: Share | None
    left: int
    below: int


@dataclass(frozen=True)
class Retention:
    months: int
    day: date
    participants: Group
    colleagues: Group


def latest(facts: Facts) -> Retention | None:
    """The latest reading that may be shown. Checks again, because HR may have raised the smallest group since."""
    k = facts.program.smallest_group
    for months in sorted(map(int, facts.retention), reverse=True):
        stored = facts.retention[str(months)]
        if all(countable(stored[name]["n"], k=k) for name in ("participants", "colleagues")):
            groups = [_group(stored[name], k) for name in ("participants", "colleagues")]
            return Retention(months, date.fromisoformat(stored["day"]), *groups)
    return None


def _group(stored: Mapping[str, Any], k: int) -> Group:
    n, left = stored["n"], stored["left"]
    if left is None or few_hidden(left, k=k):
        return Group(n, None, 0, max(stored["below"] or 0, k))
    share = share_of(stored.get("share", (n - left) / n), stored.get("effective", n))
    return Group(n, share, left, 0)


def retention(facts: Facts, role: str) -> Result:
    name = _("Retention beside comparable colleagues")
    if role:
        return empty(name, _("Retention is told of mentees and mentors together alone."))
    found = latest(facts)
    if found is None:
        return empty(
            name,
            _(
                "Told 6 and 12 months after the start, a month later each, if HR's file has brought the leaving dates "
                "up to then and enough people can be compared."
            ),
        )
    columns = ["", _("People"), _("Still employed"), _("Share"), _("Interval (95 %)")]
    groups = ((_("Participants"), found.participants), (_("Comparable colleagues, weighted"), found.colleagues))
    rows = [_row(label, group) for label, group in groups]
    bars = [
        (label, group.stayed.value, percent(group.stayed.value)) for label, group in groups if group.stayed is not None
    ]
    if found.participants.stayed and found.colleagues.stayed:
        points, interval = difference(found.participants.stayed, found.colleagues.stayed)
        in_points = Interval(100 * interval.low, 100 * interval.high)
        rows.append([_("Difference, in percentage points"), "", "", signed(100 * points, 0), between(in_points, 0)])
        finding = _comparison(found, in_points)
    else:
        finding = _few(found)
    note = notes(
        ngettext("%(count)s month after the start", "%(count)s months after the start", found.months)
        % {"count": found.months},
        _("as of %(day)s") % {"day": short_day(found.day)},
        _("no proof: whoever volunteers may have stayed more often anyway"),
    )
    return Result(finding, note, columns, rows, shapes.bars(bars) if len(bars) == 2 else None)


def _comparison(found: Retention, difference: Interval) -> str:
    """`difference` in percentage points."""
    participants, colleagues = found.participants.stayed, found.colleagues.stayed
    assert participants and colleagues  # noqa: S101, PT018
    is_clear = difference.keeps_off_zero(0)
    if is_clear and difference.low > 0:
        sentence = _("Participants have stayed more often than comparable colleagues: %(share)s against %(other)s")
    elif is_clear:
        sentence = _("Participants have stayed less often than comparable colleagues: %(share)s against %(other)s")
    else:
        sentence = _(
            "Participants and comparable colleagues do not differ clearly: %(share)s and %(other)s have stayed"
        )
    return sentence % {"share": percent(participants.value), "other": percent(colleagues.value)}


def _few(found: Retention) -> str:
    """How many of either have left is not told, because it would tell who."""
    if found.participants.stayed:
        return _("%(share)s of the participants have stayed") % {"share": percent(found.participants.stayed.value)}
    return _("Fewer than %(few)s of %(count)s participants have left") % {
        "few": found.participants.below,
        "count": number(found.participants.n, 0),
    }


def _row(label: str, group: Group) -> list[str]:
    if group.stayed is None:
        more = _("more than %(count)s") % {"count": number(max(group.n - group.below, 0), 0)}
        return [label, number(group.n, 0), more, "–", "–"]
    interval = group.stayed.interval
    shares = between(Interval(100 * interval.low, 100 * interval.high), 0)
    return [label, number(group.n, 0), number(group.n - group.left, 0), percent(group.stayed.value), shares]


FIGURE = Figure(
    "retention",
    gettext_lazy("Retention beside comparable colleagues"),
    gettext_lazy(
        "Share of the participants who are still employed 6 and 12 months after the programme's start, beside "
        "colleagues who took no part: of the same company, level, department family and length of service (under 2, 2"
        " to 5, 5 to 10, from 10 years on, at the start). Participants are people whose tandem began within three "
        "months of the start. Both groups are followed from that day on; whoever left before is in neither, so that "
        "nobody counts as staying because taking part takes staying (landmark method, Anderson, Cain and Gelber 1983,"
        " J Clin Oncol 1, 710). Everyone counted is observed up to the day of the reading: nothing is estimated. The "
        "colleagues' share is as if their kinds were as frequent as among the participants (direct standardisation); "
        "one colleague counts for no more than one part in as many as the smallest group. Not counted: participants "
        "whom nobody is comparable to, people whose level, department or first day is not known, and those whose data"
        " were erased. Intervals (95 %): Wilson 1927 (JASA 22, 209), for colleagues with the effective number of Kish"
        " 1965; of the difference Newcombe 1998 (Stat Med 17, 873). Read once for each day, a month later, where "
        "leaving dates are complete up to it and at most 5 % of the people have a closed account without one; never "
        "renewed. If fewer have left than the smallest group counts, or fewer since the reading before, how many is "
        "not told: so few would tell who. The comparison is no proof: whoever volunteers may have stayed more often "
        "anyway."
    ),
    gettext_lazy("%"),
    COUNTS,
    retention,
    silent_under=(ROLE,),
)
