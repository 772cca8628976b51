"""HR's rooms for people: persons, companies, imports, the audit log."""

from people.admin import imports, log, persons  # noqa: F401  registering
