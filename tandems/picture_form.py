"""The form of a self-assessment: one question for each topic, each of which may be left out."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.enums import SkillLevel
from programs.models import Topic


class PictureForm(forms.Form):
    """`cleaned_levels` is topic to level, without those left out."""

    def __init__(self, *args: Any, topics: list[Topic], levels: dict[int, int], **kwargs: Any) -> None:
        """`levels`: topic key to level, what the form starts from."""
        super().__init__(*args, **kwargs)
        self.topics = {f"topic_{topic.pk}": topic for topic in topics}
        for name, topic in self.topics.items():
            self.fields[name] = forms.TypedChoiceField(
                label=topic.name,
                choices=[("", _("leave out")), *SkillLevel.choices],
                coerce=int,
                empty_value=None,
                required=False,
                initial=levels.get(topic.pk),
                widget=forms.Select(attrs={"class": "form-select", "aria-describedby": "who-reads"}),
            )

    @property
    def cleaned_levels(self) -> dict[Topic, int]:
        said = ((topic, self.cleaned_data[name]) for name, topic in self.topics.items())
        return {topic: level for topic, level in said if level is not None}
