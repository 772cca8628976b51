"""What a dashboard, a file or a report is about: everyone, or one role, one group, one period.

Page, CSV, XLSX, PDF and print all take one `Selection`; `catalogue.results(facts, selection)` does the rest.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from evaluation.figures.counts import Facts
from evaluation.figures.narrowing import groups_told, of_group, quarters
from programs.enums import Role


@dataclass(frozen=True)
class Selection:
    """`role`: of `Role`; `group`: code of a group of the programme; `period`: a calendar quarter, "2026-1". Empty: all.

    `group_name` is what the group is called. Made from an address by `of`, which lets through only what there is.
    """

    role: str = ""
    group: str = ""
    period: str = ""
    group_name: str = field(default="", compare=False)

    @classmethod
    def of(cls, parameters: Mapping[str, str], facts: Facts) -> "Selection":
        """What an address asks for. What is not there, or is not told, stands for all."""
        role, period = parameters.get("role", ""), parameters.get("period", "")
        group = facts.group or parameters.get("group", "")
        names = dict(groups_told(facts)) if not facts.group else facts.group_names
        return cls(
            role=role if role in Role.values else "",
            group=group if group in names else "",
            period=period if period in quarters(facts) else "",
            group_name=names.get(group, ""),
        )

    @property
    def is_everything(self) -> bool:
        return self == EVERYTHING

    @property
    def query(self) -> str:
        """For links, with its question mark; empty for everything."""
        wanted = urlencode({name: value for name, value in self._chosen.items() if value})
        return f"?{wanted}" if wanted else ""

    @property
    def slugs(self) -> list[str]:
        """For names of files."""
        return [value for value in self._chosen.values() if value]

    @property
    def _chosen(self) -> dict[str, str]:
        return {"role": self.role, "group": self.group, "period": self.period}

    def words(self) -> str:
        """What is selected, in words: "Mentees only · Sales · quarter 1 of 2026"."""
        of_role = {Role.MENTEE: _("Mentees only"), Role.MENTOR: _("Mentors only")}.get(self.role, "")  # type: ignore[call-overload]
        parts = [of_role, self.group_name, quarter_in_words(self.period)]
        return " · ".join(part for part in parts if part) or _("All together")


EVERYTHING = Selection()


def quarter_in_words(period: str) -> str:
    year, _dash, quarter = period.partition("-")
    return _("quarter %(number)s of %(year)s") % {"number": quarter, "year": year} if quarter else ""


def narrowed(facts: Facts, selection: Selection) -> Facts:
    """What the sentences at the top of a page are about: the group that is selected. Of a quarter they say so."""
    return of_group(facts, selection.group) if selection.group and not facts.is_locked else facts
