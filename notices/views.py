"""What I was sent, what I want to be sent, and the way out that a mail offers."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from notices import actions, kinds, mail
from notices.forms import PreferencesForm
from notices.models import Notice
from notices.reading import said
from people.actions import update_profile
from people.models import Person
from people.views import with_language

PAGE_LENGTH = 25


class SignedInRequest(HttpRequest):
    user: Person


@require_safe
def notices(request: SignedInRequest) -> HttpResponse:
    rows = Notice.objects.visible_to(request.user).told().order_by(Coalesce("sent_at", "due_at").desc(), "pk")
    page = Paginator(rows, PAGE_LENGTH).get_page(request.GET.get("page"))
    return render(request, "notices/notices.html", {"page": page})


@require_safe
def notice(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """What a mail said. No text is stored: it is put together anew, as long as what it was about is as it was."""
    found = get_object_or_404(Notice.objects.visible_to(request.user).told(), pk=pk)
    return render(request, "notices/notice.html", {"notice": found, "message": said(found)})


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: SignedInRequest) -> HttpResponse:
    form = PreferencesForm(request.POST if request.method == "POST" else None, person=request.user)
    if request.method == "POST" and form.is_valid():
        _save(request.user, form)
        with translation.override(request.user.language):
            said = gettext("Saved. This holds from now on, also for mails that are already planned.")
            messages.success(request, said)
        return with_language(redirect("notice_preferences"), request.user.language)
    always = [kind for kind in kinds.all_kinds() if not kind.can_be_muted and kind.concerns(request.user)]
    return render(request, "notices/preferences.html", {"form": form, "always": always})


@transaction.atomic
def _save(person: Person, form: PreferencesForm) -> None:
    update_profile(person=person, **form.profile)
    actions.choose_kinds(person=person, wanted=set(form.cleaned_data["kinds"]))
    actions.set_habits(person=person, now=timezone.now(), **form.habits)


@login_not_required
@csrf_exempt  # SECURITY: mail programs post here for the person; the signed token says for whom and what, and no more
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """One click stops a kind, without signing in. Following the link changes nothing: scanners do that too.

    The answer to POST is a page and not a redirect, because mail programs do not follow one (RFC 8058).
    """
    person, kind = _person_and_kind(token)
    if request.method == "POST":
        actions.mute(person=person, kind=kind.code)
    is_off = person.muted_kinds.filter(kind=kind.code).exists()
    with translation.override(person.language):
        return render(request, "notices/unsubscribe.html", {"kind": kind, "is_off": is_off})


def _person_and_kind(token: str) -> tuple[Person, kinds.Kind]:
    try:
        person_id, code = mail.read_stop_token(token)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Http404 from error
    kind = kinds.get(code)
    if kind is None or not kind.can_be_muted:
        raise Http404
    return get_object_or_404(Person.objects.active(), pk=person_id), kind
