"""What a dashboard can be filtered by, for the form on the page and the head of a report."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from evaluation.figures.counts import Facts
from evaluation.figures.narrowing import NOWHERE, groups_told, quarters
from evaluation.figures.selection import Selection, quarter_in_words
from evaluation.surveys.groups import company_code
from programs.enums import Breakdown, Role


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class Filter:
    """One field of the form: its first choice stands for all."""

    name: str
    label: str
    choices: list[Choice]


@dataclass(frozen=True)
class Filters:
    facts: Facts
    selection: Selection

    @property
    def fields(self) -> list[Filter]:
        """Those in which there is anything to choose."""
        roles = [(Role.MENTEE.value, _("Mentees only")), (Role.MENTOR.value, _("Mentors only"))]
        periods = [(period, quarter_in_words(period)) for period in quarters(self.facts)]
        found = [self._filter("role", _("Role"), _("Mentees and mentors"), roles)]
        if not self.facts.is_locked:
            found.append(self._filter("group", *self._words_of_groups, groups_told(self.facts)))
        found.append(self._filter("period", _("Period"), _("All so far"), periods))
        return [one for one in found if len(one.choices) > 1]

    @property
    def _words_of_groups(self) -> tuple[str, str]:
        if self.facts.program.breakdown == Breakdown.COMPANY:
            return _("Company"), _("All companies")
        return _("Department family"), _("All departments")

    def _filter(self, name: str, label: str, all_: str, values: list[tuple[str, str]]) -> Filter:
        chosen = getattr(self.selection, name)
        return Filter(name, label, [Choice(value, words, value == chosen) for value, words in [("", all_), *values]])

    @property
    def only(self) -> str:
        """To whom only a part is shown: of which company, or why nothing is."""
        if not self.facts.is_locked:
            return ""
        own = self.facts.group_names.get(self.facts.group)
        if own is None and not self._takes_part(self.facts.group):
            return _(
                "Several companies take part, and leadership sees figures of its own company alone. This programme has "
                "none for yours."
            )
        if own is None:
            return _("Several companies take part. You see the figures of your own once enough people of it are there.")
        return _("Several companies take part. You see the figures of your own: %(company)s.") % {"company": own}

    def _takes_part(self, code: str) -> bool:
        """Whether a company that nobody has signed up from yet is one of the programme's."""
        companies = self.facts.program.organisations.values_list("pk", flat=True)
        return code != NOWHERE and code in map(company_code, companies)
