"""Someone who arranges a person's meetings for them. It takes the person alone to name them, and to withdraw it."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from notices.actions import plan
from people import audit
from people.errors import ActionError, NotAllowed
from people.models import Person
from tandems import drafts
from tandems.models import DelegateStep, Delegation, Meeting, Tandem

NOT_FOUND = _("Nobody was found under this, or more than one person. Please type the e-mail address.")


def find_delegate(*, person: Person, words: str) -> Person:
    """The one active person of the same organisation with this address, or with this full name.

    SECURITY: whoever is not found, is found twice or works elsewhere gets the same answer: nobody learns here who
    has an account in another company. Raises ActionError.
    """
    words = " ".join(words.split())
    active = Person.objects.active().exclude(pk=person.pk)
    colleagues = active.filter(organisation=person.organisation_id, organisation__isnull=False)
    meant = colleagues.by_email(words) if "@" in words else colleagues.filter(_named(words.split()))
    found = list(meant[:2])
    if len(found) != 1:
        raise ActionError(NOT_FOUND)
    return found[0]


def _named(parts: list[str]) -> Q:
    """First and last name, wherever the one ends and the other begins. One word alone is nobody's full name."""
    named = Q(pk=None)
    for place in range(1, len(parts)):
        named |= Q(first_name__iexact=" ".join(parts[:place]), last_name__iexact=" ".join(parts[place:]))
    return named


@transaction.atomic
def name_delegate(*, person: Person, delegate: Person, now: datetime) -> Delegation:
    """`delegate` may set, move and cancel `person`'s meetings from now on. Whoever was named before no longer may.

    Harmless where it is so already. Raises ActionError for a closed account, oneself, or the other of a tandem.
    """
    if not delegate.is_active or delegate == person:
        raise ActionError(NOT_FOUND)
    if Tandem.objects.live().visible_to(person).visible_to(delegate).exists():
        raise ActionError(_("The two of you are a tandem: you both arrange your meetings anyway."))
    stored = Delegation.objects.filter(person=person, withdrawn_at=None).first()
    if stored is not None and stored.delegate_id == delegate.pk:
        return stored
    _withdraw(person, now)
    try:
        with transaction.atomic():
            delegation = Delegation.objects.create(person=person, delegate=delegate, named_at=now)
    except IntegrityError:  # named in another window at the same moment
        raise ActionError(_("This has just been changed in another window. Please look again.")) from None
    audit.record("delegate.named", actor=person, subject=delegation)
    plan(drafts.delegate_named(delegation, now))
    return delegation


@transaction.atomic
def withdraw_delegate(*, person: Person, now: datetime) -> None:
    """Whoever `person` has named may do nothing any more, from this moment on. Harmless where nobody is named."""
    _withdraw(person, now)


def _withdraw(person: Person, now: datetime) -> None:
    for delegation in Delegation.objects.filter(person=person, withdrawn_at=None):
        Delegation.objects.filter(pk=delegation.pk, withdrawn_at=None).update(withdrawn_at=now)
        audit.record("delegate.withdrawn", actor=person, subject=delegation)


def check_delegation(delegation: Delegation | None, person: Person) -> None:
    """Raises NotAllowed unless the delegation is in force at this moment and is `person`'s."""
    if delegation is None:
        return
    if not Delegation.objects.in_force().filter(pk=delegation.pk, person=person).exists():
        raise NotAllowed


def note_step(delegation: Delegation | None, meeting: Meeting, what: str, now: datetime) -> None:
    """Write down what a delegate did, for whoever named them."""
    if delegation is not None:
        DelegateStep.objects.create(delegation=delegation, meeting=meeting, what=what, happened_at=now)
