"""The demo's mailbox in the browser. Its addresses exist only with DEMO=1."""

from csp.decorators import csp, csp_update
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin

from mentoring.demo import mailbox

PER_PAGE = 50


@login_not_required
def letters(request: HttpRequest) -> HttpResponse:
    """All mails, newest first; `to` and `q` narrow them down."""
    recipient, words = request.GET.get("to", "").strip(), request.GET.get("q", "").strip()
    names = mailbox.names()
    if recipient or words:
        found = filter(None, map(mailbox.read, names))
        names = [letter.name for letter in found if mailbox.matches(letter, recipient=recipient, words=words)]
    page = Paginator(names, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "letters": list(filter(None, map(mailbox.read, page.object_list))),
        "to": recipient,
        "q": words,
    }
    return render(request, "mentoring/mailbox.html", context)


@login_not_required
@csp_update({"frame-src": ["'self'"]})  # type: ignore[arg-type]
def letter(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, "mentoring/letter.html", {"letter": _letter(name)})


# SECURITY: what stands in a mail may only be looked at: no script, nothing loaded, no address of its own
@login_not_required
@xframe_options_sameorigin
@csp(  # type: ignore[arg-type]
    {
        "default-src": ["'none'"],
        "style-src": ["'unsafe-inline'"],
        "img-src": ["'self'", "data:"],
        "frame-ancestors": ["'self'"],
        "sandbox": ["allow-popups", "allow-top-navigation-by-user-activation"],
    }
)
def letter_html(request: HttpRequest, name: str) -> HttpResponse:
    html = _letter(name).html
    if not html:
        raise Http404
    return HttpResponse(f'<base target="_top">{html}')


@login_not_required
def letter_attachment(request: HttpRequest, name: str, number: int) -> HttpResponse:
    part = _letter(name).attachment(number)
    if part is None:
        raise Http404
    response = HttpResponse(part.get_payload(decode=True), content_type="application/octet-stream")
    file_name = (part.get_filename() or "attachment").replace('"', "")
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response


def _letter(name: str) -> mailbox.Letter:
    found = mailbox.read(name)
    if found is None:
        raise Http404
    return found
