"""What a run was asked for, in words, and whether the programme would ask for the same today."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from tandems.matching.facts import ANY, SAME, Rules
from tandems.matching.loading import read_rules, rules_of
from tandems.models import MatchingRun


def musts(parameters: Mapping[str, Any]) -> str:
    """Every must of the run in one sentence."""
    rules = read_rules(parameters)
    return _("Had to be met: %(musts)s.") % {"musts": get_text_list([*_always(rules), *_chosen(rules)], _("and"))}


def _always(rules: Rules) -> list[str]:
    line = _("not in one reporting line")
    if rules.same_manager_is_out:
        line = _("not in one reporting line or under one manager")
    company = [] if rules.spans_organisations else [_("the same company")]
    return [_("the mentee more senior"), line, *company]


def _chosen(rules: Rules) -> list[str]:
    department = _("the same department") if rules.department_rule == SAME else _("different departments")
    wanted = [
        (rules.language_is_must, _("a common language")),
        (rules.department_is_must and rules.department_rule != ANY, department),
        (rules.place_is_must, _("a way to meet, on site or online")),
        (rules.times_are_must, _("a common time")),
        (rules.topics_is_must, _("a topic in which the mentor is ahead")),
        (rules.exchange_is_must, _("something in return")),
        (rules.experience_is_must and rules.years_apart is not None, _("the wanted years apart")),
        (rules.floor > 0, _("a fit of at least %(percent)s of 100") % {"percent": round(rules.floor * 100)}),
    ]
    return [words for is_must, words in wanted if is_must]


def would_differ(run: MatchingRun) -> bool:
    """Whether the programme's rules or weights are others now. A trial had weights of its own."""
    then, now = read_rules(run.parameters), read_rules(rules_of(run.program))
    if run.parameters.get("is_trial"):
        now = replace(now, weights=then.weights)
    return then != now
