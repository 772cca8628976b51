"""Pages of a programme: which mails it sends, after how many days and in which words, with a preview."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notices import choices, kinds, texts
from notices.enums import Group
from notices.kinds import Kind, Message, Sample, Text
from people.errors import ActionError, NotAllowed
from people.models import Person
from programs.actions.notices import TEXTS, default_text, send_preview, set_notice
from programs.models import Program

LANGUAGES = (("de", gettext_lazy("German")), ("en", gettext_lazy("English")))


WIDE = forms.TextInput(attrs={"size": 60})  # each form has a copy


def of_programs() -> list[Kind]:
    return [kind for kind in kinds.all_kinds() if kind.per_program]


class NoticeForm(forms.Form):
    """Whether a kind is sent, its days, and its text in both languages, as it reads now."""

    is_on = forms.BooleanField(label=gettext_lazy("This mail is sent"), required=False)
    subject_de = forms.CharField(
        label=gettext_lazy("Subject (German)"),
        max_length=150,
        required=False,
        widget=WIDE,
    )
    body_de = forms.CharField(
        label=gettext_lazy("Text (German)"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 8})
    )
    subject_en = forms.CharField(
        label=gettext_lazy("Subject (English)"),
        max_length=150,
        required=False,
        widget=WIDE,
    )
    body_en = forms.CharField(
        label=gettext_lazy("Text (English)"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 8})
    )

    def __init__(self, data: Any = None, *, kind: Kind, program: Program) -> None:
        self.kind = kind
        super().__init__(data, initial=_as_it_is(kind, program))
        if not kind.can_be_muted:
            del self.fields["is_on"]
        for number, distance in enumerate(kind.distances):
            self.fields[f"days_{number}"] = forms.IntegerField(
                label=distance.label,
                min_value=distance.least,
                max_value=distance.most,
                help_text=_("From %(least)s to %(most)s, usually %(default)s.")
                % {"least": distance.least, "most": distance.most, "default": distance.default},
            )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        for language, _label in LANGUAGES:
            own = (values.get(f"subject_{language}", ""), values.get(f"body_{language}", ""))
            for field, message in texts.problems(self.kind, *own):
                self.add_error(f"{field}_{language}", message)
        return values

    @property
    def days(self) -> list[int]:
        return [self.cleaned_data[f"days_{number}"] for number in range(len(self.kind.distances))]

    @property
    def day_fields(self) -> list[forms.BoundField]:
        return [self[f"days_{number}"] for number in range(len(self.kind.distances))]

    @property
    def text_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in TEXTS]

    def text(self, language: str) -> Text:
        """As typed; what is empty is the default."""
        default = default_text(self.kind, language)
        values = getattr(self, "cleaned_data", self.initial)
        return Text(
            values.get(f"subject_{language}") or default.subject, values.get(f"body_{language}") or default.body
        )


def _as_it_is(kind: Kind, program: Program) -> dict[str, Any]:
    made = choices.load()
    initial: dict[str, Any] = {"is_on": made.is_on(kind, program.pk)}
    for language, _label in LANGUAGES:
        with translation.override(language):
            text = made.own_text(kind, program.pk) or kind.text
        initial |= {f"subject_{language}": text.subject, f"body_{language}": text.body}
    return initial | {f"days_{number}": days for number, days in enumerate(made.days(kind.code, program.pk))}


# ------------------------------------------------------------------ pages
def overview(model_admin: Any, request: HttpRequest, program: Program) -> HttpResponse:
    made = choices.load()
    rows = [
        {
            "kind": kind,
            "is_on": made.is_on(kind, program.pk),
            "days": made.days(kind.code, program.pk) if kind.distances else (),
            "is_own": bool((row := made.of(kind, program.pk)) and any(getattr(row, name) for name in TEXTS)),
        }
        for kind in of_programs()
    ]
    groups = [(group.label, [row for row in rows if row["kind"].group == group]) for group in Group]  # type: ignore[attr-defined]
    context = {
        "program": program,
        "groups": [(label, found) for label, found in groups if found],
        "title": _("Mails of this programme"),
        "subtitle": program.name,
    }
    return model_admin.own_page(request, "notices.html", context)


def edit(model_admin: Any, request: HttpRequest, program: Program, code: str) -> HttpResponse:
    kind = next((one for one in of_programs() if one.code == code), None)
    if kind is None:
        raise Http404
    is_sent = request.method == "POST"
    form = NoticeForm(request.POST if is_sent else None, kind=kind, program=program)
    offered = texts.samples(kind, program.pk)
    chosen = next((one for one in offered if one.key == request.POST.get("sample")), None)
    if is_sent and form.is_valid() and "_preview" not in request.POST:
        answer = _save(request, program, form, chosen)
        if answer is not None:
            return answer
    context = {
        "program": program,
        "kind": kind,
        "form": form,
        "samples": offered,
        "chosen": chosen,
        "previews": _previews(form, chosen) if not is_sent or form.is_valid() else [],
        "title": kind.label,
        "subtitle": program.name,
    }
    return model_admin.own_page(request, "notice.html", context)


def _previews(form: NoticeForm, sample: Sample | None) -> list[tuple[str, Any, Message]]:
    found = []
    for language, label in LANGUAGES:
        with translation.override(language):
            found.append((language, label, texts.preview(form.kind, form.text(language), sample)))
    return found


def _save(request: HttpRequest, program: Program, form: NoticeForm, chosen: Sample | None) -> HttpResponse | None:
    """Where to go afterwards; None: stay, with a message that says what is in the way."""
    assert isinstance(request.user, Person)  # noqa: S101  the admin lets nobody else in
    values = form.cleaned_data
    try:
        set_notice(
            program=program,
            kind=form.kind,
            actor=request.user,
            is_on=values.get("is_on", True),
            days=form.days,
            texts={name: values[name] for name in TEXTS},
            now=timezone.now(),
        )
    except NotAllowed as error:
        raise Http404 from error
    except ActionError as error:
        messages.error(request, str(error))
        return None
    if "_send" not in request.POST:
        messages.success(request, _("Saved. This holds from now on, also for mails that are not sent yet."))
        return redirect("admin:programs_program_notices", program.pk)
    key = chosen.key if chosen else ""
    send_preview(program=program, kind=form.kind, actor=request.user, sample=key, now=timezone.now())
    messages.success(
        request, _("Saved, and on its way to %(email)s in both languages.") % {"email": request.user.email}
    )
    return redirect("admin:programs_program_notice", program.pk, form.kind.code)
