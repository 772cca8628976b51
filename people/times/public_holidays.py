"""Public holidays of a country, or of one of its states. They are shown as a hint and forbid nothing.

A region is written "DE-BW": country and, after a hyphen, the state; "DE" has the holidays of the whole country.
"""

from datetime import date
from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

DEFAULT_REGION = "DE"

# states by their own names, which need no translation
STATES = {
    "DE": {
        "BW": "Baden-Württemberg",
        "BY": "Bayern",
        "BE": "Berlin",
        "BB": "Brandenburg",
        "HB": "Bremen",
        "HH": "Hamburg",
        "HE": "Hessen",
        "MV": "Mecklenburg-Vorpommern",
        "NI": "Niedersachsen",
        "NW": "Nordrhein-Westfalen",
        "RP": "Rheinland-Pfalz",
        "SL": "Saarland",
        "SN": "Sachsen",
        "ST": "Sachsen-Anhalt",
        "SH": "Schleswig-Holstein",
        "TH": "Thüringen",
    },
    "AT": {
        "1": "Burgenland",
        "2": "Kärnten",
        "3": "Niederösterreich",
        "4": "Oberösterreich",
        "5": "Salzburg",
        "6": "Steiermark",
        "7": "Tirol",
        "8": "Vorarlberg",
        "9": "Wien",
    },
    "CH": {
        "AG": "Aargau",
        "AI": "Appenzell Innerrhoden",
        "AR": "Appenzell Ausserrhoden",
        "BE": "Bern",
        "BL": "Basel-Landschaft",
        "BS": "Basel-Stadt",
        "FR": "Fribourg",
        "GE": "Genève",
        "GL": "Glarus",
        "GR": "Graubünden",
        "JU": "Jura",
        "LU": "Luzern",
        "NE": "Neuchâtel",
        "NW": "Nidwalden",
        "OW": "Obwalden",
        "SG": "St. Gallen",
        "SH": "Schaffhausen",
        "SO": "Solothurn",
        "SZ": "Schwyz",
        "TG": "Thurgau",
        "TI": "Ticino",
        "UR": "Uri",
        "VD": "Vaud",
        "VS": "Valais",
        "ZG": "Zug",
        "ZH": "Zürich",
    },
    "GB": {"ENG": "England", "NIR": "Northern Ireland", "SCT": "Scotland", "WLS": "Wales"},
}
COUNTRIES = {
    "DE": _("Germany"),
    "AT": _("Austria"),
    "CH": _("Switzerland"),
    "BE": _("Belgium"),
    "BG": _("Bulgaria"),
    "HR": _("Croatia"),
    "CZ": _("Czechia"),
    "DK": _("Denmark"),
    "EE": _("Estonia"),
    "ES": _("Spain"),
    "FI": _("Finland"),
    "FR": _("France"),
    "GB": _("United Kingdom"),
    "GR": _("Greece"),
    "HU": _("Hungary"),
    "IE": _("Ireland"),
    "IN": _("India"),
    "IT": _("Italy"),
    "LI": _("Liechtenstein"),
    "LT": _("Lithuania"),
    "LU": _("Luxembourg"),
    "LV": _("Latvia"),
    "NL": _("Netherlands"),
    "NO": _("Norway"),
    "PL": _("Poland"),
    "PT": _("Portugal"),
    "RO": _("Romania"),
    "SE": _("Sweden"),
    "SI": _("Slovenia"),
    "SK": _("Slovakia"),
    "TR": _("Türkiye"),
    "US": _("United States"),
}


def regions() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every region as grouped choices of a form: countries with their states below."""
    return [
        (
            str(name),
            [(code, str(name)), *((f"{code}-{state}", label) for state, label in STATES.get(code, {}).items())],
        )
        for code, name in COUNTRIES.items()
    ]


def region_name(region: str) -> str:
    """ "Germany, Baden-Württemberg"; the code itself where it is not one of ours."""
    country, _hyphen, state = region.partition("-")
    names = [str(COUNTRIES.get(country, country)), STATES.get(country, {}).get(state, state)]
    return ", ".join(filter(None, names))


def holiday(day: date, region: str) -> str:
    """The name of the public holiday on `day` in `region`, in the active language; empty on all other days."""
    return _of_year(region, day.year, (get_language() or "de")[:2]).get(day, "")


@lru_cache(maxsize=256)
def _of_year(region: str, year: int, language: str) -> dict[date, str]:
    """A region that the library does not know has no holidays: a hint is missing, nothing breaks."""
    # imported here: the library is needed on few pages only
    from holidays import country_holidays

    country, _hyphen, state = region.partition("-")
    for spoken in ("de", "en_US") if language == "de" else ("en_US",):
        try:
            known = country_holidays(country, subdiv=state or None, years=year, language=spoken)
        except NotImplementedError:
            return {}
        if spoken in known.supported_languages:
            return dict(known.items())
    return dict(known.items())
