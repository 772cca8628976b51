"""What HR may write into a programme, with every message at the field it is about."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from programs.admin.fields import PersonField
from programs.enums import Measure, ProgramState, TeamRole, TopicKind
from programs.models import Briefing, ConsentText, Goal, Program, TeamMember, Topic

PERCENT = (Measure.MEETINGS_HELD, Measure.ANSWER_RATE)
SCALE = (Measure.USEFULNESS,)


class BilingualForm(forms.ModelForm):
    """German and English side by side; at least one of the two is filled."""

    bilingual: tuple[str, ...] = ()
    needs_a_text = _("Fill in German, English or both.")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name in self.bilingual:
            if not (data.get(f"{name}_de") or data.get(f"{name}_en") or self.has_error(f"{name}_de")):
                self.add_error(f"{name}_de", self.needs_a_text)
        return data


class ProgramForm(BilingualForm):
    bilingual = ("name",)
    sponsor = PersonField(
        label=_("Sponsor"), required=False, help_text=_("E-mail address of someone at the top who stands behind it.")
    )

    class Meta:
        model = Program
        fields = "__all__"  # noqa: DJ007  the admin's fieldsets name them; state and dates of record are not editable

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _("Part of the web address. Left empty, it is made from the name.")
        for name, field in self.fields.items():
            if name.startswith("weight_"):
                field.widget = forms.NumberInput(attrs={"min": 0, "max": 10, "class": "vIntegerField"})

    def clean_slug(self) -> str:
        from programs.actions import free_slug

        return self.cleaned_data["slug"] or free_slug(self.data.get("name_de") or self.data.get("name_en") or "")

    def clean_smallest_group(self) -> int:
        """SECURITY: people sign up and answer relying on it. Lowered later, it would show groups it had hidden."""
        wanted, stored = self.cleaned_data["smallest_group"], self.initial.get("smallest_group")
        if self.instance.pk and self.instance.state != ProgramState.DRAFT and stored and wanted < stored:
            raise forms.ValidationError(
                _("People have been told that results of fewer than %(count)s are never shown: it can only be raised.")
                % {"count": stored}
            )
        return wanted

    def clean_breakdown(self) -> str:
        """SECURITY: people sign up and answer relying on it. Cells cut anew would tell by subtraction."""
        wanted = self.cleaned_data["breakdown"]
        if self.instance.pk and self.instance.state != ProgramState.DRAFT and wanted != self.initial.get("breakdown"):
            raise forms.ValidationError(_("People have been told by what groups results are shown: it stays that way."))
        return wanted

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        sign_up_until, starts_on, ends_on = (data.get(name) for name in ("sign_up_until", "starts_on", "ends_on"))
        if starts_on and ends_on and ends_on <= starts_on:
            self.add_error("ends_on", _("The programme must end after it starts."))
        if sign_up_until and starts_on and sign_up_until >= starts_on:
            self.add_error("sign_up_until", _("Signing up has to end before the programme starts."))
        if data.get("experience_is_must") and data.get("years_apart_to") is None:
            self.add_error("experience_is_must", _("Say how many years of experience apart."))
        return data


class GoalForm(BilingualForm):
    bilingual = ("title",)

    class Meta:
        model = Goal
        fields = (
            "title_de",
            "title_en",
            "measure",
            "topic",
            "baseline",
            "target",
            "due_on",
            "reported",
            "position",
        )
        help_texts = {
            "measure": _(
                "All measures but “Reported by HR” are computed from what happens in the programme: for them give the "
                "value at the start and the value to reach, and the evaluation does the rest. Retention is read once, "
                "a year after the start, and how many have left is not told where it is a few: report a goal of it."
            )
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        measure, baseline, target = data.get("measure"), data.get("baseline"), data.get("target")
        if baseline is not None and target is not None and baseline == target:
            self.add_error("target", _("The target must differ from the baseline."))
        if target is not None and measure in PERCENT and not 0 <= target <= 100:
            self.add_error("target", _("A share lies between 0 and 100 percent."))
        if target is not None and measure in SCALE and not 1 <= target <= 5:
            self.add_error("target", _("A mean lies between 1 and 5."))
        if data.get("topic") and measure != Measure.GAIN:
            self.add_error("topic", _("A topic belongs to a gain in self-assessment only."))
        if data.get("topic") and data["topic"].kind != TopicKind.LEARN:
            self.add_error("topic", _("Choose a topic to learn."))
        if data.get("reported") is not None and measure != Measure.REPORTED:
            self.add_error("reported", _("This measure is computed; only measures reported by HR take a value."))
        return data


class TopicForm(BilingualForm):
    bilingual = ("name",)

    class Meta:
        model = Topic
        fields = ("kind", "name_de", "name_en", "position")

    def clean_kind(self) -> str:
        kind = self.cleaned_data["kind"]
        if self.instance.pk and "kind" in self.changed_data and is_in_use(self.instance):
            raise forms.ValidationError(_("People have chosen this topic already; its kind can no longer change."))
        return kind


class BriefingForm(BilingualForm):
    bilingual = ("text",)
    needs_a_text = _("Write the text in at least one language.")

    class Meta:
        model = Briefing
        fields = ("text_de", "text_en")


class TopicFormSet(forms.BaseInlineFormSet):
    def clean(self) -> None:
        super().clean()
        names: set[tuple[str, str, str]] = set()
        for form in self.forms:
            if form in self.deleted_forms:
                continue
            for column in ("name_de", "name_en"):
                key = (column, form.cleaned_data.get("kind", ""), (form.cleaned_data.get(column) or "").casefold())
                if key[2] and key in names:
                    form.add_error(column, _("This topic is there already."))
                names.add(key)
        # errors of forms that are to be deleted are not looked at: this one has to stand above the table
        kept = [form.instance.name for form in self.deleted_forms if form.instance.pk and is_in_use(form.instance)]
        if kept:
            raise forms.ValidationError(
                _("People have chosen “%(names)s”; it cannot be removed any more.") % {"names": ", ".join(kept)}
            )


def is_in_use(topic: Topic) -> bool:
    from programs.models import Participation

    return topic.choices.exists() or Participation.objects.filter(exchange=topic).exists()


class TeamForm(forms.ModelForm):
    person = PersonField(label=_("E-mail address"))

    class Meta:
        model = TeamMember
        fields = ("role", "person")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        person = data.get("person")
        if person and data.get("role") == TeamRole.MANAGER and not person.is_staff:
            self.add_error(
                "person", _("A manager needs access to this admin site. A system administrator can give it.")
            )
        return data


class TeamFormSet(forms.BaseInlineFormSet):
    def clean(self) -> None:
        super().clean()
        if any(form.errors for form in self.forms):
            return
        kept = [form for form in self.forms if form not in self.deleted_forms and form.cleaned_data.get("person")]
        if not any(form.cleaned_data["role"] == TeamRole.MANAGER for form in kept):
            raise forms.ValidationError(_("A programme keeps at least one HR manager."))


class ConsentTextForm(BilingualForm):
    """Frozen once someone has agreed: a new wording is a new version."""

    bilingual = ("text",)

    class Meta:
        model = ConsentText
        fields = ("text_de", "text_en")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.bilingual:
            for column in (f"{name}_de", f"{name}_en"):
                self.fields[column].widget.attrs.update({"rows": 14, "cols": 70})
        if self.instance.pk and (agreed := self.instance.consents.count()):
            for field in self.fields.values():
                field.disabled = True
            self.fields["text_de"].help_text = ngettext(
                "%(count)s person agreed to this version, so it stays as it is. For a new wording add a new version; "
                "it is read by everyone who signs up from then on.",
                "%(count)s people agreed to this version, so it stays as it is. For a new wording add a new version; "
                "it is read by everyone who signs up from then on.",
                agreed,
            ) % {"count": agreed}


class ConsentTextFormSet(forms.BaseInlineFormSet):
    def save_new(self, form: Any, commit: bool = True) -> Any:
        newest = self.instance.consent_texts.order_by("-version").values_list("version", flat=True).first() or 0
        form.instance.version = newest + 1
        return super().save_new(form, commit=commit)


class SignUpFileForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or XLSX, with the headings named below."),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty.")},
    )
