from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JournalsConfig(AppConfig):
    name = "journals"
    verbose_name = _("Journals")

    def ready(self) -> None:
        from journals import notices, personal_data, reading, step_data, step_notices, step_todos, steps, todos
        from notices.todos import register as register_todos
        from tandems import meeting_sections, sections
        from tandems.notes import register as register_notes

        notices.register_all()
        personal_data.register_all()
        register_notes(reading.notes)
        register_todos(todos.todos)
        step_notices.register_all()
        step_data.register_all()
        register_todos(step_todos.todos)
        for section in steps.SECTIONS:
            sections.register(section)
        for part in steps.MEETING_SECTIONS:
            meeting_sections.register(part)
