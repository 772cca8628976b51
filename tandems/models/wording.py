"""Sentences that a programme suggests for the agreement of its tandems. Not theirs until they take them over."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from programs.blueprints.document import in_reader_language
from programs.models import Program


class AgreementWording(models.Model):
    """`sentences`: the name of a text of the agreement to its suggestions, each in German, English or both."""

    program = models.OneToOneField(
        Program, models.CASCADE, related_name="agreement_wording", verbose_name=_("programme")
    )
    sentences = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("suggested wording for agreements")
        verbose_name_plural = _("suggested wordings for agreements")

    def __str__(self) -> str:
        return str(self.program)

    def of(self, name: str) -> list[str]:
        """The suggestions for one text, in the active language, the other one's where it is missing."""
        return [in_reader_language(sentence) for sentence in self.sentences.get(name, [])]
