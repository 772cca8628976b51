"""What the works council and data protection see of a programme: settings, roles, figures, surveys, mails and the log.

No person's data but the names of those who run it and of who did what; of participants and tandems nothing at all.
"""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from evaluation.figures.catalogue import FIGURES
from evaluation.models import Wave
from notices import kinds
from people import audit
from people.audit import log
from people.models import Person
from programs import settings_in_words
from programs.models import Program
from programs.views import person_of

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


@require_safe
def oversight_list(request: HttpRequest) -> HttpResponse:
    programs = Program.objects.overseen_by(person_of(request)).order_by("-starts_on")
    return render(request, "mentoring/oversight_list.html", {"programs": programs})


@require_safe
def oversight(request: HttpRequest, slug: str) -> HttpResponse:
    program = get_object_or_404(Program.objects.overseen_by(person_of(request)), slug=slug)
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
        "waves": Wave.objects.filter(program=program),
        "kinds": kinds.all_kinds(),
        **log.on_page(request, audit.of_program(program.pk), are_named=False, in_charge=in_charge(program)),
    }
    return render(request, "mentoring/oversight.html", context)


@require_safe
def oversight_log(request: HttpRequest, slug: str) -> HttpResponse:
    person = person_of(request)
    program = get_object_or_404(Program.objects.overseen_by(person), slug=slug)
    answer = log.as_file(
        request,
        audit.of_program(program.pk),
        are_named=False,
        name=f"log-{program.slug}",
        in_charge=in_charge(program),
    )
    audit.note_look("program.log_exported", actor=person, subject=program, now=timezone.now(), program_id=program.pk)
    return answer


def in_charge(program: Program) -> set[int]:
    """Whose names the log may say: those with a task in the programme, and HR. Participants act in it as employees."""
    is_hr = Q(is_staff=True) & ~Q(pk__in=program.participations.values("person"))
    return set(Person.objects.filter(Q(team_roles__program=program) | is_hr).values_list("pk", flat=True))
