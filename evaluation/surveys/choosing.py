"""Which questionnaire a wave puts to people: the programme's own before ours, the newest that may be used."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from evaluation.models import Approval, Questionnaire
from programs.models import Program


@dataclass
class Choice:
    """What a programme has for one occasion.

    `used`: the version that the next wave takes, None: none may be used. `newest`: the one it would take if no works
    council had to approve.
    """

    candidates: list[Questionnaire] = field(default_factory=list)
    approved: set[int] = field(default_factory=set)
    needs_approval: bool = False

    @property
    def newest(self) -> Questionnaire | None:
        return self.candidates[0] if self.candidates else None

    @property
    def used(self) -> Questionnaire | None:
        return next((one for one in self.candidates if self.may_be_used(one)), None)

    def may_be_used(self, questionnaire: Questionnaire) -> bool:
        return not self.needs_approval or questionnaire.pk in self.approved


Choices = dict[int, dict[str, Choice]]


def choices(programs: Sequence[Program]) -> Choices:
    """For each programme and occasion what there is to choose from. Two queries however many programmes."""
    found: Choices = {program.pk: defaultdict(Choice) for program in programs}
    approved: dict[int, set[int]] = defaultdict(set)
    for program_id, questionnaire_id in Approval.objects.filter(program__in=found).values_list(
        "program_id", "questionnaire_id"
    ):
        approved[program_id].add(questionnaire_id)
    ready = list(Questionnaire.objects.for_use_in(list(found)))
    for program in programs:
        for one in _in_order(ready, program):
            choice = found[program.pk][one.occasion]
            choice.candidates.append(one)
            choice.approved = approved[program.pk]
            choice.needs_approval = program.questionnaires_need_approval
    return found


def _in_order(ready: Iterable[Questionnaire], program: Program) -> list[Questionnaire]:
    """The programme's own first, the newest first."""
    fitting = [one for one in ready if one.program_id in (None, program.pk)]
    return sorted(fitting, key=lambda one: (one.program_id is None, -one.version))


def choices_for(program: Program) -> dict[str, Choice]:
    return choices([program])[program.pk]
