"""An agreement as the two read it: which version is in force, which one waits and for whom, what has changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from people.models import Person
from tandems.models import Agreement, Tandem

ANSWER_WITHIN = timedelta(days=5)
LABELS: dict[str, Any] = {
    "aims": gettext_lazy("What we want to reach"),
    "topics": gettext_lazy("What we want to talk about"),
    "how_we_meet": gettext_lazy("How and where we meet"),
    "confidential": gettext_lazy("What stays between us"),
    "off_limits": gettext_lazy("What we leave out"),
    "when_stuck": gettext_lazy("What we do when it does not work"),
}


@dataclass(frozen=True)
class Standing:
    """Where the agreement of a tandem stands. `latest` is the number a change has to start from, 0 without any."""

    in_force: Agreement | None
    waiting: Agreement | None
    latest: int

    def asks(self, person: Person) -> bool:
        """A version of the other waits for `person`'s answer."""
        return self.waiting is not None and self.waiting.author_id != person.pk

    @property
    def answer_by(self) -> datetime | None:
        """Until when the version that waits should be answered."""
        return self.waiting.written_at + ANSWER_WITHIN if self.waiting else None


def standing(versions: Iterable[Agreement]) -> Standing:
    """`versions` are all of one tandem."""
    ordered = sorted(versions, key=lambda version: version.number)
    confirmed = [version for version in ordered if version.is_confirmed]
    last = ordered[-1] if ordered else None
    return Standing(
        in_force=confirmed[-1] if confirmed else None,
        waiting=last if last and last.is_open else None,
        latest=last.number if last else 0,
    )


@dataclass(frozen=True)
class Part:
    """One part of a version. `before` is what the version in force says instead, None where nothing has changed."""

    label: Any
    text: str
    before: str | None = None

    @property
    def is_changed(self) -> bool:
        return self.before is not None


def parts(version: Agreement, tandem: Tandem, before: Agreement | None = None) -> list[Part]:
    """Everything a version says, and what it changes in `before`; parts that are empty in both are left out."""
    found = []
    for name, label in LABELS.items():
        text, old = getattr(version, name), getattr(before, name) if before else None
        if text or old:
            found.append(Part(label, text, old if old is not None and old != text else None))
    pace, old_pace = pace_words(version, tandem), pace_words(before, tandem) if before else None
    found.append(Part(_("Our rhythm"), pace, old_pace if old_pace != pace else None))
    return found


def pace_words(version: Agreement, tandem: Tandem) -> str:
    """ "Every 2 weeks, 45 minutes, 8 meetings in all": the programme's where the version has nothing of its own."""
    weeks = version.rhythm_weeks or tandem.program.rhythm_weeks
    minutes = version.minutes or tandem.program.meeting_minutes
    words = [
        ngettext("Every week", "Every %(weeks)s weeks", weeks) % {"weeks": weeks},
        ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes},
    ]
    if version.meetings:
        number = ngettext("%(count)s meeting in all", "%(count)s meetings in all", version.meetings)
        words.append(number % {"count": version.meetings})
    return ", ".join(words)
