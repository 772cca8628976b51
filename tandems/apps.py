from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TandemsConfig(AppConfig):
    name = "tandems"
    verbose_name = _("Tandems")

    def ready(self) -> None:
        from notices.todos import register as register_todos
        from people import hooks as access
        from programs import blueprints, hooks
        from tandems import (
            agreement_sections,
            arranging,
            blueprint,
            closing_sections,
            guide_sections,
            health_hint,
            lifecycle,
            meeting_sections,
            next_meeting,
            notices,
            pausing,
            personal_data,
            picture_sections,
            sections,
            standing_sections,
            team_sections,
            todos,
            topic_sections,
            wording,
        )
        from tandems.actions import end_for
        from tandems.actions.feed import stop_feeds

        blueprints.register(blueprint.SECTION)
        blueprints.register(wording.SECTION)
        hooks.when_state_changed(lifecycle.program_changed)
        hooks.when_asked_to_move(lifecycle.holds_back)
        hooks.when_left(end_for)
        access.when_access_ended(stop_feeds)
        notices.register_all()
        personal_data.register_all()
        register_todos(todos.todos)
        register_todos(arranging.todos)
        register_todos(team_sections.team_todos)
        own = [next_meeting, pausing, agreement_sections, picture_sections, health_hint, closing_sections]
        own += [arranging, topic_sections, team_sections, standing_sections]
        for section in (section for module in own for section in module.SECTIONS):
            sections.register(section)
        for part in guide_sections.SECTIONS:
            meeting_sections.register(part)
        self._declare_what_the_audit_tells()

    def _declare_what_the_audit_tells(self) -> None:
        from people import audit
        from tandems import events

        audit.name_events(events.LABELS)
        audit.name_details(events.DETAILS)
        audit.show_alike(events.ALIKE)
        audit.hide_from_auditors(*events.UNCOUNTED, once_a_day=events.OFFERED)
        audit.keep_back(*events.KEPT_BACK)
        audit.withhold_who(*events.WITHHELD)
