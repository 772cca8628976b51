"""Which rows of the admin a person sees: those of the programmes they manage, and nothing else.

Roles in the programme's team decide, not Django's permissions: being a superuser opens no programme. Every admin class
whose rows belong to a programme inherits from `ProgramScopedAdmin`, every inline from `ProgramScopedInline`.
"""

from typing import Any

from django.contrib import admin
from django.contrib.admin.filters import RelatedFieldListFilter
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.forms.utils import pretty_name
from django.http import Http404, HttpRequest, HttpResponse

from people.lookups import OnlyOfferedFilters
from people.models import Person
from programs.models import Program


def managed_programs(person: Any) -> models.QuerySet[Program]:
    """Programmes `person` manages; none for anyone who may not open the admin site."""
    if not (isinstance(person, Person) and person.is_active and person.is_staff):
        return Program.objects.none()
    return Program.objects.managed_by(person)


def managed_ids(person: Any) -> set[int]:
    """Keys of the programmes `person` manages, for lower floors that hold nothing but the key."""
    return set(managed_programs(person).values_list("pk", flat=True))


def names(ids: set[int]) -> dict[int, str]:
    """What programmes are called, by key, for lower floors."""
    return {program.pk: program.name for program in Program.objects.filter(pk__in=ids)}


def manages_any(request: HttpRequest) -> bool:
    """Whether the person manages a programme at all: every entry of the sidebar asks, one query answers."""
    known = request.__dict__
    if "_manages_any" not in known:
        known["_manages_any"] = managed_programs(request.user).exists()
    return bool(known["_manages_any"])


def within(queryset: models.QuerySet, lookup: str, person: Any) -> models.QuerySet:
    """The rows of `queryset` whose programme, found by `lookup` (empty: the row is the programme), `person` manages."""
    return queryset.filter(**{f"{lookup or 'pk'}__in": managed_programs(person).order_by().values("pk")})


class Scoped:
    """What admin classes and inlines share: choices of foreign keys stay within the programmes one manages."""

    program_lookup = "program"
    admin_site: admin.AdminSite

    def related_choices(self, model: type[models.Model], request: HttpRequest) -> models.QuerySet | None:
        """Rows of `model` that may be chosen from; None where `model` has nothing to do with programmes."""
        if model is Program:
            return managed_programs(request.user)
        if isinstance(model_admin := self.admin_site._registry.get(model), ProgramScopedAdmin):
            return model_admin.get_queryset(request)
        try:
            field = model._meta.get_field("program")
        except FieldDoesNotExist:
            return None
        if field.related_model is not Program:
            return None
        return within(model._default_manager.all(), "program", request.user)

    def _limit(self, db_field: Any, request: HttpRequest, kwargs: dict[str, Any]) -> dict[str, Any]:
        choices = self.related_choices(db_field.related_model, request)
        if choices is None:
            return kwargs
        if "queryset" in kwargs:
            choices = kwargs["queryset"].filter(pk__in=choices.order_by().values("pk"))
        return {**kwargs, "queryset": choices}

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return super().formfield_for_foreignkey(  # type: ignore[misc]
            db_field, request, **self._limit(db_field, request, kwargs)
        )

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return super().formfield_for_manytomany(  # type: ignore[misc]
            db_field, request, **self._limit(db_field, request, kwargs)
        )


class ScopedRelatedFilter(RelatedFieldListFilter):
    """A filter beside a list that names only what the person may see."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        choices = model_admin.related_choices(field.related_model, request)
        if choices is None:
            return super().field_choices(field, request, model_admin)
        return [(row.pk, str(row)) for row in choices]


class ProgramScopedAdmin(Scoped, OnlyOfferedFilters, admin.ModelAdmin):
    """Rows of the programmes one manages; anything else does not exist (404).

    `program_lookup` leads from the model to its programme (`"tandem__program"`). By default rows may be viewed and
    changed, not added or deleted: say so where it is otherwise.
    """

    can_add = False
    can_change = True
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return within(super().get_queryset(request), self.program_lookup, request.user)

    def is_manager(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Manages the programme of `obj`; without one: manages any."""
        if obj is None or obj.pk is None:
            return manages_any(request)
        managed = managed_programs(request.user)
        return (
            type(obj)
            ._default_manager.filter(
                pk=obj.pk, **{f"{self.program_lookup or 'pk'}__in": managed.order_by().values("pk")}
            )
            .exists()
        )

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.is_manager(request)

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self.is_manager(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.can_add and self.is_manager(request)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self.can_change and self.is_manager(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self.can_delete and self.is_manager(request, obj)

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        return [self._scoped_filter(item) for item in super().get_list_filter(request)]

    def _scoped_filter(self, item: Any) -> Any:
        if isinstance(item, str) and "__" not in item and self.model._meta.get_field(item).is_relation:
            return (item, ScopedRelatedFilter)
        return item

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        # SECURITY: Django's answer, a redirect with a message, differs for rows that exist but are not shown
        raise Http404


class NamedFields:
    """Each field of a formset says its name: in the table of a tabular inline no label stands beside it."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)  # type: ignore[misc]
        for name, field in form.fields.items():
            field.widget.attrs.setdefault("aria-label", field.label or pretty_name(name))


class ProgramScopedInline(Scoped):
    """Mix in before `admin.TabularInline` or `StackedInline` on a page that is scoped itself."""

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)  # type: ignore[misc]
        return type(formset.__name__, (NamedFields, formset), {})

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True
