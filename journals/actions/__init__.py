"""Every write to a journal goes through here: views and the demo share these doors."""

from journals.actions.drafts import (
    DraftConflict,
    Subject,
    discard_draft,
    draft_of,
    keep_beside,
    keep_draft,
    settle_draft,
)
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
    "DraftConflict",
    "Subject",
    "add_item",
    "add_step",
    "change_item",
    "change_step",
    "delete_entry",
    "delete_item",
    "delete_step",
    "discard_draft",
    "draft_of",
    "keep_beside",
    "keep_draft",
    "mark_seen",
    "open_entry",
    "save_entry",
    "settle_draft",
    "settle_item",
    "settle_step",
    "take_back",
]
