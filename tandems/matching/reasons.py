"""Sentences from facts, in the active language. They say no more than the data bear out.

HR reads about two people; the two read about each other, in words, without scores, and never about anyone else.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.text import get_text_list
from django.utils.translation import get_language_info, gettext_lazy, ngettext, pgettext
from django.utils.translation import gettext as _

from people.texts.languages import in_order
from programs.enums import Role, Slot
from tandems.models import Proposal

Facts = Mapping[str, Any]
SHOWN_TIMES = 3
OVERRIDDEN = {
    "language": gettext_lazy("a common language"),
    "department": gettext_lazy("departments that fit"),
    "place": gettext_lazy("a way to meet, on site or online"),
    "times": gettext_lazy("a common time"),
    "topics": gettext_lazy("a topic in which the mentor is ahead"),
    "exchange": gettext_lazy("something in return"),
    "experience": gettext_lazy("the wanted years apart"),
    "floor": gettext_lazy("enough fit"),
}


def sentences(proposal: Proposal, for_role: str | None = None) -> list[str]:
    """Why these two: for HR, or for the one of the two who has `for_role`. Whole sentences, the weightiest first."""
    if for_role is None:
        return for_hr(proposal.facts, is_joint=proposal.is_joint, is_pinned=proposal.is_pinned)
    partner = proposal.mentor if for_role == Role.MENTEE else proposal.mentee
    return for_one(proposal.facts, for_role, partner.person.first_name, is_joint=proposal.is_joint)


def for_hr(facts: Facts, *, is_joint: bool = False, is_pinned: bool = False) -> list[str]:
    found = [
        _("They signed up together.") if is_joint else "",
        _("HR has set this pair.") if is_pinned else "",
        _broken(facts),
        _ahead(facts),
        _in_return(facts),
        _times(facts, _("Both can meet on %(times)s."), _("Both can meet on %(times)s and at %(count)s other times.")),
        _departments(facts),
        _place(facts),
        _languages(facts, _("Both speak %(languages)s.")),
        _years(facts),
    ]
    return [sentence for sentence in found if sentence]


def for_one(facts: Facts, role: str, partner: str, *, is_joint: bool = False) -> list[str]:
    """For a participant in `role` about `partner`, a first name."""
    found = [
        _("You signed up together.") if is_joint else "",
        _learning(facts, role, partner),
        _giving(facts, role, partner),
        _times(
            facts,
            _("You can both meet on %(times)s."),
            _("You can both meet on %(times)s and at %(count)s other times."),
        ),
        _departments(facts),
        _place(facts),
        _languages(facts, _("You both speak %(languages)s.")),
    ]
    return [sentence for sentence in found if sentence]


# ---------------------------------------------------------------- one sentence each
def _broken(facts: Facts) -> str:
    """What a joint sign-up or HR's choice overrides."""
    rules = [str(OVERRIDDEN[name]) for name in facts.get("broken", []) if name in OVERRIDDEN]
    return _("Kept although this is missing: %(rules)s.") % {"rules": _list(rules)} if rules else ""


def _ahead(facts: Facts) -> str:
    """Ahead in 3 of the 4 topics named: two levels in A and B, one level in C."""
    topics = facts.get("topics", [])
    if not topics:
        return _("In none of the topics named is the mentor ahead.") if facts.get("wished") else ""
    parts = [
        _("%(levels)s in %(topics)s")
        % {"levels": _levels(ahead), "topics": _names(topic for topic in topics if topic["ahead"] == ahead)}
        for ahead in sorted({topic["ahead"] for topic in topics}, reverse=True)
    ]
    if facts["wished"] == 1:
        return _("Ahead in the topic named: %(parts)s.") % {"parts": "; ".join(parts)}
    if facts["wished"] == len(topics):
        return _("Ahead in all %(wished)s topics named: %(parts)s.") % {
            "wished": facts["wished"],
            "parts": "; ".join(parts),
        }
    return _("Ahead in %(count)s of the %(wished)s topics named: %(parts)s.") % {
        "count": len(topics),
        "wished": facts["wished"],
        "parts": "; ".join(parts),
    }


def _levels(count: int) -> str:
    words = {1: _("one level"), 2: _("two levels"), 3: _("three levels"), 4: _("four levels")}
    return words[count]


def _in_return(facts: Facts) -> str:
    topics = facts.get("exchange", [])
    return _("Offers in return what the mentor hopes for: %(topics)s.") % {"topics": _names(topics)} if topics else ""


def _learning(facts: Facts, role: str, partner: str) -> str:
    topics = facts.get("topics", [])
    if not topics:
        return ""
    if role == Role.MENTEE:
        text = _("%(name)s can show you something new in what you want to learn: %(topics)s.")
    else:
        text = _("%(name)s wants to learn what you know well: %(topics)s.")
    return text % {"name": partner, "topics": _names(topics)}


def _giving(facts: Facts, role: str, partner: str) -> str:
    topics = facts.get("exchange", [])
    if not topics:
        return ""
    if role == Role.MENTEE:
        text = _("%(name)s hopes for something that you offer in return: %(topics)s.")
    else:
        text = _("%(name)s offers in return what you hope for: %(topics)s.")
    return text % {"name": partner, "topics": _names(topics)}


def _times(facts: Facts, short: str, long: str) -> str:
    times = facts.get("times", [])
    if not times:
        return ""
    labels = [str(Slot(time).label) for time in times]
    if len(labels) <= SHOWN_TIMES + 1:
        return short % {"times": _list(labels)}
    return long % {"times": ", ".join(labels[:SHOWN_TIMES]), "count": len(labels) - SHOWN_TIMES}


def _departments(facts: Facts) -> str:
    departments = facts.get("departments")
    if not departments:
        return ""
    if departments[0] == departments[1]:
        return _("Same department: %(name)s.") % {"name": departments[0]}
    return _("Different departments: %(one)s and %(other)s.") % {"one": departments[0], "other": departments[1]}


def _place(facts: Facts) -> str:
    if facts.get("site"):
        return _("Same site: %(site)s.") % {"site": facts["site"]}
    return _("Both can meet online.") if facts.get("online") else ""


def _languages(facts: Facts, text: str) -> str:
    languages = [language_name(code) for code in facts.get("languages", [])]
    return text % {"languages": _list(languages)} if languages else ""


def _years(facts: Facts) -> str:
    years = facts.get("years_apart")
    if not years:
        return ""
    return ngettext(
        "One year in the company lies between them.", "%(count)s years in the company lie between them.", years
    ) % {"count": years}


# ---------------------------------------------------------------- words
def language_name(code: str) -> str:
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def _name(topic: Mapping[str, Any]) -> str:
    first, second = in_order()
    return topic[first] or topic[second]


def _names(topics: Iterable[Mapping[str, Any]]) -> str:
    """Names of topics may hold an "and" of their own."""
    return get_text_list([_name(topic) for topic in topics], pgettext("between topics", "as well as"))


def _list(words: Iterable[str]) -> str:
    return get_text_list(list(words), _("and"))
