"""Sessions in the database as Django keeps them; what is asked with every request is prepared."""

from datetime import datetime
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from people.prepared import prepared


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Any:
        found = _stored.first(key=self.session_key or "", now=timezone.now())
        if found is None:
            self._session_key = None
        return found


@prepared
def _stored(*, key: str, now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)
