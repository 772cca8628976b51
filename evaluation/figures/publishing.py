"""From answers to published figures, in steps that hide the newest answer. A periodic task, safe to run at any time.

Pages read `PublishedFigures` alone. How far it is renewed decides `suppression.publishable`, table by table.
"""

import json
from datetime import datetime
from random import SystemRandom
from typing import Any

from django.db import transaction
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from evaluation.enums import LINKED, InvitationState, Occasion
from evaluation.figures.answers import numbers_of_texts, paired_codes, pairs_of, rows_of, tables_of, texts_of
from evaluation.figures.suppression import from_json, is_step, publishable, publishable_texts, to_json
from evaluation.models import Invitation, PublishedFigures, Response, Wave
from people.times.clock import day_of
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
    """Each count by itself: joined, responses and invitations of a wave would be multiplied."""
    responses = Response.objects.filter(wave=OuterRef("pk"))
    waiting = Invitation.objects.filter(wave=OuterRef("pk"), state=InvitationState.OPEN)
    return waves.annotate(answers_in=_number(responses), waiting=_number(waiting)).order_by()


def _number(rows: QuerySet[Any]) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values("wave").annotate(number=Count("pk")).values("number")), 0)


def _state(wave: Wave, now: datetime) -> list[int]:
    """Responses in the wave, and whether it is final: closed, or everyone invited has answered or said no."""
    is_final = wave.closes_on < day_of(now) or (wave.answers_in > 0 and wave.waiting == 0)  # type: ignore[attr-defined]
    return [wave.answers_in, int(is_final)]  # type: ignore[attr-defined]


@transaction.atomic
def publish(program: Program, now: datetime) -> PublishedFigures:
    """Renew what pages may show of `program`, as far as the guard allows.

    Only surveys that have changed since the last look are added up again: of others nothing else could come out.
    """
    PublishedFigures.objects.get_or_create(program=program)
    published = PublishedFigures.objects.select_for_update().get(program=program)
    waves = list(_counted(Wave.objects.filter(program=program)))
    seen = published.seen
    published.seen = {str(wave.pk): _state(wave, now) for wave in waves}
    changed = [wave for wave in waves if seen.get(str(wave.pk)) != published.seen[str(wave.pk)]]
    is_final = {key: bool(state[1]) for key, state in published.seen.items()}
    end = next((str(wave.pk) for wave in waves if wave.occasion == Occasion.END), "")
    before = (published.tables, published.texts)
    tables = dict(published.tables)
    rows = rows_of(program, changed)
    pairs = pairs_of(program) if any(wave.occasion in LINKED for wave in changed) else ()
    for key, answers in tables_of(rows, paired_codes(program), pairs).items():
        wave = end if key.startswith("change/") else key.split("/")[0]
        old = from_json(tables.get(key, {}))
        new = publishable(old, answers, k=program.smallest_group, is_final=is_final.get(wave, False))
        if new:
            tables[key] = to_json(new)
    published.tables = tables
    published.texts = _texts(published, program)
    if (published.tables, published.texts) != before:
        published.published_at = now
    published.save()
    return published


def _texts(published: PublishedFigures, program: Program) -> str:
    """The published texts of each question, opened and encrypted anew only where a list is to be renewed."""
    old = stored_texts(published)
    new = dict(old)
    k = program.smallest_group
    due = [code for code, n in numbers_of_texts(program).items() if is_step(n, len(old.get(code, [])), k=k)]
    for code, texts in texts_of(program, due).items() if due else ():
        known = old.get(code, [])
        renewed = publishable_texts(known, texts, k=k)
        if renewed is not known:
            new[code] = SystemRandom().sample(renewed, len(renewed))
    return published.texts if new == old else json.dumps(new, ensure_ascii=False)


def stored_texts(published: PublishedFigures) -> dict[str, list[str]]:
    """Published free texts by question. They used to be one list, when there was one such question."""
    stored = json.loads(published.texts or "{}")
    return {"change": stored} if isinstance(stored, list) else stored
