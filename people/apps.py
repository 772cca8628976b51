from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "people"
    verbose_name = _("People")

    def ready(self) -> None:
        from people import audit, checks, personal_data  # noqa: F401  system checks register themselves
        from people.enums import DETAILS, EVENTS

        audit.name_events(EVENTS)
        audit.name_details(DETAILS)
        personal_data.register()
