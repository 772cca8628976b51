"""What has been released, by topic, and on which topics one may release without standing alone."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from journals.models import Insight
from people.encryption import LostText
from programs.models import Program, Topic, TopicChoice
from tandems.models import Tandem

# sentences of at least so many tandems are released together; a topic that fewer deal with is not named
AT_LEAST_TANDEMS = 3


@dataclass(frozen=True)
class TopicInsights:
    """`topic` None: without one. The order of the sentences says nothing."""

    topic: Topic | None
    sentences: list[str]


def released(program: Program) -> list[TopicInsights]:
    """The released insights of a programme by topic. One query. Whoever calls this has asked who is looking."""
    by_topic: dict[Topic | None, list[str]] = defaultdict(list)
    for insight in Insight.objects.filter(program=program).select_related("topic"):
        if not isinstance(insight.text, LostText):
            by_topic[insight.topic].append(insight.text)
    order = sorted(by_topic, key=lambda topic: (topic is None, str(topic)))
    return [TopicInsights(topic, by_topic[topic]) for topic in order]


def topics_that_hide(program: Program) -> list[Topic]:
    """Topics that at least `AT_LEAST_TANDEMS` tandems deal with: naming them leads to nobody. Three queries."""
    tandems = list(Tandem.objects.filter(program=program).began().values_list("mentee", "mentor"))
    chosen: dict[Any, set[int]] = defaultdict(set)
    for participation, topic in TopicChoice.objects.filter(topic__program=program).values_list(
        "participation", "topic"
    ):
        chosen[participation].add(topic)
    counts: dict[int, int] = defaultdict(int)
    for mentee, mentor in tandems:
        for topic in chosen[mentee] | chosen[mentor]:
            counts[topic] += 1
    many = [topic for topic, count in counts.items() if count >= AT_LEAST_TANDEMS]
    return list(Topic.objects.filter(pk__in=many))
