"""Every write to a journal goes through here: views and the demo share these doors."""

from journals.actions.entries import Conflict, delete_entry, save_entry

__all__ = ["Conflict", "delete_entry", "save_entry"]
