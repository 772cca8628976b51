"""Every read of persons that has a name."""

from typing import Any, Self

from django.contrib.auth.base_user import BaseUserManager
from django.db import models


class PersonQuerySet(models.QuerySet):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def by_email(self, email: str) -> Self:
        return self.filter(email__iexact=email.strip())


class PersonManager(BaseUserManager.from_queryset(PersonQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, username: str) -> Any:
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Any:
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> Any:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)
