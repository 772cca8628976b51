"""Upload a file of sign-ups, look at what it would do, apply it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from people.accounts import elevated
from people.errors import ActionError, NotAllowed
from people.imports.readers import content_of
from people.models import Person
from programs import actions, rules
from programs.admin.forms import SignUpFileForm
from programs.imports import columns, sheet
from programs.imports.examining import examine
from programs.models import Program, SignUpImport


def upload(model_admin: Any, request: HttpRequest, program: Program) -> HttpResponse:
    assert isinstance(request.user, Person)  # noqa: S101  the admin lets nobody else in
    is_sent = request.method == "POST"
    form = SignUpFileForm(request.POST, request.FILES) if is_sent else SignUpFileForm()
    if is_sent and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            stored = actions.check_sign_ups(
                program=program, file_name=file.name, content=content_of(file), actor=request.user
            )
        except NotAllowed as error:
            raise Http404 from error
        except ActionError as error:
            form.add_error("file", str(error))
        else:
            return redirect("admin:programs_program_sign_ups_preview", program.pk, stored.pk)
    headings = {
        column: names["de" if request.LANGUAGE_CODE == "de" else "en"][0] for column, names in columns.HEADINGS.items()
    }
    context = {
        "program": program,
        "form": form,
        "headings": headings.values(),
        "takes_sign_ups": program.state in rules.STATES_FOR_IMPORT,
        "earlier": program.sign_up_imports.exclude(applied_at=None)[:5],
        "title": _("Import sign-ups"),
        "subtitle": program.name,
    }
    return model_admin.own_page(request, "sign_ups.html", context)


def preview(model_admin: Any, request: HttpRequest, program: Program, import_pk: Any) -> HttpResponse:
    stored = get_object_or_404(SignUpImport, program=program, pk=import_pk)
    if request.method == "POST":
        if "discard" in request.POST:
            stored.delete()
            messages.success(request, _("The file is discarded; nothing was imported."))
            return redirect("admin:programs_program_sign_ups", program.pk)
        answer = None if stored.applied_at else apply(request, stored)
        if answer is not None:
            return answer
    if stored.applied_at:
        messages.info(request, _("This file has been imported already."))
        return redirect("admin:programs_program_sign_ups", program.pk)
    add_topics = "add_topics" in request.POST
    found = examine(program, stored.rows, add_topics=add_topics)
    with_topics = examine(program, stored.rows, add_topics=True) if found.unknown_count else found
    context = {
        "program": program,
        "stored": stored,
        "sheet": found,
        "wrong": [row for row in with_topics.rows if row.outcome == sheet.WRONG],
        "sound": [row for row in with_topics.rows if row.outcome in (sheet.NEW, sheet.CHANGED)],
        "counts": with_topics.counts,
        "joint": with_topics.joint_count,
        "typed": request.POST,
        "title": _("Look at the sign-ups before they are imported"),
        "subtitle": program.name,
    }
    return model_admin.own_page(request, "sign_ups_preview.html", context)


def apply(request: HttpRequest, stored: SignUpImport) -> HttpResponse | None:
    """Where to go afterwards; None: stay on the preview, with a message that says what is in the way."""
    assert isinstance(request.user, Person)  # noqa: S101  the admin lets nobody else in
    if "consent" not in request.POST:
        messages.error(request, _("Please confirm that these people have agreed. Nobody takes part without a yes."))
        return None
    back = reverse("admin:programs_program_sign_ups_preview", args=[stored.program_id, stored.pk])
    text = _("The people of the file are signed up, as the preview shows.")
    if page := elevated.ask(request, title=_("Import sign-ups"), text=text, back=back):
        return page
    try:
        done = actions.apply_sign_ups(
            sign_up_import=stored,
            actor=request.user,
            now=timezone.now(),
            only_sound="only_sound" in request.POST,
            add_topics="add_topics" in request.POST,
            reason=elevated.reason(request),
        )
    except NotAllowed as error:
        raise Http404 from error
    except ActionError as error:
        stored.refresh_from_db()
        messages.error(request, str(error))
        return None
    messages.success(
        request,
        _("Imported: %(new)s new, %(changed)s changed, %(same)s unchanged, %(wrong)s left out.") % done.summary,
    )
    return redirect("admin:programs_program_sign_ups", stored.program_id)
