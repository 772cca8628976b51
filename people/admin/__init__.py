"""HR's rooms for people: persons, companies, sites, imports, the audit log."""

from people.admin import imports, log, persons, sites  # noqa: F401  registering
