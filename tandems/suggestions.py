"""Wording for an agreement that the two may take over and change: the programme's, ours, its goals, and their topics.

Written as two people of different rank would say it to each other. Nothing here is stored until someone takes it over.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from programs.enums import Measure, TopicKind
from programs.models import Topic, TopicChoice
from tandems.models import AgreementWording, Tandem

MOST = 6  # of topics and goals: more would be a catalogue
# what a programme counts about itself is no aim for two people
ABOUT_THE_PROGRAMME = (Measure.TANDEMS, Measure.MEETINGS_HELD, Measure.ANSWER_RATE)

WORDING: dict[str, tuple[Any, ...]] = {
    "aims": (
        _("We both want to understand better what moves the other generation at work."),
        _("At the end each of us can name three things that we do differently from before."),
        _("Between two meetings we try out at least one thing in real work."),
    ),
    "how_we_meet": (
        _("We take turns in choosing the place, and sit where neither of us is the boss."),
        _("If one of us cannot make it, we say so the day before and propose another date at once."),
        _("Phone and laptop stay closed, unless we need them for the topic."),
    ),
    "confidential": (
        _("What we tell each other stays between us. Whoever wants to pass something on asks first."),
        _("What we learn may travel. Who said it may not."),
        _("Nothing that is said here ever plays a part in appraisals, promotions or the reporting line."),
    ),
    "off_limits": (
        _("We do not talk about colleagues who are not in the room."),
        _("Pay, appraisals and personnel matters that are under way stay outside."),
        _("Each of us may say “not this topic” at any time, without giving a reason."),
    ),
    "when_stuck": (
        _("If something bothers one of us, we say so at the next meeting at the latest, and to each other first."),
        _("If two dates in a row fall through, we call each other and look at our rhythm."),
        _("If we get no further on our own, we ask the programme's neutral contact for a talk of three."),
        _("Each of us may end the tandem, without giving a reason and without reproach."),
    ),
}
# what an agreement written with one press begins with
TO_BEGIN_WITH: dict[str, tuple[int, ...]] = {
    "aims": (0, 2),
    "how_we_meet": (1, 2),
    "confidential": (0, 2),
    "off_limits": (2,),
    "when_stuck": (0, 3),
}


def suggestions(tandem: Tandem) -> dict[str, list[str]]:
    """Sentences for each text of an agreement, in the active language: the programme's own first. Three queries."""
    found = {name: [str(sentence) for sentence in sentences] for name, sentences in WORDING.items()}
    goals = tandem.program.goals.exclude(measure__in=ABOUT_THE_PROGRAMME)[:MOST]
    found["aims"] = [*(goal.title for goal in goals), *found["aims"]]
    found["topics"] = _topics(tandem)
    wording = AgreementWording.objects.filter(program=tandem.program_id).first()
    return {name: [*(wording.of(name) if wording else []), *sentences] for name, sentences in found.items()}


def to_begin_with() -> dict[str, str]:
    """A whole agreement in a few sentences, to be changed from there."""
    return {name: "\n".join(str(WORDING[name][place]) for place in places) for name, places in TO_BEGIN_WITH.items()}


def _topics(tandem: Tandem) -> list[str]:
    """What the mentee wants to learn and the mentor brings comes first, then what one of the two named."""
    choices = TopicChoice.objects.filter(
        participation__in=[tandem.mentee_id, tandem.mentor_id], topic__kind=TopicKind.LEARN
    ).select_related("topic")
    named: dict[Topic, list[TopicChoice]] = {}
    for choice in choices.order_by("priority", "pk"):
        named.setdefault(choice.topic, []).append(choice)
    wanted = sorted(named, key=lambda topic: -len(named[topic]))
    return [topic.name for topic in wanted[:MOST]]
