"""Every write to a journal goes through here: views and the demo share these doors."""

from journals.actions.entries import Conflict, delete_entry, save_entry
from journals.actions.sharing import mark_seen, open_entry, take_back
from journals.actions.steps import (
    add_item,
    add_step,
    change_item,
    change_step,
    delete_item,
    delete_step,
    settle_item,
    settle_step,
)

__all__ = [
    "Conflict",
    "add_item",
    "add_step",
    "change_item",
    "change_step",
    "delete_entry",
    "delete_item",
    "delete_step",
    "mark_seen",
    "open_entry",
    "save_entry",
    "settle_item",
    "settle_step",
    "take_back",
]
