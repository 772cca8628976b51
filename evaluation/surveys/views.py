"""The survey page. The server keeps nothing of a half-filled form: that stays in the browser, as ciphertext."""

import base64
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from evaluation.enums import InvitationState
from evaluation.models import Invitation
from evaluation.surveys import AlreadyAnswered, decline, submit
from evaluation.surveys.answering import questions_for
from evaluation.surveys.forms import SurveyForm
from people.accounts.rescue import keeps_no_words
from people.errors import ActionError
from people.models import Person
from people.times.clock import day_of
from programs.enums import TopicKind


@keeps_no_words  # SECURITY: answers beside a person, be it for an hour
@never_cache
@sensitive_post_parameters()  # SECURITY: what is typed must not reach an error report
def survey(request: HttpRequest, pk: UUID) -> HttpResponse:
    invitation = _invitation(request, pk)
    if invitation.state == InvitationState.ANSWERED:
        return render(request, "evaluation/thanks.html", {"invitation": invitation})
    if not invitation.wave.is_open_on(day_of(timezone.now())):
        return render(request, "evaluation/closed.html", {"invitation": invitation})
    form = _form(invitation, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _take(request, invitation, form):
        return redirect("survey", pk=pk)
    context = {"invitation": invitation, "form": form, "draft_key": draft_key(invitation)}
    return render(request, "evaluation/survey.html", context)


def draft_key(invitation: Invitation) -> str:
    """The 256-bit key, in base64, under which the browser keeps what is not sent yet. It is stored nowhere."""
    digest = salted_hmac("evaluation.surveys.draft", str(invitation.pk), algorithm="sha256").digest()
    return base64.b64encode(digest).decode()


def _invitation(request: HttpRequest, pk: UUID) -> Invitation:
    own = Invitation.objects.visible_to(cast(Person, request.user))
    return get_object_or_404(own.select_related("wave__program", "wave__questionnaire", "participation"), pk=pk)


def _form(invitation: Invitation, data: object) -> SurveyForm:
    questions = questions_for(invitation.wave, invitation.role)
    topics = list(invitation.wave.program.topics.filter(kind=TopicKind.LEARN))
    return SurveyForm(questions, topics, data)


def _take(request: HttpRequest, invitation: Invitation, form: SurveyForm) -> bool:
    """Whether the answers are in, now or by an earlier click."""
    try:
        submit(invitation=invitation, answers=form.answers(), now=timezone.now())
    except AlreadyAnswered:
        return True
    except ActionError as error:
        messages.error(request, str(error.message))
        return False
    return True


@require_POST
@never_cache
def survey_decline(request: HttpRequest, pk: UUID) -> HttpResponse:
    invitation = _invitation(request, pk)
    try:
        decline(invitation=invitation, now=timezone.now())
    except AlreadyAnswered:
        return redirect("survey", pk=pk)
    except ActionError as error:
        messages.error(request, str(error.message))
        return redirect("survey", pk=pk)
    messages.success(request, _("Thank you for letting us know. You will not be reminded of this survey."))
    return redirect("home")
