"""The community of a programme: what is coming, whom to ask, resources; and how one puts oneself on it."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.errors import ActionError, NotAllowed
from people.texts.formatting import to_html
from people.times.moments import instant
from programs import community as reading
from programs import rules
from programs.actions.community import can_offer, offer_help, withdraw_help
from programs.actions.events import IN_THE_PAST, can_propose, propose_session, take_back_proposal
from programs.enums import EventState
from programs.event_views import events_of, find_event
from programs.models import Event, Program, Resource, Topic, TopicContact
from programs.models.event import LONGEST, SHORTEST, only_https

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


def find_program(request: HttpRequest, slug: str) -> Program:
    return get_object_or_404(reading.programs_open_to(request.user).distinct(), slug=slug)  # type: ignore[arg-type]


@require_safe
def community(request: HttpRequest, slug: str) -> HttpResponse:
    """`?topic=` narrows both lists of people down, `?all` shows them whole."""
    person: Any = request.user
    program = find_program(request, slug)
    contacts, mentors = reading.contacts_of(program), reading.mentors_again(program)
    topics = reading.topics_in(contacts, mentors)
    topic = next((name for name in topics if name == request.GET.get("topic")), "")
    if topic:
        contacts, mentors = reading.about(contacts, topic), reading.about(mentors, topic)
    context = {
        "program": program,
        "events": events_of(program, person),
        "proposals": Event.objects.filter(program=program, proposed_by=person, state=EventState.PROPOSED),
        "may_propose": can_propose(program, person),
        "may_offer": can_offer(program, person),
        "offers": any(entry.person == person for entry in contacts) or _offer_of(program, person) is not None,
        "contacts": contacts,
        "mentors": mentors,
        "topics": topics,
        "topic": topic,
        "shown": None if "all" in request.GET else reading.SHOWN,
        "resources": reading.resources_for(program, person),
        "manages": rules.manages(program, person) and person.is_staff,
    }
    return render(request, "programs/community.html", context)


def _offer_of(program: Program, person: Any) -> TopicContact | None:
    return TopicContact.objects.filter(program=program, person=person).first()


# ------------------------------------------------------------------ offering to be asked
class OfferForm(forms.Form):
    topics = forms.ModelMultipleChoiceField(
        Topic.objects.none(), label=gettext_lazy("What one can ask me about"), widget=forms.CheckboxSelectMultiple
    )
    about = forms.CharField(
        label=gettext_lazy("A line about it"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("For example: how we use it in sales, best on Fridays."),
        widget=forms.TextInput(attrs={"aria-describedby": "who-reads"}),
    )

    def __init__(self, *args: Any, program: Program, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topics"].queryset = program.topics.all()  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
def community_contact(request: HttpRequest, slug: str) -> HttpResponse:
    person: Any = request.user
    program = find_program(request, slug)
    if not can_offer(program, person):
        raise Http404
    offer = _offer_of(program, person)
    initial = {"topics": list(offer.topics.all()), "about": offer.about} if offer else {}
    form = OfferForm(request.POST if request.method == "POST" else None, program=program, initial=initial)
    if form.is_valid():
        try:
            offer_help(program=program, person=person, now=timezone.now(), **form.cleaned_data)
        except ActionError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Thank you. You stand on the page of the community now."))
            return redirect("community", slug)
    return render(request, "programs/community_contact.html", {"program": program, "form": form, "offer": offer})


@require_POST
def community_contact_stop(request: HttpRequest, slug: str) -> HttpResponse:
    person: Any = request.user
    withdraw_help(program=find_program(request, slug), person=person)
    messages.success(request, _("You no longer stand on the page. Nothing of it is kept."))
    return redirect("community", slug)


# ------------------------------------------------------------------ sessions among mentors
class SessionForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("What it is about"), max_length=120)
    text = forms.CharField(
        label=gettext_lazy("A few words more"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    date = forms.DateField(label=gettext_lazy("Date"), widget=DATE)
    time = forms.TimeField(label=gettext_lazy("Time"), widget=CLOCK)
    minutes = forms.IntegerField(
        label=gettext_lazy("How long, in minutes"),
        min_value=SHORTEST,
        max_value=LONGEST,
        initial=60,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "step": 5}),
    )
    place = forms.CharField(label=gettext_lazy("Where"), max_length=200, required=False)
    link = forms.CharField(
        label=gettext_lazy("Link of a video call"), max_length=500, required=False, validators=[only_https]
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("date") and data.get("time"):
            try:
                data["starts_at"] = instant(data["date"], data["time"], timezone.get_current_timezone())  # type: ignore[arg-type]
            except forms.ValidationError as error:
                self.add_error("time", error)
            else:
                if data["starts_at"] <= timezone.now():
                    self.add_error("date", IN_THE_PAST)
        return data

    def event(self, program: Program, person: Any) -> Event:
        """The proposal in the language of the person who writes it."""
        data = self.cleaned_data
        texts = {f"{name}_{person.language}": data[name] for name in ("title", "text")}
        zone = timezone.get_current_timezone_name()
        own = {name: data[name] for name in ("starts_at", "minutes", "place", "link")}
        return Event(program=program, time_zone=zone, **texts, **own)


@require_http_methods(["GET", "HEAD", "POST"])
def peer_session_new(request: HttpRequest, slug: str) -> HttpResponse:
    person: Any = request.user
    program = find_program(request, slug)
    if not can_propose(program, person):
        raise Http404
    form = SessionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            propose_session(event=form.event(program, person), person=person, now=timezone.now())
        except ActionError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Proposed. The programme's managers look at it and send the invitations."))
            return redirect("community", slug)
    return render(request, "programs/peer_session_new.html", {"program": program, "form": form})


@require_POST
def peer_session_drop(request: HttpRequest, pk: UUID) -> HttpResponse:
    person: Any = request.user
    found = find_event(request, pk)
    slug = found.program.slug
    try:
        take_back_proposal(event=found, person=person)
    except NotAllowed as error:
        raise Http404 from error
    except ActionError as error:
        messages.error(request, str(error))
        return redirect("event", pk)
    messages.success(request, _("The proposal is taken back. Nothing of it is kept."))
    return redirect("community", slug)


# ------------------------------------------------------------------ resources
@require_safe
def resource(request: HttpRequest, pk: int) -> HttpResponse:
    """A short page of our own."""
    found = get_object_or_404(
        Resource.objects.visible_to(request.user).select_related("program"),  # type: ignore[arg-type]
        pk=pk,
    )
    return render(request, "programs/resource.html", {"resource": found, "text": to_html(found.text)})
