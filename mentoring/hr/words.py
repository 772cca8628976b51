"""Django's own words on our pages that the catalogue says in the words of the house: what is saved, what is missing."""

from django.utils.translation import gettext_noop

WORDS = (
    gettext_noop("Save and add another"),
    gettext_noop("Save and continue editing"),
    gettext_noop("Save and view"),
    gettext_noop("Save as new"),
    gettext_noop("Start typing to filter…"),
    gettext_noop("This field is required."),
)
