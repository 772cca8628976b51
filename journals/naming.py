"""Whether a sentence has a person's name in it, however it is written: other case, umlauts, accents, genitive, hyphens.

Better refuse one sentence too many, which is then put in other words, than release a name. Nicknames, initials and
hints ("my board member from Ulm") are not found: that remains for the two, who both read the sentence before.
"""

import re
import unicodedata
from collections.abc import Iterable

from journals.search import fold
from people.models import Person

# parts of names that are ordinary words: nobody is known by them
_PARTICLES = set("von vom van zu zum zur der den de del della di da dos la le el al bin ben und and".split())  # noqa: SIM905
_WORDS = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
_SIGNS = re.compile(r"[-’']")
_SHORT = 2  # letters: "An" is a name and "an" a word, so short ones count as they are written


def name_in(sentence: str, people: Iterable[Person]) -> str:
    """The first word of `sentence` that is a name of one of `people`, as it stands there; empty where none is."""
    parts = [part for person in people for name in (person.first_name, person.last_name) for part in _words(name)]
    names = {way for part in parts if part.casefold() not in _PARTICLES for way in _ways(part)}
    return next((word for word in _words(sentence) if not names.isdisjoint(_ways(word, genitive=True))), "")


def _words(text: str) -> list[str]:
    """The words of `text`, without invisible signs that could stand in the middle of one."""
    visible = "".join(char for char in text if unicodedata.category(char) != "Cf")
    return _WORDS.findall(unicodedata.normalize("NFKC", visible))


def _ways(word: str, *, genitive: bool = False) -> set[str]:
    """How a word may be written: as a whole, its parts alone, "Müller" as mueller and as muller."""
    if len(word) <= _SHORT:
        return {word}
    forms = {*_SIGNS.split(word), _SIGNS.sub("", word)}
    if genitive:
        forms |= {form[:-1] for form in forms if form.endswith(("s", "S"))}
    return {fold(form, spelled=spelled) for form in forms if len(form) > _SHORT for spelled in (True, False)}
