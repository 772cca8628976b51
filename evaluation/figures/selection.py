"""What a dashboard, a file or a report is about: everyone, or one role, one group, one period.

Page, CSV, XLSX, PDF and print all take one `Selection`; `catalogue.results(facts, selection)` does the rest.
"""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext as _

from people.models import Person
from programs.enums import Role
from programs.models import Program


@dataclass(frozen=True)
class Selection:
    """`role`: of `Role`; `group`: code of a group of the programme; `period`: a calendar quarter, "2026-1". Empty: all.

    `group_name` is what the group is called. Made from a request by `of`, which lets through only what there is.
    """

    role: str = ""
    group: str = ""
    period: str = ""
    group_name: str = field(default="", compare=False)

    @classmethod
    def of(cls, request: HttpRequest, program: Program, person: Person) -> "Selection":
        """What the address asks for. What it does not know stands for all."""
        role = request.GET.get("role", "")
        return cls(role=role if role in Role.values else "")

    @property
    def is_everything(self) -> bool:
        return self == EVERYTHING

    @property
    def query(self) -> str:
        """For links, with its question mark; empty for everything."""
        chosen = {"role": self.role, "group": self.group, "period": self.period}
        wanted = urlencode({name: value for name, value in chosen.items() if value})
        return f"?{wanted}" if wanted else ""

    @property
    def slugs(self) -> list[str]:
        """For names of files."""
        return [value for value in (self.role, self.group, self.period) if value]

    def words(self) -> str:
        """What is selected, in words: "Mentees only · Sales · quarter 1 of 2026"."""
        parts = [self._role_in_words(), self.group_name, self._period_in_words()]
        return " · ".join(part for part in parts if part) or _("All together")

    def _role_in_words(self) -> str:
        return {Role.MENTEE: _("Mentees only"), Role.MENTOR: _("Mentors only")}.get(self.role, "")  # type: ignore[call-overload]

    def _period_in_words(self) -> str:
        year, _dash, quarter = self.period.partition("-")
        return _("quarter %(number)s of %(year)s") % {"number": quarter, "year": year} if quarter else ""


EVERYTHING = Selection()
