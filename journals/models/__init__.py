"""What the two write down. Their text is ciphertext in the database and is registered in no admin."""

from journals.models.entry import Entry

__all__ = ["Entry"]
