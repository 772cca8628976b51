"""Changes of a sign-in address that wait for the person to confirm them."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models.person import Person


class AddressChange(models.Model):
    """One change, made by somebody else than the person; gone as soon as it is confirmed, undone or erased.

    Where a system administrator has vouched for all changes of a person, they count after a waiting time.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="address_changes")
    changed_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")  # None: a nightly import
    changed_at = models.DateTimeField(default=timezone.now)
    vouched_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    vouched_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("change of an address")
        verbose_name_plural = _("changes of addresses")
        ordering: ClassVar = ["changed_at", "pk"]

    def __str__(self) -> str:
        return f"change of the address of {self.person_id}"
