"""What people can do with their own account and with what is stored about them."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import CharField, Count, QuerySet, Value
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from people import actions, audit, privacy
from people.accounts import elevated, rescue
from people.enums import Language
from people.errors import ActionError
from people.forms import ErasureForm, ProfileForm
from people.models import Person
from people.prepared import prepared


def _me(request: HttpRequest) -> Person:
    """The person who is signed in; the middleware lets nobody else through to the pages below."""
    return cast(Person, request.user)


@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    person = _me(request)
    form = ProfileForm(request.POST or None, initial={"language": person.language, "time_zone": person.time_zone})
    if request.method == "POST" and form.is_valid():
        actions.update_profile(person=person, **form.cleaned_data)
        with translation.override(person.language):
            messages.success(request, _("Saved."))
        return with_language(redirect("profile"), person.language)
    return render(request, "people/profile.html", {"form": form})


@never_cache
@require_GET
def kept_words(request: HttpRequest) -> HttpResponse:
    """What someone sent after their session had ended, from forms that are no longer there: to copy, for an hour."""
    gone = [sent for sent in rescue.waiting(request, timezone.now()) if sent.is_told]
    return render(request, "people/kept_words.html", {"texts": [text for sent in gone for text in sent.texts]})


@require_POST
@login_not_required
def set_language(request: HttpRequest) -> HttpResponse:
    """Remembers the language in a cookie and, of someone who is signed in, in the account."""
    language = request.POST.get("language", "")
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    response = redirect(wanted if is_ours else "/")
    if language not in Language.values:
        return response
    if request.user.is_authenticated:
        actions.update_profile(person=_me(request), language=language)
    return with_language(response, language)


def with_language(response: HttpResponse, language: str) -> HttpResponse:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=365 * 24 * 3600,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite="Lax",
    )
    return response


@require_GET
def own_address(request: HttpRequest) -> HttpResponse:
    """Shows the address. SECURITY: stands before allauth's page, where people could add an address of their own."""
    return render(request, "account/email.html")


# ---------------------------------------------------------------- what is stored about me


def _by_floor(part: privacy.PersonalData) -> int:
    """People first look for their record, then for what grew from it."""
    return part.floor


@require_GET
@never_cache
def privacy_page(request: HttpRequest) -> HttpResponse:
    me = _me(request)
    stored: Counter[str] = Counter()
    for key, number in _stored(person=me):
        stored[key] += number
    parts = [
        {"part": part, "count": stored[part.key] if part.rows else _count(part.export(me))}
        for part in sorted(privacy.parts(), key=_by_floor)
    ]
    return render(request, "people/privacy.html", {"parts": parts})


@prepared
def _stored(*, person: Person) -> QuerySet[Any]:
    """Key of the part and number of rows, for each kind of rows, by one query."""
    first, *others = (
        rows.order_by()
        .values(part=Value(part.key, output_field=CharField()))
        .annotate(number=Count("pk", distinct=True))
        .values_list("part", "number")
        for part in privacy.parts()
        if part.rows
        for rows in part.rows(person)
    )
    return first.union(*others, all=True)


def _count(data: Any) -> int:
    """How many records an export holds: the entries of its lists, or one for a plain record."""
    if isinstance(data, list | tuple):
        return len(data)
    if isinstance(data, Mapping):
        lists = [len(value) for value in data.values() if isinstance(value, list | tuple)]
        return sum(lists) if lists else int(bool(data))
    return int(data is not None)


@require_GET
@never_cache
def privacy_export(request: HttpRequest) -> HttpResponse:
    """Everything stored about the person, as a file that programs and people can read."""
    content = {
        part.key: {"name": part.name, "description": part.description, "data": part.export(_me(request))}
        for part in sorted(privacy.parts(), key=_by_floor)
    }
    audit.record("person.took_own_data", actor=_me(request), subject=_me(request))
    response = JsonResponse(
        {"exported_at": timezone.now(), "parts": content},
        encoder=DjangoJSONEncoder,
        json_dumps_params={"ensure_ascii": False, "indent": 2},
    )
    response["Content-Disposition"] = 'attachment; filename="tandem-my-data.json"'
    return response


@require_http_methods(["GET", "POST"])
@never_cache
def privacy_erase(request: HttpRequest) -> HttpResponse:
    form = ErasureForm(request.POST or None, person=_me(request))
    if request.method == "POST" and form.is_valid():
        title, back = _("Have everything about you erased"), reverse("privacy_erase")
        if page := elevated.ask(request, title=title, back=back, needs_reason=False, in_admin=False):
            return page
        try:
            actions.erase_person(person=_me(request), actor=_me(request), now=timezone.now())
        except ActionError as error:
            messages.error(request, str(error.message))
        else:
            logout(request)
            messages.success(request, _("Everything stored about you has been erased and your account is closed."))
            return redirect("account_login")
    return render(request, "people/privacy_erase.html", {"form": form, "parts": sorted(privacy.parts(), key=_by_floor)})
