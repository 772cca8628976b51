"""A name in a sentence that is to be released: found however it is written, and only where it is one."""

import pytest

from journals.naming import name_in
from people.models import Person

ANNA = Person(first_name="Anna-Lena", last_name="Müller")
FRASER = Person(first_name="José", last_name="O’Brien von der Heide")
SHORT = Person(first_name="An", last_name="Weiß")

FOUND = [
    ("Anna hat recht.", "Anna"),
    ("„anna“ hat recht.", "anna"),
    ("ANNA-LENA weiß es.", "ANNA-LENA"),
    ("Annalena weiß es.", "Annalena"),
    ("Das ist lenas Satz.", "lenas"),
    ("Ein Satz von anna/lena", "anna"),
    ("Frau müller fragte.", "müller"),
    ("Frau MUELLER fragte.", "MUELLER"),
    ("Frau Mullers Frage", "Mullers"),
    ("Frau Mu\u0308ller fragte.", "Müller"),
    ("Frau Mül\u00adler fragte.", "Müller"),
    ("*_Müller_* fragte.", "Müller"),
    ("Müller-Sätze", "Müller-Sätze"),
    ("It was josé's idea.", "josé's"),
    ("Jose's idea", "Jose's"),
    ("obrien said so", "obrien"),
    ("o'brien said so", "o'brien"),
    ("In der heide", "heide"),
    ("An sagte es", "An"),
    ("WEISS sagte es", "WEISS"),
    ("weis\u200bs sagte es", "weiss"),
]
FREE = [
    "Die Mülleimer sind voll, die Banane und die Annahme auch.",
    "Von der Idee bis zu den Kunden",
    "Ich denke an alle und sage: o nein.",
    "Wir lernten, was ein Prompt ist.",
]


@pytest.mark.parametrize(("sentence", "word"), FOUND)
def test_a_name_is_found_however_it_is_written(sentence, word):
    assert name_in(sentence, [ANNA, FRASER, SHORT]) == word


@pytest.mark.parametrize("sentence", FREE)
def test_a_word_that_only_looks_like_a_name_is_none(sentence):
    assert name_in(sentence, [ANNA, FRASER, SHORT]) == ""
