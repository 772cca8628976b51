"""What figures are computed from, for any number of programmes at once with a constant number of queries.

Where a programme's figures are broken down, each count is also kept for the group it belongs to; a tandem belongs to
the group of its mentee.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from evaluation.enums import InvitationState
from evaluation.figures import own_time, questions
from evaluation.figures.counts import Facts, Month
from evaluation.figures.periods import quarters_between
from evaluation.figures.prepared import fresh, unpack
from evaluation.figures.publishing import stored_texts
from evaluation.figures.questions import Many
from evaluation.figures.suppression import from_json
from people.times.clock import day_of
from programs.enums import ParticipationState, Role, TopicKind
from programs.models import Program
from tandems.enums import TOGETHER_STATES, MeetingState, TandemState

__all__ = ["Facts", "Month", "facts_of"]
WEEK = timedelta(days=7)
UPCOMING = (MeetingState.OPEN, MeetingState.DATED)


def facts_of(programs: Sequence[Program], now: datetime, *, live: bool = False) -> list[Facts]:
    """Facts of each programme, in the given order. Counts of process may have been prepared: `as_of` says when.

    `live`: count now, whatever has been prepared.
    """
    stored = {} if live else fresh(programs, now)
    moments = {program.pk: stored[program.pk].as_of if program.pk in stored else now for program in programs}
    facts = {one.pk: Facts(one, day_of(moments[one.pk]), moments[one.pk]) for one in programs}
    for program, kept in stored.items():
        unpack(kept.counts, facts[program])
    _count({key: one for key, one in facts.items() if key not in stored})
    for load in AT_HAND:
        load(facts)
    return list(facts.values())


def _count(facts: Many) -> None:
    if not facts:
        return
    for load in COUNTED:
        load(facts)


def _people(facts: Many) -> None:
    for program, role, state, group, number, had in questions.people_rows(facts):
        for one in facts[program].each(group):
            if state == ParticipationState.SIGNED_UP:
                one.signed_up[role] += number
            elif state == ParticipationState.WITHDRAWN:
                one.withdrawn[role] += had


def _group_names(facts: Many) -> None:
    for program, code, name in questions.names_of_groups(facts):
        facts[program].group_names[code] = name


def _tandems(facts: Many) -> None:
    for program, state, own_rhythm, group, started, ended, last, number in questions.tandem_rows(facts):
        whole = facts[program]
        # before a first meeting is due there is no rhythm to keep
        keeps = started is not None and _keeps_rhythm(whole, last or started, ended, own_rhythm)
        has_rhythm = state in (TandemState.ACTIVE, TandemState.COMPLETED) and (last or not keeps)
        for one in whole.each(group):
            one.tandems[state] += number
            if started:
                one.started += number
                one.running.update(dict.fromkeys(quarters_between(started, ended or whole.day), number))
                one.rhythm_of += number if has_rhythm else 0
                one.in_rhythm += number if has_rhythm and keeps else 0


def _keeps_rhythm(facts: Facts, last: date, ended: date | None, own_rhythm: int | None) -> bool:
    """The last meeting, or the start, lies no further back than the rhythm and a week; seen from the end once ended.

    The rhythm is the tandem's own where it has set one.
    """
    program = facts.program
    seen_from = min(day for day in (facts.day, program.ends_on, ended) if day)
    return seen_from - last <= ((own_rhythm or program.rhythm_weeks) + 1) * WEEK


def _mentees(facts: Many) -> None:
    _taking_part(facts, Role.MENTEE)


def _mentors(facts: Many) -> None:
    _taking_part(facts, Role.MENTOR)


def _taking_part(facts: Many, role: Role) -> None:
    for program, group, number, ended in questions.IN_TANDEMS[role](facts):
        for one in facts[program].each(group):
            one.in_tandems[role] += number
            one.to_the_end[role] += ended


def _meetings(facts: Many) -> None:
    """The plan: meetings whose week is over or which were held earlier. A tandem's plan ends with the tandem."""
    for program, week, day, state, tandem_state, group, number in questions.plan_rows(facts):
        for one in facts[program].each(group):
            if week + WEEK <= one.day or state == MeetingState.HELD:
                one.month(day).planned += number
                one.month(day).cancelled += number if state == MeetingState.CANCELLED else 0
            elif state in UPCOMING and tandem_state in TOGETHER_STATES:
                one.ahead += number


def _held_meetings(facts: Many) -> None:
    for program, day, group, number, minutes in questions.held_rows(facts):
        for one in facts[program].each(group):
            one.month(day).held += number
            one.month(day).minutes += minutes


def _moves(facts: Many) -> None:
    for program, first, number in questions.move_rows(facts):
        facts[program].month(day_of(first)).moved = number


def _insights(facts: Many) -> None:
    for program, topic, number in questions.insight_rows(facts):
        facts[program].insights[topic] += number


def _waves(facts: Many) -> None:
    for wave in questions.wave_rows(facts):
        one = facts[wave.program_id]
        states = one.invitations.get(wave.pk, Counter())
        wave.invited = states.total()  # type: ignore[attr-defined]
        wave.answered = states[InvitationState.ANSWERED]  # type: ignore[attr-defined]
        wave.declined = states[InvitationState.DECLINED]  # type: ignore[attr-defined]
        one.waves.append(wave)


def _invitations(facts: Many) -> None:
    """How many were asked in each survey, and answered. Line managers belong to no group."""
    for program, wave, group, state, number in questions.invitation_rows(facts):
        for one in facts[program].each(group):
            one.invitations.setdefault(wave, Counter())[state] += number


def _published(facts: Many) -> None:
    for row in questions.published_rows(facts):
        one = facts[row.program_id]
        one.tables = {key: from_json(table) for key, table in row.tables.items()}
        one.texts = {
            code: texts for code, texts in stored_texts(row).items() if len(texts) >= one.program.smallest_group
        }
        one.published_at = row.published_at
        one.covered = {int(topic): number for topic, number in row.covered.items()}
        one.covered_at = row.covered_at
        one.retention = row.retention
        one.own_time, one.own_time_at = own_time.stored(row.own_time), own_time.oldest(row.own_time)


def _topics(facts: Many) -> None:
    for topic in questions.topic_rows(facts):
        one = facts[topic.program_id]
        (one.topics if topic.kind == TopicKind.LEARN else one.in_return).append(topic)


def _goals(facts: Many) -> None:
    for goal in questions.goal_rows(facts):
        facts[goal.program_id].goals.append(goal)


def _goal_values(facts: Many) -> None:
    for value in questions.value_rows(facts):
        facts[value.goal.program_id].goal_values.setdefault(value.goal_id, []).append(value)


def _changes(facts: Many) -> None:
    for change in questions.change_rows(facts):
        facts[change.program_id].changes.append(change)


# what grows with people, tandems and meetings
COUNTED = (
    _people,
    _group_names,
    _tandems,
    _mentees,
    _mentors,
    _meetings,
    _held_meetings,
    _moves,
    _insights,
    _invitations,
)
# what does not, and what has been published
AT_HAND = (
    _waves,
    _published,
    _topics,
    _goals,
    _goal_values,
    _changes,
)
