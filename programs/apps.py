"""Registers what this floor contributes to the house."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgramsConfig(AppConfig):
    name = "programs"
    verbose_name = _("Programmes")

    def ready(self) -> None:
        from programs import notices, personal_data, todos

        notices.register()
        todos.register()
        personal_data.register()
