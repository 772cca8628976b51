"""What is on offer, and the way in and out. Whatever is not visible to a person does not exist for them."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.errors import ActionError, NotAllowed
from people.models import Person
from people.prepared import prepared
from programs import actions, briefings, forms, rules, typed
from programs.enums import ParticipationState, ProgramState, Role, TeamRole, TopicKind
from programs.event_views import events_of
from programs.models import Briefing, Goal, Participation, Program, TeamMember, Topic, WaitingEntry
from programs.sections import sections_of

STEPS: dict[str, Any] = {
    "role": gettext_lazy("Role and time"),
    "topics": gettext_lazy("Topics"),
    "frame": gettext_lazy("When and where"),
    "consent": gettext_lazy("Read and agree"),
}


@require_safe
def program_list(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    today = timezone.localdate()
    programs = list(Program.objects.visible_to(person))
    mine = {
        row.program_id: row
        for row in Participation.objects.visible_to(person).exclude(state=ParticipationState.WITHDRAWN)
    }
    taking_part = [
        (program, mine[program.pk], rules.takes_sign_ups(program, today)) for program in programs if program.pk in mine
    ]
    others = [program for program in programs if program.pk not in mine]
    on_offer = [program for program in others if rules.takes_sign_ups(program, today)]
    rest = [program for program in others if program not in on_offer]
    return render(request, "programs/list.html", {"taking_part": taking_part, "on_offer": on_offer, "others": rest})


@require_safe
def program(request: HttpRequest, slug: str) -> HttpResponse:
    person = person_of(request)
    shown = visible_program(request, slug)
    participation = own(shown, person)
    team = _team(program=shown)
    topics = _topics(program=shown)
    context = {
        "program": shown,
        "participation": participation,
        "is_signed_up": bool(participation and participation.state == ParticipationState.SIGNED_UP),
        "is_begun": bool(participation and participation.state == ParticipationState.DRAFT),
        "may_leave": bool(participation and rules.can_withdraw(participation, person)),
        "may_sign_up": rules.can_sign_up(shown, person, timezone.localdate()),
        "is_over": shown.is_over,
        "may_wait": rules.can_wait(shown, person, timezone.localdate()),
        "waits": bool(_waits(program=shown, person=person)),
        "is_partner_in": bool(
            participation and participation.joint_with and actions.is_named_by(participation, participation.joint_with)
        ),
        "wishes": wishes_for(shown, person, participation),
        "goals": _goals(program=shown),
        "to_learn": [topic for topic in topics if topic.kind == TopicKind.LEARN],
        "in_return": [topic for topic in topics if topic.kind == TopicKind.EXCHANGE],
        "contacts": [member.person for member in team if member.role == TeamRole.CONTACT],
        "managers": [member.person for member in team if member.role == TeamRole.MANAGER],
        "manages": any(member.role == TeamRole.MANAGER and member.person == person for member in team),
        "hours": hours(shown, shown.planned_meetings),
        "from_now": from_now(shown, timezone.localdate()),
        "briefings": _briefings(program=shown, person=person),
        "events": events_of(shown, person),
        "sections": sections_of(shown),
    }
    return render(request, "programs/program.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def briefing(request: HttpRequest, slug: str, audience: str) -> HttpResponse:
    """What a role is told before it begins; confirmed with one press."""
    person = person_of(request)
    shown = get_object_or_404(
        briefings.visible_to(person).select_related("program"), program__slug=slug, audience=audience
    )
    if request.method == "POST":
        briefings.confirm(briefing=shown, person=person, now=timezone.now())
        messages.success(request, _("Thank you. You find this text on the programme's page at any time."))
        return redirect("home")
    has_read = shown.reads.filter(person=person).exists()
    return render(request, "programs/briefing.html", {"briefing": shown, "has_read": has_read})


@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest, slug: str, step: str) -> HttpResponse:
    """One step of signing up. What was typed is kept: as a draft, or, where it cannot be taken yet, in the session."""
    person = person_of(request)
    shown = visible_program(request, slug)
    if step not in STEPS:
        raise Http404
    participation = own(shown, person)
    if not rules.can_sign_up(shown, person, timezone.localdate()):
        messages.error(request, _("Signing up for this programme is not possible at the moment."))
        return redirect("program", slug=slug)
    if place(step) > place(furthest_step(participation)):
        return redirect("sign_up", slug=slug, step=furthest_step(participation))
    if step == "consent" and participation and participation.state == ParticipationState.SIGNED_UP:
        return redirect("program", slug=slug)
    form = step_form(request, shown, person, participation, step)
    if request.method == "POST":
        answer = take_step(request, shown, form, step)
        if answer is not None:
            return answer
    return render(request, f"programs/join_{step}.html", step_context(shown, participation, form, step))


def take_step(request: HttpRequest, shown: Program, form: forms.StepForm, step: str) -> HttpResponse | None:
    """Where to go after this step; None: stay, with what is wrong said at the fields."""
    goes_back = "back" in request.POST
    try:
        is_taken = form.is_valid() and ((goes_back and step == "consent") or form.take(timezone.now()))
    except NotAllowed as error:
        raise Http404 from error
    except ActionError as error:
        form.add_error(None, str(error))
        is_taken = False
    if goes_back:
        if step != "consent" and not is_taken:
            typed.keep(request, shown, step)
        return redirect_back(shown, step)
    if not is_taken:
        return None
    typed.forget(request, shown, step)
    return redirect_on(request, shown, form, step)


def redirect_back(shown: Program, step: str) -> HttpResponse:
    if step == "role":
        return redirect("program", slug=shown.slug)
    return redirect("sign_up", slug=shown.slug, step=list(STEPS)[place(step) - 1])


def redirect_on(request: HttpRequest, shown: Program, form: forms.StepForm, step: str) -> HttpResponse:
    was_signed_up = form.participation is not None and form.participation.state == ParticipationState.SIGNED_UP
    if step == "consent":
        messages.success(request, _("You are signed up. You will get a confirmation by mail."))
        return redirect("program", slug=shown.slug)
    if step == "frame" and was_signed_up:
        messages.success(request, _("Your changes are saved."))
        return redirect("program", slug=shown.slug)
    return redirect("sign_up", slug=shown.slug, step=list(STEPS)[place(step) + 1])


def step_form(
    request: HttpRequest, shown: Program, person: Person, participation: Participation | None, step: str
) -> forms.StepForm:
    kinds: dict[str, Any] = {"role": forms.RoleForm, "topics": forms.TopicsForm, "frame": forms.FrameForm}
    data: Any = request.POST if request.method == "POST" else typed.kept(request, shown, step)
    options: dict[str, Any] = {"program": shown, "person": person, "participation": participation}
    if step == "consent":
        return forms.ConsentForm(data, text=shown.current_consent_text(), **options)
    return kinds[step](data, **options)


def step_context(
    shown: Program, participation: Participation | None, form: forms.StepForm, step: str
) -> dict[str, Any]:
    return {
        "program": shown,
        "participation": participation,
        "is_mentee": bool(participation and participation.role == Role.MENTEE),
        "is_signed_up": bool(participation and participation.state == ParticipationState.SIGNED_UP),
        "form": form,
        "step": step,
        "title": STEPS[step],
        "number": place(step) + 1,
        "hours": hours(shown, shown.planned_meetings),
        "from_now": from_now(shown, timezone.localdate()),
        "manager_hours": shown.mentor_hours_from(timezone.localdate()),
        "languages": languages(form.person),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """Leave, or drop a sign-up that was never finished. Asks once, and for no reason."""
    person = person_of(request)
    shown = visible_program(request, slug)
    participation = own(shown, person)
    if participation is None or not rules.can_withdraw(participation, person):
        raise Http404
    is_draft = participation.state == ParticipationState.DRAFT
    if request.method != "POST":
        return render(request, "programs/leave.html", {"program": shown, "is_draft": is_draft})
    try:
        actions.withdraw(participation=participation, actor=person, now=timezone.now())
    except NotAllowed as error:
        raise Http404 from error
    except ActionError as error:
        messages.error(request, str(error))
        return redirect("program", slug=slug)
    messages.success(request, _("Your draft is deleted.") if is_draft else _("You have left the programme."))
    return redirect("program_list")


@require_POST
def wait(request: HttpRequest, slug: str) -> HttpResponse:
    """On the waiting list, or off it again (`stop`)."""
    person = person_of(request)
    shown = visible_program(request, slug)
    if "stop" in request.POST:
        actions.stop_waiting(program=shown, person=person)
        messages.success(request, _("You are no longer on the waiting list."))
        return redirect("program", slug=slug)
    try:
        actions.wait(program=shown, person=person, now=timezone.now())
    except NotAllowed as error:
        raise Http404 from error
    messages.success(request, _("You are on the list. You will be told when there is a place, or the next run."))
    return redirect("program", slug=slug)


# ---------------------------------------------------------------- small questions


def person_of(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)  # noqa: S101  LoginRequiredMiddleware lets nobody else in
    return request.user


def visible_program(request: HttpRequest, slug: str) -> Program:
    found: Program = _visible.get_or_404(person=person_of(request), slug=slug)
    return found


@prepared
def _visible(*, person: Person, slug: str) -> QuerySet[Program]:
    return Program.objects.visible_to(person).select_related("sponsor").filter(slug=slug)


@prepared
def _team(*, program: Program) -> QuerySet[TeamMember]:
    return TeamMember.objects.filter(program=program, person__is_active=True).select_related("person")


@prepared
def _topics(*, program: Program) -> QuerySet[Topic]:
    return Topic.objects.filter(program=program)


@prepared
def _goals(*, program: Program) -> QuerySet[Goal]:
    return Goal.objects.filter(program=program)


@prepared
def _briefings(*, program: Program, person: Person) -> QuerySet[Briefing]:
    return briefings.visible_to(person).filter(program=program)


@prepared
def _waits(*, program: Program, person: Person) -> QuerySet[Any]:
    return WaitingEntry.objects.filter(program=program, person=person).values_list("pk")


@prepared
def _own(*, program: Program, person: Person) -> QuerySet[Participation]:
    return Participation.objects.visible_to(person).filter(program=program).select_related("joint_with")


def own(shown: Program, person: Person) -> Participation | None:
    found: Participation | None = _own.first(program=shown, person=person)
    if found is not None:
        found.program, found.person = shown, person
    return found


def wishes_for(shown: Program, person: Person, participation: Participation | None) -> list[Participation]:
    """Who named this person as partner and is still waiting for an answer."""
    if shown.state != ProgramState.OPEN:
        return []
    waiting = shown.participations.signed_up().filter(joint_with=person).select_related("person")
    named = participation.joint_with_id if participation else None
    return [wish for wish in waiting if wish.person_id != named]


def furthest_step(participation: Participation | None) -> str:
    """The step that is to be filled in next."""
    if participation is None or participation.state == ParticipationState.WITHDRAWN:
        return "role"
    if not participation.topic_choices.exists():
        return "topics"
    return "consent" if participation.slots else "frame"


def place(step: str) -> int:
    return list(STEPS).index(step)


def hours(shown: Program, meetings: int) -> int:
    """What as many meetings come to, in full hours: a promise of "about" needs no decimals."""
    return round(meetings * shown.meeting_minutes / 60)


def from_now(shown: Program, today: date) -> dict[str, int] | None:
    """What is left for a tandem that begins today; None where the programme is not under way."""
    if not (shown.starts_on and shown.ends_on and shown.starts_on < today <= shown.ends_on):
        return None
    meetings = shown.meetings_from(today)
    return {"meetings": meetings, "hours": max(1, hours(shown, meetings))}


def languages(person: Person) -> str:
    """The languages of the person's record in words; a code that is not known stands as it is."""
    return ", ".join(language_name(code) for code in person.spoken_languages)


def language_name(code: str) -> str:
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code
