"""A programme's own suggestions for the agreement of its tandems: HR writes them, a blueprint carries them along.

The blueprint's section `agreement` holds, for each text of an agreement that a programme may suggest something for, a
list of sentences in German, English or both.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from people import audit
from people.errors import NotAllowed
from people.models import Person
from programs import rules
from programs.blueprints import Section
from programs.models import Program
from tandems.models import AgreementWording
from tandems.suggestions import WORDING

Sentences = dict[str, list[dict[str, str]]]
MOST = 8  # for one text
LONGEST = 300  # characters of a sentence


def check(data: Any) -> list[str]:
    """What is wrong with suggestions from a file, or typed by HR, in sentences."""
    found = [_("There is no setting “%(name)s”.") % {"name": name} for name in sorted(set(data) - set(WORDING))]
    for name in sorted(set(data) & set(WORDING)):
        rows = data[name]
        if not isinstance(rows, list) or len(rows) > MOST:
            found.append(_("“%(name)s” must be a list of at most %(most)s rows.") % {"name": name, "most": MOST})
        elif not all(_is_sentence(row) for row in rows):
            words = _("“%(name)s”: each row is a sentence in German, English or both, of at most %(most)s characters.")
            found.append(words % {"name": name, "most": LONGEST})
    return found


def _is_sentence(row: Any) -> bool:
    return (
        isinstance(row, dict)
        and set(row) <= {"de", "en"}
        and all(isinstance(text, str) and len(text) <= LONGEST for text in row.values())
        and any(text.strip() for text in row.values())
    )


def set_up(program: Program, data: Any, actor: Person, now: datetime) -> None:
    AgreementWording.objects.update_or_create(program=program, defaults={"sentences": data})


def write_down(program: Program) -> Any:
    stored = AgreementWording.objects.filter(program=program).first()
    return stored.sentences if stored else {}


SECTION = Section(name="agreement", check=check, set_up=set_up, write_down=write_down)


@transaction.atomic
def set_wording(*, program: Program, sentences: Sentences, actor: Person) -> None:
    """Store what HR suggests from now on; agreements that stand are not touched. Raises NotAllowed for others."""
    if not rules.manages(program, actor):
        raise NotAllowed
    kept = {name: rows for name, rows in sentences.items() if rows}
    if kept == write_down(program):
        return
    AgreementWording.objects.update_or_create(program=program, defaults={"sentences": kept})
    count = sum(len(rows) for rows in kept.values())
    audit.record(
        "program.agreement_changed", actor=actor, subject=program, program_id=program.pk, details={"count": count}
    )
