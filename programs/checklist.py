"""What a programme still lacks before it may open."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from programs.enums import TeamRole, TopicKind
from programs.models import Program

SMALLEST_TOPICS = 3
SMALLEST_MEETINGS = 2


@dataclass(frozen=True)
class Item:
    """One missing thing. `anchor` is where HR's form holds it; `path` the page, if it is another one."""

    code: str
    text: Any
    anchor: str
    path: str = ""


Check = Callable[[Program], list[Item]]
_checks: list[Check] = []


def also(check: Check) -> None:
    """Floors above have conditions of their own: `check(program)` says what is missing."""
    if check not in _checks:
        _checks.append(check)


def missing(program: Program) -> list[Item]:
    """Everything that must be there before people can sign up, in the order of the form. Five queries and `also`."""
    own = [*_basics(program), *_period(program), *_rules(program), *_sponsor(program), *_lists(program)]
    return own + [item for check in _checks for item in check(program)]


def _pick(*rows: tuple[bool, str, Any, str]) -> list[Item]:
    return [Item(code, text, anchor) for there, code, text, anchor in rows if not there]


def _basics(program: Program) -> list[Item]:
    return _pick(
        (bool(program.name), "name", _("A name"), "id_name_de"),
        (bool(program.purpose), "purpose", _("A purpose"), "id_purpose"),
        (bool(program.description.strip()), "description", _("A description for participants"), "id_description_de"),
        (program.organisations.exists(), "company", _("At least one company that takes part"), "id_organisations"),
    )


def _period(program: Program) -> list[Item]:
    period = bool(program.starts_on and program.ends_on)
    in_time = bool(program.sign_up_until and (program.starts_on is None or program.sign_up_until < program.starts_on))
    return _pick(
        (in_time, "sign_up_until", _("A last day for signing up, before the programme starts"), "id_sign_up_until"),
        (period, "period", _("The period: first and last day"), "id_starts_on"),
        (
            not period or program.planned_meetings >= SMALLEST_MEETINGS,
            "meetings",
            _("A rhythm that leaves room for at least two meetings in the period"),
            "id_rhythm_weeks",
        ),
    )


def _rules(program: Program) -> list[Item]:
    # wishes alone are no measure: few people write any
    has_weight = any(weight for name, weight in program.weights.items() if name != "wishes")
    return _pick((has_weight, "weights", _("At least one weight above 0"), "id_weight_topics"))


def _sponsor(program: Program) -> list[Item]:
    return _pick(
        (program.sponsor_id is not None, "sponsor", _("A sponsor"), "id_sponsor"),
        (
            bool(program.sponsor_message.strip()),
            "sponsor_message",
            _("The sponsor's message"),
            "id_sponsor_message_de",
        ),
    )


def _lists(program: Program) -> list[Item]:
    roles = set(program.team.filter(person__is_active=True).values_list("role", flat=True))
    topics = program.topics.filter(kind=TopicKind.LEARN).count()
    return _pick(
        (program.goals.exists(), "goal", _("At least one goal"), "goals-group"),
        (topics >= SMALLEST_TOPICS, "topics", _("At least three topics to learn"), "topics-group"),
        (TeamRole.MANAGER in roles, "manager", _("An HR manager in the team"), "team-group"),
        (TeamRole.VIEWER in roles, "viewer", _("A leadership viewer in the team"), "team-group"),
        (TeamRole.CONTACT in roles, "contact", _("A neutral contact in the team"), "team-group"),
        (program.consent_texts.exists(), "consent", _("A consent text"), "consent_texts-group"),
    )
