"""Which group an answer may name: one of so many invited people that the database tells nobody apart by it.

Only where the programme's figures are broken down. The group is that of the participation when it was placed. With the
first invitations of a survey it is fixed which groups of each role may be named in it; the others are one group, and
where there are no others yet, somebody of an unknown group who is invited later counts with the largest one.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable
from typing import TypedDict

from django.db.models import Q

from evaluation.enums import Occasion
from evaluation.figures.suppression import REST, large_enough, smallest_group
from evaluation.models import Invitation, Placement, Wave
from people.batches import batches
from people.models import Person
from programs.enums import STARTED_STATES, Breakdown, ParticipationState, ProgramState, Role
from programs.models import Participation, Program

# at the start nothing is counted by itself, and line managers are asked for the whole programme
NAME_NO_GROUP = (Occasion.START, Occasion.MANAGERS)
BATCH = 500


class Cells(TypedDict):
    """`alone`: codes of groups that may be named; `others`: what all others are called, empty if nothing."""

    alone: list[str]
    others: str


def place_all() -> int:
    """Place everyone in programmes that have begun who has no place yet; returns how many."""
    waiting = (
        Participation.objects.filter(
            Q(state=ParticipationState.SIGNED_UP) | Q(signed_up_at__isnull=False),
            program__state__in=[*STARTED_STATES, ProgramState.CLOSED],
            placement=None,
        )
        .exclude(program__breakdown=Breakdown.NONE)
        .select_related("program", "person__organisation", "person__department")
        .order_by("pk")
    )
    return place(waiting)


def place(participations: Iterable[Participation]) -> int:
    """Write down the group of each of `participations`, once; returns how many are new."""
    rows = [placement(one) for one in participations if one.program.breakdown != Breakdown.NONE]
    for batch in batches(rows, BATCH):
        Placement.objects.bulk_create(batch, ignore_conflicts=True)
    return len(rows)


def placement(participation: Participation) -> Placement:
    code, name = group_of_person(participation.person, participation.program)
    return Placement(participation=participation, code=code, name=name)


def group_of_person(person: Person, program: Program) -> tuple[str, str]:
    """Code and name of the group `person` belongs to today."""
    if program.breakdown == Breakdown.COMPANY and person.organisation:
        return company_code(person.organisation.pk), person.organisation.name
    if program.breakdown == Breakdown.DEPARTMENT and person.department:
        name = person.department.family_name
        return hashlib.sha256(name.strip().casefold().encode()).hexdigest()[:12], name.strip()
    return "", ""


def company_code(organisation_id: int) -> str:
    return f"c{organisation_id}"


# ---------------------------------------------------------------- in a survey
def fix_cells(wave: Wave, invitations: list[Invitation]) -> None:
    """Before the first of `invitations` are stored: which groups the answers of `wave` may name."""
    if wave.occasion in NAME_NO_GROUP or wave.program.breakdown == Breakdown.NONE:
        return
    place([one.participation for one in invitations if one.participation])
    if wave.cells is not None or wave.invitations.exists():
        return
    codes = codes_of(invitations)
    sizes: dict[str, Counter[str]] = {role: Counter() for role in Role.values}
    for one in invitations:
        sizes[one.role][codes.get(one.participation_id, "")] += 1
    wave.cells = {role: cells(of_role, wave.program.smallest_group) for role, of_role in sizes.items()}
    wave.save(update_fields=["cells"])


def cells(sizes: Counter[str], k: int) -> Cells:
    """Of groups with so many invited people, which may be named."""
    alone, rest = large_enough(sizes, k=smallest_group(k))
    if not alone:
        return {"alone": [], "others": ""}
    largest = max(alone, key=lambda code: (sizes[code], code))
    return {"alone": sorted(alone), "others": REST if rest else largest}


def codes_of(invitations: Iterable[Invitation]) -> dict[object, str]:
    found = Placement.objects.filter(participation__in=[one.participation_id for one in invitations])
    return dict(found.values_list("participation_id", "code"))


def group_for(wave: Wave, invitation: Invitation) -> str:
    """What the answer of an invited person says of their group."""
    if not wave.cells or invitation.participation is None:
        return ""
    of_role: Cells = wave.cells[invitation.role]
    code = Placement.objects.filter(participation=invitation.participation).values_list("code", flat=True).first()
    return code if code in of_role["alone"] else of_role["others"]
