from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "notices"
    verbose_name = _("Notices")

    def ready(self) -> None:
        from notices.personal_data import PART
        from people import audit, privacy

        privacy.register(PART)
        audit.name_events({"notice.sent_again": _("Notice sent again")})
