"""The guided way to a programme: choose a blueprint, say when, name the people, read the texts, look, open.

The programme exists, in preparation, from the second step on: every later step can be left and found again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentoring.hr.forms import BlueprintFileForm, FrameForm, KeepForm, PeopleForm, TextsForm
from people.errors import ActionError
from people.models import Organisation, Person
from programs import actions, blueprints
from programs.admin.program import hr_person
from programs.blueprints import BadBlueprint, Document
from programs.checklist import missing
from programs.models import Blueprint, Program
from programs.scoping import managed_programs


@dataclass(frozen=True)
class Step:
    code: str
    label: Any


STEPS = (
    Step("people", gettext_lazy("People in charge")),
    Step("texts", gettext_lazy("Texts")),
    Step("look", gettext_lazy("Look and open")),
)
FORMS: dict[str, Any] = {"people": PeopleForm, "texts": TextsForm}
EMPTY = "empty"


def page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    full = {**admin.site.each_context(request), **context}
    return TemplateResponse(request, f"admin/set_up/{template}", full, status=status)


def choose(request: HttpRequest) -> HttpResponse:
    """Our blueprints, those that HR keeps, and finished programmes to run again."""
    person = hr_person(request)
    context = {
        "title": _("New programme"),
        "ours": blueprints.ours().values(),
        "kept": Blueprint.objects.all(),
        "programs": managed_programs(person).exclude(starts_on=None).order_by("-starts_on"),
        "file_form": BlueprintFileForm(),
    }
    return page(request, "choose.html", context)


def upload(request: HttpRequest) -> HttpResponse:
    """A blueprint from a file: kept if it is sound, else everything that is wrong with it in sentences."""
    person = hr_person(request)
    form = BlueprintFileForm(*(request.POST, request.FILES) if request.method == "POST" else ())
    if request.method != "POST":
        return redirect("admin:new_programme")
    problems: list[str] = []
    if form.is_valid():
        try:
            kept = actions.keep_file(content=form.cleaned_data["file"].read(), actor=person, now=timezone.now())
        except BadBlueprint as error:
            problems = error.problems
        else:
            messages.success(request, _("The blueprint “%(name)s” is kept.") % {"name": kept.name})
            return redirect("admin:new_programme_frame", "kept", kept.pk)
    context = {"title": _("Blueprint from a file"), "file_form": form, "problems": problems}
    return page(request, "upload.html", context, status=400)


def document(person: Person, kind: str, key: str) -> Document:
    """The blueprint that an address names; 404 for what is not there, or not this person's."""
    if kind == "ours" and key in blueprints.ours():
        return blueprints.ours()[key]
    if kind == "kept" and key.isdecimal():
        return actions.as_document(get_object_or_404(Blueprint, pk=key))
    if kind == "again" and key.isdecimal():
        program = get_object_or_404(managed_programs(person), pk=key)
        names = {"de": program.name_de, "en": program.name_en}
        return actions.document_of(program=program, names=names, suits={})
    if kind == EMPTY:
        return Document(code=EMPTY, names={}, suits={}, sections={})
    raise Http404


def frame(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Name, companies and dates. Then the programme exists."""
    person = hr_person(request)
    chosen = document(person, kind, key)
    start = actions.suggested_start(chosen, timezone.localdate())
    own = chosen.sections.get("programme", {})
    initial = {
        "name_de": own.get("name_de", ""),
        "name_en": own.get("name_en", ""),
        "starts_on": start,
        "organisations": Organisation.objects.filter(people=person),
    }
    form = FrameForm(request.POST if request.method == "POST" else None, initial=initial, document=chosen)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            program = actions.create_from(
                document=chosen,
                names={"de": data["name_de"], "en": data["name_en"]},
                organisations=data["organisations"],
                starts_on=data["starts_on"],
                ends_on=data["ends_on"],
                sign_up_until=data["sign_up_until"],
                follows=managed_programs(person).filter(pk=key).first() if kind == "again" else None,
                actor=person,
                now=timezone.now(),
            )
        except BadBlueprint as error:
            form.add_error(None, list(error.problems))
        else:
            messages.success(request, _("“%(name)s” is created, and you manage it.") % {"name": program.name})
            return redirect("admin:new_programme_step", program.pk, STEPS[0].code)
    context = {"title": _("When and where"), "document": chosen, "form": form}
    return page(request, "frame.html", context, status=400 if form.errors else 200)


def step(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    person = hr_person(request)
    program = get_object_or_404(managed_programs(person), pk=pk)
    position = next((number for number, each in enumerate(STEPS) if each.code == code), None)
    if position is None:
        raise Http404
    view: Callable[..., HttpResponse] = _form_step if code in FORMS else _look
    return view(request, program, position)


def _form_step(request: HttpRequest, program: Program, position: int) -> HttpResponse:
    this = STEPS[position]
    form = FORMS[this.code](request.POST if request.method == "POST" else None, program=program)
    if request.method == "POST" and form.is_valid():
        form.save(actor=hr_person(request))
        return redirect("admin:new_programme_step", program.pk, STEPS[position + 1].code)
    context = {**_around(program, position), "form": form, "people": _people_of(program)}
    return page(request, "form.html", context, status=400 if form.errors else 200)


def _look(request: HttpRequest, program: Program, position: int) -> HttpResponse:
    return page(request, "look.html", {**_around(program, position), "missing": missing(program)})


def _around(program: Program, position: int) -> dict[str, Any]:
    return {
        "title": STEPS[position].label,
        "subtitle": program.name,
        "program": program,
        "steps": STEPS,
        "this": STEPS[position],
        "before": STEPS[position - 1] if position else None,
    }


def _people_of(program: Program) -> Any:
    """Whom the address fields suggest."""
    return (
        Person.objects.active()
        .filter(organisation__programs=program)
        .distinct()
        .only("email", "first_name", "last_name", "erased_at")
    )


def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Save the set-up of a programme as a blueprint for everyone in HR."""
    person = hr_person(request)
    program = get_object_or_404(managed_programs(person), pk=pk)
    form = KeepForm(
        request.POST if request.method == "POST" else None,
        initial={"name_de": program.name_de, "name_en": program.name_en},
    )
    if request.method == "POST" and form.is_valid():
        try:
            kept = actions.keep_blueprint(program=program, actor=person, now=timezone.now(), **form.texts())
        except ActionError as error:
            raise Http404 from error
        messages.success(
            request, _("The blueprint “%(name)s” is kept. It holds no person and no date.") % {"name": kept.name}
        )
        return redirect("admin:new_programme")
    context = {"title": _("Save as a blueprint"), "subtitle": program.name, "program": program, "form": form}
    return page(request, "keep.html", context, status=400 if form.errors else 200)


def export(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """The blueprint as a file, to take along or to change by hand."""
    chosen = document(hr_person(request), kind, key)
    answer = HttpResponse(blueprints.to_file(chosen), content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{chosen.code or "blueprint"}.json"'
    return answer


def remove(request: HttpRequest, pk: int) -> HttpResponse:
    person = hr_person(request)
    kept = get_object_or_404(Blueprint, pk=pk)
    if request.method == "POST":
        actions.remove_blueprint(blueprint=kept, actor=person)
        messages.success(request, _("The blueprint is deleted. Programmes made from it stay as they are."))
        return redirect("admin:new_programme")
    return page(request, "remove.html", {"title": _("Delete the blueprint"), "subtitle": kept.name, "kept": kept})
