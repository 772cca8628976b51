"""Searching one's own entries although the database cannot: opened one after the other, compared here, kept nowhere.

Capitals do not count, and umlauts are found however they are typed: "Über", "ueber" and "uber" find each other. Every
word of the search must stand somewhere in the entry, also as a part of a longer word. Refuses nothing, ranks nothing.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from journals.reading import Part, Read
from people.encryption import LostText

LONGEST = 100  # characters of a search
AROUND = 90  # characters shown before and after what was found
ACCENTS = re.compile("[\u0300-\u036f]+")
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
Span = tuple[int, int]


@dataclass(frozen=True)
class Piece:
    """Some words of an excerpt, and whether they are what was searched for."""

    text: str
    is_found: bool


@dataclass(frozen=True)
class Hit:
    read: Read
    excerpts: list[list[Piece]]


def words_of(search: str) -> list[str]:
    return search[:LONGEST].replace("*", " ").split()


def matching(read: Iterable[Read], words: list[str]) -> list[Read]:
    """The entries that have every word, in the order they came in."""
    wanted = [(fold(word), fold(word, spelled=True)) for word in words]
    return [one for one in read if wanted and _has_all(one, wanted)]


def _has_all(read: Read, wanted: list[tuple[str, str]]) -> bool:
    # as typed, without the parser: signs of formatting stand around words, only the stars may stand within
    text = "\n".join(part.text.replace("*", "") for part in read.parts if not part.is_lost)
    plain, spelled = fold(text), fold(text, spelled=True)
    return all(bare in plain or full in spelled for bare, full in wanted)


def hits(read: Iterable[Read], words: list[str]) -> list[Hit]:
    """The entries with the passages that were found, for one page: marking takes longer than finding."""
    return [Hit(one, [passage for part in one.parts if (passage := _passage(part, words))]) for one in read]


def fold(text: str, *, spelled: bool = False) -> str:
    """`text` without capitals and accents: ü as u, or as ue if `spelled`."""
    low = unicodedata.normalize("NFC", text).casefold()
    if low.isascii():
        return low
    if spelled:
        low = low.translate(UMLAUTS)
    return ACCENTS.sub("", unicodedata.normalize("NFKD", low))


_fold_char = lru_cache(maxsize=2048)(fold)


def _passage(part: Part, words: list[str]) -> list[Piece]:
    """The surroundings of the first find, every find in them marked; empty where the part has none."""
    if part.is_lost or isinstance(part.text, LostText):
        return []
    text = unicodedata.normalize("NFC", part.plain)
    spans = _merged(sorted({*_spans(text, words, spelled=False), *_spans(text, words, spelled=True)}))
    if not spans:
        return []
    first, last = _window(text, spans[0])
    pieces = list(_pieces(text, [span for span in spans if span[1] <= last], first, last))
    before = [Piece("… ", False)] if first else []
    after = [Piece(" …", False)] if last < len(text) else []
    return [*before, *pieces, *after]


def _spans(text: str, words: list[str], *, spelled: bool) -> Iterator[Span]:
    """Where the words stand in `text`, found in its folded form."""
    folded, places = "", []
    for place, char in enumerate(text):
        low = _fold_char(char, spelled=spelled)
        folded += low
        places += [place] * len(low)
    for word in words:
        wanted = fold(word, spelled=spelled)
        for found in re.finditer(re.escape(wanted), folded) if wanted else ():
            yield places[found.start()], places[found.end() - 1] + 1


def _merged(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for first, last in spans:
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged


def _window(text: str, span: Span) -> Span:
    """From a word's beginning to a word's end around the first find."""
    first, last = max(0, span[0] - AROUND), min(len(text), span[1] + AROUND)
    if first:
        first = min(max(text.find(" ", first, span[0]) + 1, first), span[0])
    if last < len(text):
        end = text.rfind(" ", span[1], last)
        last = end if end > 0 else last
    return first, last


def _pieces(text: str, spans: list[Span], first: int, last: int) -> Iterator[Piece]:
    at = first
    for start, end in spans:
        if start > at:
            yield Piece(text[at:start], False)
        yield Piece(text[start:end], True)
        at = end
    if at < last:
        yield Piece(text[at:last], False)
