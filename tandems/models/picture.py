"""That someone shows the other of the two how they see themselves in the programme's topics."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from people.models import Person
from tandems.models.tandem import Tandem


class SharedPicture(models.Model):
    """There as long as it is shown; taking it back deletes the row. It covers later self-assessments, too."""

    tandem = models.ForeignKey(Tandem, models.CASCADE, related_name="shared_pictures")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    shared_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["tandem", "person"], name="picture_shared_once")]

    def __str__(self) -> str:
        return f"{self.tandem_id}"
