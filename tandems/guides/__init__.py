"""Session guides: one file each beside this module, German and English, written for this product.

A guide has an aim, a time plan of 60 minutes that scales to the length of a meeting, questions for both roles,
something to try and how to follow up. Texts call nobody by name or pronoun, so they suit every form of address.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from people.texts.languages import in_order
from programs.enums import Role

REVIEW_MINUTES = 10  # for what was tried since last time
SHORT = 45  # a meeting below this gives half of that
STEP = 5


@dataclass(frozen=True)
class Text:
    """One text in both languages; reads in the active one."""

    de: str
    en: str

    def __str__(self) -> str:
        return getattr(self, in_order()[0])


@dataclass(frozen=True)
class Part:
    """A part of a meeting: how many minutes, and what for."""

    minutes: int
    text: Any


@dataclass(frozen=True)
class Guide:
    slug: str
    position: int
    title: Text
    aim: Text
    plan: tuple[Part, ...]
    mentee: tuple[Text, ...]
    mentor: tuple[Text, ...]
    to_try: Text
    follow_up: Text
    has_review: bool

    def questions(self, role: Role | None) -> tuple[Text, ...]:
        return self.mentor if role == Role.MENTOR else self.mentee


REVIEW = _("What became of what we wanted to try?")
WITHOUT_GUIDE = (
    Part(50, _("Our topic and our questions, starting with the one that presses most.")),
    Part(10, _("What do we take along? A next step for each of us, and the next date.")),
)


@cache
def guides() -> dict[str, Guide]:
    """All guides by slug, in their order."""
    found = [_read(path) for path in Path(__file__).parent.glob("*.toml")]
    return {guide.slug: guide for guide in sorted(found, key=lambda guide: guide.position)}


def _read(path: Path) -> Guide:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return Guide(
        slug=path.stem,
        position=data["position"],
        title=Text(**data["title"]),
        aim=Text(**data["aim"]),
        plan=tuple(Part(row["minutes"], Text(row["de"], row["en"])) for row in data["plan"]),
        mentee=tuple(Text(**row) for row in data["mentee"]),
        mentor=tuple(Text(**row) for row in data["mentor"]),
        to_try=Text(**data["try"]),
        follow_up=Text(**data["follow_up"]),
        has_review=data.get("review", True),
    )


def agenda(guide: Guide | None, minutes: int, *, with_review: bool) -> list[Part]:
    """The time plan for a meeting of `minutes`, which the parts add up to exactly.

    `with_review`: the two have met before, so it begins with what was tried, unless the guide looks back anyway.
    """
    parts = guide.plan if guide else WITHOUT_GUIDE
    review: list[Part] = []
    if with_review and (guide is None or guide.has_review):
        review = [Part(min(REVIEW_MINUTES if minutes >= SHORT else STEP, minutes // 3), REVIEW)]
    return [*review, *scaled(parts, minutes - sum(part.minutes for part in review))]


def scaled(parts: Sequence[Part], minutes: int) -> list[Part]:
    """`parts` stretched or shortened in proportion, in steps of five minutes where there is room for it.

    By largest remainder, every part keeping at least one step; a meeting of fewer minutes than parts keeps the first.
    """
    step = STEP if minutes >= STEP * len(parts) else 1
    units, rest = divmod(minutes, step)
    parts = parts[: max(units, 1)]
    total = sum(part.minutes for part in parts)
    exact = [part.minutes * units / total for part in parts]
    shares = [max(1, int(share)) for share in exact]
    while sum(shares) != units:
        # the part that is furthest from its share gives or takes one
        change = 1 if sum(shares) < units else -1
        open_to = [index for index, share in enumerate(shares) if share + change >= 1]
        index = max(open_to, key=lambda index: (exact[index] - shares[index]) * change)
        shares[index] += change
    found = [Part(share * step, part.text) for share, part in zip(shares, parts, strict=True)]
    # what a length like 52 leaves over goes to the longest part
    longest = max(range(len(found)), key=lambda index: found[index].minutes)
    found[longest] = Part(found[longest].minutes + rest, found[longest].text)
    return found


def fitting(number: int, planned: int) -> str:
    """The guide for the first, the middle and the last meeting of a plan; empty for all others."""
    if number == 1:
        return "getting-to-know"
    if number == planned and planned > 2:
        return "closing"
    if planned > 4 and number == planned // 2 + 1:
        return "half-time"
    return ""
