"""Pages of concerns: one's own and those written to oneself, a new one, and the conversation."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from people.errors import ActionError, NotAllowed
from people.models import Person
from programs.actions import concern as actions
from programs.actions.concern import LONGEST
from programs.enums import ConcernState, ProgramState, TeamRole
from programs.models import Concern, Program, TeamMember

# SECURITY: what is typed must not reach an error report
private_post = sensitive_post_parameters("text")


class ConcernForm(forms.Form):
    """Words for the contact; which one, where there are several."""

    contact = forms.ModelChoiceField(Person.objects.none(), label=gettext_lazy("To whom"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=gettext_lazy("What is it about?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 9, "aria-describedby": "concern-reads"}),
    )

    def __init__(self, *args: Any, people: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["contact"]
        field.queryset = Person.objects.filter(pk__in=[person.pk for person in people])
        field.empty_label = None
        field.label_from_instance = lambda person: person.full_name
        if len(people) == 1:
            field.initial, field.required, field.widget = people[0].pk, False, forms.HiddenInput()


class WordsForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Write on"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6, "aria-describedby": "concern-reads"}),
    )


def _me(request: HttpRequest) -> Any:
    return request.user


def _find(request: HttpRequest, pk: UUID) -> Concern:
    seen = Concern.objects.visible_to(_me(request)).select_related("program", "writer", "contact")
    return get_object_or_404(seen, pk=pk)


def _attempt(request: HttpRequest, action: Any, **values: Any) -> bool:
    try:
        action(**values)
    except NotAllowed:
        raise Http404 from None
    except ActionError as error:
        messages.error(request, str(error.message))
        return False
    return True


@require_GET
@never_cache
def concern_list(request: HttpRequest) -> HttpResponse:
    """One's own, those written to oneself, and where one can write."""
    person = _me(request)
    seen = Concern.objects.visible_to(person).select_related("program", "writer", "contact")
    mine = Program.objects.filter(participations__person=person, participations__signed_up_at__isnull=False)
    roles = TeamMember.objects.filter(person=person, role=TeamRole.CONTACT)
    context = {
        "own": [concern for concern in seen if concern.writer_id == person.pk],
        "to_me": [concern for concern in seen if concern.contact_id == person.pk],
        "is_contact": roles.exists(),
        "programs": [program for program in mine.distinct() if program.state != ProgramState.ARCHIVED],
    }
    return render(request, "programs/concerns.html", context)


@private_post
@never_cache
def concern_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Who the contact is, what happens, and the form. Without a contact this is said, and nothing is offered."""
    person = _me(request)
    program = get_object_or_404(Program, slug=slug)
    if not actions.can_write(program, person):
        raise Http404
    contacts = actions.contacts_of(program, person)
    form = ConcernForm(request.POST or None, people=[member.person for member in contacts])
    if contacts and form.is_valid():
        contact = form.cleaned_data["contact"] or contacts[0].person
        try:
            made = actions.open_concern(
                program=program, writer=person, contact=contact, text=form.cleaned_data["text"], now=timezone.now()
            )
        except ActionError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("%(name)s has it now, and nobody else.") % {"name": contact.full_name})
            return redirect("concern", made.pk)
    context = {"program": program, "contacts": _with_roles(program, contacts), "form": form}
    return render(request, "programs/concern_new.html", context)


def _with_roles(program: Program, contacts: list[TeamMember]) -> list[tuple[Person, list[str]]]:
    """Each contact with what else they are in this programme: someone neutral may still be its manager."""
    roles = program.team.exclude(role=TeamRole.CONTACT).values_list("person", "role")
    return [
        (member.person, [str(TeamRole(role).label) for person, role in roles if person == member.person_id])
        for member in contacts
    ]


@private_post
@never_cache
def concern(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The conversation, and a form to write on."""
    person = _me(request)
    found = _find(request, pk)
    form = WordsForm(request.POST or None)
    if form.is_valid():
        try:
            actions.answer_concern(concern=found, person=person, text=form.cleaned_data["text"], now=timezone.now())
        except NotAllowed:
            raise Http404 from None
        except ActionError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("Sent. Only the two of you can read it."))
            return redirect("concern", pk)
    is_writer = found.writer_id == person.pk
    context = {
        "concern": found,
        "thread": found.messages.select_related("author"),
        "form": form,
        "is_writer": is_writer,
        "other": found.contact if is_writer else found.writer,
        "is_left_alone": is_writer and actions.is_left_alone(found),
        "others": [one.person for one in actions.contacts_of(found.program, person)] if is_writer else [],
    }
    return render(request, "programs/concern.html", context)


@require_POST
def concern_state(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = _find(request, pk)
    state = request.POST.get("state", "")
    if state not in (ConcernState.LOOKING, ConcernState.CLOSED):
        raise Http404
    _attempt(request, actions.set_concern_state, concern=found, person=_me(request), state=state, now=timezone.now())
    return redirect("concern", pk)


@require_POST
def concern_hand_over(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = _find(request, pk)
    key = request.POST.get("contact", "")
    contact = get_object_or_404(Person, pk=key if key.isdecimal() else None)
    if _attempt(request, actions.hand_over, concern=found, writer=_me(request), contact=contact, now=timezone.now()):
        messages.success(request, _("%(name)s has it now, and nobody else.") % {"name": contact.full_name})
    return redirect("concern", pk)


@require_POST
def concern_take_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = _find(request, pk)
    if _attempt(request, actions.take_back, concern=found, writer=_me(request)):
        messages.success(request, _("It is taken back. Nothing of it is kept."))
    return redirect("concern_list")
