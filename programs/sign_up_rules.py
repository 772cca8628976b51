"""What makes a sign-up sound. Browser, import and demo ask here; every problem names its field."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from people.enums import Level
from people.errors import ActionError
from people.models import Person
from programs import rules
from programs.enums import ConsentSource, ParticipationState, Role, Slot, TopicKind
from programs.models import Participation, Program, Topic

MOST_WISHES, MOST_RULED_OUT = 3, 10


@dataclass(frozen=True)
class Problem:
    field: str
    message: Any


class UnsoundSignUp(ActionError):
    """A sign-up that cannot be taken as it is. `problems` name the fields."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__(" ".join(str(problem.message) for problem in problems))


def access_problems(*, program: Program, person: Person, source: str, today: date) -> list[Problem]:
    if not person.is_active:
        return [Problem("person", _("This person is no longer active."))]
    if not rules.is_invited(program, person):
        return [Problem("person", _("The programme is not on offer to this person's company."))]
    if source == ConsentSource.IMPORT:
        if program.state not in rules.STATES_FOR_IMPORT:
            return [Problem("person", _("The programme takes no more sign-ups."))]
    elif not rules.can_sign_up(program, person, today):
        return [Problem("person", _("Signing up is not possible at the moment."))]
    return []


def role_problems(*, person: Person, role: str, existing: Participation | None) -> list[Problem]:
    if role not in Role.values:
        return [Problem("role", _("Choose mentee or mentor."))]
    if existing and existing.state == ParticipationState.SIGNED_UP and existing.role != role:
        return [Problem("role", _("Already signed up in the other role. Leave the programme first to change it."))]
    if rules.can_be(role, person):
        return []
    return [Problem("role", level_message(person, role))]


def level_message(person: Person, role: str) -> Any:
    """Why this role is not open to the person, in kind words."""
    if person.level is None:
        return _("The level of this position is not known yet. The personnel department can add it.")
    if person.level == Level.NEWCOMER and role == Role.MENTEE:
        return _(
            "In reverse mentoring a mentee learns from someone more junior. For newcomers there is nobody: "
            "as a mentor you have most to give."
        )
    return _(
        "In reverse mentoring a mentor supports someone more senior. For the board there is nobody: "
        "as a mentee you gain most."
    )


def topic_problems(*, program: Program, topics: Mapping[Topic, int], exchange: Iterable[Topic]) -> list[Problem]:
    problems = []
    if not topics:
        problems.append(Problem("topics", _("Choose at least one topic.")))
    if any(topic.program_id != program.pk or topic.kind != TopicKind.LEARN for topic in topics):
        problems.append(Problem("topics", _("Choose topics of this programme.")))
    if any(level not in range(5) for level in topics.values()):
        problems.append(Problem("topics", _("A level lies between 0 and 4.")))
    if any(topic.program_id != program.pk or topic.kind != TopicKind.EXCHANGE for topic in exchange):
        problems.append(Problem("exchange", _("Choose from what this programme offers in return.")))
    return problems


def frame_problems(*, slots: Collection[str], max_tandems: int) -> list[Problem]:
    problems = []
    if not slots or not set(slots) <= set(Slot.values):
        problems.append(Problem("slots", _("Choose at least one half day.")))
    if not 1 <= max_tandems <= 3:
        problems.append(Problem("max_tandems", _("Between one and three tandems are possible.")))
    return problems


def wish_problems(*, person: Person, liked: Collection[Person], out: Collection[Person]) -> list[Problem]:
    """What speaks against these wishes. Neither role nor sign-up of the people named is looked at: it would tell."""
    problems = []
    if len(set(liked)) > MOST_WISHES:
        problems.append(Problem("liked", _("Name three people at most.")))
    if len(set(out)) > MOST_RULED_OUT:
        problems.append(Problem("out", _("Name ten people at most.")))
    for field, named in (("liked", liked), ("out", out)):
        if person in named:
            problems.append(Problem(field, _("Name someone else than yourself.")))
    for both in sorted(set(liked) & set(out), key=lambda one: one.email):
        problems.append(Problem("out", _("%(email)s stands in both lists.") % {"email": both.email}))
    return problems


def partner_problems(*, program: Program, person: Person, role: str, partner: Person | None) -> list[Problem]:
    """What speaks against signing up together with `partner`: only what the person may know of them.

    Whether a colleague is signed up, and how, is theirs to tell; matching tells HR what does not go together.
    """
    if partner is None:
        return []
    if partner.pk == person.pk:
        return [Problem("joint_with", _("Name someone else than yourself."))]
    if not rules.is_invited(program, partner):
        return [Problem("joint_with", _("The programme is not on offer to this colleague."))]
    mentee, mentor = (person, partner) if role == Role.MENTEE else (partner, person)
    if rules.in_one_line(mentee, mentor):
        return [Problem("joint_with", _("One of you reports to the other. A tandem needs freedom from the line."))]
    if not rules.fit_as_pair(mentee, mentor):
        return [Problem("joint_with", _("In a tandem the mentee holds the more senior position."))]
    if not program.spans_organisations and partner.organisation_id != person.organisation_id:
        return [Problem("joint_with", _("In this programme tandems stay within one company."))]
    return []
