"""What has come of a programme, for one who takes part: their own change, and the programme's figures once it is over.

SECURITY: the own change is read by the participation of whoever asks, and by nothing else.
"""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from evaluation.figures import participants
from people.models import Person
from programs.enums import TopicKind
from programs.models import Participation
from tandems.enums import MeetingState
from tandems.hours import minutes_by_person
from tandems.models import Meeting, Tandem
from tandems.picture import draw, level_names


@never_cache
@require_safe
def outcome(request: HttpRequest, slug: str) -> HttpResponse:
    """My own change from first to last, what I have given, and what the programme has brought to all."""
    person, now = cast(Person, request.user), timezone.now()
    mine = Participation.objects.visible_to(person).signed_up().select_related("program")
    participation = get_object_or_404(mine, program__slug=slug)
    program = participation.program
    taken = list(participation.assessments.order_by("day"))
    topics = [topic for topic in program.topics.all() if topic.kind == TopicKind.LEARN]
    picture = draw(taken, topics)
    tandem = Tandem.objects.visible_to(person).filter(program=program, started_at__isnull=False).order_by("-started_at")
    held = Meeting.objects.visible_to(person).filter(tandem__program=program, state=MeetingState.HELD)
    context = {
        "program": program,
        "participation": participation,
        "picture": picture,
        "has_change": picture is not None and picture.first_day != picture.latest_day,
        "is_lower": picture is not None and any(line.latest < line.first for line in picture.lines),
        "is_lost": any(one.is_lost for one in taken),
        "levels": level_names(),
        "tandem": tandem.first() if topics else None,
        "held": held.count(),
        "hours": minutes_by_person([participation], now)[participation.pk] / 60,
        "results": participants.results(program, person, now),
        "group_shown": participants.group_shown(program),
    }
    return render(request, "evaluation/outcome.html", context)
