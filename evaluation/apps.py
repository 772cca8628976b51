from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class EvaluationConfig(AppConfig):
    name = "evaluation"
    verbose_name = _("Evaluation")

    def ready(self) -> None:
        from evaluation import blueprint, events
        from evaluation.checklist import register_checks
        from evaluation.figures.changes import YOU_SAID
        from evaluation.notices import register_kinds
        from evaluation.personal_data import register_personal_data
        from evaluation.surveys.telling import move_reminders
        from evaluation.todos import register_todos
        from notices import choices
        from people import audit
        from programs import blueprints, sections

        sections.register(YOU_SAID)
        blueprints.register(blueprint.SECTION)
        choices.when_changed(move_reminders)
        audit.name_events(events.LABELS)
        audit.name_details(events.DETAILS)
        register_kinds()
        register_checks()
        register_todos()
        register_personal_data()
        post_migrate.connect(_load_questionnaires, sender=self)


def _load_questionnaires(*, using: str, **_kwargs: Any) -> None:
    """Our own questionnaires, wherever the tables are there (they are not when migrating backwards)."""
    from evaluation.models import Question
    from evaluation.surveys import load_questionnaires

    if Question._meta.db_table in connections[using].introspection.table_names():
        load_questionnaires()
