"""Which of the two languages a text is taken in."""

from django.utils.translation import get_language


def in_order() -> tuple[str, str]:
    """The reader's language and the other one, for texts that may be missing in one of them."""
    return ("en", "de") if (get_language() or "de").startswith("en") else ("de", "en")
