"""The steps of signing up. Each form checks what it asks and hands the rest to the actions, which know the rules."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people.models import Person
from programs import actions, rules, wishes
from programs.enums import ConsentSource, Mode, Role, SkillLevel, Slot, TopicKind
from programs.models import ConsentText, Participation, Program, Topic
from programs.sign_up_rules import MOST_RULED_OUT, UnsoundSignUp, level_message

WISHES = 5
TICK = {"class": "form-check-input"}
DAYS = (
    ("1", _("Monday")),
    ("2", _("Tuesday")),
    ("3", _("Wednesday")),
    ("4", _("Thursday")),
    ("5", _("Friday")),
)


class StepForm(forms.Form):
    """One step. `participation` is what has been filled in so far, None before the first step."""

    required_css_class = "required"

    def __init__(
        self, *args: Any, program: Program, person: Person, participation: Participation | None, **kwargs: Any
    ) -> None:
        self.program, self.person, self.participation = program, person, participation
        super().__init__(*args, **kwargs)

    def stored(self) -> Participation:
        assert self.participation is not None  # noqa: S101  the view leads to the first step otherwise
        return self.participation

    def take(self, now: datetime) -> bool:
        """Store the step. False, with messages at the fields, where the rules speak against it."""
        try:
            self.store(now)
        except UnsoundSignUp as error:
            for problem in error.problems:
                self.add_error(problem.field if problem.field in self.fields else None, problem.message)
            return False
        return True

    def store(self, now: datetime) -> None:
        raise NotImplementedError


class RoleForm(StepForm):
    role = forms.ChoiceField(
        label=_("How would you like to take part?"),
        choices=Role.choices,
        widget=forms.RadioSelect(attrs=TICK),
        error_messages={"required": _("Choose one of the two.")},
    )
    max_tandems = forms.TypedChoiceField(
        label=_("How many tandems have you time for?"),
        choices=[(1, "1"), (2, "2"), (3, "3")],
        coerce=int,
        initial=1,
        widget=forms.RadioSelect(attrs=TICK),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.participation:
            self.initial = {"role": self.participation.role, "max_tandems": self.participation.max_tandems}
        else:
            self.initial = {
                "role": next((role for role in Role if rules.can_be(role, self.person)), ""),
                **self.initial,
            }

    def role_options(self) -> Iterator[dict[str, Any]]:
        """Both roles, with why one of them is not open to this person."""
        chosen = self["role"].value()
        for role in Role:
            is_open = rules.can_be(role, self.person)
            yield {
                "value": role.value,
                "label": role.label,
                "is_chosen": chosen == role.value,
                "is_open": is_open,
                "why_not": "" if is_open else level_message(self.person, role),
            }

    def store(self, now: datetime) -> None:
        self.participation = actions.save_draft(
            program=self.program,
            person=self.person,
            role=self.cleaned_data["role"],
            max_tandems=self.cleaned_data["max_tandems"],
            now=now,
        )


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


class FrameForm(StepForm):
    mode = forms.ChoiceField(
        label=_("How would you like to meet?"), choices=Mode.choices, widget=forms.RadioSelect(attrs=TICK)
    )
    slots = forms.MultipleChoiceField(
        label=_("When do you usually have time?"),
        choices=Slot.choices,
        widget=forms.CheckboxSelectMultiple(attrs=TICK),
        error_messages={"required": _("Choose at least one half day.")},
    )
    joint_with = forms.EmailField(
        label=_("Signing up together with someone?"),
        required=False,
        help_text=_(
            "E-mail address of a colleague in the other role. We ask them; your tandem is set once they sign up and "
            "name you as well."
        ),
    )
    liked = forms.CharField(
        label=_("Whom would you like to be paired with?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("E-mail addresses of up to three people, one a line. A wish counts, and is no promise."),
    )
    out = forms.CharField(
        label=_("Is anyone out of the question?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "E-mail addresses, one a line. The computer proposes the two of you to nobody, whoever of you wrote it, "
            "and gives no reason."
        ),
    )
    motivation = forms.CharField(
        label=_("Why would you like to take part?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stored = self.stored()
        liked, out = wishes.people_of(stored)
        self.initial = {
            "liked": "\n".join(person.email for person in liked),
            "out": "\n".join(person.email for person in out),
            "mode": stored.mode,
            "slots": stored.slots,
            "motivation": stored.motivation,
            "joint_with": stored.joint_with.email if stored.joint_with else "",
        }

    def wish_fields(self) -> list[Any]:
        return [self["liked"], self["out"]]

    def days(self) -> Iterator[dict[str, Any]]:
        """Rows of the grid: a day with its two halves."""
        chosen = {str(value) for value in self["slots"].value() or []}
        for number, day in DAYS:
            halves = [Slot(f"{number}am"), Slot(f"{number}pm")]
            yield {
                "day": day,
                "halves": [{"value": half.value, "label": half.label, "on": half.value in chosen} for half in halves],
            }

    def clean_joint_with(self) -> Person | None:
        email = self.cleaned_data["joint_with"]
        if not email:
            return None
        partner = self._colleague(email)
        if partner is None:
            raise forms.ValidationError(
                _("Nobody with this address can take part here. Please check how it is written.")
            )
        return partner

    def clean_liked(self) -> list[Person]:
        return self._colleagues("liked")

    def clean_out(self) -> list[Person]:
        return self._colleagues("out")

    def _colleague(self, email: str) -> Person | None:
        return Person.objects.active().by_email(email).filter(organisation__programs=self.program).first()

    def _colleagues(self, field: str) -> list[Person]:
        """The people whose addresses were written, each once."""
        words = re.split(r"[\s,;]+", self.cleaned_data[field].casefold())
        emails = [email for email in dict.fromkeys(words) if email]
        if len(emails) > MOST_RULED_OUT:
            raise forms.ValidationError(_("Name ten people at most."))
        found = {email: self._colleague(email) for email in emails}
        unknown = [email for email, person in found.items() if person is None]
        if unknown:
            raise forms.ValidationError(
                [
                    _("Nobody with the address %(email)s can take part here. Please check how it is written.")
                    % {"email": email}
                    for email in unknown
                ]
            )
        return [person for person in found.values() if person is not None]

    def store(self, now: datetime) -> None:
        data = self.cleaned_data
        actions.describe_frame(
            participation=self.stored(),
            slots=data["slots"],
            mode=data["mode"],
            motivation=data["motivation"],
            joint_with=data["joint_with"],
            liked=data["liked"],
            out=data["out"],
            now=now,
        )


class ConsentForm(StepForm):
    """The text is read first; the box is never ticked in advance."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    agree = forms.BooleanField(
        label=_("I have read this and agree."),
        error_messages={"required": _("Without your agreement there is no sign-up. You can also leave it at that.")},
    )

    def __init__(self, *args: Any, text: ConsentText | None, **kwargs: Any) -> None:
        self.text = text
        super().__init__(*args, **kwargs)
        self.initial["version"] = text.version if text else 0

    def clean(self) -> dict[str, Any]:
        if self.text is None:
            raise forms.ValidationError(_("The text is missing. Please tell the personnel department."))
        if self.cleaned_data.get("version") != self.text.version:
            self.data = {key: value for key, value in self.data.items() if key not in ("version", "agree")}
            raise forms.ValidationError(_("The text has changed in the meantime. Please read it once more."))
        return self.cleaned_data

    def store(self, now: datetime) -> None:
        stored = self.stored()
        assert self.text is not None  # noqa: S101  clean() refuses it
        actions.sign_up(
            program=self.program,
            person=self.person,
            role=stored.role,
            topics={choice.topic: choice.level for choice in stored.topic_choices.select_related("topic")},
            exchange=stored.exchange.all(),
            slots=stored.slots,
            mode=stored.mode,
            max_tandems=stored.max_tandems,
            motivation=stored.motivation,
            joint_with=stored.joint_with,
            consent_text=self.text,
            source=ConsentSource.BROWSER,
            now=now,
        )
