"""HR's programmes: the list, the form with its checklist, the steps of a programme's life, topics with one click."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.forms import CheckboxSelectMultiple
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people import audit
from people.errors import ActionError, NotAllowed
from people.models import Person
from programs import actions, phases
from programs.admin import notices, sign_ups
from programs.admin.forms import ProgramForm
from programs.admin.inlines import BriefingInline, ConsentTextInline, GoalInline, TeamInline, TopicInline
from programs.admin.program_fields import FIELDSETS, folded, unfold_errors
from programs.admin.steps import next_phase_in_words, step_between, steps_from
from programs.admin.wrong import what_is_wrong
from programs.checklist import missing
from programs.enums import ParticipationState, ProgramState, Role
from programs.models import Participation, Program
from programs.scoping import ProgramScopedAdmin


@admin.register(Program)
class ProgramAdmin(ProgramScopedAdmin):
    nothing_yet = gettext_lazy("You manage no programme yet. The start page leads to one in four pages.")
    program_lookup = ""
    form = ProgramForm
    change_form_template = "admin/programs/program/change_form.html"
    list_display = ("name", "state", "period", "mentees", "mentors", "running_tandems")
    list_display_links = ("name",)
    ordering = ("-starts_on", "slug")
    inlines = (GoalInline, TopicInline, TeamInline, ConsentTextInline, BriefingInline)
    fieldsets = FIELDSETS

    # ------------------------------------------------------------ who may

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_hr(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return is_hr(request)

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return is_hr(request) if obj is None else super().has_view_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return is_hr(request) if obj is None else super().has_change_permission(request, obj)

    # ------------------------------------------------------------ the list

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        signed_up = Participation.objects.filter(program=OuterRef("pk"), state=ParticipationState.SIGNED_UP)
        tandems: Any = Program._meta.get_field("tandems").related_model
        return (
            super()
            .get_queryset(request)
            .annotate(
                mentee_count=counted(signed_up.filter(role=Role.MENTEE)),
                mentor_count=counted(signed_up.filter(role=Role.MENTOR)),
                # tandems live on the floor above; its relation is there by name, its states are plain words
                tandem_count=counted(tandems._default_manager.filter(program=OuterRef("pk"), state="active")),
            )
        )

    @admin.display(description=gettext_lazy("name"), ordering="name_de")
    def name(self, obj: Program) -> str:
        return obj.name

    @admin.display(description=gettext_lazy("period"), ordering="starts_on")
    def period(self, obj: Program) -> str:
        if not (obj.starts_on and obj.ends_on):
            return "–"
        return f"{date_format(obj.starts_on, 'SHORT_DATE_FORMAT')} – {date_format(obj.ends_on, 'SHORT_DATE_FORMAT')}"

    @admin.display(description=gettext_lazy("mentees"), ordering="mentee_count")
    def mentees(self, obj: Any) -> int:
        return obj.mentee_count

    @admin.display(description=gettext_lazy("mentors"), ordering="mentor_count")
    def mentors(self, obj: Any) -> int:
        return obj.mentor_count

    @admin.display(description=gettext_lazy("running tandems"), ordering="tandem_count")
    def running_tandems(self, obj: Any) -> int:
        return obj.tandem_count

    # ------------------------------------------------------------ the form

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """A new programme is named first; the rest follows on its own page."""
        return self.inlines if obj else ()

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return folded(self.fieldsets) if obj else self.fieldsets[:2]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The address stands in mails and calendars once people have been invited."""
        return ("slug",) if obj and obj.state != ProgramState.DRAFT else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {} if obj else {"slug": ("name_de",)}

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs["widget"] = CheckboxSelectMultiple()
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Program, form: Any, change: bool) -> None:
        actor = hr_person(request)
        if not change:
            actions.create_program(program=obj, actor=actor, now=timezone.now())
            return
        # the state is not among them: it has its own door, and may have changed since the form was opened
        obj.save(update_fields=[f.name for f in obj._meta.concrete_fields if f.editable and not f.primary_key])
        if form.changed_data:
            note(obj, actor, "program.changed", changes=audit.changes(form))

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        counts = {
            "added": len(formset.new_objects),
            "changed": len(formset.changed_objects),
            "removed": len(formset.deleted_objects),
        }
        if any(counts.values()):
            event = f"program.{formset.model._meta.model_name}_changed"
            rows = {"model": formset.model._meta.label_lower, "each": audit.rows_changed(formset)}
            note(form.instance, hr_person(request), event, **counts, **rows)

    def response_add(self, request: HttpRequest, obj: Program, post_url_continue: str | None = None) -> HttpResponse:
        messages.success(
            request, _("“%(name)s” is created, and you manage it. Below is what it still needs.") % {"name": obj.name}
        )
        return redirect("admin:programs_program_change", obj.pk)

    def response_change(self, request: HttpRequest, obj: Program) -> HttpResponse:
        """After a button above or in the form: what was changed is saved by now."""
        if "_usual_topics" in request.POST:
            return self._add_usual_topics(request, obj)
        step = step_between(obj.state, request.POST.get("_step", ""))
        if step is None:
            return super().response_change(request, obj)
        return redirect("admin:programs_program_state", obj.pk, step.state)

    def _add_usual_topics(self, request: HttpRequest, obj: Program) -> HttpResponse:
        count = actions.add_usual_topics(program=obj, actor=hr_person(request))
        messages.success(request, _("Topics added: %(count)s. Adapt or remove what does not fit.") % {"count": count})
        return redirect(reverse("admin:programs_program_change", args=[obj.pk]) + "#topics-group")

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        if context.get("errors"):
            unfold_errors(context["adminform"])
            formsets = [inline.formset for inline in context["inline_admin_formsets"]]
            context["wrong"] = what_is_wrong(context["adminform"].form, formsets)
        return super().render_change_form(request, context, *args, **kwargs)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        found = self.get_object(request, object_id)
        context = {**(extra_context or {}), **(self.panel(found) if isinstance(found, Program) else {})}
        return super().change_view(request, object_id, form_url, context)

    def panel(self, found: Program) -> dict[str, Any]:
        """What stands above the form: the state, what is missing, the steps from here."""
        return {
            "program": found,
            "missing": missing(found) if found.state == ProgramState.DRAFT else [],
            "steps": steps_from(found.state),
            "next_phase": next_phase_in_words(found) if found.moves_by_itself else "",
            "held_back": phases.held_back(found, timezone.localdate()) if found.moves_by_itself else [],
            "people": Person.objects.active()
            .filter(Q(organisation__programs=found) | Q(team_roles__program=found))
            .distinct()
            .only("email", "first_name", "last_name"),
        }

    # ------------------------------------------------------------ own pages

    def get_urls(self) -> list[URLPattern]:
        def own(route: str, view: Any, name: str) -> URLPattern:
            return path(f"<int:pk>/{route}", self.admin_site.admin_view(view), name=f"programs_program_{name}")

        return [
            own("state/<slug:state>/", self.state_view, "state"),
            own("notices/", self.notices_view, "notices"),
            own("notices/<slug:code>/", self.notice_view, "notice"),
            own("sign-ups/", self.upload_view, "sign_ups"),
            own("sign-ups/<uuid:import_pk>/", self.preview_view, "sign_ups_preview"),
            *super().get_urls(),
        ]

    def managed(self, request: HttpRequest, pk: int) -> Program:
        found = self.get_queryset(request).filter(pk=pk).first()
        if found is None:
            raise Http404
        return found

    def state_view(self, request: HttpRequest, pk: int, state: str) -> HttpResponse:
        """GET says what the step does, POST does it."""
        found = self.managed(request, pk)
        step = step_between(found.state, state)
        back = redirect("admin:programs_program_change", pk)
        if step is None:
            messages.error(request, _("This step is not possible from here."))
            return back
        if request.method != "POST":
            items = missing(found) if state == ProgramState.OPEN else []
            context = {"program": found, "step": step, "missing": items, "title": step.label, "subtitle": found.name}
            return self.own_page(request, "state.html", context)
        try:
            actions.set_program_state(program=found, state=state, actor=hr_person(request), now=timezone.now())
        except NotAllowed as error:
            raise Http404 from error
        except ActionError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The programme is now: %(state)s.") % {"state": found.get_state_display()})
            return redirect("admin:programme_cockpit", pk)
        return back

    def notices_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return notices.overview(self, request, self.managed(request, pk))

    def notice_view(self, request: HttpRequest, pk: int, code: str) -> HttpResponse:
        return notices.edit(self, request, self.managed(request, pk), code)

    def upload_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return sign_ups.upload(self, request, self.managed(request, pk))

    def preview_view(self, request: HttpRequest, pk: int, import_pk: Any) -> HttpResponse:
        return sign_ups.preview(self, request, self.managed(request, pk), import_pk)

    def own_page(self, request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        full = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/programs/program/{template}", full, status=status)


def is_hr(request: HttpRequest) -> bool:
    return isinstance(request.user, Person) and request.user.is_active and request.user.is_staff


def hr_person(request: HttpRequest) -> Person:
    if not (isinstance(request.user, Person) and is_hr(request)):
        raise PermissionDenied
    return request.user


def counted(rows: models.QuerySet) -> Coalesce:
    """How many of `rows` there are, as a subquery of its own: joins would multiply each other."""
    count = rows.order_by().values("program").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(count), 0, output_field=models.IntegerField())


def note(program: Program, actor: Person, event: str, **details: Any) -> None:
    audit.record(event, actor=actor, subject=program, program_id=program.pk, details=details)
