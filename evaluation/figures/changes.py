"""What was changed because of feedback: on the dashboard, and for participants on the programme's page."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluation.figures.counts import Facts
from evaluation.figures.results import Result, empty, short_day
from evaluation.models import FeedbackChange
from people.prepared import prepared
from programs.models import Program
from programs.sections import Section


def you_said(facts: Facts, role: str) -> Result:
    if not facts.changes:
        return empty(_("You said, we did"), _("The programme's managers can say here what feedback has changed."))
    number = len(facts.changes)
    finding = ngettext(
        "%(count)s thing has changed because of feedback",
        "%(count)s things have changed because of feedback",
        number,
    ) % {"count": number}
    rows = [[one.heard, one.changed, short_day(one.changed_on)] for one in facts.changes]
    quotes = [_("You said: %(heard)s We did: %(changed)s") % {"heard": h, "changed": c} for h, c, _day in rows]
    return Result(finding, "", [_("What was heard"), _("What has changed"), _("Since")], rows, quotes=quotes)


def of_program(program: Program) -> list[FeedbackChange]:
    return _changes(program=program)


@prepared
def _changes(*, program: Program) -> QuerySet[FeedbackChange]:
    return FeedbackChange.objects.filter(program=program)


YOU_SAID = Section("evaluation/_you_said.html", of_program)
