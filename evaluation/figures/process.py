"""Facts of process: how many people, tandems, meetings, hours, answers. Counts of a whole programme, of no person."""

from collections import Counter
from datetime import date

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from evaluation.charts import shapes
from evaluation.figures.counts import RHYTHM, STARTED, Facts, Month
from evaluation.figures.results import Result, empty, hidden, notes, number, percent, short_day
from evaluation.figures.suppression import countable, share_shown, smallest_group
from people.times.clock import day_of
from programs.enums import Role
from tandems.enums import TOGETHER_STATES, TandemState

FEW_TANDEMS = gettext_lazy("too few tandems")


def funnel(facts: Facts, role: str) -> Result:
    """People on their way through the programme, by role. Offers are left out: see `acceptance`."""
    roles = _roles_told(facts, role)
    if not roles:
        return hidden(_("From signing up to the end"))
    ever = {one: facts.signed_up[one] + facts.withdrawn[one] for one in roles}
    if not sum(ever.values()):
        return empty(_("Nobody has signed up yet"))
    steps: list[tuple[str, Counter[str]]] = [
        (_("Signed up, since the beginning"), Counter(ever)),
        (_("Still signed up"), Counter({one: facts.signed_up[one] for one in roles})),
        (_("Have begun a tandem"), Counter({one: facts.in_tandems[one] for one in roles})),
        (_("Have completed a tandem"), Counter({one: facts.to_the_end[one] for one in roles})),
    ]
    paired, all_ = steps[2][1].total(), steps[0][1].total()
    finding = ngettext(
        "%(paired)s of %(count)s person who signed up has begun a tandem",
        "%(paired)s of %(count)s people who signed up have begun a tandem",
        all_,
    ) % {"paired": number(paired, 0), "count": number(all_, 0)}
    columns = {Role.MENTEE: _("Mentees"), Role.MENTOR: _("Mentors")}
    rows = [[name, *(number(c[one], 0) for one in roles), number(c.total(), 0)] for name, c in steps]
    chart = shapes.bars([(name, c.total() / all_, number(c.total(), 0)) for name, c in steps])
    return Result(finding, _one_role(facts), ["", *(columns[one] for one in roles), _("In total")], rows, chart)


def _roles_told(facts: Facts, role: str) -> list[Role]:
    """Those of whom there are enough to be told, the selected one alone if there is one."""
    return [one for one in Role if one not in facts.withheld and role in ("", one)]


def _one_role(facts: Facts) -> str:
    """Says so where a role of a group is too small to be told."""
    return _("One role has too few people in this group to be shown") if facts.withheld & set(Role.values) else ""


def acceptance(facts: Facts, role: str) -> Result:
    """How many offers became tandems. A few that did not are not counted out: one or two would tell who said no."""
    name = _("Accepted offers")
    k = smallest_group(facts.program.smallest_group)
    settled = facts.started + facts.not_started
    if not settled:
        return empty(_("No offer has been settled yet"))
    if not countable(settled, k=k):
        return hidden(name)
    columns = ["", _("Offers")]
    accepted = [_("Became a tandem"), number(facts.started, 0)]
    if not share_shown(facts.not_started, settled, k=k):
        finding = _("Fewer than %(k)s offers did not become a tandem") % {"k": k}
        few = _("fewer than %(k)s") % {"k": k}
        note = _("How many exactly is not told: so few would tell who said no")
        return Result(
            finding,
            note,
            columns,
            [accepted, [_("Did not become a tandem"), few]],
            numbers=[(accepted[0], accepted[1])],
        )
    share = percent(facts.started / settled)
    finding = _("%(share)s of the offers became tandems") % {"share": share}
    rows = [
        accepted,
        [_("Did not become a tandem"), number(facts.not_started, 0)],
        [_("In total"), number(settled, 0)],
    ]
    note = _("offers that were answered or have expired")
    return Result(finding, note, columns, rows, numbers=[(_("of the offers became tandems"), share)])


def participation(facts: Facts, role: str) -> Result:
    if STARTED in facts.withheld:
        return hidden(_("Participation"))
    roles = _roles_told(facts, role)
    labels = {Role.MENTEE: _("Mentees signed up"), Role.MENTOR: _("Mentors signed up")}
    started = _("Tandems started")
    rows = [
        *((labels[one], facts.signed_up[one]) for one in roles),
        (started, facts.started),
        (_("Tandems running, those that pause included"), sum(facts.tandems[state] for state in TOGETHER_STATES)),
        (_("Tandems completed"), facts.tandems[TandemState.COMPLETED]),
        (_("Tandems ended early"), facts.tandems[TandemState.PARTED]),
    ]
    if not sum(count for _name, count in rows):
        return empty(_("Nobody has signed up yet"))
    if facts.started:
        finding = ngettext("%(count)s tandem has started", "%(count)s tandems have started", facts.started)
        finding %= {"count": facts.started}
    else:
        total = sum(facts.signed_up[one] for one in roles)
        finding = ngettext("%(count)s person has signed up", "%(count)s people have signed up", total)
        finding %= {"count": total}
    table = [[name, number(count, 0)] for name, count in rows]
    numbers = [(name, number(count, 0)) for name, count in rows if count or name == started]
    return Result(finding, _one_role(facts), columns=["", _("How many")], rows=table, numbers=numbers)


def early_endings(facts: Facts, role: str) -> Result:
    if STARTED in facts.withheld:
        return hidden(_("Early endings"))
    if not facts.started:
        return empty(_("No tandem has started yet"))
    ended = facts.tandems[TandemState.PARTED]
    finding = ngettext(
        "%(ended)s of %(count)s tandem has ended early",
        "%(ended)s of %(count)s tandems have ended early",
        facts.started,
    ) % {"ended": ended, "count": facts.started}
    rows = [
        [_("Ended early"), number(ended, 0), percent(ended / facts.started)],
        [_("Running or completed"), number(facts.started - ended, 0), percent(1 - ended / facts.started)],
    ]
    note = _("Why, and by whom, nobody is asked")
    columns = ["", _("Tandems"), _("Share")]
    return Result(finding, note, columns, rows, numbers=[(_("ended early"), percent(ended / facts.started))])


def meetings(facts: Facts, role: str) -> Result:
    months = [facts.months[first] for first in sorted(facts.months)]
    if _is_withheld(facts):
        return hidden(_("Meetings held against plan"))
    if not (facts.planned or facts.held):
        return empty(_("No meeting has been due yet"))
    share = facts.held_share
    if share is None:
        finding = ngettext("%(count)s meeting has taken place", "%(count)s meetings have taken place", facts.held)
        finding %= {"count": facts.held}
    else:
        finding = _("Tandems keep %(share)s of their plan") % {"share": percent(share)}
    # moves are known of a whole programme alone
    columns = [_("Month"), _("Planned"), _("Held"), _("Cancelled"), _("Dates moved")][: 4 if facts.group else 5]
    running = facts.day.replace(day=1)
    rows = [[_month_name(month, running), *_counts(month)][: len(columns)] for month in months]
    rows.append([_("In total"), *_counts(facts)][: len(columns)])
    latest = months[-12:]
    chart = shapes.columns([(date_format(month.first, "M"), month.planned, month.held) for month in latest])
    note = _("Meetings held (full) of those planned (pale), by month of the planned week")
    is_running = running in facts.months and not facts.program.is_over
    so_far = _("%(month)s so far") % {"month": date_format(running, "F")} if is_running else ""
    return Result(finding, notes(note, so_far), columns, rows, chart, short="" if share is None else percent(share))


def _month_name(month: Month, running: date) -> str:
    name = date_format(month.first, "F Y")
    return _("%(month)s so far") % {"month": name} if month.first == running else name


def _counts(of: Month | Facts) -> list[str]:
    return [number(n, 0) for n in (of.planned, of.held, of.cancelled, of.moved)]


def _is_withheld(facts: Facts) -> bool:
    """Of a group: in no month has it had enough tandems to be told."""
    return bool(facts.group) and not facts.months


def rhythm(facts: Facts, role: str) -> Result:
    if RHYTHM in facts.withheld:
        return hidden(_("Rhythm kept"))
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
    short = _("%(part)s of %(whole)s") % {"part": facts.in_rhythm, "whole": facts.rhythm_of}
    note = notes(note % {"count": weeks}, _not_in_rhythm_of(facts))
    return Result(finding, note, ["", _("Tandems")], rows, numbers=numbers, short=short)


def leaves_some_out(facts: Facts) -> bool:
    """Whether more tandems have started than the rhythm is counted of: some ended early, pause, or are quite new."""
    return facts.started > facts.rhythm_of


def _not_in_rhythm_of(facts: Facts) -> str:
    """Why these are fewer than the tandems beside them. Not how many pause: of one that would be about two people."""
    if not leaves_some_out(facts):
        return ""
    return _("without tandems that ended early or pause, and new ones of which no meeting has been due yet")


def hours(facts: Facts, role: str) -> Result:
    if _is_withheld(facts):
        return hidden(_("Hours and cost"))
    if not facts.minutes:
        return empty(_("No hours have been logged yet"))
    each = facts.minutes / 60
    spent = hours_by_role(facts)
    total = sum(spent.values())
    own = {one: facts.own_minutes(one) for one in Role}
    rows = [
        [label, number(each), _own(own[one]), number(spent[one]), _euros(_cost(facts, one))]
        for one, label in ((Role.MENTEE, _("Mentees")), (Role.MENTOR, _("Mentors")))
    ]
    rows.append([_("In total"), number(2 * each), "", number(total), _euros(cost(facts))])
    rows.append([_("For each meeting"), number(each / facts.held), "", number(total / facts.held), ""])
    columns = ["", _("In meetings"), _("Around them"), _("In total"), _("Cost in euros")]
    if cost(facts) is None:
        columns, rows = columns[:-1], [row[:-1] for row in rows]
        finding = _("Mentees and mentors have given %(hours)s hours") % {"hours": number(total, 0)}
    else:
        finding = _("Mentees and mentors have given %(hours)s hours, which cost about %(cost)s euros") % {
            "hours": number(total, 0),
            "cost": _euros(cost(facts)),
        }
    numbers = [(_("hours together"), number(total, 0)), (_("hours that a meeting lasts"), number(each / facts.held))]
    return Result(finding, _what_hours_hold(facts, own), columns, rows, numbers=numbers)


def _what_hours_hold(facts: Facts, own: dict[Role, int | None]) -> str:
    if not facts.is_whole:
        return _(
            "Meetings as logged, counted for both; preparation and follow-up only for the whole programme and time"
        )
    if None in own.values() or facts.own_time_at is None:
        return _("Meetings as logged, counted for both; preparation and follow-up only where enough people noted some")
    note = _("Meetings as logged, counted for both; preparation and follow-up as of %(day)s, renewed once a month")
    return note % {"day": short_day(day_of(facts.own_time_at))}


def hours_by_role(facts: Facts) -> dict[Role, float]:
    """In meetings and, where it may be shown, around them."""
    return {role: (facts.minutes + (facts.own_minutes(role) or 0)) / 60 for role in Role}


def _cost(facts: Facts, role: Role) -> float | None:
    rate = facts.program.mentee_hour_rate if role == Role.MENTEE else facts.program.mentor_hour_rate
    return None if rate is None else rate * hours_by_role(facts)[role]


def cost(facts: Facts) -> float | None:
    """In euros, of both sides; None unless HR has given a rate for each."""
    costs = [_cost(facts, role) for role in Role]
    return None if None in costs else sum(one for one in costs if one is not None)


def _euros(value: float | None) -> str:
    return "–" if value is None else number_format(round(value), decimal_pos=0, force_grouping=True)


def _own(minutes: int | None) -> str:
    return "–" if minutes is None else number(minutes / 60)


def covered(facts: Facts, role: str) -> Result:
    """Topics covered in meetings, as `covered.py` publishes them: a topic of few tandems is not among them."""
    name = _("Topics covered")
    topics = [*facts.topics, *facts.in_return]
    shown_ = {topic: facts.covered.get(topic.pk, 0) for topic in topics}
    k = facts.program.smallest_group
    known = sorted(((t, n) for t, n in shown_.items() if countable(n, k=k)), key=lambda pair: -pair[1])
    if not known:
        note = _("Topics appear from %(k)s tandems on, and are renewed once a month.") % {"k": smallest_group(k)}
        return empty(name, note)
    first, most = known[0]
    finding = _("“%(topic)s” is covered most, by %(count)s tandems") % {"topic": first.name, "count": number(most, 0)}
    if len(known) > 1 and known[1][1] == most:
        finding = _("“%(topic)s” and “%(other)s” are covered most, by %(count)s tandems each") % {
            "topic": first.name,
            "other": known[1][0].name,
            "count": number(most, 0),
        }
    if len([n for _topic, n in known if n == most]) > 2:
        finding = _("Several topics are covered alike, by %(count)s tandems each") % {"count": number(most, 0)}
    rows = [[topic.name, number(count, 0)] for topic, count in known]
    rows += [[topic.name, str(FEW_TANDEMS)] for topic, count in shown_.items() if not countable(count, k=k)]
    chart = shapes.bars([(topic.name, count / most, number(count, 0)) for topic, count in known])
    day = short_day(day_of(facts.covered_at)) if facts.covered_at else ""
    note = notes(_("tandems by topic covered"), _("as of %(day)s, renewed once a month") % {"day": day})
    return Result(finding, note, [_("Topic"), _("Tandems")], rows, chart)


def insights(facts: Facts, role: str) -> Result:
    """Sentences that tandems have released. They stand without names on a page of their own."""
    total = facts.insights.total()
    if not total:
        return empty(_("No insight has been released yet"))
    by_topic = [(topic.name, facts.insights[topic.pk]) for topic in (*facts.topics, *facts.in_return)]
    found = sorted((pair for pair in by_topic if pair[1]), key=lambda pair: -pair[1])
    if rest := total - sum(count for _name, count in found):
        found.append((_("without a topic"), rest))
    finding = ngettext("%(count)s insight has been released", "%(count)s insights have been released", total) % {
        "count": number(total, 0)
    }
    rows = [[name, number(count, 0)] for name, count in found]
    most = max(count for _name, count in found)
    chart = shapes.bars([(name, count / most, number(count, 0)) for name, count in found])
    return Result(finding, _("sentences by topic"), [_("Topic"), _("Sentences")], rows, chart)


def answer_rates(facts: Facts, role: str) -> Result:
    invited = sum(wave.invited for wave in facts.waves)  # type: ignore[attr-defined]
    if facts.group and facts.waves and not invited:
        return hidden(_("Answer rates"))
    if not invited:
        return empty(_("No survey has gone out yet"))
    answered = sum(wave.answered for wave in facts.waves)  # type: ignore[attr-defined]
    finding = _("%(share)s of the invitations to surveys were answered") % {"share": percent(answered / invited)}
    columns = [_("Survey"), _("Opened on"), _("Invited"), _("Answered"), _("Do not want to"), _("Answer rate")]
    k = smallest_group(facts.program.smallest_group)
    rows = [_wave_row(wave, k) for wave in facts.waves if wave.invited]  # type: ignore[attr-defined]
    rows.append([_("In total"), "", number(invited, 0), number(answered, 0), "", percent(answered / invited)])
    numbers = [(_("invitations"), number(invited, 0)), (_("answers"), number(answered, 0))]
    note = notes(
        _("Who has answered is known, what they answered is not"),
        _("other figures may count fewer: answers wait until enough have come in, and a question may be left open"),
    )
    return Result(finding, note, columns, rows, numbers=numbers, short=percent(answered / invited))


def _wave_row(wave, k: int) -> list[str]:  # type: ignore[no-untyped-def]
    is_told = share_shown(wave.declined, wave.invited, k=k)
    return [
        str(wave.get_occasion_display()),
        short_day(wave.opens_on),
        number(wave.invited, 0),
        number(wave.answered, 0),
        number(wave.declined, 0) if is_told else _("fewer than %(k)s") % {"k": k},
        percent(wave.answered / wave.invited),
    ]
