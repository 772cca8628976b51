"""What HR sees first: each of their programmes, what is stuck in it, and the page where something can be done about it.

Facts of process only: dates, counts, states. The number of queries does not depend on the number of programmes.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluation.checklist import unapproved
from evaluation.surveys.choosing import choices
from mentoring.hr import gathering
from notices import delivery, scoping
from notices.enums import NoticeState
from people.models import Person
from programs import checklist
from programs.enums import ParticipationState, ProgramState, Role
from programs.models import Participation, Program
from programs.models.manager_consent import stuck
from tandems.conflicts import in_conflict
from tandems.enums import TOGETHER_STATES, MeetingState, RunState, TandemState
from tandems.health import HealthState, with_health
from tandems.matching import follow_up
from tandems.models import MatchingRun, Meeting, Tandem

# where HR has most to do comes first
ORDER = (
    ProgramState.RUNNING,
    ProgramState.CLOSING,
    ProgramState.MATCHING,
    ProgramState.OPEN,
    ProgramState.DRAFT,
    ProgramState.CLOSED,
    ProgramState.ARCHIVED,
)


@dataclass(frozen=True)
class Stuck:
    """One thing that does not move by itself, and where to act on it."""

    text: str
    action: str
    url: str


@dataclass(frozen=True)
class Overview:
    program: Program
    figures: list[tuple[int, str]]
    stuck: list[Stuck] = field(default_factory=list)


@dataclass(frozen=True)
class _Counts:
    """Everything the cockpit counts, keyed by programme."""

    participations: Counter
    tandems: Counter
    overdue_offers: Counter
    health: Counter
    without_consent: Counter
    not_logged: Counter
    unreleased: Counter
    free_again: Counter
    newest_run: dict[int, object]
    in_one_line: Counter
    missing: dict[int, int]
    unapproved: Counter
    events: Counter


def overviews(person: Person, now: datetime) -> list[Overview]:
    """One overview for each programme `person` manages, running ones first."""
    programs = sorted(Program.objects.managed_by(person), key=lambda program: ORDER.index(ProgramState(program.state)))
    counts = _count(programs, now)
    return [
        Overview(program, _figures(program, counts), [] if program.is_over else _stuck(program, counts))
        for program in programs
    ]


def overview_of(program: Program, now: datetime) -> Overview:
    """The same for one programme."""
    counts = _count([program], now)
    return Overview(program, _figures(program, counts), [] if program.is_over else _stuck(program, counts))


def _count(programs: list[Program], now: datetime) -> _Counts:
    ids = [program.pk for program in programs]
    runs = _newest_runs(ids)
    return _Counts(
        participations=_by(
            Participation.objects.filter(program__in=ids, state=ParticipationState.SIGNED_UP).values_list(
                "program", "role"
            )
        ),
        tandems=_by(Tandem.objects.filter(program__in=ids).values_list("program", "state")),
        overdue_offers=_by(
            Tandem.objects.filter(
                program__in=ids, state=TandemState.OFFERED, open_until__lt=now + timedelta(days=3)
            ).values_list("program")
        ),
        health=_health(ids, now),
        without_consent=_by(stuck(Participation.objects.filter(program__in=ids), now).values_list("program")),
        not_logged=_by(
            Meeting.objects.filter(
                tandem__program__in=ids, state=MeetingState.DATED, starts_at__lt=now - timedelta(days=3)
            ).values_list("tandem__program")
        ),
        unreleased=Counter(
            {program.pk: runs[program.pk][1] for program in programs if program.pk in runs and is_matching(program)}
        ),
        free_again=_by(follow_up.waiting(ids).values_list("program")),
        in_one_line=Counter(in_conflict(Tandem.objects.filter(program__in=ids)).values()),
        newest_run={program_id: run for program_id, (run, _waiting) in runs.items()},
        unapproved=_unapproved(programs),
        events=gathering.waiting_events(ids, now),
        missing={
            program.pk: len(checklist.missing(program)) for program in programs if program.state == ProgramState.DRAFT
        },
    )


def _unapproved(programs: list[Program]) -> Counter:
    """How many surveys cannot open; before it opens a programme's checklist says so."""
    strict = [one for one in programs if one.questionnaires_need_approval and one.state != ProgramState.DRAFT]
    ready = choices(strict) if strict else {}
    return Counter({one.pk: len(unapproved(one, ready[one.pk])) for one in strict})


def _by(rows) -> Counter:
    return Counter(row[0] if len(row) == 1 else row for row in rows)


def _health(ids: list[int], now: datetime) -> Counter:
    """Programme and state of health of the tandems to which help may be welcome."""
    together = {tandem.pk: tandem for tandem in Tandem.objects.together().filter(program__in=ids).with_people()}
    found = with_health(together.values(), now).items()
    return Counter((together[pk].program_id, health.state) for pk, health in found if health.needs_help)


def is_matching(program: Program) -> bool:
    return program.state == ProgramState.MATCHING


def _newest_runs(ids: list[int]) -> dict[int, tuple[object, int]]:
    """The newest finished run of each programme, and how many of its pairs wait for HR."""
    runs = (
        MatchingRun.objects.filter(program__in=ids, state=RunState.DONE)
        .annotate(waiting=Count("proposals", filter=Q(proposals__state="proposed")))
        .order_by("program", "-created_at")
    )
    newest: dict[int, tuple[object, int]] = {}
    for program_id, pk, count in runs.values_list("program", "pk", "waiting"):
        newest.setdefault(program_id, (pk, count))
    return newest


def _figures(program: Program, counts: _Counts) -> list[tuple[int, str]]:
    figures = [
        (counts.participations[program.pk, Role.MENTEE], _("mentees")),
        (counts.participations[program.pk, Role.MENTOR], _("mentors")),
    ]
    if program.state == ProgramState.MATCHING or program.has_started:
        figures.append((counts.tandems[program.pk, TandemState.OFFERED], _("offers open")))
    if program.state == ProgramState.MATCHING or program.has_started or program.is_over:
        begun = (*TOGETHER_STATES, TandemState.COMPLETED)
        figures.append((sum(counts.tandems[program.pk, state] for state in begun), _("tandems")))
    return figures


def _stuck(program: Program, counts: _Counts) -> list[Stuck]:
    found = [
        *_not_begun(program, counts),
        *_stuck_in_pairing(program, counts),
        *_stuck_in_tandems(program, counts),
        *_events(program, counts),
    ]
    return [stuck for number, stuck in found if number]


def _not_begun(program: Program, counts: _Counts) -> Iterator[tuple[int, Stuck]]:
    """What nobody but HR begins: opening, inviting, the first matching. Each with 1, or 0 where it has begun."""
    is_ready = program.state == ProgramState.DRAFT and not counts.missing.get(program.pk)
    look = reverse("admin:new_programme_step", args=[program.pk, "look"])
    yield is_ready, Stuck(_("Nothing is missing, but nobody can sign up yet"), _("Look, and open it"), look)

    signed_up = sum(counts.participations[program.pk, role] for role in Role)
    is_open = program.state == ProgramState.OPEN
    invite = reverse("admin:programme_invite", args=[program.pk])
    yield is_open and not signed_up, Stuck(_("Nobody has signed up yet"), _("Invite employees"), invite)

    has_pairs = program.pk in counts.newest_run or any(counts.tandems[program.pk, state] for state in TandemState)
    pairs = reverse("admin:tandems_matchingrun_program", args=[program.pk])
    yield (
        is_matching(program) and bool(signed_up) and not has_pairs,
        Stuck(_("No pairs have been proposed yet"), _("Go to the matching"), pairs),
    )


def _stuck_in_pairing(program: Program, counts: _Counts) -> Iterator[tuple[int, Stuck]]:
    """Each with its number, 0 where nothing is stuck."""
    n = counts.missing.get(program.pk, 0)
    text = ngettext("%(n)s thing is missing before it may open", "%(n)s things are missing before it may open", n)
    checklist_of_it = reverse("admin:programs_program_change", args=[program.pk]) + "#checklist"
    yield n, Stuck(text % {"n": n}, _("Complete it"), checklist_of_it)

    n = counts.unapproved[program.pk]
    text = ngettext(
        "%(n)s survey waits for the works council's approval", "%(n)s surveys wait for the works council's approval", n
    )
    yield (
        n,
        Stuck(
            text % {"n": n}, _("See the surveys"), reverse("admin:evaluation_questionnaire_program", args=[program.pk])
        ),
    )

    n = counts.without_consent[program.pk]
    text = ngettext(
        "%(n)s mentor is still without a line manager's consent",
        "%(n)s mentors are still without a line manager's consent",
        n,
    )
    yield n, Stuck(text % {"n": n}, _("See whom"), _list_of("programs_participation", program) + "&manager=stuck")

    n = counts.unreleased[program.pk]
    text = ngettext("%(n)s pair waits for your decision", "%(n)s pairs wait for your decision", n)
    yield n, Stuck(text % {"n": n}, _("Review the pairs"), _list_of("tandems_matchingrun", program))

    n = counts.free_again[program.pk]
    text = ngettext("%(n)s mentee needs another proposal", "%(n)s mentees need another proposal", n)
    yield n, Stuck(text % {"n": n}, _("See the next best"), _next_best(program, counts.newest_run.get(program.pk)))


def _stuck_in_tandems(program: Program, counts: _Counts) -> Iterator[tuple[int, Stuck]]:
    """Each with its number, 0 where nothing is stuck."""
    tandems = _list_of("tandems_tandem", program)
    n = counts.in_one_line[program.pk]
    text = ngettext(
        "%(n)s tandem has come into one reporting line", "%(n)s tandems have come into one reporting line", n
    )
    yield n, Stuck(text % {"n": n}, _("See the tandems"), tandems + "&line=conflict")

    n = counts.overdue_offers[program.pk]
    text = ngettext(
        "%(n)s offer must be answered within three days", "%(n)s offers must be answered within three days", n
    )
    yield n, Stuck(text % {"n": n}, _("See the offers, remind or extend"), tandems + "&state__exact=offered")

    n = counts.health[program.pk, HealthState.SILENT]
    text = ngettext("%(n)s tandem has gone silent", "%(n)s tandems have gone silent", n)
    yield n, Stuck(text % {"n": n}, _("See why, and offer help"), tandems + "&health=silent")

    n = counts.health[program.pk, HealthState.SLIPPING]
    text = ngettext("%(n)s tandem is slipping", "%(n)s tandems are slipping", n)
    yield n, Stuck(text % {"n": n}, _("See why, and offer help"), tandems + "&health=slipping")

    n = counts.health[program.pk, HealthState.ONE_SIDED]
    text = ngettext("%(n)s tandem is one-sided", "%(n)s tandems are one-sided", n)
    yield n, Stuck(text % {"n": n}, _("See why, and offer help"), tandems + "&health=one_sided")

    n = counts.not_logged[program.pk]
    text = ngettext("%(n)s meeting is over and not logged yet", "%(n)s meetings are over and not logged yet", n)
    yield n, Stuck(text % {"n": n}, _("See the tandems"), tandems + "&state__exact=active")


def _events(program: Program, counts: _Counts) -> Iterator[tuple[int, Stuck]]:
    for n, text, state in gathering.in_words(program, counts.events):
        yield n, Stuck(text, _("See the events"), _list_of("programs_event", program) + f"&state__exact={state}")


def _list_of(model: str, program: Program) -> str:
    return reverse(f"admin:{model}_changelist") + f"?program__id__exact={program.pk}"


def _next_best(program: Program, newest_run: object) -> str:
    if newest_run:
        return reverse("admin:tandems_matchingrun_change", args=[newest_run]) + "#next"
    return reverse("admin:tandems_matchingrun_program", args=[program.pk])


def outbox(person: Person, now: datetime) -> list[Stuck]:
    """What does not go out of the mails of the programmes that `person` manages, and of those of no programme."""
    health = delivery.health(now=now, programs=scoping.managed_programs(person))
    notices = reverse("admin:notices_notice_changelist")
    found = []
    if health.is_standing_still:
        text = _("Mails have been waiting for more than a quarter of an hour")
        found.append(Stuck(text, _("Look at the outbox"), f"{notices}?state__exact={NoticeState.PLANNED}"))
    if n := health.failed:
        text = ngettext("%(n)s mail of the last seven days failed", "%(n)s mails of the last seven days failed", n)
        found.append(Stuck(text % {"n": n}, _("See why"), f"{notices}?state__exact={NoticeState.FAILED}"))
    if n := health.unknown:
        text = ngettext(
            "%(n)s mail of the last seven days may not have arrived",
            "%(n)s mails of the last seven days may not have arrived",
            n,
        )
        found.append(
            Stuck(text % {"n": n}, _("Decide whether to send again"), f"{notices}?state__exact={NoticeState.UNKNOWN}")
        )
    return found
