"""HR's page for what a programme suggests for the agreement of its tandems: a sentence in each line, two languages."""

from itertools import zip_longest
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from mentoring.hr.set_up import page
from programs.admin.program import hr_person
from programs.scoping import managed_programs
from tandems.agreement import LABELS
from tandems.suggestions import WORDING
from tandems.wording import LONGEST, MOST, Sentences, check, set_wording, write_down


class WordingForm(forms.Form):
    """Two areas for each text; the sentence in a line of the one is that of the same line in the other."""

    def __init__(self, data: Any, sentences: Sentences) -> None:
        super().__init__(data)
        for name in WORDING:
            rows = sentences.get(name, [])
            for code, language in (("de", _("German")), ("en", _("English"))):
                self.fields[f"{name}_{code}"] = forms.CharField(
                    label=f"{LABELS[name]} ({language})",
                    required=False,
                    max_length=MOST * (LONGEST + 2),
                    widget=forms.Textarea(attrs={"rows": max(3, len(rows) + 1), "cols": 60}),
                    initial="\n".join(row.get(code, "") for row in rows),
                )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for problem in check(self.sentences()):
            self.add_error(None, problem)
        return data

    def sentences(self) -> Sentences:
        return {name: self._rows(name) for name in WORDING}

    def _rows(self, name: str) -> list[dict[str, str]]:
        german, english = (self.cleaned_data.get(f"{name}_{code}", "").splitlines() for code in ("de", "en"))
        pairs = ((one.strip(), other.strip()) for one, other in zip_longest(german, english, fillvalue=""))
        return [{"de": one, "en": other} for one, other in pairs if one or other]


def wording(request: HttpRequest, pk: int) -> HttpResponse:
    person = hr_person(request)
    program = get_object_or_404(managed_programs(person), pk=pk)
    form = WordingForm(request.POST if request.method == "POST" else None, write_down(program))
    if request.method == "POST" and form.is_valid():
        set_wording(program=program, sentences=form.sentences(), actor=person)
        messages.success(request, _("Saved. Tandems find it beside their agreement, to take over and to change."))
        return redirect("admin:programme_agreement", program.pk)
    context = {"title": _("Suggestions for the agreement"), "subtitle": program.name, "program": program, "form": form}
    return page(request, "wording.html", context, status=400 if form.errors else 200)
