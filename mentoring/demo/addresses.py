"""One employee has a new name and address and has not confirmed it yet: HR sees it in the list of people."""

from datetime import datetime

from mentoring.demo import cast
from people import actions
from people.models import Person

ADDED = "Sommer"


def change_an_address(now: datetime) -> None:
    """HR types the new name. The person has signed in before, so the account stays closed until they confirm."""
    hr = Person.objects.get(email=cast.HR_BANK)
    bystanders = Person.objects.active().filter(organisation=hr.organisation, is_staff=False, confirmed_email="")
    uninvolved = bystanders.filter(level=4, participations=None, team_roles=None, reports=None)
    person = uninvolved.order_by("-hired_on", "pk")[3]
    person.confirmed_email = person.email
    person.save(update_fields=["confirmed_email"])
    local, domain = person.email.split("@")
    person.last_name, person.email = f"{person.last_name}-{ADDED}", f"{local}-{ADDED.lower()}@{domain}"
    actions.save_person(
        person=person, changed=["last_name", "email"], actor=hr, now=now, reason="Neuer Name nach der Hochzeit"
    )
