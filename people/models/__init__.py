"""Persons and where they work, when they can be met, and the log. The lowest floor: it knows nothing of programmes."""

from people.models.address import AddressChange
from people.models.availability import Absence, SiteRegion, WorkingHours
from people.models.person import AuditEvent, Department, Organisation, PeopleImport, Person

__all__ = [
    "Absence",
    "AddressChange",
    "AuditEvent",
    "Department",
    "Organisation",
    "PeopleImport",
    "Person",
    "SiteRegion",
    "WorkingHours",
]
