"""Insights: proposing, agreeing, the wall of the programme, and withdrawing by key.

A withdrawal key is shown in the answer to the form that made it, and never again: a redirect would have to keep it.
"""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST

from journals import insights, rules
from journals.actions.insights import (
    LONGEST,
    agree_insight,
    drop_proposal,
    propose_insight,
    renew_key,
    withdraw_insight,
)
from journals.models import InsightProposal
from journals.querysets import programs_with_insights_for
from people.errors import ActionError, NotAllowed
from programs.enums import TeamRole
from programs.models import Topic
from tandems.models import Tandem


class InsightForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=gettext_lazy("The sentence"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "aria-describedby": "who-reads"}),
        help_text=gettext_lazy("One or two sentences that make sense to someone who does not know you."),
    )
    topic = forms.ModelChoiceField(
        Topic.objects.none(),
        label=gettext_lazy("Topic"),
        required=False,
        empty_label=gettext_lazy("without a topic"),
        help_text=gettext_lazy("Only topics that several tandems deal with can be chosen."),
    )

    def __init__(self, *args: Any, topics: list[Topic], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["topic"]
        field.queryset = Topic.objects.filter(pk__in=[topic.pk for topic in topics])
        if not topics:
            del self.fields["topic"]


@never_cache
@sensitive_post_parameters("text")
@sensitive_variables("secret")
def insight_new(request: HttpRequest, pk: int) -> HttpResponse:
    person: Any = request.user
    tandem = get_object_or_404(Tandem.objects.visible_to(person).with_people(), pk=pk)
    if not rules.can_write_in(tandem, person):
        raise Http404
    form = InsightForm(request.POST or None, topics=insights.topics_that_hide(tandem.program), initial={"key": uuid4()})
    if form.is_valid():
        said = form.cleaned_data
        try:
            proposal, secret = propose_insight(
                tandem=tandem, person=person, text=said["text"], topic=said.get("topic"), key=said["key"]
            )
        except NotAllowed:
            raise Http404 from None
        except ActionError as error:
            form.add_error("text", str(error.message))
        else:
            return _show_key(request, proposal, secret)
    context = {
        "form": form,
        "tandem": tandem,
        "partner": tandem.partner_of(person),
        "at_least": insights.AT_LEAST_TANDEMS,
    }
    return render(request, "journals/insight_new.html", context)


def _show_key(request: HttpRequest, proposal: InsightProposal, secret: str) -> HttpResponse:
    person: Any = request.user
    context = {
        "proposal": proposal,
        "tandem": proposal.tandem,
        "partner": proposal.tandem.partner_of(person),
        "is_mine": proposal.proposed_by_id == person.pk,
        "secret": secret,
        "at_least": insights.AT_LEAST_TANDEMS,
    }
    return render(request, "journals/insight_key.html", context)


def _proposal(request: HttpRequest, pk: UUID) -> InsightProposal:
    found = InsightProposal.objects.visible_to(request.user).select_related(  # type: ignore[arg-type]
        "topic", "tandem__program", "tandem__mentee__person", "tandem__mentor__person"
    )
    return get_object_or_404(found, pk=pk)


@never_cache
@sensitive_variables("secret")
def insight_agree(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What would be released, and what happens then; by POST one agrees and is shown one's key."""
    person: Any = request.user
    proposal = _proposal(request, pk)
    if proposal.proposed_by_id == person.pk:
        raise Http404
    if request.method == "POST":
        try:
            secret = agree_insight(proposal=proposal, person=person)
        except ActionError as error:
            messages.error(request, str(error.message))
            return redirect("tandem", proposal.tandem_id)
        proposal.refresh_from_db()
        return _show_key(request, proposal, secret)
    context = {
        "proposal": proposal,
        "partner": proposal.tandem.partner_of(person),
        "at_least": insights.AT_LEAST_TANDEMS,
    }
    return render(request, "journals/insight_agree.html", context)


@never_cache
@require_POST
@sensitive_variables("secret")
def insight_key(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A new key instead of one that was not noted."""
    proposal = _proposal(request, pk)
    try:
        secret = renew_key(proposal=proposal, person=request.user)  # type: ignore[arg-type]
    except NotAllowed:
        raise Http404 from None
    except ActionError as error:
        messages.error(request, str(error.message))
        return redirect("tandem", proposal.tandem_id)
    return _show_key(request, proposal, secret)


@never_cache
@require_POST
def insight_drop(request: HttpRequest, pk: UUID) -> HttpResponse:
    proposal = _proposal(request, pk)
    drop_proposal(proposal=proposal, person=request.user)  # type: ignore[arg-type]
    messages.success(request, _("The sentence stays with the two of you. Nothing of the proposal is kept."))
    return redirect("tandem", proposal.tandem_id)


@never_cache
def insight_wall(request: HttpRequest, slug: str) -> HttpResponse:
    """What was released in a programme, for everyone in it."""
    person: Any = request.user
    program = get_object_or_404(programs_with_insights_for(person), slug=slug)
    context = {
        "program": program,
        "topics": insights.released(program),
        "tandems": Tandem.objects.visible_to(person).began().filter(program=program).with_people(),
        "manages": request.user.is_staff and program.team.filter(person=person, role=TeamRole.MANAGER).exists(),  # type: ignore[union-attr]
    }
    return render(request, "journals/insight_wall.html", context)


class KeyForm(forms.Form):
    key = forms.CharField(
        label=gettext_lazy("Your key"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


@never_cache
@sensitive_post_parameters("key")
def insight_withdraw(request: HttpRequest) -> HttpResponse:
    form = KeyForm(request.POST or None)
    if form.is_valid():
        if withdraw_insight(key=form.cleaned_data["key"]):
            messages.success(request, _("The insight is withdrawn. It is shown nowhere any more."))
            return redirect("journal")
        form.add_error("key", _("There is no released insight with this key."))
    return render(request, "journals/insight_withdraw.html", {"form": form})
