"""The forms of meetings and offers. Dates and times are typed in the person's own time zone, which is active here."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import Person
from people.times.clock import day_of
from people.times.moments import instant
from programs.enums import TopicKind
from programs.models import ConsentText, Topic
from tandems.actions.meetings import LONGEST, SHORTEST
from tandems.actions.pause import latest_end
from tandems.models import Meeting, Tandem
from tandems.models.effort import MOST_MINUTES


class WhenForm(forms.Form):
    """Date, time, length and topic. `cleaned_data["starts_at"]` is the moment."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    date = forms.DateField(label=_("Date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    time = forms.TimeField(label=_("Time"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    minutes = forms.IntegerField(
        label=_("How long, in minutes"),
        min_value=SHORTEST,
        max_value=LONGEST,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "step": 5}),
    )
    topic = forms.ModelChoiceField(Topic.objects.none(), label=_("Topic"), required=False, empty_label=_("still open"))

    def __init__(self, *args: Any, tandem: Tandem, person: Person, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now, self.zone = now, ZoneInfo(person.time_zone)
        self.fields["topic"].queryset = tandem.program.topics.all()  # type: ignore[attr-defined]
        if not self.fields["topic"].queryset:  # type: ignore[attr-defined]
            del self.fields["topic"]
        if tandem.partner_of(person).time_zone != person.time_zone:
            self.fields["time"].help_text = _("In your time zone: %(zone)s") % {"zone": person.time_zone}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned.setdefault("topic", None)
        if cleaned.get("date") and cleaned.get("time"):
            try:
                cleaned["starts_at"] = instant(cleaned["date"], cleaned["time"], self.zone)
            except forms.ValidationError as error:
                self.add_error("time", error)
        return cleaned


class DateForm(WhenForm):
    """A date to come."""

    place = forms.CharField(
        label=_("Where"), max_length=200, required=False, help_text=_("A room, or the address of a video call.")
    )
    field_order: Sequence[str] = ("seen", "date", "time", "minutes", "place", "topic")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["date"].widget.attrs["min"] = timezone.localdate(self.now, self.zone).isoformat()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "starts_at" in cleaned and cleaned["starts_at"] <= self.now:
            self.add_error("date", _("This time has passed. If you have met, log the meeting as held."))
        return cleaned


class EffortForm(forms.Form):
    """One's own time around a meeting. What is left empty is not said."""

    preparation_minutes = forms.IntegerField(
        label=_("Your preparation, in minutes"), min_value=0, max_value=MOST_MINUTES, required=False
    )
    follow_up_minutes = forms.IntegerField(
        label=_("Your follow-up, in minutes"), min_value=0, max_value=MOST_MINUTES, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("preparation_minutes", "follow_up_minutes"):
            self.fields[name].widget.attrs.update(inputmode="numeric", step=5)

    @property
    def effort(self) -> dict[str, int] | None:
        """What to store, None where nothing was said."""
        said = {name: self.cleaned_data[name] for name in ("preparation_minutes", "follow_up_minutes")}
        return {name: value or 0 for name, value in said.items()} if any(v is not None for v in said.values()) else None


class HeldForm(EffortForm, WhenForm):
    """A meeting that took place: when, how long, what was covered each way, and one's own time around it."""

    learned = forms.ModelMultipleChoiceField(
        Topic.objects.none(), label=_("What was it about?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    given = forms.ModelMultipleChoiceField(
        Topic.objects.none(), label=_("What was given in return?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    field_order = ("seen", "date", "time", "minutes", "learned", "given", "preparation_minutes", "follow_up_minutes")

    def __init__(self, *args: Any, tandem: Tandem, **kwargs: Any) -> None:
        super().__init__(*args, tandem=tandem, **kwargs)
        self.fields.pop("topic", None)
        topics = list(tandem.program.topics.all())
        for name, kind in (("learned", TopicKind.LEARN), ("given", TopicKind.EXCHANGE)):
            offered = [topic for topic in topics if topic.kind == kind]
            if offered:
                self.fields[name].queryset = tandem.program.topics.filter(kind=kind)  # type: ignore[attr-defined]
            else:
                del self.fields[name]
        self.fields["date"].widget.attrs["max"] = timezone.localdate(self.now, self.zone).isoformat()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "starts_at" in cleaned and cleaned["starts_at"] > self.now:
            self.add_error("date", _("This time is still to come."))
        return cleaned

    @property
    def covered(self) -> list[Topic]:
        return [*self.cleaned_data.get("learned", ()), *self.cleaned_data.get("given", ())]


class ExtraForm(DateForm):
    """A meeting beside the plan: to come, or already held."""

    clean = WhenForm.clean

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["date"].widget.attrs["min"]
        self.fields["date"].help_text = _("A date in the past is logged as held.")


class AcceptForm(forms.Form):
    """A yes to an offer; with the programme's wording where the person has not agreed to it in person yet."""

    consent = forms.BooleanField(
        label=_("I have read this and agree."),
        error_messages={"required": _("Please agree to this text first, or say no to the offer.")},
    )

    def __init__(self, *args: Any, consent_text: ConsentText | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if consent_text is None:
            del self.fields["consent"]


def seen(meeting: Meeting) -> str:
    """What the person sees of the meeting: sent along, so that a change made meanwhile is noticed."""
    return f"{meeting.state}:{meeting.sequence}"


def as_seen(meeting: Meeting, mark: str) -> Meeting:
    """`meeting` as it was when the form was shown."""
    state, _colon, sequence = mark.partition(":")
    if sequence.isdigit():
        meeting.state, meeting.sequence = state, int(sequence)
    return meeting


def initial_date(meeting: Meeting, place: str) -> dict[str, Any]:
    """What a form about a meeting starts from."""
    local = timezone.localtime(meeting.starts_at) if meeting.starts_at else None
    return {
        "seen": seen(meeting),
        "date": local and local.date(),
        "time": local and local.time(),
        "minutes": meeting.minutes,
        "place": meeting.place or place,
        "topic": meeting.topic_id,
    }


def initial_held(meeting: Meeting, now: datetime) -> dict[str, Any]:
    """What logging a meeting starts from: its date if that has passed, and what had been planned to be its topic."""
    initial = initial_date(meeting, "")
    if meeting.starts_at is None or meeting.starts_at > now:
        initial.update(date=timezone.localdate(now), time=None)
    if meeting.topic is not None:
        initial["given" if meeting.topic.kind == TopicKind.EXCHANGE else "learned"] = [meeting.topic_id]
    return initial


def suggested_day(meeting: Meeting, now: datetime) -> date:
    """A day to start from where there is none yet: the Wednesday of the planned week, never a past one."""
    return max(meeting.planned_week + timedelta(days=2), timezone.localdate(now) + timedelta(days=1))


class PauseForm(forms.Form):
    """The day on which the two go on."""

    until = forms.DateField(
        label=_("We start again on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, tandem: Tandem, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = day_of(now)
        self.fields["until"].widget.attrs.update(
            min=(today + timedelta(days=1)).isoformat(), max=latest_end(tandem, today).isoformat()
        )
