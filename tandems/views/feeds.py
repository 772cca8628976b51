"""The calendar to subscribe to, which needs no sign-in but the token in its address, and the page that gives it out."""

import hashlib
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from icalendar import vDuration

from people.models import Person
from people.times.calendars import CONTENT_TYPE, feed
from programs.event_calendar import entries_of
from tandems.actions import find_feed, replace_feed, stop_feed
from tandems.actions.feed import hash_of
from tandems.ical import entry
from tandems.models import CalendarFeed, Meeting

PAST = timedelta(days=400)
REFRESH = timedelta(hours=1)
AN_HOUR = 3600  # seconds
FETCHES = 120  # an hour, for each address
WRONG_TOKENS = 60  # an hour, for each network address


class SignedInRequest(HttpRequest):
    user: Person


@login_not_required
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """All meetings and events of a person that have or had a date, the cancelled ones as cancelled.

    SECURITY: answers the same for a token that never was, was replaced, or belongs to someone who left.
    """
    now = timezone.now()
    found = find_feed(token=token, now=now)
    if found is None:
        if _is_too_often(f"wrong:{request.META.get('REMOTE_ADDR', '')}", WRONG_TOKENS):
            return HttpResponse(status=429, headers={"Retry-After": str(AN_HOUR)})
        raise Http404
    if _is_too_often(found.token_hash, FETCHES):
        return HttpResponse(status=429, headers={"Retry-After": str(AN_HOUR)})
    since = now - PAST
    response = _calendar(request, found, Meeting.objects.on_calendar(found.person, since=since), since, now)
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    return response


def _is_too_often(key: str, most: int) -> bool:
    """More than `most` in the hour since the first. Counted under a hash: the cache learns no address."""
    name = f"feed:{hash_of(key)}"
    cache.add(name, 0, timeout=AN_HOUR)
    try:
        return cache.incr(name) > most
    except ValueError:  # it faded in between
        return False


def _calendar(
    request: HttpRequest, found: CalendarFeed, meetings: "list[Meeting]", since: datetime, now: datetime
) -> HttpResponse:
    with translation.override(found.person.language):
        events = entries_of(found.person, since=since, now=now)
        entries = [*(entry(meeting, found.person) for meeting in meetings), *events]
        content = feed(entries, person=found.person, refresh=vDuration(REFRESH))
    etag = quote_etag(hashlib.sha256(content).hexdigest())
    changed_at = max([found.created_at, *(one.changed_at for one in entries)])
    response = HttpResponse(content, content_type=f"{CONTENT_TYPE}; charset=utf-8")
    # by the ETag alone: a partner's new name changes the calendar and no meeting
    conditional = get_conditional_response(request, etag, None, response)
    answer = conditional if conditional is not None else response
    answer["ETag"] = etag
    answer["Last-Modified"] = http_date(changed_at.timestamp())
    answer["Content-Disposition"] = 'inline; filename="tandem.ics"'
    return answer  # type: ignore[no-any-return]


# ------------------------------------------------------------------ the page under the profile
@require_safe
def calendar_settings(request: SignedInRequest) -> HttpResponse:
    return _page(request)


@require_POST
def calendar_replace(request: SignedInRequest) -> HttpResponse:
    """A new address, shown on this page and never again. No redirect: it would have to be kept somewhere meanwhile."""
    token = replace_feed(person=request.user, now=timezone.now())
    return _page(request, f"{settings.BASE_URL}{reverse('calendar_feed', args=[token])}")


@require_POST
def calendar_stop(request: SignedInRequest) -> HttpResponse:
    stop_feed(person=request.user)
    messages.success(request, _("The address leads nowhere from now on."))
    return redirect("calendar_settings")


def _page(request: SignedInRequest, address: str = "") -> HttpResponse:
    context = {
        "feed": CalendarFeed.objects.filter(person=request.user).first(),
        "address": address,
        "webcal": address and urlsplit(address)._replace(scheme="webcal").geturl(),
    }
    return render(request, "tandems/calendar.html", context)
