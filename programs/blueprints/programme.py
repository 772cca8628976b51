"""A blueprint's section `programme`: purpose, texts, rhythm, rules and weights, topics, goals, consent text.

People and dates are never part of it: they are asked for when a programme is made from it.
"""

from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from people.models import Person
from programs import briefings
from programs.blueprints.sections import Data, Section
from programs.enums import Audience, Measure, TopicKind
from programs.models import ConsentText, Goal, Program, Topic

# what belongs to one programme alone: whose it is, when it is, and where it stands
NOT_CARRIED = {
    "id",
    "slug",
    "state",
    "organisations",
    "sign_up_until",
    "starts_on",
    "ends_on",
    "sponsor",
    "follows",
    "created_at",
}
LENGTHS = {"weeks": range(4, 157), "sign_up_weeks": range(1, 27)}  # weeks of the period, and of signing up before it
LISTS = ("topics", "goals")
BRIEFINGS = "briefings"  # audience to its text in both languages, where it is not ours
TEXTS = ("consent_de", "consent_en")
MOST_ROWS = 60


def carried() -> dict[str, models.Field]:
    """The fields of a programme that a blueprint carries, by name."""
    return {field.name: field for field in Program._meta.concrete_fields if field.name not in NOT_CARRIED}


def check(data: Data) -> list[str]:
    known = {*carried(), *LENGTHS, *LISTS, *TEXTS, BRIEFINGS}
    found = [_("There is no setting “%(name)s”.") % {"name": name} for name in sorted(set(data) - known)]
    for name, field in carried().items():
        if name in data:
            found += _wrong_value(field, data[name])
    found += [
        _("“%(name)s” is not a possible value of “%(setting)s”.") % {"name": data[name], "setting": name}
        for name, allowed in LENGTHS.items()
        if name in data and data[name] not in allowed
    ]
    found += [
        _("“%(name)s” must be a text.") % {"name": name} for name in TEXTS if not isinstance(data.get(name, ""), str)
    ]
    return found or [*_wrong_together(data), *_wrong_lists(data), *_wrong_briefings(data)]


def _wrong_briefings(data: Data) -> list[str]:
    texts = data.get(BRIEFINGS, {})
    if not isinstance(texts, dict) or set(texts) - set(Audience.values):
        return [_("“%(name)s” names a role that is not there.") % {"name": BRIEFINGS}]
    if not all(isinstance(both, dict) and _has_a_text(both) for both in texts.values()):
        return [_("“%(name)s” must be a text.") % {"name": BRIEFINGS}]
    return []


def _has_a_text(both: Data) -> bool:
    return all(isinstance(text, str) for text in both.values()) and any(both.get(code) for code in ("de", "en"))


def _wrong_together(data: Data) -> list[str]:
    """What no single value shows: the rules of the table."""
    values = {name: field.clean(data[name], None) for name, field in carried().items() if name in data}
    program = Program(**{**values, "name_de": data.get("name_de") or "-"})
    try:
        program.validate_constraints(exclude=NOT_CARRIED)
    except ValidationError as error:
        return error.messages
    return []


def _wrong_value(field: models.Field, value: Any) -> list[str]:
    if isinstance(field, models.BooleanField) and not isinstance(value, bool):
        return [f"{field.verbose_name}: " + _("Say true or false.")]
    try:
        field.clean(value, None)
    except ValidationError as error:
        return [f"{field.verbose_name}: {message}" for message in error.messages]
    return []


def _wrong_lists(data: Data) -> list[str]:
    """Topics and goals: each row by the checks of its model, goals name topics that are there."""
    for name in LISTS:
        rows = data.get(name, [])
        if not isinstance(rows, list) or len(rows) > MOST_ROWS or not all(isinstance(row, dict) for row in rows):
            return [_("“%(name)s” must be a list of at most %(most)s rows.") % {"name": name, "most": MOST_ROWS}]
    found: list[str] = []
    try:
        topics = _topics(Program(), data)
        for each in [*topics.values(), *_goals(Program(), data, topics)]:
            found += _invalid(each)
    except (TypeError, KeyError, InvalidOperation):
        found.append(_("A row of the topics or goals is incomplete, or names a topic that is not there."))
    return found


def _invalid(row: models.Model) -> list[str]:
    try:
        row.clean_fields(exclude={"program", "topic"})
        row.validate_constraints(exclude={"program", "topic"})
    except ValidationError as error:
        return [f"{row}: {message}" for message in error.messages]
    return []


def _topics(program: Program, data: Data) -> dict[str, Topic]:
    """The unsaved topics by the names that goals refer to."""
    rows = data.get("topics", [])
    return {
        row.get("name_en") or row["name_de"]: Topic(
            program=program,
            kind=row.get("kind", TopicKind.LEARN),
            name_de=row.get("name_de", ""),
            name_en=row.get("name_en", ""),
            position=position,
        )
        for position, row in enumerate(rows)
    }


def _goals(program: Program, data: Data, topics: dict[str, Topic]) -> list[Goal]:
    return [
        Goal(
            program=program,
            title_de=row.get("title_de", ""),
            title_en=row.get("title_en", ""),
            measure=row["measure"],
            topic=topics[row["topic"]] if row.get("topic") else None,
            baseline=Decimal(str(row["baseline"])),
            target=Decimal(str(row["target"])),
            due_on=program.ends_on,
            position=position,
        )
        for position, row in enumerate(data.get("goals", []))
    ]


def set_up(program: Program, data: Data, actor: Person, now: datetime) -> None:
    """Everything but what `program` has got from HR already: a name that HR gave stays."""
    for name, field in carried().items():
        is_given = name.startswith("name_") and getattr(program, name)
        if name in data and not is_given:
            setattr(program, name, field.clean(data[name], program))
    program.save()
    topics = _topics(program, data)
    Topic.objects.bulk_create(topics.values())
    Goal.objects.bulk_create(_goals(program, data, topics))
    for audience, both in data.get(BRIEFINGS, {}).items():
        program.briefings.filter(audience=audience).update(
            **{f"text_{code}": both.get(code, "") for code in ("de", "en")}
        )
    if any(data.get(name) for name in TEXTS):
        program.consent_texts.all().delete()
        ConsentText.objects.create(
            program=program, text_de=data.get("consent_de", ""), text_en=data.get("consent_en", ""), created_at=now
        )


def write_down(program: Program) -> Data:
    topics = list(program.topics.all())
    consent = program.current_consent_text()
    return {
        **{name: getattr(program, name) for name in carried() if getattr(program, name) is not None},
        **_lengths(program),
        "topics": [{"kind": topic.kind, "name_de": topic.name_de, "name_en": topic.name_en} for topic in topics],
        "goals": [_goal(goal) for goal in program.goals.select_related("topic")],
        **_own_briefings(program),
        **({"consent_de": consent.text_de, "consent_en": consent.text_en} if consent else {}),
    }


def _own_briefings(program: Program) -> Data:
    """Those that HR has worded anew."""
    own = {row.audience: {"de": row.text_de, "en": row.text_en} for row in program.briefings.all()}
    changed = {audience: both for audience, both in own.items() if both != briefings.texts()[audience]}
    return {BRIEFINGS: changed} if changed else {}


def _lengths(program: Program) -> dict[str, int]:
    if not (program.starts_on and program.ends_on):
        return {}
    weeks = round((program.ends_on - program.starts_on).days / 7)
    return {"weeks": weeks} if weeks in LENGTHS["weeks"] else {}


def _goal(goal: Goal) -> Data:
    row: Data = {
        "title_de": goal.title_de,
        "title_en": goal.title_en,
        "measure": Measure(goal.measure).value,
        "baseline": float(goal.baseline),
        "target": float(goal.target),
    }
    return {**row, "topic": goal.topic.name_en or goal.topic.name_de} if goal.topic else row


def length_in_weeks(data: Data) -> int:
    return int(data.get("weeks", 26))


def weeks_to_sign_up(data: Data) -> int:
    return int(data.get("sign_up_weeks", 4))


SECTION = Section(name="programme", check=check, set_up=set_up, write_down=write_down)

__all__ = ["SECTION", "carried", "length_in_weeks", "weeks_to_sign_up"]
