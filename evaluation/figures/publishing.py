"""From answers to published figures, in steps that hide the newest answer. A periodic task, safe to run at any time.

Pages read `PublishedFigures` alone. How far it is renewed decides `suppression.publishable`, table by table.
"""

import json
from datetime import datetime
from random import SystemRandom

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from evaluation.enums import InvitationState, Occasion
from evaluation.figures.answers import paired_codes, rows_of, tables_of, texts_of
from evaluation.figures.suppression import from_json, publishable, publishable_texts, to_json
from evaluation.models import PublishedFigures, Wave
from people.clock import day_of
from programs.models import Program


def publish_due(now: datetime) -> int:
    """Look at every programme whose answers or open waves have changed since the last look; returns how many."""
    seen = dict(PublishedFigures.objects.values_list("program_id", "seen"))
    states: dict[int, dict[str, list[int]]] = {}
    for wave in _counted(Wave.objects.all()):
        states.setdefault(wave.program_id, {})[str(wave.pk)] = _state(wave, now)
    due = [pk for pk, state in states.items() if seen.get(pk) != state]
    for program in Program.objects.filter(pk__in=due):
        publish(program, now)
    return len(due)


def _counted(waves: QuerySet[Wave]) -> QuerySet[Wave]:
    waiting = Count("invitations", filter=Q(invitations__state=InvitationState.OPEN), distinct=True)
    return waves.annotate(answers_in=Count("responses", distinct=True), waiting=waiting).order_by()


def _state(wave: Wave, now: datetime) -> list[int]:
    """Responses in the wave, and whether it is final: closed, or everyone invited has answered or said no."""
    is_final = wave.closes_on < day_of(now) or (wave.answers_in > 0 and wave.waiting == 0)  # type: ignore[attr-defined]
    return [wave.answers_in, int(is_final)]  # type: ignore[attr-defined]


@transaction.atomic
def publish(program: Program, now: datetime) -> PublishedFigures:
    """Renew what pages may show of `program`, as far as the guard allows."""
    PublishedFigures.objects.get_or_create(program=program)
    published = PublishedFigures.objects.select_for_update().get(program=program)
    waves = list(_counted(Wave.objects.filter(program=program)))
    published.seen = {str(wave.pk): _state(wave, now) for wave in waves}
    is_final = {key: bool(state[1]) for key, state in published.seen.items()}
    end = next((str(wave.pk) for wave in waves if wave.occasion == Occasion.END), "")
    before = (published.tables, published.texts)
    for key, answers in tables_of(rows_of(program), paired_codes(program)).items():
        wave = end if key.startswith("change/") else key.split("/")[0]
        old = from_json(published.tables.get(key, {}))
        new = publishable(old, answers, k=program.smallest_group, is_final=is_final.get(wave, False))
        if new:
            published.tables = {**published.tables, key: to_json(new)}
    published.texts = _texts(published, program)
    if (published.tables, published.texts) != before:
        published.published_at = now
    published.save()
    return published


def _texts(published: PublishedFigures, program: Program) -> str:
    """The published texts of each question, encrypted anew only where one of the lists has been renewed."""
    old = stored_texts(published)
    new = dict(old)
    for code, texts in texts_of(program).items():
        known = old.get(code, [])
        renewed = publishable_texts(known, texts, k=program.smallest_group)
        if renewed is not known:
            new[code] = SystemRandom().sample(renewed, len(renewed))
    return published.texts if new == old else json.dumps(new, ensure_ascii=False)


def stored_texts(published: PublishedFigures) -> dict[str, list[str]]:
    """Published free texts by question. They used to be one list, when there was one such question."""
    stored = json.loads(published.texts or "{}")
    return {"change": stored} if isinstance(stored, list) else stored
