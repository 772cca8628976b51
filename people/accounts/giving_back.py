"""The page that someone comes back to, with the words that they had sent too late."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from people.accounts import rescue
from people.accounts.refill import fill
from people.accounts.rescue import Sent


def give_back(request: HttpRequest, response: HttpResponse, now: datetime) -> HttpResponse:
    """`response`, its form filled with what waits for it. Where the form is gone: the page that shows the words alone.

    What was sent once more waits no longer, whatever came of it: a form that was refused is shown with its words.
    """
    found = rescue.waiting(request, now)
    if request.method == "POST":
        left = [one for one in found if one.action != request.path]
        if left != found and response.status_code < 500:
            rescue.change(request, left)
        return response
    here = [one for one in found if request.method == "GET" and rescue.is_page(request, one)]
    homeless = [one for one in here if not _fill(request, response, one) and one.texts and not one.is_told]
    for one in homeless:
        one.is_told = True
    if not homeless:
        return response
    rescue.change(request, found)
    return redirect("kept_words")


def _fill(request: HttpRequest, response: HttpResponse, sent: Sent) -> bool:
    if (
        response.status_code != 200
        or response.streaming
        or not response.headers.get("Content-Type", "").startswith("text/html")
    ):
        return False
    html = fill(
        response.content.decode(),
        page=request.get_full_path(),
        action=sent.action,
        values=sent.values,
        words=rescue.said_again(),
    )
    if html is None:
        return False
    response.content = html.encode()
    return True
