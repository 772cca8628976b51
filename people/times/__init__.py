"""Days, hours and zones: when people can be met, public holidays, entries for calendars, what one types as a time."""
