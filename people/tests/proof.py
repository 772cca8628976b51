"""For tests: the browser of somebody who is signed in, or has just proved that it is them."""

import time

from django.test import Client

from people.models import Person

REASON = {"reason": "Asked for by the board"}


def open_with(person: Person) -> Client:
    """A browser signed in by a code to the address that the person has now."""
    client = Client()
    client.force_login(Person.objects.get(pk=person.pk), backend="django.contrib.auth.backends.ModelBackend")
    return client


def prove(client: Client, person: Person, *, seconds_ago: int = 0) -> None:
    """As if `person`, who is signed in with `client`, had typed their password then."""
    session = client.session
    session["account_authentication_methods_user"] = str(person.pk)
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time() - seconds_ago, "reauthenticated": True}
    ]
    session.save()
