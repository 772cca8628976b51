"""Sentences for the programme: proposed, agreed to by both, released without a trace of the two, withdrawn.

Nothing of it is audited, logged or mailed: who proposed or agreed to what, and when, is between the two. Only HR taking
a released sentence off the wall leaves an event, without the sentence.
"""

from datetime import datetime
from random import SystemRandom
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from journals import rules
from journals.insight_keys import hash_of, new_key
from journals.insights import AT_LEAST_TANDEMS, topics_that_hide
from journals.models import Insight, InsightProposal
from journals.naming import name_in
from people import audit
from people.encryption import LostText
from people.errors import ActionError, NotAllowed, StaleState
from people.models import Person
from programs.enums import TeamRole
from programs.models import Program, Topic
from tandems.models import Tandem

LONGEST = 300  # characters: a sentence or two
MOST = 20  # proposals of one tandem that wait at the same time
_random = SystemRandom()


class NamesSomeone(ActionError):
    message = _("“%(word)s” is one of your names. Insights are released without names: please find other words.")


@transaction.atomic
def propose_insight(
    *, tandem: Tandem, person: Person, text: str, topic: Topic | None, key: UUID | None = None
) -> tuple[InsightProposal, str]:
    """`person` would like to release `text`. Returns the proposal and the key that withdraws it, once released.

    Sending it twice with the same `key` (the proposal's primary key) proposes it once and gives a new withdrawal key.
    Raises NotAllowed, ActionError for an empty text, NamesSomeone.
    """
    if not rules.can_write_in(tandem, person):
        raise NotAllowed
    sentence = " ".join(text.split())[:LONGEST]
    _check(sentence, tandem)
    if topic is not None and topic not in topics_that_hide(tandem.program):
        raise NotAllowed
    mine = InsightProposal.objects.filter(tandem=tandem)
    stored = mine.filter(pk=key, proposed_by=person).first() if key else None
    if stored is not None:
        return stored, renew_key(proposal=stored, person=person)
    if mine.count() >= MOST:
        raise ActionError(_("Many sentences wait already. Please decide on those first."))
    secret = new_key()
    proposal = InsightProposal.objects.create(
        pk=key or uuid4(),
        tandem=tandem,
        proposed_by=person,
        topic=topic,
        text=sentence,
        proposer_key=hash_of(secret),
    )
    return proposal, secret


def _check(sentence: str, tandem: Tandem) -> None:
    if not sentence:
        raise ActionError(_("There is nothing written yet."))
    if found := name_in(sentence, tandem.people):
        raise NamesSomeone(NamesSomeone.message % {"word": found})


@transaction.atomic
def agree_insight(*, proposal: InsightProposal, person: Person) -> str:
    """The other of the two agrees: the sentence waits for the next release. Returns their withdrawal key.

    Raises NotAllowed for anyone else and for who proposed it, StaleState if it has been dropped or agreed to meanwhile.
    """
    if proposal.tandem.role_of(person) is None or proposal.proposed_by_id == person.pk:
        raise NotAllowed
    secret = new_key()
    changed = InsightProposal.objects.filter(pk=proposal.pk, is_agreed=False).update(
        is_agreed=True, partner_key=hash_of(secret)
    )
    if not changed:
        raise StaleState
    return secret


def renew_key(*, proposal: InsightProposal, person: Person) -> str:
    """A new withdrawal key instead of one that was not noted, as long as the sentence is not released.

    Raises NotAllowed for who has none yet, StaleState once it is released.
    """
    is_proposer = proposal.proposed_by_id == person.pk
    if proposal.tandem.role_of(person) is None or not (is_proposer or proposal.is_agreed):
        raise NotAllowed
    secret = new_key()
    field = "proposer_key" if is_proposer else "partner_key"
    if not InsightProposal.objects.filter(pk=proposal.pk).update(**{field: hash_of(secret)}):
        raise StaleState
    return secret


def drop_proposal(*, proposal: InsightProposal, person: Person) -> None:
    """Either of the two takes it off the table, agreed or not; nothing of it remains. Raises NotAllowed."""
    if proposal.tandem.role_of(person) is None:
        raise NotAllowed
    proposal.delete()


# ---------------------------------------------------------------- release


def release_due() -> int:
    """Release what both agreed to, in every programme where enough tandems wait. Returns how many sentences."""
    waiting = InsightProposal.objects.filter(is_agreed=True)
    programs = waiting.order_by("tandem__program").values_list("tandem__program", flat=True).distinct()
    return sum(_release(program_id) for program_id in programs)


@transaction.atomic
def _release(program_id: int) -> int:
    """All that waits, or nothing: a sentence that appeared alone would be that of who was last seen writing."""
    program = Program.objects.select_for_update().get(pk=program_id)
    found = InsightProposal.objects.filter(tandem__program=program, is_agreed=True).select_related("topic")
    agreed = [proposal for proposal in found if not _is_lost(proposal)]
    if len({proposal.tandem_id for proposal in agreed}) < AT_LEAST_TANDEMS:
        return 0
    topics = topics_that_hide(program)
    InsightProposal.objects.filter(pk__in=[proposal.pk for proposal in agreed]).delete()
    _rewrite(program, [_insight(proposal, program, topics) for proposal in agreed])
    return len(agreed)


def _is_lost(proposal: InsightProposal) -> bool:
    return any(isinstance(text, LostText) for text in (proposal.text, proposal.proposer_key, proposal.partner_key))


def _insight(proposal: InsightProposal, program: Program, topics: list[Topic]) -> Insight:
    # in random order: which key is the mentee's would be half of the way back
    first, second = _random.sample([proposal.proposer_key, proposal.partner_key], 2)
    topic = proposal.topic if proposal.topic in topics else None
    return Insight(program=program, topic=topic, text=str(proposal.text), key_1=first, key_2=second)


def _rewrite(program: Program, new: list[Insight]) -> None:
    """All insights of the programme, old and new, with fresh keys and ciphertexts in random order.

    SECURITY: otherwise the place of a row, its version or the time inside its ciphertext would tell when it came.
    """
    old = list(Insight.objects.filter(program=program))
    Insight.objects.filter(program=program).delete()
    rows = [*old, *new]
    for row in rows:
        row.pk = uuid4()
    Insight.objects.bulk_create(_random.sample(rows, len(rows)))


# ---------------------------------------------------------------- withdrawal


@transaction.atomic
def withdraw_insight(*, key: str) -> bool:
    """Whoever has one of the two keys withdraws the sentence, for good. False if there is none with it."""
    wanted = hash_of(key)
    found = Insight.objects.filter(Q(key_1=wanted) | Q(key_2=wanted)).select_related("program").first()
    if found is None:
        return False
    program = Program.objects.select_for_update().get(pk=found.program_id)
    Insight.objects.filter(Q(key_1=wanted) | Q(key_2=wanted)).delete()
    _rewrite(program, [])
    return True


@transaction.atomic
def remove_insight(*, insight: Insight, actor: Person, now: datetime) -> None:
    """HR takes a sentence off the wall, because it names someone or was asked to by one of the two. For good.

    Raises NotAllowed for anyone who does not manage the programme.
    """
    program = Program.objects.select_for_update().get(pk=insight.program_id)
    if not program.team.filter(person=actor, role=TeamRole.MANAGER).exists():
        raise NotAllowed
    Insight.objects.filter(pk=insight.pk).delete()
    _rewrite(program, [])
    audit.record("insight.removed", actor=actor, subject=program, program_id=program.pk)
