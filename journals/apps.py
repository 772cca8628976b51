from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JournalsConfig(AppConfig):
    name = "journals"
    verbose_name = _("Journals")

    def ready(self) -> None:
        from journals import notices, personal_data, reading, todos
        from notices.todos import register as register_todos
        from tandems.notes import register as register_notes

        notices.register_all()
        personal_data.register_all()
        register_notes(reading.notes)
        register_todos(todos.todos)
