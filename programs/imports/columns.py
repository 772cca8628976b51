"""The columns of a file of sign-ups and what may stand in them, in German and in English."""

import re
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programs.enums import Mode, Role

EMAIL, ROLE, TOPICS, EXCHANGE, MODE, SLOTS, MOST, MOTIVATION, PARTNER = COLUMNS = (
    "email",
    "role",
    "topics",
    "exchange",
    "mode",
    "slots",
    "max_tandems",
    "motivation",
    "joint_with",
)
REQUIRED = (EMAIL, ROLE, TOPICS, SLOTS)
SURPLUS = "surplus"
HEADINGS: dict[str, dict[str, tuple[str, ...]]] = {
    EMAIL: {"de": ("E-Mail", "E-Mail-Adresse", "Mail"), "en": ("E-mail", "E-mail address")},
    ROLE: {"de": ("Rolle",), "en": ("Role",)},
    TOPICS: {"de": ("Themen (Niveau 0-4)", "Themen"), "en": ("Topics (level 0-4)", "Topics")},
    EXCHANGE: {"de": ("Gegenseitigkeit", "Im Gegenzug"), "en": ("In return", "Exchange")},
    MODE: {"de": ("Treffen",), "en": ("Meeting", "How to meet", "Where")},
    SLOTS: {"de": ("Zeiten",), "en": ("Times",)},
    MOST: {"de": ("Max. Tandems", "Tandems höchstens"), "en": ("Tandems at most",)},
    MOTIVATION: {"de": ("Motivation",), "en": ("Motivation",)},
    PARTNER: {"de": ("Gemeinsame Anmeldung mit",), "en": ("Joint sign-up with", "Partner")},
}
LABELS: dict[str, Any] = {
    EMAIL: _("E-mail"),
    ROLE: _("Role"),
    TOPICS: _("Topics"),
    EXCHANGE: pgettext_lazy("heading of a column", "In return"),
    MODE: _("Meeting"),
    SLOTS: _("Times"),
    MOST: _("Tandems at most"),
    MOTIVATION: _("Motivation"),
    PARTNER: _("Joint sign-up with"),
    SURPLUS: _("Beyond the last column"),
}
ROLES = {
    "mentee": Role.MENTEE,
    **dict.fromkeys(("mentor", "mentorin", "mentor:in", "mentor*in", "mentor/in", "mentor_in"), Role.MENTOR),
}
MODES = {
    **dict.fromkeys(("vor ort", "in präsenz", "präsenz", "in person", "on site"), Mode.IN_PERSON),
    **dict.fromkeys(("online", "remote", "virtuell"), Mode.ONLINE),
    **dict.fromkeys(("beides", "both", "either", "egal"), Mode.BOTH),
}
DAY_STEMS = {
    **dict.fromkeys(("mo", "mon", "montag", "montags", "monday"), "1"),
    **dict.fromkeys(("di", "dienstag", "dienstags", "tue", "tuesday"), "2"),
    **dict.fromkeys(("mi", "mittwoch", "mittwochs", "wed", "wednesday"), "3"),
    **dict.fromkeys(("do", "donnerstag", "donnerstags", "thu", "thursday"), "4"),
    **dict.fromkeys(("fr", "freitag", "freitags", "fri", "friday"), "5"),
}
HALVES = {
    **dict.fromkeys(("vormittag", "vormittags", "morgens", "morning", "mornings", "am"), "am"),
    **dict.fromkeys(("nachmittag", "nachmittags", "afternoon", "afternoons", "pm"), "pm"),
}


def plain(text: str) -> str:
    """A heading without what people vary: case, brackets, dots, hyphens, spaces."""
    return re.sub(r"[\s.\-–_]+", "", re.sub(r"\(.*?\)", "", text)).casefold()


_BY_HEADING = {
    plain(variant): column
    for column, languages in HEADINGS.items()
    for variants in languages.values()
    for variant in variants
}


def column_of(heading: str) -> str | None:
    return _BY_HEADING.get(plain(heading))


def language_of(headings: Iterable[str]) -> str:
    """German where any heading is German and not English too."""
    german = {plain(variant) for languages in HEADINGS.values() for variant in languages["de"]}
    english = {plain(variant) for languages in HEADINGS.values() for variant in languages["en"]}
    return "de" if any(plain(heading) in german - english for heading in headings) else "en"


def parts(text: str) -> list[str]:
    """What stands between semicolons."""
    return [part.strip() for part in text.split(";") if part.strip()]


def slot_of(text: str) -> str | None:
    """`Mo vormittags` or `Monday morning` as the value of Slot."""
    words = text.casefold().replace(".", "").split()
    if len(words) != 2 or words[0] not in DAY_STEMS or words[1] not in HALVES:
        return None
    return DAY_STEMS[words[0]] + HALVES[words[1]]


def topic_and_level(text: str) -> tuple[str, int | None]:
    """`Onlinemarketing=2`; the level is None where none from 0 to 4 stands there."""
    name, _sign, level = text.rpartition("=")
    if not name:
        return text.strip(), None
    level = level.strip()
    return name.strip(), int(level) if level in {"0", "1", "2", "3", "4"} else None
