"""What surveys store about a person: that they were asked, and whether they answered. The answers carry no person."""

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evaluation.models import Invitation, Placement, Wave
from people.models import Person
from people.privacy import PersonalData, register


def export(person: Person) -> dict[str, Any]:
    invitations = Invitation.objects.visible_to(person).select_related("wave__program", "wave__questionnaire")
    return {
        "invitations": [
            {
                "programme": invitation.wave.program.name,
                "survey": invitation.wave.questionnaire.title,
                "opened_on": invitation.wave.opens_on.isoformat(),
                "closed_on": invitation.wave.closes_on.isoformat(),
                "invited_at": invitation.created_at.isoformat(),
                "state": str(invitation.get_state_display()),
            }
            for invitation in invitations.order_by("created_at")
        ],
        "groups": [
            {"programme": placement.participation.program.name, "group": placement.name}
            for placement in Placement.objects.filter(participation__person=person).select_related(
                "participation__program"
            )
        ],
        "answers": str(_("Answers are stored without a person. They cannot be found, by design.")),
    }


@transaction.atomic
def erase(person: Person) -> None:
    """Remove the invitations. The answers stay: nobody can tell which ones they are."""
    asked, concerned = Q(invitations__person=person), Q(program__participations__person=person)
    as_manager = Q(program__participations__person__manager=person)
    waves = Wave.objects.filter(asked | concerned | as_manager).order_by().values_list("pk", flat=True).distinct()
    # an answer that arrives now writes the wave's invitations anew, and somebody may be inviting: wait for them
    list(Wave.objects.select_for_update(of=("self",)).filter(pk__in=list(waves)).order_by("pk"))
    Invitation.objects.visible_to(person).delete()


def register_personal_data() -> None:
    register(
        PersonalData(
            key="surveys",
            name=_("Reflection surveys"),
            description=_(
                "Which surveys you were invited to and whether you answered. What you answered is stored without your "
                "name and cannot be traced back to you, so it can be neither shown nor erased here."
            ),
            export=export,
            rows=lambda person: [Invitation.objects.visible_to(person)],
            erase=erase,
            floor=6,
        )
    )
