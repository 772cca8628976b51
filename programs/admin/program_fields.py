"""The groups of settings on a programme's form, and what is said above them."""

from typing import Any

from django.contrib.admin.utils import flatten
from django.utils.translation import gettext_lazy as _

FIELDSETS: Any = (
    (
        _("Basics"),
        {
            "fields": (
                ("name_de", "name_en"),
                "slug",
                "purpose",
                ("description_de", "description_en"),
                "organisations",
                "spans_organisations",
            )
        },
    ),
    (
        _("Period and rhythm"),
        {
            "fields": (
                "sign_up_until",
                ("starts_on", "ends_on"),
                "moves_by_itself",
                ("rhythm_weeks", "meeting_minutes"),
                ("answer_days", "ask_order"),
            )
        },
    ),
    (
        _("What a tandem may set itself"),
        {
            "description": _(
                "Those who shape it themselves stay with it. What you allow takes effect when both of the two have "
                "agreed; it moves only what has no date yet."
            ),
            "fields": (
                "may_set_topics",
                ("may_set_rhythm", "may_set_number", "may_set_length"),
                "extension_weeks",
            ),
        },
    ),
    (
        _("Rules for pairs"),
        {
            "description": _(
                "Fixed in any case: the mentee holds the more senior position, and nobody is paired with their own "
                "line."
            ),
            "fields": (
                "mentors_per_mentee",
                ("department_rule", "department_is_must"),
                "language_is_must",
                ("times_are_must", "place_is_must"),
                ("topics_is_must", "exchange_is_must", "experience_is_must"),
                "same_manager_is_out",
                "least_fit",
            ),
        },
    ),
    (
        _("Weights from 0 (does not count) to 10"),
        {
            "description": _(
                "Topics: wishes and offers. Exchange: what the mentor hopes to get back. Department: as the rule "
                "says. Languages, place and times: the more in common, the better. Experience: best if as many "
                "years apart as you name. Wishes: whom people named when they signed up; only matching reads "
                "that."
            ),
            "fields": (
                ("weight_topics", "weight_exchange", "weight_department"),
                ("weight_language", "weight_place", "weight_times"),
                ("weight_experience", "years_apart_from", "years_apart_to"),
                "weight_wishes",
            ),
        },
    ),
    (
        _("Working time and line managers"),
        {
            "description": _(
                "Line managers who carry it give mentors the time they need. They never see with whom or what "
                "about, and a no keeps no reason. Who signs up is told so before."
            ),
            "fields": (
                "hours_budget",
                "manager_consent_required",
                ("mentee_hour_rate", "mentor_hour_rate"),
            ),
        },
    ),
    (_("Sponsor"), {"fields": ("sponsor", ("sponsor_message_de", "sponsor_message_en"))}),
    (
        _("Privacy and surveys"),
        {
            "fields": (
                "smallest_group",
                "breakdown",
                "keep_months",
                "questionnaires_need_approval",
                "line_managers_are_asked",
            )
        },
    ),
)


def folded(fieldsets: Any) -> list[Any]:
    """All but the first are folded: the page says what there is to set."""
    first, *others = fieldsets
    return [first, *((name, {**options, "classes": ("collapse",)}) for name, options in others)]


def unfold_errors(adminform: Any) -> None:
    """What has an error in it stands open. Django itself overlooks fields that share a line."""
    wrong = set(adminform.form.errors)
    adminform.fieldsets = [
        (name, {**options, "classes": ()} if wrong & set(flatten(options["fields"])) else options)
        for name, options in adminform.fieldsets
    ]
