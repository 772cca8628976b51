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
            events,
            notices,
            personal_data,
            scoping,
            todos,
        )
        from programs.actions import withdraw_everywhere
        from programs.actions.concern import forget_program
        from programs.actions.events import follow_program, no_longer_comes
        from programs.actions.leaving import OF_DRAFTS
        from programs.blueprints import events as blueprint_events
        from programs.blueprints import mails, programme, resources
        from programs.hooks import when_left, when_state_changed
        from programs.log_words import blueprint_name, consent_source
        from programs.notices.pool import ask_the_pool

        when_state_changed(forget_program)
        when_state_changed(ask_the_pool)
        when_state_changed(follow_program)
        when_left(no_longer_comes)
        outbox.register(scoping.managed_ids)
        blueprints.register(programme.SECTION)
        for section in (mails.SECTION, blueprint_events.SECTION, resources.SECTION):
            blueprints.register(section)
        notices.register()
        kinds.register(alerts.QUEUE_STANDING, group=Group.HR)
        todos.register()
        personal_data.register()
        audit.when_listing(scoping.managed_ids)
        audit.name_events(events.LABELS)
        audit.name_details(events.DETAILS, {"source": consent_source, "blueprint": blueprint_name})
        audit.name_programs(scoping.names)
        audit.keep_back(*OF_DRAFTS)
        hooks.when_deactivated(withdraw_everywhere)
