"""A blueprint's section `mails`: which kinds are sent, after how many days, and in whose words."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from notices import kinds
from notices.models import ProgramKind
from notices.texts import problems
from people.models import Person
from programs.blueprints.sections import Data, Section
from programs.models import Program

TEXTS = ("subject_de", "body_de", "subject_en", "body_en")
KNOWN = {"is_on", "days", *TEXTS}


def check(data: Data) -> list[str]:
    return [problem for code, row in data.items() for problem in _wrong(code, row)]


def _wrong(code: str, row: Any) -> list[str]:
    kind = kinds.get(code)
    if kind is None or not kind.per_program:
        return [_("There is no kind of mail “%(name)s”.") % {"name": code}]
    if not isinstance(row, dict) or set(row) - KNOWN:
        return [_("“%(name)s” has a setting that is not there.") % {"name": code}]
    days = row.get("days", [])
    bounds = list(zip(days, kind.distances, strict=False)) if isinstance(days, list) else []
    fits = isinstance(days, list) and len(days) in (0, len(kind.distances))
    if not fits or any(type(number) is not int or not one.least <= number <= one.most for number, one in bounds):
        return [_("“%(name)s” has days that are not possible.") % {"name": code}]
    texts = [row.get(name, "") for name in TEXTS]
    if not all(isinstance(text, str) for text in texts) or not isinstance(row.get("is_on", True), bool):
        return [_("“%(name)s” has a setting that is not there.") % {"name": code}]
    wrong = [message for index in (0, 2) for _field, message in problems(kind, texts[index], texts[index + 1])]
    return [f"{kind.label}: {message}" for message in wrong]


def set_up(program: Program, data: Data, actor: Person, now: datetime) -> None:
    ProgramKind.objects.bulk_create(ProgramKind(program_id=program.pk, kind=code, **row) for code, row in data.items())


def write_down(program: Program) -> Data:
    rows = ProgramKind.objects.filter(program_id=program.pk).order_by("kind")
    return {
        row.kind: {"is_on": row.is_on, "days": row.days, **{name: getattr(row, name) for name in TEXTS}} for row in rows
    }


SECTION = Section(name="mails", check=check, set_up=set_up, write_down=write_down)
