"""Which of the two languages a text is taken in."""

from django.db import models
from django.utils.translation import get_language


def in_order() -> tuple[str, str]:
    """The reader's language and the other one, for texts that may be missing in one of them."""
    return ("en", "de") if (get_language() or "de").startswith("en") else ("de", "en")


def in_language(obj: models.Model, field: str) -> str:
    """`field` in the active language, in the other one where HR left it empty."""
    first, second = in_order()
    return getattr(obj, f"{field}_{first}") or getattr(obj, f"{field}_{second}")
