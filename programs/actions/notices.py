"""What HR sets for a kind of notice in a programme: whether it is sent, after how many days, and in which words."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from notices.actions import Draft, plan
from notices.choices import tell_changed
from notices.kinds import Kind, Text
from notices.models import ProgramKind
from notices.texts import PREVIEW, problems
from people import audit
from people.errors import ActionError, NotAllowed
from people.models import Person
from programs import rules
from programs.models import Program

TEXTS = ("subject_de", "body_de", "subject_en", "body_en")


@transaction.atomic
def set_notice(
    *,
    program: Program,
    kind: Kind,
    actor: Person,
    is_on: bool,
    days: list[int],
    texts: Mapping[str, str],
    now: datetime,
) -> ProgramKind:
    """Store what holds for `kind` in `program` from now on; what is planned and not sent yet follows it.

    `texts` has TEXTS; one that says what the default says is kept as none, so that it follows the default. Raises
    NotAllowed for anyone but the programme's managers, ActionError for what cannot be.
    """
    if not rules.manages(program, actor) or not kind.per_program:
        raise NotAllowed
    values = {"is_on": is_on, "days": days, **{name: texts[name].strip() for name in TEXTS}}
    _check(kind, values)
    for language in ("de", "en"):
        _forget_default(kind, values, language)
    row = ProgramKind.objects.select_for_update().filter(program_id=program.pk, kind=kind.code).first()
    before = row or ProgramKind(program_id=program.pk, kind=kind.code, days=list(kind.days))
    changed = {name: _old_and_new(name, getattr(before, name), value) for name, value in values.items()}
    changed = {name: pair for name, pair in changed.items() if getattr(before, name) != values[name]}
    if not changed:
        return before
    stored, _is_new = ProgramKind.objects.update_or_create(program_id=program.pk, kind=kind.code, defaults=values)
    audit.record(
        "program.notice_changed",
        actor=actor,
        subject=program,
        program_id=program.pk,
        details={"kind": kind.code, "changes": changed},
    )
    tell_changed(program.pk, kind.code, now)
    return stored


def _check(kind: Kind, values: Mapping[str, Any]) -> None:
    if not values["is_on"] and not kind.can_be_muted:
        raise ActionError(_("This mail cannot be switched off: without it something would be lost for someone."))
    if len(values["days"]) != len(kind.distances):
        raise ActionError(_("This mail has other distances."))
    for number, distance in zip(values["days"], kind.distances, strict=True):
        if not distance.least <= number <= distance.most:
            bounds = {"label": distance.label, "least": distance.least, "most": distance.most}
            raise ActionError(_("%(label)s: from %(least)s to %(most)s.") % bounds)
    for language in ("de", "en"):
        for _field, message in problems(kind, values[f"subject_{language}"], values[f"body_{language}"]):
            raise ActionError(message)


def _forget_default(kind: Kind, values: dict[str, Any], language: str) -> None:
    with translation.override(language):
        default = kind.text
    for name, said in ((f"subject_{language}", default.subject), (f"body_{language}", default.body)):
        if _plain(values[name]) == _plain(said):
            values[name] = ""


def _plain(text: str) -> list[str]:
    """Without what a browser does to line ends."""
    return [line.strip() for line in text.strip().splitlines()]


def _old_and_new(name: str, old: Any, new: Any) -> list[str] | None:
    """Settings with their values; of texts only that they changed."""
    return None if name in TEXTS else [_in_words(old), _in_words(new)]


def _in_words(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def send_preview(*, program: Program, kind: Kind, actor: Person, sample: str, now: datetime) -> None:
    """The text that is stored, in both languages, to one's own address."""
    if not rules.manages(program, actor):
        raise NotAllowed
    plan(
        Draft(
            kind=PREVIEW.code,
            recipient=actor,
            dedupe_key=f"preview:{actor.pk}:{kind.code}:{language}:{now:%Y%m%d%H%M%S%f}",
            due_at=now,
            context={"kind": kind.code, "sample": sample, "language": language},
            program_id=program.pk,
        )
        for language in ("de", "en")
    )


def default_text(kind: Kind, language: str) -> Text:
    with translation.override(language):
        return kind.text
