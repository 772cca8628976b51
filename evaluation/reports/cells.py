"""Numbers as a spreadsheet knows them, out of the texts that pages show: what is seen and what is counted agree."""

import re
from dataclasses import dataclass

from django.utils.formats import get_format


@dataclass(frozen=True)
class Number:
    """A value and how a spreadsheet writes it as the page does."""

    value: float
    format: str


def number_in(text: str) -> Number | None:
    """The number that `text` is in the active language ("+1,50", "84 %", "1.234"), or None: then it is words."""
    decimal, thousands = (re.escape(get_format(name)) for name in ("DECIMAL_SEPARATOR", "THOUSAND_SEPARATOR"))
    whole = rf"\d{{1,3}}(?:{thousands}\d{{3}})+|\d+"
    found = re.fullmatch(rf"([+−-]?)({whole})(?:{decimal}(\d+))?(\s?%)?", text)
    if not found:
        return None
    sign, digits, decimals, is_percent = found.groups()
    value = float(re.sub(r"\D", "", digits) + "." + (decimals or "0")) * (-1 if sign in ("−", "-") and sign else 1)
    places = len(decimals or "")
    shape = "0" + ("." + "0" * places if places else "") + ("%" if is_percent else "")
    if sign == "+":
        shape = f"+{shape};−{shape};{shape}"
    return Number(round(value / 100, places + 4) if is_percent else value, shape)
