"""One's own journal as a file."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from journals import taking_along
from tandems.models import Tandem


def _file(request: HttpRequest, content: str | bytes, kind: str, ending: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    name = _("journal")
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response


def _chosen(request: HttpRequest) -> Tandem | None:
    key = request.GET.get("tandem", "")
    if not key.isdecimal():
        return None
    return get_object_or_404(Tandem.objects.visible_to(request.user).with_people(), pk=key)  # type: ignore[arg-type]


@never_cache
@require_GET
def journal_markdown(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    read = taking_along.own_entries(person, _chosen(request))
    text = taking_along.as_markdown(person, read, timezone.now())
    return _file(request, text, "text/markdown; charset=utf-8", "md")


@never_cache
@require_GET
def journal_pdf(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    read = taking_along.own_entries(person, _chosen(request))
    return _file(request, taking_along.as_pdf(person, read, timezone.now()), "application/pdf", "pdf")
