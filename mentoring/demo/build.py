"""Builds the demo: sets the scene, then lets a year go by, one day at a time."""

import zoneinfo
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from random import Random

from django.conf import settings
from django.utils import timezone
from evaluation.surveys import follow_plan

from journals import prompts
from mentoring.demo import cast, setup
from mentoring.demo.reflection import answer_surveys
from mentoring.demo.story import Story, match
from notices import delivery
from notices.models import Notice
from people.models import AuditEvent
from programs.actions import set_program_state
from programs.enums import ProgramState, TeamRole
from programs.models import Program
from tandems import reminders
from tandems.tasks import expire_due

SEED = 2026
MAILBOX_DAYS = 10  # older mails are sent to nowhere: the mailbox is for looking at, not for scrolling
Say = Callable[[str], object]


def build(now: datetime, say: Say) -> None:
    """Fill an empty database. The same every time, but that all dates are counted from `now`."""
    rng = Random(SEED)  # noqa: S311 a story, not a secret
    today = now.astimezone(zoneinfo.ZoneInfo("Europe/Berlin")).replace(hour=10, minute=0, second=0, microsecond=0)
    say("Two companies …")
    setup.import_companies(rng, today - timedelta(days=400))
    cast.set_staff()
    for spec in setup.specs():
        program = setup.create(spec, today)
        say(f"{program.name} …")
        _tell(program, spec, rng, today)
    cast.set_passwords()


def _tell(program: Program, spec: setup.Spec, rng: Random, today: datetime) -> None:
    def day(name: str, later: int = 0) -> datetime:
        return today + timedelta(days=spec[f"{name}_in_days"] + later)

    _step(program, ProgramState.OPEN, day("sign_up_until", -21))
    signed_up = min(day("sign_up_until"), today - timedelta(days=1))
    if "sign_ups" in spec:
        setup.import_sign_ups(program, spec, signed_up)
    else:
        setup.sign_up_people(program, spec, rng, signed_up)
    if spec["story"] == "open":
        return
    match(program, rng, day("sign_up_until", 2))
    _step(program, ProgramState.RUNNING, day("starts"))
    story = Story(program, rng)
    last = min(day("ends", 1), today)
    _live(program, story, rng, day("starts"), last, today)
    if spec["story"] == "finished":
        _step(program, ProgramState.CLOSED, last)
        _live(program, story, rng, last, last + timedelta(days=22), today)


def _step(program: Program, state: str, now: datetime) -> None:
    manager = program.team.filter(role=TeamRole.MANAGER).select_related("person").get().person
    set_program_state(program=program, state=state, actor=manager, now=now)


def _live(program: Program, story: Story, rng: Random, first: datetime, last: datetime, today: datetime) -> None:
    """Every day: the tasks plan, the outbox delivers, the tandems act, some people answer surveys."""
    now = first
    while now <= last:
        with _as_of(now, mails=today - now <= timedelta(days=MAILBOX_DAYS)):
            for plan in (expire_due, reminders.plan_due, prompts.plan_due, follow_plan):
                plan(now)
            while delivery.deliver_due(now=now).total():
                pass
            if now.weekday() < 5:
                story.day(now)
            answer_surveys(program, rng, now)
        now += timedelta(days=1)


@contextmanager
def _as_of(now: datetime, *, mails: bool) -> Iterator[None]:
    """What is written in here happened `now`: the audit log and the outbox say so, and only recent mails are kept."""
    backend = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = backend if mails else "django.core.mail.backends.dummy.EmailBackend"
    began = timezone.now()
    try:
        yield
    finally:
        settings.EMAIL_BACKEND = backend
    AuditEvent._base_manager.filter(happened_at__gte=began).update(happened_at=now)
    Notice.objects.filter(created_at__gte=began).update(created_at=now)
