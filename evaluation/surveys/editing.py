"""Own questionnaires of a programme and what the works council says to them. Every write is noted in the audit log.

Ours come from files and are never edited here. A programme's own begins as a copy: of ours, or of its version before.
What has been used or approved stays as it is, for good.
"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from evaluation.models import Approval, Question, Questionnaire
from evaluation.surveys import checks
from evaluation.surveys.choosing import choices_for
from people import audit
from people.errors import ActionError, NotAllowed, StaleState
from people.models import Person
from programs import rules
from programs.models import Program

COPIED = ("occasion", "title_de", "title_en", "intro_de", "intro_en")
NOT_COPIED = {"id", "questionnaire"}


class NotSound(ActionError):
    """`problems` say what to mend."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__(_("It cannot be used yet: %(problems)s") % {"problems": " ".join(problems)})


class Frozen(ActionError):
    message = _("This version has been used or approved and stays as it is. Make a new version.")


def draft_of(program: Program, occasion: str) -> Questionnaire | None:
    """The version that is being written, if there is one: one at a time for each occasion."""
    return program.questionnaires.filter(occasion=occasion, released_at=None).first()


@transaction.atomic
def new_version(*, program: Program, occasion: str, actor: Person) -> Questionnaire:
    """A draft for `program`, copied from the newest version there is, its own or ours; the draft there is already.

    Raises NotAllowed unless `actor` manages the programme.
    """
    _must_manage(program, actor)
    Program.objects.select_for_update(of=("self",)).get(pk=program.pk)
    if draft := draft_of(program, occasion):
        return draft
    source = choices_for(program)[occasion].newest
    number = program.questionnaires.filter(occasion=occasion).aggregate(newest=Max("version"))["newest"] or 0
    texts = {name: getattr(source, name) for name in COPIED} if source else {"occasion": occasion}
    draft = Questionnaire.objects.create(program=program, version=number + 1, released_at=None, **texts)
    Question.objects.bulk_create(_copy(one, draft) for one in (source.questions.all() if source else ()))
    _note("questionnaire.begun", draft, actor)
    return draft


def _copy(question: Question, draft: Questionnaire) -> Question:
    fields = [field.attname for field in Question._meta.concrete_fields if field.name not in NOT_COPIED]
    return Question(questionnaire=draft, **{name: getattr(question, name) for name in fields})


@transaction.atomic
def release(*, questionnaire: Questionnaire, actor: Person, now: datetime) -> None:
    """From now on the next wave takes this version (once approved, where that is needed). Raises NotSound."""
    _must_edit(questionnaire, actor)
    if found := checks.problems(questionnaire):
        raise NotSound(found)
    if not Questionnaire.objects.filter(pk=questionnaire.pk, released_at=None).update(released_at=now):
        raise StaleState
    questionnaire.released_at = now
    _note("questionnaire.released", questionnaire, actor)


@transaction.atomic
def take_back(*, questionnaire: Questionnaire, actor: Person) -> None:
    """Back to being written, as long as nobody has been asked and no works council has approved it."""
    _must_edit(questionnaire, actor)
    Questionnaire.objects.filter(pk=questionnaire.pk).update(released_at=None)
    questionnaire.released_at = None
    _note("questionnaire.taken_back", questionnaire, actor)


@transaction.atomic
def discard(*, questionnaire: Questionnaire, actor: Person) -> None:
    """Delete a draft."""
    _must_edit(questionnaire, actor)
    if questionnaire.released_at:
        raise ActionError(_("It is ready for use: take it back first."))
    _note("questionnaire.discarded", questionnaire, actor)
    questionnaire.delete()


@transaction.atomic
def approve(
    *,
    program: Program,
    questionnaire: Questionnaire,
    approved_on: date,
    approved_by: str,
    actor: Person,
    now: datetime,
) -> Approval:
    """Record that the works council has approved this version for this programme. From then on it never changes."""
    _must_manage(program, actor)
    if questionnaire.program_id not in (None, program.pk):
        raise NotAllowed
    if questionnaire.released_at is None:
        raise ActionError(_("It is still being written: say first that it is ready for use."))
    # SECURITY: whoever edits this version at the same moment waits here, and then finds it frozen
    Questionnaire.objects.select_for_update(of=("self",)).get(pk=questionnaire.pk)
    approval, is_new = Approval.objects.get_or_create(
        program=program,
        questionnaire=questionnaire,
        defaults={
            "approved_on": approved_on,
            "approved_by": approved_by,
            "recorded_by": actor,
            "recorded_at": now,
        },
    )
    if not is_new:
        raise ActionError(_("Its approval has been recorded already."))
    _note("questionnaire.approved", questionnaire, actor, program, approved_on=approved_on.isoformat())
    return approval


@transaction.atomic
def withdraw_approval(*, approval: Approval, actor: Person) -> None:
    """The approval was recorded in error or is no longer given: no further wave takes this version."""
    _must_manage(approval.program, actor)
    details = {"approved_on": approval.approved_on.isoformat()}
    _note("questionnaire.approval_withdrawn", approval.questionnaire, actor, approval.program, **details)
    approval.delete()


def _must_manage(program: Program, actor: Person) -> None:
    if not rules.manages(program, actor):
        raise NotAllowed


def _must_edit(questionnaire: Questionnaire, actor: Person) -> None:
    """Locks the version. Raises NotAllowed for ours and for other programmes' own, Frozen for what has been used."""
    if questionnaire.program is None:
        raise NotAllowed
    _must_manage(questionnaire.program, actor)
    Questionnaire.objects.select_for_update(of=("self",)).get(pk=questionnaire.pk)
    if questionnaire.is_frozen:
        raise Frozen


def _note(
    event: str, questionnaire: Questionnaire, actor: Person, program: Program | None = None, **details: str
) -> None:
    program_id = program.pk if program else questionnaire.program_id
    audit.record(
        event,
        actor=actor,
        subject=questionnaire,
        program_id=program_id,
        details={"occasion": questionnaire.occasion, "version": questionnaire.version, **details},
    )
