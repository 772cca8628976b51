"""Blueprints: ready-made set-ups of a programme for one purpose, as files of ours or kept by HR.

A blueprint is a dictionary with a head (`name`, `suits`) and one section for each app that has something to set up.
Apps register their sections in `AppConfig.ready()`; what no app knows is refused with a sentence, never dropped.
"""

from programs.blueprints.document import BadBlueprint, Document, from_file, ours, to_file
from programs.blueprints.sections import Section, problems, register, set_up, write_down

__all__ = [
    "BadBlueprint",
    "Document",
    "Section",
    "from_file",
    "ours",
    "problems",
    "register",
    "set_up",
    "to_file",
    "write_down",
]
