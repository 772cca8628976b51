"""Another programme's keys in every list, filter, search, form, autocomplete, action, page and export of the admin.

The tables enumerate the registry: a model, filter, action or address that comes anew is attacked, or fails here until
it says why not. Every attack is also made by the programme's own HR, and must find something then: else it proves
nothing.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.db import models
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse

from evaluation.surveys.editing import new_version
from mentoring.hr.site import OURS
from mentoring.tests.access_matrix import ROWS, feedback_change, goal_value, insight, resource_page, told_event
from mentoring.tests.test_side_doors import signed_in
from mentoring.tests.world import World, build_world
from notices.enums import NoticeState
from notices.models import Notice
from notices.tests.factories import NoticeFactory
from people import audit
from people.models import AuditEvent, Department, Organisation, PeopleImport, Person, SiteRegion
from people.tests.proof import prove
from programs.models import Program
from programs.scoping import ProgramScopedAdmin
from programs.tests.factories import GoalFactory, TopicFactory
from tandems.enums import TandemState
from tandems.models import Tandem

pytestmark = pytest.mark.django_db
REGISTERED = sorted(admin.site._registry, key=lambda model: model._meta.label)
# of the company and not of a programme: all of HR sees them, by design
OF_THE_COMPANY = {Person, Organisation, Department, SiteRegion, PeopleImport}
OF_PROGRAMS = [model for model in REGISTERED if model not in OF_THE_COMPANY]
ATTACKER, OWNER = "other_hr", "hr"


def pool_member(world: World) -> Any:
    return apps.get_model("programs", "PoolMember").objects.create(
        program=world.program, person=world.people["mentor"], listed_since="2026-01-01T00:00Z"
    )


# something of the attacked programme for each registered model
THEIRS: dict[str, Callable[[World], models.Model]] = {
    "programs.Program": lambda w: w.program,
    "programs.Participation": lambda w: w.tandem.mentee,
    "programs.PoolMember": pool_member,
    "programs.Event": told_event,
    "programs.Resource": resource_page,
    "tandems.Tandem": lambda w: w.tandem,
    "tandems.MatchingRun": lambda w: w.run,
    "journals.Insight": insight,
    "evaluation.Wave": lambda w: w.invitation.wave,
    "evaluation.FeedbackChange": feedback_change,
    "evaluation.GoalValue": goal_value,
    "evaluation.Questionnaire": lambda w: new_version(program=w.program, occasion="end", actor=w.people["hr"]),
    "notices.Notice": lambda w: NoticeFactory(
        program_id=w.program.pk, kind="signed_up", recipient=w.people["mentee"], state=NoticeState.FAILED
    ),
    "people.AuditEvent": lambda w: audit.record(
        "program.changed", actor=w.people["hr"], subject=w.program, program_id=w.program.pk
    ),
}


@pytest.fixture
def world() -> World:
    world = build_world()
    world.program.name_de = world.program.name_en = "Angegriffenes Programm"
    world.program.save()
    return world


def address(model: type[models.Model], page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def client_of(world: World, persona: str) -> Client:
    return signed_in(world.people[persona])


def listed(client: Client, model: type[models.Model], row: models.Model, **asked: Any) -> bool:
    """Whether the list, asked like this, holds `row`."""
    answer = client.get(address(model, "changelist"), asked)
    if answer.status_code != 200 or answer.context is None:
        return False
    if model is AuditEvent:
        return any(one.happened_at == row.happened_at for one in answer.context["rows"])  # type: ignore[attr-defined]
    return row.pk in {one.pk for one in answer.context["cl"].result_list}


def test_every_model_of_programmes_is_attacked():
    assert {model._meta.label for model in OF_PROGRAMS} == set(THEIRS)
    loose = [model for model in OF_PROGRAMS if not isinstance(admin.site._registry[model], ProgramScopedAdmin)]
    assert set(loose) == {Notice, AuditEvent}  # scoped by a floor below the programmes


# ------------------------------------------------------------------ lists, filters, search
@pytest.mark.parametrize("model", OF_PROGRAMS, ids=str)
def test_lists_filters_and_searches_find_nothing_of_another_programme(world, model):
    row, model_admin = THEIRS[model._meta.label](world), admin.site._registry[model]
    own, other = client_of(world, OWNER), client_of(world, ATTACKER)
    assert listed(own, model, row)
    assert not listed(other, model, row)
    for asked in (*filters(model_admin, row, world), *searches(model_admin, row, world)):
        assert not listed(other, model, row, **asked), asked
        answer = other.get(address(model, "changelist"), asked)
        is_echo = world.program.name in asked.values()
        assert is_echo or world.program.name not in answer.content.decode(), asked


def filters(model_admin: admin.ModelAdmin, row: models.Model, world: World) -> Iterator[dict[str, Any]]:
    """The attacked row's own values in every filter, and the attacked programme in each way to spell it."""
    for item in model_admin.list_filter:
        if isinstance(item, type) and issubclass(item, SimpleListFilter):
            yield from ({item.parameter_name: value} for value in ("help", "conflict", "stuck", "active", "signed_up"))
            continue
        name = item if isinstance(item, str) else item[0]
        field = row._meta.get_field(name)
        value = getattr(row, field.attname)  # type: ignore[union-attr]
        lookups = ("id__exact", "exact", "in") if field.is_relation else ("exact", "in")
        yield from ({f"{name}__{lookup}": value} for lookup in lookups if value is not None)
        yield {f"{name}__isnull": False}
    yield {"program": world.program.pk}
    yield {"program__id__exact": world.program.pk}


def searches(model_admin: admin.ModelAdmin, row: models.Model, world: World) -> Iterator[dict[str, Any]]:
    words = {world.people["mentee"].last_name, world.people["mentor"].last_name, str(row.pk), world.program.name}
    yield from ({"q": word} for word in words)
    yield {"about": world.program.name_de}


@pytest.mark.parametrize("model", OF_PROGRAMS, ids=str)
def test_a_filter_that_would_find_it_for_its_own_hr_is_among_them(world, model):
    """What makes the test above worth having."""
    row, model_admin = THEIRS[model._meta.label](world), admin.site._registry[model]
    own = client_of(world, OWNER)
    if model_admin.list_filter or model is AuditEvent:
        assert any(listed(own, model, row, **asked) for asked in filters(model_admin, row, world))


# ------------------------------------------------------------------ pages of one row
@pytest.mark.parametrize("model", OF_PROGRAMS, ids=str)
def test_the_pages_of_another_programmes_row_do_not_exist(world, model):
    row = THEIRS[model._meta.label](world)
    for page in ("change", "history", "delete"):
        for send in ("get", "post"):
            answer = getattr(client_of(world, ATTACKER), send)(address(model, page, row.pk), {"post": "yes"})
            gone = answer.status_code == 302 and answer["Location"] == reverse("admin:index")
            assert answer.status_code in (403, 404) or gone, f"{send} {page}"
    assert type(row)._default_manager.filter(pk=row.pk).exists()


# ------------------------------------------------------------------ forms
def choice_fields(form: forms.BaseForm) -> Iterator[tuple[str, models.QuerySet]]:
    for name, field in form.fields.items():
        # the hidden key of an inline's row is the matter of the test with what is sent
        if isinstance(field, forms.ModelChoiceField) and field.queryset is not None and name != "id":
            yield name, field.queryset


def forms_of(model: type[models.Model], persona: str, world: World, rf: Any) -> Iterator[forms.BaseForm]:
    """The form to add, and of the first row the person sees the form to change with all its inlines."""
    request = rf.get("/")
    request.user = world.people[persona]
    model_admin = admin.site._registry[model]
    for row in (None, model_admin.get_queryset(request).first()):
        kind = model_admin.get_form(request, row, change=row is not None)
        yield kind(instance=row) if row else kind()
        if row is not None:
            for formset, _inline in model_admin.get_formsets_with_inlines(request, row):
                yield formset(instance=row).empty_form


def foreign(queryset: models.QuerySet, world: World) -> bool:
    """Whether it offers something of the attacked programme."""
    if queryset.model is Program:
        return queryset.filter(pk=world.program.pk).exists()
    names = {field.name for field in queryset.model._meta.get_fields()}
    return "program" in names and queryset.filter(program=world.program.pk).exists()


@pytest.mark.parametrize("model", [model for model in OF_PROGRAMS if model not in (Notice, AuditEvent)], ids=str)
def test_no_form_offers_anything_of_another_programme(world, model, rf):
    GoalFactory(program=world.other_program)
    THEIRS[model._meta.label](world)
    for form in forms_of(model, ATTACKER, world, rf):
        wrong = [name for name, queryset in choice_fields(form) if foreign(queryset, world)]
        assert not wrong, f"{type(form).__name__}: {wrong}"


def test_a_form_that_would_offer_it_is_among_them(world, rf):
    offered = [
        name
        for model in (apps.get_model("programs", "Event"), apps.get_model("evaluation", "FeedbackChange"))
        for form in forms_of(model, OWNER, world, rf)
        for name, queryset in choice_fields(form)
        if foreign(queryset, world)
    ]
    assert "program" in offered


def test_rows_of_another_programme_cannot_be_sent_in_the_inlines_of_ones_own(world):
    own_goal, theirs = GoalFactory(program=world.other_program), world.program.goals.first()
    topic = TopicFactory(program=world.program)
    client, page = client_of(world, ATTACKER), address(Program, "change", world.other_program.pk)
    context = client.get(page).context
    formsets = [inline.formset for inline in context["inline_admin_formsets"]]
    data = {}
    for form in (context["adminform"].form, *(one for formset in formsets for one in formset.initial_forms)):
        data |= {form.add_prefix(name): form[name].value() for name in form.fields}
    for formset in formsets:
        data |= {f"{formset.prefix}-{name}": value for name, value in formset.management_form.initial.items()}
    data = {name: "" if value is None else value for name, value in data.items() if value is not False}
    data |= {"organisations": [world.other_program.organisations.get().pk]}
    assert client.post(page, data | {"goals-0-title_de": "Meins"}).status_code == 302  # what is sent is sound
    own_goal.refresh_from_db()
    assert own_goal.title_de == "Meins"

    before = list(world.program.goals.values())
    for attack in (
        {"goals-0-id": theirs.pk, "goals-0-title_de": "Fremd"},
        {"goals-0-topic": topic.pk, "goals-0-measure": "gain"},
        {"goals-0-program": world.program.pk, "goals-0-title_de": "Fremd"},
    ):
        client.post(page, data | attack)
        assert list(world.program.goals.values()) == before
        own_goal.refresh_from_db()
        assert (own_goal.program, own_goal.topic) == (world.other_program, None)


# ------------------------------------------------------------------ autocomplete
def relations() -> list[tuple[str, str, str]]:
    """Every relation of every model of the house: what the autocomplete's address can be asked for."""
    found = []
    for model in apps.get_models():
        if model._meta.app_label in OURS:
            fields = [*model._meta.fields, *model._meta.many_to_many]
            found += [(model._meta.app_label, str(model._meta.model_name), f.name) for f in fields if f.is_relation]
    return found


def test_the_autocomplete_answers_nobody(world):
    """No field uses it, so nothing is offered: not even to the programme's own HR."""
    other, page = client_of(world, OWNER), reverse("admin:autocomplete")
    assert len(relations()) > 50
    for app, model, field in relations():
        answer = other.get(page, {"app_label": app, "model_name": model, "field_name": field, "term": ""})
        assert answer.status_code == 404, f"{app}.{model}.{field}"


# ------------------------------------------------------------------ bulk actions
def actions() -> list[tuple[type[models.Model], str]]:
    found = []
    for model in REGISTERED:
        model_admin = admin.site._registry[model]
        names = [action if isinstance(action, str) else action.__name__ for action in model_admin.actions or ()]
        can_delete = getattr(model_admin, "can_delete", False) and model_admin.actions is not None
        found += [(model, name) for name in [*names, *(["delete_selected"] if can_delete else [])]]
    return [(model, name) for model, name in found if model not in OF_THE_COMPANY]


def everything(world: World) -> dict[str, list[dict[str, Any]]]:
    """All rows of the models of programmes, to compare."""
    kept = [model for model in apps.get_models() if model._meta.app_label in OURS and model is not AuditEvent]
    return {model._meta.label: list(model._base_manager.order_by("pk").values()) for model in kept}


@pytest.mark.parametrize(("model", "name"), actions(), ids=str)
def test_a_bulk_action_does_nothing_to_rows_of_another_programme(world, model, name):
    row = THEIRS[model._meta.label](world)
    sent = {"action": name, "_selected_action": [row.pk], "select_across": "1", "index": "0"}
    sent |= {"post": "yes", "confirmed": "1", "reason": "Weil es geht"}
    client, page = client_of(world, ATTACKER), address(model, "changelist")
    prove(client, world.people[ATTACKER])
    before = everything(world)
    for query in ("", f"?program__id__exact={world.program.pk}", f"?q={world.people['mentee'].last_name}"):
        client.post(page + query, sent)
        assert everything(world) == before


def test_there_are_bulk_actions_and_they_do_something_for_ones_own(world):
    assert {name for _model, name in actions()} >= {"complete_tandems", "send_again"}
    sent = {"action": "complete_tandems", "_selected_action": [world.tandem.pk], "confirmed": "1"}
    client_of(world, OWNER).post(address(Tandem, "changelist"), sent)
    world.tandem.refresh_from_db()
    assert world.tandem.state == TandemState.COMPLETED


# ------------------------------------------------------------------ addresses of our own
STANDARD = ("changelist", "add", "history", "delete", "change")
# of blueprints and of the company; what they show is no programme's
NOT_OF_A_PROGRAM = {
    "blueprint_remove",
    "people_person_deactivate",
    "people_person_reactivate",
    "people_peopleimport_change",
    "people_peopleimport_apply",
    "people_peopleimport_discard",
    "people_peopleimport_recheck",
    "people_peopleimport_report",
}


def own_addresses() -> set[str]:
    """Names of the admin's addresses that take a key."""
    names = set()
    for pattern in next(
        one for one in get_resolver().url_patterns if getattr(one, "namespace", "") == "admin"
    ).url_patterns:
        for one in [pattern] if isinstance(pattern, URLPattern) else pattern.url_patterns:
            takes_key = bool(one.pattern.converters) if isinstance(one, URLPattern) else False
            if takes_key and one.name and not one.name.endswith(STANDARD):
                names.add(one.name)
    return names - NOT_OF_A_PROGRAM - {"app_list", "view_on_site"}


def test_every_address_with_a_key_is_refused_to_hr_of_another_programme():
    """The access matrix asks each of its rows as HR of another programme: here is that none is missing there."""
    assert len(own_addresses()) > 25
    shut = {row.name.removeprefix("admin:") for row in ROWS if ATTACKER not in row.who.split()}
    assert own_addresses() - shut == set()


def test_reverse_of_what_is_exempt_still_exists():
    for name in NOT_OF_A_PROGRAM:
        with pytest.raises(NoReverseMatch):
            reverse(f"admin:{name}", args=["no", "such", "key"])
    known = {pattern.name for one in admin.site.urls[0] for pattern in getattr(one, "url_patterns", [one])}
    assert known >= NOT_OF_A_PROGRAM


# ------------------------------------------------------------------ exports
EXPORTS = {
    "log": lambda w: (reverse("admin:people_auditevent_export"), {"program": w.program.pk}),
    "evaluation": lambda w: (reverse("evaluation_csv", args=[w.program.slug]), {}),
    "blueprint": lambda w: (reverse("admin:blueprint_export", args=["again", w.program.pk]), {}),
    "oversight": lambda w: (reverse("oversight_log", args=[w.program.slug]), {}),
}


@pytest.mark.parametrize("name", EXPORTS)
def test_no_export_holds_anything_of_another_programme(world, name):
    audit.record("program.changed", actor=world.people["hr"], subject=world.program, program_id=world.program.pk)
    path, asked = EXPORTS[name](world)
    answer = client_of(world, ATTACKER).get(path, asked)
    assert answer.status_code in (200, 404)
    if answer.status_code == 200:
        text = answer.content.decode()
        assert world.program.name not in text
        assert world.people["hr"].last_name not in text
    owner = "auditor" if name == "oversight" else OWNER
    assert client_of(world, owner).get(path, asked).status_code == 200
