"""What someone would like to learn, or could pass on, and what goes the other way."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programs import actions
from programs.enums import Role, SkillLevel, TopicKind
from programs.forms.step import TICK, StepForm
from programs.models import Topic

WISHES = 5


class TopicsForm(StepForm):
    """A mentee ranks wishes; a mentor says for each topic how far they could take someone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topics = list(self.program.topics.all())
        self.learn = [topic for topic in topics if topic.kind == TopicKind.LEARN]
        self.back = [topic for topic in topics if topic.kind == TopicKind.EXCHANGE]
        self.choices = list(self.stored().topic_choices.all())
        self.is_mentee = self.stored().role == Role.MENTEE
        self._add_wishes() if self.is_mentee else self._add_offers()
        self._add_exchange()

    def _add_wishes(self) -> None:
        names = [("", "–"), *((topic.pk, topic.name) for topic in self.learn)]
        levels = [(level.value, level.label) for level in SkillLevel if level < SkillLevel.TEACH]
        self.numbers = range(1, min(max(WISHES, len(self.choices)), len(self.learn)) + 1)
        for number in self.numbers:
            stored = self.choices[number - 1] if number <= len(self.choices) else None
            self.fields[f"topic_{number}"] = forms.TypedChoiceField(
                label=_("Wish %(number)s") % {"number": number},
                choices=names,
                coerce=int,
                empty_value=None,
                required=number == 1,
                initial=stored.topic_id if stored else "",
                error_messages={"required": _("Choose at least one topic.")},
            )
            self.fields[f"level_{number}"] = forms.TypedChoiceField(
                label=_("Where you stand today"),
                choices=levels,
                coerce=int,
                empty_value=None,
                required=False,
                initial=stored.level if stored else 0,
            )

    def _add_offers(self) -> None:
        levels = [("", _("not my topic")), *((level.value, level.label) for level in SkillLevel if level.value)]
        stored = {choice.topic_id: choice.level for choice in self.choices}
        for topic in self.learn:
            self.fields[f"offer_{topic.pk}"] = forms.TypedChoiceField(
                label=topic.name,
                choices=levels,
                coerce=int,
                empty_value=None,
                required=False,
                initial=stored.get(topic.pk, ""),
            )

    def _add_exchange(self) -> None:
        self.fields["exchange"] = forms.TypedMultipleChoiceField(
            label=_("What I could give in return") if self.is_mentee else _("What I hope to get back"),
            choices=[(topic.pk, topic.name) for topic in self.back],
            coerce=int,
            required=False,
            widget=forms.CheckboxSelectMultiple(attrs=TICK),
            initial=[topic.pk for topic in self.stored().exchange.all()],
        )

    def wishes(self) -> Iterator[tuple[Any, Any]]:
        for number in self.numbers:
            yield self[f"topic_{number}"], self[f"level_{number}"]

    def offers(self) -> Iterator[Any]:
        for topic in self.learn:
            yield self[f"offer_{topic.pk}"]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not self.is_mentee:
            if not any(data.get(f"offer_{topic.pk}") for topic in self.learn):
                self.add_error(None, _("Choose at least one topic that you could pass on."))
            return data
        seen: set[int] = set()
        for number in self.numbers:
            chosen = data.get(f"topic_{number}")
            if chosen in seen:
                self.add_error(f"topic_{number}", _("This topic stands further up already."))
            if chosen:
                seen.add(chosen)
        return data

    def store(self, now: datetime) -> None:
        by_pk = {topic.pk: topic for topic in [*self.learn, *self.back]}
        actions.choose_topics(
            participation=self.stored(),
            topics=self._wished(by_pk) if self.is_mentee else self._offered(),
            exchange=[by_pk[pk] for pk in self.cleaned_data["exchange"]],
        )

    def _wished(self, by_pk: dict[int, Topic]) -> dict[Topic, int]:
        data = self.cleaned_data
        return {
            by_pk[data[f"topic_{number}"]]: data[f"level_{number}"] or 0
            for number in self.numbers
            if data.get(f"topic_{number}")
        }

    def _offered(self) -> dict[Topic, int]:
        offered = {topic: self.cleaned_data[f"offer_{topic.pk}"] or 0 for topic in self.learn}
        ranked = sorted(offered.items(), key=lambda pair: -pair[1])
        return {topic: level for topic, level in ranked if level}
