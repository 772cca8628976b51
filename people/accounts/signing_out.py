"""Ending sessions that are open elsewhere.

Every session is checked against the password and the `session_mark` of its account, with each request. So nobody keeps
a list of who is signed in where: another mark, one write, and all of them are over.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest

from people import hooks
from people.models import Person


def end_access(people: Sequence[Person], now: datetime) -> None:
    """End every session of `people`, and whatever opens something of theirs without signing in; at most 500 at a time.

    In the caller's transaction. Codes and links that are on their way stay: a closed account takes none of them.
    """
    mark = secrets.token_urlsafe(16)
    Person.objects.filter(pk__in=[person.pk for person in people]).update(session_mark=mark)
    for person in people:
        person.session_mark = mark
    hooks.access_ended(people, now)


@transaction.atomic
def sign_out_elsewhere(request: HttpRequest, person: Person, now: datetime) -> None:
    """End every session of `person` but this one, and tell them by mail.

    Two at the same moment: the later one stays, and the other is over like all the rest.
    """
    person.session_mark = secrets.token_urlsafe(16)
    person.save(update_fields=["session_mark"])
    update_session_auth_hash(request, person)
    hooks.signed_out_elsewhere(person, now)
