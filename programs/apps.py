"""Registers what this floor contributes to the house."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgramsConfig(AppConfig):
    name = "programs"
    verbose_name = _("Programmes")

    def ready(self) -> None:
        from notices import kinds
        from notices import scoping as outbox
        from notices.enums import Group
        from people import audit, hooks
        from programs import (
            alerts,
            blueprints,
            concern_notices,
            events,
            manager_notices,
            notices,
            personal_data,
            pool_notices,
            scoping,
            todos,
        )
        from programs.actions import withdraw_everywhere
        from programs.actions.concern import forget_program
        from programs.actions.participation import OF_DRAFTS
        from programs.blueprints import mails, programme
        from programs.hooks import when_state_changed

        when_state_changed(forget_program)
        when_state_changed(pool_notices.ask_the_pool)
        kinds.register(pool_notices.POOL_ASKED, group=Group.SIGN_UP)
        kinds.register(*concern_notices.KINDS, group=Group.TANDEM)
        kinds.register(*manager_notices.KINDS, group=Group.MANAGERS)
        outbox.register(scoping.managed_ids)
        blueprints.register(programme.SECTION)
        blueprints.register(mails.SECTION)
        notices.register()
        kinds.register(alerts.QUEUE_STANDING, group=Group.HR)
        todos.register()
        personal_data.register()
        audit.when_listing(scoping.managed_ids)
        audit.name_events(events.LABELS)
        audit.keep_back(*OF_DRAFTS)
        hooks.when_deactivated(withdraw_everywhere)
