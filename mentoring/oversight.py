"""What the works council and data protection see of a programme: settings, roles, figures, surveys, mails and the log.

No person's data but the names of those who run it and of who did what; of participants and tandems nothing at all.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from evaluation.figures.catalogue import FIGURES
from evaluation.models import Wave
from notices import kinds
from people import audit
from people.exports import csv_bytes
from people.models import AuditEvent
from programs import settings_in_words
from programs.models import Program
from programs.views import person_of

PAGE = 50
MOST_EXPORTED = 20_000

# who sees what, as rule 1 to 3 of trust have it: the same table for every programme
WHO_SEES = (
    gettext_lazy("the author"),
    gettext_lazy("the partner"),
    gettext_lazy("line manager"),
    gettext_lazy("HR of the programme"),
    gettext_lazy("leadership"),
    gettext_lazy("system administrator"),
)
YES, NO, GROUPS = gettext_lazy("yes"), "–", gettext_lazy("for groups that are large enough")
MATRIX = (
    (gettext_lazy("Journal entry for oneself"), (YES, NO, NO, NO, NO, NO)),
    (gettext_lazy("Journal entry for the two, agreement, next steps"), (YES, YES, NO, NO, NO, NO)),
    (gettext_lazy("Who answered a survey"), (YES, NO, NO, gettext_lazy("how many"), gettext_lazy("how many"), NO)),
    (gettext_lazy("What was answered"), (NO, NO, NO, GROUPS, GROUPS, NO)),
    (gettext_lazy("Dates and number of meetings"), (YES, YES, NO, YES, gettext_lazy("as figures"), NO)),
    (
        gettext_lazy("Hours of a mentor"),
        (YES, YES, gettext_lazy("of their own people"), gettext_lazy("as figures"), gettext_lazy("as figures"), NO),
    ),
    (gettext_lazy("Who said no, who ended a tandem"), (NO, NO, NO, NO, NO, NO)),
    (gettext_lazy("A concern to the neutral contact"), (YES, NO, NO, NO, NO, NO)),
)


@dataclass(frozen=True)
class LogRow:
    """One event without its subject's name: who was looked at or paired is nobody's business here."""

    happened_at: datetime
    who: str
    what: str
    subject: str
    details: str


class LogFilter(forms.Form):
    since = forms.DateField(label=gettext_lazy("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=gettext_lazy("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    event = forms.ChoiceField(label=gettext_lazy("What"), required=False)

    def __init__(self, data: Any, codes: list[str]) -> None:
        super().__init__(data)
        named = sorted(((code, audit.label(code)) for code in codes), key=lambda pair: pair[1])
        self.fields["event"].choices = [("", _("everything")), *named]  # type: ignore[attr-defined]

    def apply(self, events: Any) -> Any:
        """`events` within the dates (days in the reader's time zone) and of the kind that were asked for."""
        if not self.is_valid():
            return events
        data = self.cleaned_data
        if data["since"]:
            events = events.filter(happened_at__gte=_midnight(data["since"]))
        if data["until"]:
            events = events.filter(happened_at__date__lte=data["until"])
        return events.filter(event=data["event"]) if data["event"] else events


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))


@require_safe
def oversight_list(request: HttpRequest) -> HttpResponse:
    programs = Program.objects.overseen_by(person_of(request)).order_by("-starts_on")
    return render(request, "mentoring/oversight_list.html", {"programs": programs})


@require_safe
def oversight(request: HttpRequest, slug: str) -> HttpResponse:
    program = get_object_or_404(Program.objects.overseen_by(person_of(request)), slug=slug)
    events = audit.of_program(program.pk)
    form = LogFilter(request.GET, list(events.order_by().values_list("event", flat=True).distinct()))
    page = Paginator(form.apply(events).select_related("actor"), PAGE).get_page(request.GET.get("page"))
    context = {
        "program": program,
        "settings": settings_in_words.rows(program),
        "companies": program.organisations.all(),
        "team": program.team.select_related("person"),
        "goals": program.goals.all(),
        "topics": program.topics.all(),
        "consent": program.current_consent_text(),
        "who_sees": WHO_SEES,
        "matrix": MATRIX,
        "figures": FIGURES,
        "waves": Wave.objects.filter(program=program).select_related("questionnaire"),
        "kinds": kinds.all_kinds(),
        "form": form,
        "page": page,
        "rows": [log_row(event) for event in page],
        "filters": _filters(request),
    }
    return render(request, "mentoring/oversight.html", context)


def _filters(request: HttpRequest) -> str:
    """What the form asks for, to go with links to other pages and to the file."""
    asked = request.GET.copy()
    asked.pop("page", None)
    return asked.urlencode()


def log_row(event: AuditEvent) -> LogRow:
    return LogRow(
        happened_at=event.happened_at,
        who=event.actor.full_name if event.actor else "–",
        what=audit.label(event.event),
        subject=f"{event.subject_type.split('.')[-1]} {event.subject_id[:8]}",
        details=audit.details_in_words(event),
    )


@require_safe
def oversight_log(request: HttpRequest, slug: str) -> HttpResponse:
    """The log as a CSV file, as it is filtered on the page; at most 20,000 rows, newest first."""
    person = person_of(request)
    program = get_object_or_404(Program.objects.overseen_by(person), slug=slug)
    events = audit.of_program(program.pk)
    form = LogFilter(request.GET, list(events.order_by().values_list("event", flat=True).distinct()))
    found = form.apply(events).select_related("actor")[:MOST_EXPORTED]
    rows = [log_row(event) for event in found]
    headings = [_("When"), _("Who"), _("What"), _("About"), _("Details")]
    content = csv_bytes(
        headings,
        (
            (date_format(timezone.localtime(row.happened_at), "Y-m-d H:i"), row.who, row.what, row.subject, row.details)
            for row in rows
        ),
    )
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="log-{program.slug}.csv"'
    audit.note_look("program.log_exported", actor=person, subject=program, now=timezone.now(), program_id=program.pk)
    return answer
