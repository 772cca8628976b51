from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JournalsConfig(AppConfig):
    name = "journals"
    verbose_name = _("Journals")

    def ready(self) -> None:
        from journals import (
            insight_sections,
            next_in_room,
            notices,
            personal_data,
            reading,
            step_data,
            step_notices,
            step_todos,
            steps,
            todos,
        )
        from notices.todos import register as register_todos
        from people import audit
        from tandems import meeting_sections, sections
        from tandems.notes import register as register_notes

        notices.register_all()
        personal_data.register_all()
        register_notes(reading.notes)
        register_todos(todos.todos)
        step_notices.register_all()
        step_data.register_all()
        register_todos(step_todos.todos)
        register_todos(insight_sections.todos)
        audit.name_events({"insight.removed": _("Insight taken off by HR")})
        for section in (*steps.SECTIONS, *insight_sections.SECTIONS, *next_in_room.SECTIONS):
            sections.register(section)
        for part in steps.MEETING_SECTIONS:
            meeting_sections.register(part)
