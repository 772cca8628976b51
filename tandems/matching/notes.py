"""The plain sentences beside a run: what could not be matched as it was asked for, and why."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from people.models import Person
from programs.models import Participation
from tandems.models import MatchingRun

Note = Mapping[str, Any]
Names = Mapping[Any, str]


def sentences(run: MatchingRun) -> list[str]:
    """The run's notes, with the names that people have now. Two queries at most."""
    notes = run.summary.get("notes", [])
    names = _names(notes)
    return [sentence for note in notes if (sentence := _sentence(note, names))]


def _names(notes: Iterable[Note]) -> dict[Any, str]:
    keys = {note[field] for note in notes for field in ("mentee", "mentor", "one", "other") if field in note}
    keys |= {key for note in notes for key in note.get("others", [])}
    people = {note["person"] for note in notes if "person" in note} | {p for n in notes for p in n.get("people", [])}
    found: dict[Any, str] = {}
    if keys:
        for row in Participation.objects.filter(pk__in=keys).select_related("person"):
            found[str(row.pk)] = row.person.full_name
    if people:
        found |= {person.pk: person.full_name for person in Person.objects.filter(pk__in=people)}
    return found


def _name(key: Any, names: Names) -> str:
    return names.get(key) or _("someone who is no longer here")


def _sentence(note: Note, names: Names) -> str:
    text = _texts().get(note["kind"], "")
    if note["kind"].endswith("_room") and not note.get("others"):
        text = _("%(mentee)s and %(mentor)s cannot be kept together: one of them has no room for another tandem.")
    return text % _values(note, names) if text else ""


def _values(note: Note, names: Names) -> dict[str, str]:
    values = {field: _name(note.get(field), names) for field in ("mentee", "mentor", "one", "other", "person")}
    for field in ("others", "people"):
        values[field] = get_text_list([_name(key, names) for key in note.get(field, [])], _("and"))
    return values


def _texts() -> dict[str, str]:
    return {
        "nobody": _("Nobody is signed up for this programme yet."),
        "no_mentees": _("No mentee is signed up, so there is nobody to pair the mentors with."),
        "no_mentors": _("No mentor is signed up, so there is nobody to pair the mentees with."),
        "no_room_mentees": _("Every mentee has a tandem already."),
        "no_room_mentors": _("No mentor has room for another tandem."),
        "none_allowed": _(
            "No pair meets all the rules. The list below says for each person which rule stands in the way."
        ),
        "circle": _(
            "In the reporting lines, %(people)s stand in a circle. Please check the imported data; "
            "until then each of them counts as standing in the line of the others."
        ),
        "joint_absent": _("%(one)s signed up jointly with %(person)s, who is not signed up for this programme."),
        "joint_one_sided": _(
            "%(one)s would like to be paired with %(other)s, who has not said the same. Both are matched like everyone "
            "else."
        ),
        "joint_role": _("%(one)s and %(other)s signed up jointly in the same role."),
        "joint_seniority": _(
            "%(mentee)s and %(mentor)s signed up jointly, but %(mentee)s is not more senior. They are not proposed."
        ),
        "joint_line": _(
            "%(mentee)s and %(mentor)s signed up jointly, but one stands in the other's reporting line. "
            "They are not proposed."
        ),
        "joint_organisation": _(
            "%(mentee)s and %(mentor)s signed up jointly, but this programme does not pair across companies. "
            "They are not proposed."
        ),
        "joint_barred": _("%(mentee)s and %(mentor)s signed up jointly, but HR has ruled this pair out."),
        "joint_room": _(
            "%(mentee)s and %(mentor)s signed up jointly, but the place is taken by %(others)s. "
            "Whoever is left is matched like everyone else."
        ),
        "pin_seniority": _("The pair %(mentee)s and %(mentor)s cannot be kept: %(mentee)s is not more senior."),
        "pin_line": _("The pair %(mentee)s and %(mentor)s cannot be kept: one stands in the other's reporting line."),
        "pin_organisation": _(
            "The pair %(mentee)s and %(mentor)s cannot be kept: this programme does not pair across companies."
        ),
        "pin_barred": _("The pair %(mentee)s and %(mentor)s cannot be kept: it is also ruled out."),
        "pin_room": _("The pair %(mentee)s and %(mentor)s cannot be kept: the place is taken by %(others)s."),
    }
