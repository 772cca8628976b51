"""Which departments of the bank do the same kind of work: its programme's figures are shown by these."""

from people.models import Department

FAMILIES = {
    "Markt": ("Firmenkunden", "Privatkunden", "Immobilien", "Marketing & Vertrieb"),
    "Steuerung": ("Compliance & Revision", "Controlling", "Marktfolge Kredit"),
    "Zentrale": ("IT & Organisation", "Personal", "Vorstand"),
}


def set_families() -> None:
    for family, names in FAMILIES.items():
        Department.objects.filter(name__in=names).update(family=family)
