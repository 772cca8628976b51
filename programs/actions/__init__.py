"""Every write to a programme and to taking part in it: pages, admin, imports and the demo share these doors."""

from programs.actions.blueprints import (
    as_document,
    create_from,
    document_of,
    keep_blueprint,
    keep_file,
    remove_blueprint,
    suggested_start,
)
from programs.actions.inviting import Group, invite, reach
from programs.actions.leaving import withdraw, withdraw_everywhere
from programs.actions.participation import (
    choose_topics,
    describe_frame,
    is_named_by,
    save_draft,
    sign_up,
)
from programs.actions.pool import answer_pool, leave_pool
from programs.actions.program import NotReady, add_usual_topics, create_program, free_slug, set_program_state
from programs.actions.sign_ups import apply_sign_ups, check_sign_ups
from programs.actions.waiting import let_in, stop_waiting, wait

__all__ = [
    "Group",
    "NotReady",
    "add_usual_topics",
    "answer_pool",
    "apply_sign_ups",
    "as_document",
    "check_sign_ups",
    "choose_topics",
    "create_from",
    "create_program",
    "describe_frame",
    "document_of",
    "free_slug",
    "invite",
    "is_named_by",
    "keep_blueprint",
    "keep_file",
    "leave_pool",
    "let_in",
    "reach",
    "remove_blueprint",
    "save_draft",
    "set_program_state",
    "sign_up",
    "stop_waiting",
    "suggested_start",
    "wait",
    "withdraw",
    "withdraw_everywhere",
]
