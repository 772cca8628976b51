"""HR's import: upload, look, decide, see what came of it."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from people.accounts import elevated
from people.admin.access import HrAdmin, is_hr, person_of
from people.enums import ImportState
from people.errors import ActionError
from people.imports import check_file, columns, discard, jobs, recheck
from people.imports.preview import Preview
from people.imports.readers import content_of
from people.models import PeopleImport

SHORT = 20  # rows of each kind on the preview itself
LONG = 100  # on a page of its own
TICKABLE = 500  # people missing from the file who can be ticked one by one


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("File of employees"),
        help_text=_("CSV or XLSX, at most 10 MB and 20,000 rows."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
    )


@admin.register(PeopleImport)
class PeopleImportAdmin(HrAdmin, admin.ModelAdmin):
    """Django's pages for a model do not fit a file that is looked at and applied; the addresses stay."""

    def get_urls(self) -> list[URLPattern]:
        def page(route: str, view: Any, name: str) -> URLPattern:
            return path(route, self.admin_site.admin_view(never_cache(view)), name=f"people_peopleimport_{name}")

        return [
            page("", self.list_page, "changelist"),
            page("add/", self.upload_page, "add"),
            page("<uuid:pk>/", self.preview_page, "change"),
            page("<uuid:pk>/apply/", self.apply_view, "apply"),
            page("<uuid:pk>/discard/", self.discard_view, "discard"),
            page("<uuid:pk>/recheck/", self.recheck_view, "recheck"),
            page("<uuid:pk>/report/", self.report, "report"),
        ]

    def _show(self, request: HttpRequest, template: str, title: str, **context: Any) -> TemplateResponse:
        shared = self.admin_site.each_context(request)
        context = {**shared, "title": title, "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/people/peopleimport/{template}.html", context)

    def _get(self, request: HttpRequest, pk: Any) -> PeopleImport:
        _check(request)
        return get_object_or_404(PeopleImport.objects.select_related("created_by"), pk=pk)

    def list_page(self, request: HttpRequest) -> HttpResponseBase:
        _check(request)
        found = PeopleImport.objects.select_related("created_by").defer("rows", "plan")
        page = Paginator(found, 30).get_page(request.GET.get("page"))
        return self._show(request, "list", gettext("Imports of employees"), page=page)

    def upload_page(self, request: HttpRequest) -> HttpResponseBase:
        _check(request)
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            try:
                people_import = check_file(file_name=file.name, content=content_of(file), actor=person_of(request))
            except ActionError as error:
                form.add_error("file", str(error.message))
            else:
                return redirect("admin:people_peopleimport_change", people_import.pk)
        return self._show(request, "upload", gettext("Import employees"), form=form, columns=columns.COLUMNS)

    def preview_page(self, request: HttpRequest, pk: Any) -> HttpResponseBase:
        people_import = self._get(request, pk)
        if people_import.state == ImportState.QUEUED:
            done, total = jobs.progress(people_import)
            return self._show(
                request,
                "progress",
                gettext("Employees are being imported"),
                import_=people_import,
                done=done,
                total=total,
            )
        if people_import.state != ImportState.CHECKED:
            lines = Preview(people_import).result_lines() if people_import.state == ImportState.APPLIED else []
            return self._show(request, "result", people_import.file_name, import_=people_import, lines=lines)
        return self._preview(request, people_import)

    def _preview(self, request: HttpRequest, people_import: PeopleImport) -> HttpResponseBase:
        preview = Preview(people_import)
        kind = request.GET.get("show", "")
        if kind:
            if kind not in ("wrong", "changed", "new"):
                raise Http404
            page = Paginator(preview.rows(kind), LONG).get_page(request.GET.get("page"))
            return self._show(request, "rows", people_import.file_name, import_=people_import, kind=kind, page=page)
        return self._show(
            request,
            "preview",
            people_import.file_name,
            import_=people_import,
            preview=preview,
            sections=[_section(preview, kind) for kind in ("wrong", "changed", "new")],
            leaving=preview.leaving[:TICKABLE],
            tickable=TICKABLE,
        )

    def apply_view(self, request: HttpRequest, pk: Any) -> HttpResponseBase:
        people_import = self._get(request, pk)
        if request.method == "POST":
            back = reverse("admin:people_peopleimport_change", args=[pk])
            text = gettext("What the preview of %(file)s shows is carried out.") % {"file": people_import.file_name}
            if page := elevated.ask(request, title=gettext("Import employees"), text=text, back=back):
                return page
            try:
                jobs.start(
                    people_import=people_import,
                    actor=person_of(request),
                    now=timezone.now(),
                    only_sound="only_sound" in request.POST,
                    deactivate=_ticked(request, people_import),
                    reason=elevated.reason(request),
                )
            except ActionError as error:
                messages.error(request, str(error.message))
        return redirect("admin:people_peopleimport_change", pk)

    def discard_view(self, request: HttpRequest, pk: Any) -> HttpResponseBase:
        people_import = self._get(request, pk)
        if request.method == "POST":
            try:
                discard(people_import=people_import, actor=person_of(request))
            except ActionError as error:
                messages.error(request, str(error.message))
            else:
                messages.success(request, gettext("The file has been discarded. Nothing was imported."))
        return redirect("admin:people_peopleimport_changelist")

    def recheck_view(self, request: HttpRequest, pk: Any) -> HttpResponseBase:
        people_import = self._get(request, pk)
        if request.method == "POST" and people_import.state == ImportState.CHECKED:
            recheck(people_import=people_import)
            messages.success(request, gettext("Checked again."))
        return redirect("admin:people_peopleimport_change", pk)

    def report(self, request: HttpRequest, pk: Any) -> HttpResponseBase:
        people_import = self._get(request, pk)
        if people_import.state != ImportState.CHECKED:
            raise Http404
        response = HttpResponse(Preview(people_import).as_csv(), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="import-report.csv"'
        return response


def _section(preview: Preview, kind: str) -> dict[str, Any]:
    return {"kind": kind, "rows": preview.rows(kind)[:SHORT], "count": preview.counts[kind], "shown": SHORT}


def _check(request: HttpRequest) -> None:
    if not is_hr(request):
        raise PermissionDenied


def _ticked(request: HttpRequest, people_import: PeopleImport) -> list[int]:
    if "deactivate_all" in request.POST:
        return [one["person_id"] for one in people_import.plan.get("leaving", [])]
    return [int(pk) for pk in request.POST.getlist("deactivate") if pk.isdigit()]
