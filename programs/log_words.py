"""Values that the log keeps as codes, in words."""

from typing import Any

from programs import blueprints
from programs.enums import ConsentSource


def consent_source(value: Any) -> str:
    return str(ConsentSource(value).label) if value in ConsentSource.values else str(value)


def blueprint_name(code: Any) -> str:
    ours = blueprints.ours().get(str(code))
    return ours.name if ours else str(code)
