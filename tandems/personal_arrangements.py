"""What is stored about arranging meetings: reasons for moving one, proposed times, and who acts for whom."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from people.models import AuditEvent, Person
from people.privacy import PersonalData
from tandems.models import Delegation, MoveReason, SlotProposal


def export(person: Person) -> list[dict[str, Any]]:
    reasons = MoveReason.objects.filter(author=person).order_by("created_at")
    proposals = SlotProposal.objects.filter(proposed_by=person).prefetch_related("slots")
    delegations = Delegation.objects.visible_to(person).select_related("person", "delegate").prefetch_related("steps")
    return [
        *({"reason": one.text, "told_the_other": one.is_shared, "written": one.created_at} for one in reasons),
        *(_proposal(one) for one in proposals),
        *(_plain(one) for one in delegations),
    ]


def _proposal(one: SlotProposal) -> dict[str, Any]:
    times = [slot.starts_at for slot in one.slots.all()]
    return {"proposed": times, "reason": one.reason, "told_the_other": one.tells_reason, "written": one.created_at}


def _plain(delegation: Delegation) -> dict[str, Any]:
    return {
        "person": delegation.person.full_name,
        "delegate": delegation.delegate.full_name,
        "from": delegation.named_at,
        "until": delegation.withdrawn_at,
        "steps": [{"what": step.what, "when": step.happened_at} for step in delegation.steps.all()],
    }


def _stored(person: Person) -> list[QuerySet[Any]]:
    reasons, proposals = MoveReason.objects.filter(author=person), SlotProposal.objects.filter(proposed_by=person)
    return [reasons, proposals, Delegation.objects.visible_to(person)]


def erase(person: Person) -> None:
    MoveReason.objects.filter(author=person).delete()
    SlotProposal.objects.filter(proposed_by=person).delete()
    delegations = Delegation.objects.visible_to(person)
    AuditEvent.objects.forget_subjects(delegations)
    delegations.delete()


ARRANGEMENTS = PersonalData(
    key="arrangements",
    name=_("Arranging meetings"),
    description=_(
        "Times you have proposed and not had an answer to, why you moved a meeting where you noted it, and who "
        "arranges meetings for you or for whom you do. Reasons are readable by you, and by your partner if you said so."
    ),
    export=export,
    rows=_stored,
    erase=erase,
    floor=4,
)
