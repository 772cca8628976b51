"""Persons and companies in the admin. Accounts are closed and opened again here, never deleted."""

import re
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from people import actions, audit
from people.accounts import elevated
from people.admin.access import HrAdmin, person_of
from people.admin.addresses import VouchingAdmin, WaitingAddressFilter, state_of
from people.errors import ActionError
from people.lines import line_above
from people.models import Department, Organisation, Person
from people.times.zones import TimeZoneField


@admin.register(Organisation)
class OrganisationAdmin(HrAdmin, admin.ModelAdmin):
    search_fields = ("name",)


@admin.register(Department)
class DepartmentAdmin(HrAdmin, admin.ModelAdmin):
    list_display = ("name", "organisation", "family")
    fields = ("organisation", "name", "family")
    list_filter = ("organisation",)
    list_select_related = ("organisation",)
    search_fields = ("name", "family", "organisation__name")


class LanguagesField(forms.CharField):
    """Two-letter codes, shown as "de, en"."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)

    def clean(self, value: Any) -> list[str]:
        codes = [code for code in re.split(r"[\s,;]+", super().clean(value).lower()) if code]
        if not all(re.fullmatch("[a-z]{2}", code) for code in codes):
            raise forms.ValidationError(_("Please write codes of two letters, such as de, en, pl."))
        return list(dict.fromkeys(codes))


class PersonForm(forms.ModelForm):
    spoken_languages = LanguagesField(label=_("Spoken languages"), required=False, help_text=_("Such as: de, en"))
    time_zone = TimeZoneField(initial="Europe/Berlin")

    class Meta:
        model = Person
        fields = (
            "first_name",
            "last_name",
            "email",
            "organisation",
            "department",
            "employee_number",
            "site",
            "job_title",
            "level",
            "hired_on",
            "left_on",
            "manager",
            "spoken_languages",
            "language",
            "time_zone",
            "is_staff",
            "is_superuser",
        )
        labels: ClassVar = {"is_superuser": _("System administrator")}
        help_texts: ClassVar = {
            "is_staff": _("Opens no programme yet: for that a person is added to its team."),
            "is_superuser": _("Gives access and vouches for addresses. Opens no programme, no journal and no answers."),
        }

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        for name in ("first_name", "last_name", "employee_number", "site", "job_title"):
            cleaned[name] = " ".join(cleaned.get(name, "").split())  # a line break has no place in a mail's header
        organisation, department, manager = (cleaned.get(name) for name in ("organisation", "department", "manager"))
        if department and department.organisation != organisation:
            self.add_error("department", _("This department belongs to another organisation."))
        if manager and manager.organisation != organisation:
            self.add_error("manager", _("This person works in another organisation."))
        if manager and self._makes_a_circle(manager):
            self.add_error("manager", _("This person reports, directly or not, to the person edited here."))
        return cleaned

    def _makes_a_circle(self, manager: Person) -> bool:
        if self.instance.pk is None:
            return False
        managers = Person.objects.line_managers()
        return self.instance.pk in (manager.pk, *line_above(manager.pk, managers))


@admin.register(Person)
class PersonAdmin(HrAdmin, VouchingAdmin):
    form = PersonForm
    change_form_template = "admin/people/person/change_form.html"
    list_display = ("name", "place", "level", "is_active")
    list_display_links = ("name",)
    list_filter = (
        "is_active",
        WaitingAddressFilter,
        "level",
        "organisation",
        ("department", admin.RelatedOnlyFieldListFilter),
    )
    list_select_related = ("organisation", "department")
    list_per_page = 50
    search_fields = ("first_name", "last_name", "email", "employee_number")
    # no autocomplete: its script writes inline styles, which the Content-Security-Policy refuses
    raw_id_fields = ("manager",)
    actions = ("deactivate_selected", "vouch_selected")
    fieldsets = (
        (None, {"fields": (("first_name", "last_name"), "email", "is_active")}),
        (
            _("In the company"),
            {
                "fields": (
                    "organisation",
                    "department",
                    "employee_number",
                    "site",
                    "job_title",
                    "level",
                    ("hired_on", "left_on"),
                    "manager",
                    "spoken_languages",
                )
            },
        ),
        (_("Reading"), {"fields": (("language", "time_zone"),)}),
        (_("Access"), {"fields": ("is_staff", "is_superuser")}),
    )

    @admin.display(description=_("name"), ordering="last_name")
    def name(self, person: Person) -> str:
        return f"{person.last_name}, {person.first_name}".strip(", ")

    @admin.display(description=_("department"), ordering="department__name")
    def place(self, person: Person) -> str:
        return ", ".join(str(part) for part in (person.department, person.organisation) if part) or "–"

    def get_fieldsets(self, request: HttpRequest, obj: Person | None = None) -> Any:
        """Only system administrators decide about access."""
        fieldsets = super().get_fieldsets(request, obj)
        return fieldsets if person_of(request).is_superuser else fieldsets[:-1]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Person]:
        return super().get_queryset(request).filter(erased_at=None)

    def get_readonly_fields(self, request: HttpRequest, obj: Person | None = None) -> tuple[str, ...]:
        """SECURITY: whoever owns an address can sign in, so HR does not change those of other administrators."""
        if person_of(request).is_superuser:
            return ("is_active",)
        return ("is_active", "is_staff", "is_superuser") + (("email",) if obj and obj.is_staff else ())

    def has_change_permission(self, request: HttpRequest, obj: Person | None = None) -> bool:
        is_out_of_reach = obj is not None and obj.is_superuser and not person_of(request).is_superuser
        return super().has_change_permission(request, obj) and not is_out_of_reach

    def save_model(self, request: HttpRequest, obj: Person, form: forms.ModelForm, change: bool) -> None:
        actions.save_person(
            person=obj,
            changed=form.changed_data,
            actor=person_of(request),
            now=timezone.now(),
            reason=elevated.reason(request),
        )

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Handing out access, or the address with which one signs in, is a step of weight."""
        if request.method == "POST" and self._gives_access(request, object_id):
            back = reverse("admin:people_person_changelist")
            text = gettext("Who may open this site, or with which address somebody signs in, changes.")
            if page := elevated.ask(request, title=gettext("Change access"), text=text, back=back):
                return page
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _gives_access(self, request: HttpRequest, object_id: str | None) -> bool:
        """Whether what is sent would do so. Only of people whom this person may change, and only of what is sound."""
        person = self.get_object(request, object_id) if object_id else None
        if object_id and (person is None or not self.has_change_permission(request, person)):
            return False
        form = self.get_form(request, person, change=bool(person))(request.POST, instance=person)
        changed = set(form.changed_data) & ({"is_staff", "is_superuser"} | ({"email"} if person else set()))
        return bool(changed) and form.is_valid()

    # ------------------------------------------------------------ closing and opening accounts

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(looked_at := kwargs.get("obj"), Person) and request.method == "GET":
            audit.note_look("person.looked_at", actor=person_of(request), subject=looked_at, now=timezone.now())
        context["address_waits"] = state_of(request, kwargs.get("obj"))
        return super().render_change_form(request, context, *args, **kwargs)

    def get_urls(self) -> list[URLPattern]:
        return [
            path(
                "<int:pk>/deactivate/",
                self.admin_site.admin_view(self.deactivate_view),
                name="people_person_deactivate",
            ),
            path(
                "<int:pk>/reactivate/",
                self.admin_site.admin_view(self.reactivate_view),
                name="people_person_reactivate",
            ),
            *super().get_urls(),
        ]

    def deactivate_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._switch(request, pk, actions.deactivate_person, gettext("%(name)s has been deactivated."))

    def reactivate_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._switch(request, pk, actions.reactivate_person, gettext("%(name)s has been reactivated."))

    def _switch(self, request: HttpRequest, pk: int, action: Any, done: str) -> HttpResponse:
        """Ask on GET, act on POST."""
        person = self.get_object(request, str(pk))
        if person is None:
            raise Http404
        if not self.has_change_permission(request, person):
            raise PermissionDenied
        if request.method != "POST":
            return self._confirmation(request, [person])
        more = {}
        if action is actions.deactivate_person:
            back = reverse("admin:people_person_change", args=[person.pk])
            text = gettext("The account of %(name)s is closed.") % {"name": person.full_name}
            if page := elevated.ask(request, title=gettext("Deactivate"), text=text, back=back):
                return page
            more = {"reason": elevated.reason(request)}
        try:
            action(person=person, actor=person_of(request), now=timezone.now(), **more)
        except ActionError as error:
            messages.error(request, str(error.message))
        else:
            messages.success(request, done % {"name": person.full_name})
        return redirect("admin:people_person_change", person.pk)

    @admin.action(description=_("Deactivate selected people"), permissions=["change"])
    def deactivate_selected(self, request: HttpRequest, queryset: QuerySet[Person]) -> HttpResponse | None:
        people = [one for one in queryset.filter(is_active=True) if self.has_change_permission(request, one)]
        if not people:
            messages.info(request, gettext("Nobody among the selected can be deactivated."))
            return None
        if "confirmed" not in request.POST:
            return self._confirmation(request, people)
        text = ngettext("%(count)s account is closed.", "%(count)s accounts are closed.", len(people))
        back = reverse("admin:people_person_changelist")
        text = text % {"count": len(people)}
        if page := elevated.ask(request, title=gettext("Deactivate"), text=text, back=back):
            return page
        try:
            for person in people:
                actions.deactivate_person(
                    person=person, actor=person_of(request), now=timezone.now(), reason=elevated.reason(request)
                )
        except ActionError as error:
            messages.error(request, str(error.message))
        else:
            messages.success(request, gettext("Deactivated: %(number)s.") % {"number": len(people)})
        return None

    def _confirmation(self, request: HttpRequest, people: list[Person]) -> TemplateResponse:
        is_opening = request.path.endswith("/reactivate/")
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Reactivate") if is_opening else gettext("Deactivate"),
            "people": people,
            "is_opening": is_opening,
            "is_bulk": request.method == "POST",
            "opts": self.opts,
            "back": reverse("admin:people_person_changelist"),
        }
        return TemplateResponse(request, "admin/people/person/confirm.html", context)
