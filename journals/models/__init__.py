"""What the two write down. Their text is ciphertext in the database and is registered in no admin."""

from journals.models.draft import Draft
from journals.models.entry import Entry
from journals.models.steps import ListItem, NextStep

__all__ = ["Draft", "Entry", "ListItem", "NextStep"]
