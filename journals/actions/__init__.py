"""Every write to a journal goes through here: views and the demo share these doors."""

from journals.actions.entries import Conflict, delete_entry, save_entry
from journals.actions.sharing import mark_seen, open_entry, take_back

__all__ = ["Conflict", "delete_entry", "mark_seen", "open_entry", "save_entry", "take_back"]
