"""What HR is asked on the guided way to a programme: as little as possible, everything prefilled."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from people import audit
from people.models import Organisation, Person
from programs.admin.fields import PersonField
from programs.blueprints import Document
from programs.blueprints.programme import length_in_weeks
from programs.enums import TeamRole
from programs.models import Program, TeamMember

DATE = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
LONG_TEXT = forms.Textarea(attrs={"rows": 9, "cols": 60})
SHORT_TEXT = forms.Textarea(attrs={"rows": 4, "cols": 60})


class NamesForm(forms.Form):
    """A name in at least one language."""

    name_de = forms.CharField(label=_("Name (German)"), max_length=120, required=False)
    name_en = forms.CharField(label=_("Name (English)"), max_length=120, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not (data.get("name_de") or data.get("name_en") or self.errors):
            self.add_error("name_de", _("Fill in German, English or both."))
        return data


class FrameForm(NamesForm):
    organisations = forms.ModelMultipleChoiceField(
        label=_("Companies that take part"), queryset=Organisation.objects.all(), widget=forms.CheckboxSelectMultiple
    )
    starts_on = forms.DateField(label=_("First day"), widget=DATE)
    ends_on = forms.DateField(label=_("Last day"), widget=DATE, required=False)
    sign_up_until = forms.DateField(
        label=_("Sign-up until"), widget=DATE, required=False, help_text=_("Left empty: ten days before the first day.")
    )

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        weeks = length_in_weeks(document.sections.get("programme", {}))
        self.fields["ends_on"].help_text = ngettext_lazy(
            "Left empty: %(weeks)s week after the first day.",
            "Left empty: %(weeks)s weeks after the first day.",
            weeks,
        ) % {"weeks": weeks}
        if Organisation.objects.count() == 1:
            self.initial["organisations"] = Organisation.objects.all()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        starts_on, ends_on, until = (data.get(name) for name in ("starts_on", "ends_on", "sign_up_until"))
        if starts_on and ends_on and ends_on <= starts_on:
            self.add_error("ends_on", _("The programme must end after it starts."))
        if starts_on and until and until >= starts_on:
            self.add_error("sign_up_until", _("Signing up has to end before the programme starts."))
        return data


class PeopleForm(forms.Form):
    """Each role once; more people of a role are added on the programme's own page."""

    sponsor = PersonField(
        label=_("Sponsor"), required=False, help_text=_("E-mail address of someone at the top who stands behind it.")
    )
    contact = PersonField(
        label=_("Neutral contact"),
        required=False,
        help_text=_(
            "Outside the reporting lines and not in charge of the programme: people turn to them in confidence."
        ),
    )
    viewer = PersonField(
        label=_("Leadership viewer"), required=False, help_text=_("Reads the figures of the evaluation, nothing else.")
    )
    manager = PersonField(
        label=_("Second HR manager"), required=False, help_text=_("Stands in for you. Needs access to this site.")
    )

    ROLES = {"contact": TeamRole.CONTACT, "viewer": TeamRole.VIEWER, "manager": TeamRole.MANAGER}

    def __init__(self, data: Any = None, *, program: Program) -> None:
        self.program = program
        team = {member.role: member.person.email for member in program.team.select_related("person").order_by("-pk")}
        known = {name: team.get(role, "") for name, role in self.ROLES.items() if name != "manager"}
        known["sponsor"] = program.sponsor.email if program.sponsor else ""
        super().__init__(data, initial=known)

    def clean_manager(self) -> Person | None:
        person: Person | None = self.cleaned_data["manager"]
        if person and not person.is_staff:
            raise forms.ValidationError(
                _("This person has no access to this site yet. A system administrator gives it.")
            )
        return person

    def save(self, *, actor: Person) -> None:
        """Adds whom the form names; whoever is in the team already stays."""
        self.program.sponsor = self.cleaned_data["sponsor"]
        self.program.save(update_fields=["sponsor"])
        for name, role in self.ROLES.items():
            if person := self.cleaned_data[name]:
                TeamMember.objects.get_or_create(program=self.program, person=person, role=role)
        audit.record("program.teammember_changed", actor=actor, subject=self.program, program_id=self.program.pk)


class TextsForm(forms.ModelForm):
    class Meta:
        model = Program
        fields = ("description_de", "description_en", "sponsor_message_de", "sponsor_message_en")
        widgets = {
            "description_de": LONG_TEXT,
            "description_en": LONG_TEXT,
            "sponsor_message_de": SHORT_TEXT,
            "sponsor_message_en": SHORT_TEXT,
        }

    def __init__(self, data: Any = None, *, program: Program) -> None:
        super().__init__(data, instance=program)

    def save(self, commit: bool = True, *, actor: Person | None = None) -> Program:
        self.instance.save(update_fields=list(self._meta.fields or ()))
        if self.changed_data:
            audit.record(
                "program.changed",
                actor=actor,
                subject=self.instance,
                program_id=self.instance.pk,
                details={"changes": audit.changes(self)},
            )
        return self.instance


class KeepForm(NamesForm):
    suits_de = forms.CharField(label=_("For whom it is (German)"), max_length=500, required=False, widget=SHORT_TEXT)
    suits_en = forms.CharField(label=_("For whom it is (English)"), max_length=500, required=False, widget=SHORT_TEXT)

    def texts(self) -> dict[str, dict[str, str]]:
        return {
            key: {code: self.cleaned_data[f"{field}_{code}"] for code in ("de", "en")}
            for key, field in (("names", "name"), ("suits", "suits"))
        }


class BlueprintFileForm(forms.Form):
    file = forms.FileField(
        label=_("File of a blueprint"), help_text=_("A file that was exported here or elsewhere (JSON, or TOML).")
    )
