"""Next steps and journal entries in their turn at the card on top of a tandem's room, as the home page names them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from journals import step_todos, todos
from notices.todos import Todo, in_order
from people.models import Person
from tandems.models import Tandem
from tandems.sections import Context, Section

TEMPLATE = "journals/_next.html"


def _card(due: Callable[[Tandem, Person, datetime], list[Todo]]) -> Context:
    def context(tandem: Tandem, person: Person, now: datetime) -> dict[str, Any] | None:
        todo = min(due(tandem, person, now), key=lambda one: in_order(one, now), default=None)
        return {"todo": todo, "due_at": todo.due_at} if todo else None

    return context


SECTIONS = [
    Section(15, "next", TEMPLATE, _card(todos.of_tandem)),
    Section(22, "next", TEMPLATE, _card(step_todos.of_tandem)),
]
