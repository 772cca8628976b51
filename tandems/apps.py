from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TandemsConfig(AppConfig):
    name = "tandems"
    verbose_name = _("Tandems")

    def ready(self) -> None:
        from programs import hooks
        from tandems.actions import end_for
        from tandems.lifecycle import program_changed
        from tandems.notices import register_all

        hooks.when_state_changed(program_changed)
        hooks.when_left(end_for)
        register_all()
