"""Builds the demo: sets the scene, then lets a year go by, one day at a time."""

import zoneinfo
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from random import Random

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from evaluation.figures.goals_over_time import keep_values
from evaluation.surveys.plan import THREE_MONTHS
from evaluation.tasks import follow_plan
from journals import prompts
from mentoring.demo import cast, setup
from mentoring.demo.addresses import change_an_address
from mentoring.demo.around_programmes import read_briefings, say_what_changed
from mentoring.demo.arranging import arrange, set_regions
from mentoring.demo.asking import Offers, make_wishes
from mentoring.demo.beginnings import ask_for_a_change
from mentoring.demo.endings import ask_line_managers, say_goodbye, stand_by
from mentoring.demo.families import set_families
from mentoring.demo.gathering import Gatherings, gather, prepare_events, share_resources
from mentoring.demo.insights import leave_something_open, release_insights
from mentoring.demo.leaving import bring_leaving_dates
from mentoring.demo.mails import set_mails
from mentoring.demo.reflection import answer_surveys
from mentoring.demo.story import Story, match
from mentoring.demo.surveys import prepare_surveys
from mentoring.demo.wording import suggest_wording
from notices import delivery
from notices.enums import NoticeState
from notices.models import Notice
from people.models import AuditEvent, PeopleImport
from programs.actions import set_program_state
from programs.enums import ProgramState, TeamRole
from programs.models import Program, SignUpImport
from tandems import alerts, milestones, reminders
from tandems.tasks import expire_due

SEED = 2026
WORKING_DAY = timedelta(hours=3)  # `now` is ten in the morning
LOOKED_AT = timedelta(minutes=4)  # a file, before it is applied
MAILBOX_DAYS = 10  # the mailbox is for looking at, not for scrolling
Say = Callable[[str], object]
Day = Callable[..., datetime]  # a date of the programme by name, so many days later


def build(now: datetime, say: Say) -> None:
    """Fill an empty database. The same every time, but that all dates are counted from `now`."""
    rng = Random(SEED)  # noqa: S311 a story, not a secret
    today = now.astimezone(zoneinfo.ZoneInfo("Europe/Berlin")).replace(hour=10, minute=0, second=0, microsecond=0)
    if today > now:  # nothing in the demo has happened later than now
        today -= timedelta(days=1)
    began = timezone.now()
    say("Two companies …")
    with _as_of(today - timedelta(days=400)):
        setup.import_companies(rng, today - timedelta(days=400))
        cast.set_staff()
        set_families()
    _analyse()
    set_regions()
    for spec in setup.specs():
        with _as_of(today + timedelta(days=spec["sign_up_until_in_days"] - 30)):
            program = setup.create(spec, today)
            suggest_wording(program)
        say(f"{program.name} …")
        _tell(program, spec, rng, today)
    share_resources()
    bring_leaving_dates(Program.objects.get(slug=cast.FINISHED), today)
    with _as_of(today - timedelta(hours=3)):
        change_an_address(today - timedelta(hours=3))
    _spread(AuditEvent._base_manager.filter(happened_at__gte=began), today)
    _date_files(began)
    cast.set_passwords()


def _tell(program: Program, spec: setup.Spec, rng: Random, today: datetime) -> None:
    def day(name: str, later: int = 0) -> datetime:
        return today + timedelta(days=spec[f"{name}_in_days"] + later)

    _open(program, spec, rng, day, today)
    if spec["story"] == "open":
        return
    if spec["story"] == "matching":
        asked = day("sign_up_until", 4)
        _live(program, Offers(program, asked), rng, asked, today, today)
        return
    _start(program, spec, rng, day, today)
    story, last = Story(program, rng), min(day("ends", 1), today)
    _live(program, story, rng, day("starts"), last, today)
    release_insights(program)
    _leave_open(program, today)
    if spec["story"] == "finished":
        _finish(program, story, rng, last, today)


def _open(program: Program, spec: setup.Spec, rng: Random, day: Day, today: datetime) -> None:
    """Set up, opened, and people have signed up."""
    opened = min(day("sign_up_until", -21), today - timedelta(days=2))
    with _as_of(opened - timedelta(days=1)):
        prepare_surveys(program, opened - timedelta(days=1))
        prepare_events(program, spec["blueprint"], opened - timedelta(days=1))
    _step(program, ProgramState.OPEN, opened)
    signed_up = min(day("sign_up_until"), today - timedelta(days=1))
    with _as_of(signed_up):
        if "sign_ups" in spec:
            setup.import_sign_ups(program, spec, signed_up)
        else:
            setup.sign_up_people(program, spec, rng, signed_up)
        make_wishes(program, signed_up)
    _analyse()
    if spec["slug"] == cast.SHOWN:
        with _as_of(signed_up):
            ask_line_managers(program, signed_up)


def _start(program: Program, spec: setup.Spec, rng: Random, day: Day, today: datetime) -> None:
    """Matched, met at the kick-off, and running."""
    with _as_of(day("sign_up_until", 2)):
        match(program, rng, day("sign_up_until", 2))
    for before in (12, 9, 7, 5, 2):
        with _as_of(day("starts", -before)):
            Gatherings(program).day(day("starts", -before))
    with _as_of(day("starts")):
        set_mails(program, day("starts"))
    _step(program, ProgramState.RUNNING, day("starts"))
    read_briefings(program, Random(program.slug), day("starts"))  # noqa: S311
    say_what_changed(program, spec.get("you_said", []), today)


def _leave_open(program: Program, today: datetime) -> None:
    """In the tandem that one signs in to there is something to do."""
    if (shown := cast.show_tandem()) and shown.program_id == program.pk:
        with _as_of(today):
            ask_for_a_change(shown, today - timedelta(hours=2))
            leave_something_open(shown, today - timedelta(hours=1))
            stand_by(program, shown, today)
            arrange(shown, today - timedelta(hours=1))
            gather(program, shown, today)
            _deliver(today, today)


def _finish(program: Program, story: Story, rng: Random, last: datetime, today: datetime) -> None:
    _step(program, ProgramState.CLOSED, last)
    with _as_of(last + timedelta(days=2)):
        say_goodbye(program, last + timedelta(days=2))
    _live(program, story, rng, last, last + timedelta(days=22), today)
    three_months_later = last + THREE_MONTHS
    _live(program, story, rng, three_months_later, three_months_later + timedelta(days=20), today)


def _spread(events: QuerySet[AuditEvent], now: datetime) -> None:
    """Over the working day up to `now`, in their order: nobody does a day's work within one minute."""
    rows = list(events.order_by("pk"))
    for number, event in enumerate(rows):
        event.happened_at = now - WORKING_DAY * (len(rows) - number) / (len(rows) + 1)
    AuditEvent._base_manager.bulk_update(rows, ["happened_at"], batch_size=500)


def _step(program: Program, state: str, now: datetime) -> None:
    manager = program.team.filter(role=TeamRole.MANAGER).select_related("person").get().person
    with _as_of(now):
        set_program_state(program=program, state=state, actor=manager, now=now)


def _live(
    program: Program, story: Story | Offers, rng: Random, first: datetime, last: datetime, today: datetime
) -> None:
    """Every working day: the tasks plan, the outbox delivers, the tandems act, some people answer surveys."""
    gatherings = Gatherings(program)
    for days in range((last - first).days + 1):
        now = first + timedelta(days=days)
        if days % 28 == 1:
            _analyse()
        if now.weekday() > 4 and now != last:
            continue
        with _as_of(now):
            for plan in (expire_due, reminders.plan_due, milestones.plan_due, prompts.plan_due):
                plan(now)
            if now.weekday() in (0, 3) or now == last:
                follow_plan(now)
                keep_values(now)
                alerts.plan_due(now)
            gatherings.day(now)
            _deliver(now, today)
            story.day(now)
            answer_surveys(program, rng, now)


def _analyse() -> None:
    """A year goes by within a minute: faster than a database notices by itself how its tables have grown."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _deliver(now: datetime, today: datetime) -> None:
    """Recent mails go to the mailbox; of older ones only the outbox remembers that they were sent."""
    if today - now <= timedelta(days=MAILBOX_DAYS):
        while delivery.deliver_due(now=now).total():
            pass
    else:
        Notice.objects.due(now).update(state=NoticeState.SENT, sent_at=now, attempts=1)


@contextmanager
def _as_of(now: datetime) -> Iterator[None]:
    """What is written in here happened `now`: the audit log and the outbox say so."""
    began = timezone.now()
    yield
    _spread(AuditEvent._base_manager.filter(happened_at__gte=began), now)
    Notice.objects.filter(created_at__gte=began).update(created_at=now)
    _date_files(began)


def _date_files(began: datetime) -> None:
    """Files brought in since `began` were uploaded and applied when the log says so."""
    for one in PeopleImport.objects.filter(created_at__gte=began):
        _date_file(one, AuditEvent.objects.filter(event="people.imported", subject_id=str(one.pk)))
    for sheet in SignUpImport.objects.filter(created_at__gte=began):
        _date_file(sheet, AuditEvent.objects.filter(event="program.sign_ups_imported", program_id=sheet.program_id))


def _date_file(file: PeopleImport | SignUpImport, events: QuerySet[AuditEvent]) -> None:
    file.applied_at = events.latest("happened_at").happened_at
    file.created_at = file.applied_at - LOOKED_AT
    file.save(update_fields=["applied_at", "created_at"])
