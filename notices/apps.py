from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


def _kind_in_words(code: str) -> str:
    from notices import kinds

    kind = kinds.get(code)
    return str(kind.label) if kind else code


class NoticesConfig(AppConfig):
    name = "notices"
    verbose_name = _("Notices")

    def ready(self) -> None:
        from notices import accounts, holding, kinds, security, texts, todos
        from notices.enums import Group
        from notices.personal_data import PART
        from people import audit, hooks, privacy

        privacy.register(PART)
        said_at_once = (security.ADDRESS_CHANGED, security.ADDRESS_VOUCHED, security.SIGNED_OUT)
        kinds.register(*said_at_once, holding.DIGEST, group=Group.ACCOUNT)
        kinds.register(texts.PREVIEW, group=Group.HR)
        accounts.register_all()
        todos.register(security.todos)
        hooks.when_addresses_changed(security.tell_confirmed_addresses)
        hooks.when_address_link_wanted(security.send_link_again)
        hooks.when_address_vouched(security.tell_of_vouching)
        hooks.when_signed_out_elsewhere(security.tell_of_signing_out)
        audit.name_details({"kind": _("mail")}, {"kind": _kind_in_words})
        audit.name_events({"notice.sent_again": _("Notice sent again")})
