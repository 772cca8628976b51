"""Every read of persons and of the audit log that has a name."""

from typing import TYPE_CHECKING, Any, NoReturn, Self

from django.contrib.auth.base_user import BaseUserManager
from django.db import models

from people.errors import AppendOnly
from people.prepared import prepared

if TYPE_CHECKING:
    from people.models import Person


class PersonQuerySet(models.QuerySet):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def by_email(self, email: str) -> Self:
        return self.filter(email__iexact=email.strip())

    def line_managers(self) -> dict[int, int]:
        """Person to line manager, as `people.lines` reads them; without those who have none."""
        return dict(self.filter(manager__isnull=False).values_list("pk", "manager_id"))


class PersonManager(BaseUserManager.from_queryset(PersonQuerySet)):  # type: ignore[misc]
    def get(self, *args: Any, **wanted: Any) -> Any:
        """By key alone it is what every request asks, who is signed in: that question is prepared.

        SECURITY: managers of relations (`organisation.people`) are classes of their own and ask as always.
        """
        if type(self) is not PersonManager or args or set(wanted) != {"pk"} or type(wanted["pk"]) is not int:
            return super().get(*args, **wanted)
        found = _by_key.first(**wanted)
        if found is None:
            raise self.model.DoesNotExist
        return found

    def get_by_natural_key(self, username: str) -> Any:
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Any:
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> Any:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


@prepared
def _by_key(*, pk: int) -> "models.QuerySet[Person]":
    from people.models import Person

    return Person.objects.filter(pk=pk)


ERASED = "erased_actor"  # in an event's details: the person who did it has been erased since


class AuditEventQuerySet(models.QuerySet):
    """Refuses every change of what has been written. `forget…` are the exception, for a person's right to erasure."""

    def update(self, **_fields: Any) -> NoReturn:
        raise AppendOnly

    def delete(self) -> NoReturn:
        raise AppendOnly

    def bulk_update(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise AppendOnly

    def forget(self, person: "Person") -> None:
        """Take `person` out of the log: the events stay, who it was does not."""
        named = models.Q(subject_type=person._meta.label_lower, subject_id=str(person.pk))
        if person.first_name and person.last_name:
            named |= models.Q(subject_label__icontains=person.full_name)
        self._erase_actor(self._plain().filter(actor=person))
        self._plain().filter(named).update(subject_label="")

    def _erase_actor(self, rows: models.QuerySet[Any]) -> None:
        """No name, and no claim that it happened by itself."""
        events = list(rows.only("details"))
        for event in events:
            event.actor, event.details = None, {**event.details, ERASED: True}
        self._plain().bulk_update(events, ["actor", "details"], batch_size=200)

    def forget_subjects(self, rows: models.QuerySet) -> None:
        """Take away what `rows` are called: a label keeps the name that a person had when it was written."""
        keys = [str(key) for key in rows.values_list("pk", flat=True)]
        for start in range(0, len(keys), 500):
            these = self._plain().filter(
                subject_type=rows.model._meta.label_lower, subject_id__in=keys[start : start + 500]
            )
            these.update(subject_label="")

    def _plain(self) -> models.QuerySet[Any]:
        return models.QuerySet(self.model, using=self.db)
