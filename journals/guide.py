"""The three questions that guide an entry, for each role."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from programs.enums import Role

QUESTIONS: dict[str, tuple[Any, Any, Any]] = {
    Role.MENTEE: (
        _("What surprised me?"),
        _("What will I try?"),
        _("What do I still not understand?"),
    ),
    Role.MENTOR: (
        _("What did I learn about leading?"),
        _("What went well in explaining?"),
        _("What do I want back next time?"),
    ),
}
