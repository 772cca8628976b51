"""Who may read an entry. There is no branch for HR, leadership or superusers, and there must not be one."""

from typing import Self

from django.db import models
from django.db.models import Q

from journals.enums import Visibility
from people.models import Person


class EntryQuerySet(models.QuerySet):
    def written_by(self, person: Person) -> Self:
        return self.filter(author=person)

    def visible_to(self, person: Person) -> Self:
        """One's own entries, and those the partner opened to the tandem."""
        in_tandem = Q(tandem__mentee__person=person) | Q(tandem__mentor__person=person)
        return self.filter(Q(author=person) | (Q(visibility=Visibility.TANDEM) & in_tandem)).distinct()


class SharedQuerySet(models.QuerySet):
    """What always belongs to both: next steps and lists."""

    def visible_to(self, person: Person) -> Self:
        return self.filter(Q(tandem__mentee__person=person) | Q(tandem__mentor__person=person))
