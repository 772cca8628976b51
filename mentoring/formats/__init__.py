"""How dates and times are written, where it differs from Django's: the English of this house is British."""
