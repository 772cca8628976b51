from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "people"
    verbose_name = _("People")

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from people import audit, checks, personal_data  # noqa: F401  system checks register themselves
        from people.accounts import addresses
        from people.enums import DETAILS, EVENTS

        audit.name_events(EVENTS)
        audit.name_details(DETAILS)
        audit.withhold_who("person.erased")
        personal_data.register()
        user_logged_in.connect(addresses.note_sign_in, dispatch_uid="people.accounts.addresses")
