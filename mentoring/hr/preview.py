"""A programme as mentees, mentors and line managers will see it: the real pages, with invented people, to look at only.

Each page is made by its own view for an invented person inside a transaction that is rolled back. SECURITY: nobody is
signed in as somebody else, nothing stays, and the page comes without links, forms and scripts: nothing can be sent.
"""

import re
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import resolve, reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from mentoring.hr.scene import Scene
from notices import choices, kinds
from notices.kinds import Kind, Message, Text
from people.enums import Language
from people.models import Person
from programs.admin.program import hr_person
from programs.enums import Audience, ParticipationState, ProgramState, Role
from programs.models import Program
from programs.scoping import managed_programs
from tandems.enums import TandemState

ROLES = (
    (Role.MENTEE.value, gettext_lazy("Mentee")),
    (Role.MENTOR.value, gettext_lazy("Mentor")),
    ("line_manager", gettext_lazy("Line manager")),
)
THE_TWO = (Role.MENTEE.value, Role.MENTOR.value)
EVERYONE = tuple(code for code, _label in ROLES)
MAILS = {
    Role.MENTEE: ("signed_up", "offer", "offer_reminder", "tandem_started", "agree_on_date", "meeting_tomorrow"),
    Role.MENTOR: ("signed_up", "offer", "offer_reminder", "tandem_started", "agree_on_date", "meeting_tomorrow"),
    "line_manager": ("manager_asked", "manager_reminder"),
}
Stage = Callable[[Scene, str], str]


@dataclass(frozen=True)
class Page:
    """`stage(scene, role)` sets the scene and gives the address whose page is shown; none: a page of our own."""

    code: str
    label: Any
    roles: tuple[str, ...] = THE_TWO
    stage: Stage | None = None
    is_there: Callable[[Program], bool] = lambda program: True


def _program(scene: Scene, role: str) -> str:
    scene.put_in(ProgramState.OPEN)
    return reverse("program", args=[scene.program.slug])


def _sign_up(step: str) -> Stage:
    def stage(scene: Scene, role: str) -> str:
        scene.put_in(ProgramState.OPEN)
        if step != "role":
            scene.sign_up(role, ParticipationState.DRAFT)
        return reverse("sign_up", args=[scene.program.slug, step])

    return stage


def _briefing(scene: Scene, role: str) -> str:
    scene.put_in(ProgramState.MATCHING)
    scene.sign_up(role if role in THE_TWO else Role.MENTOR)
    return reverse("briefing", args=[scene.program.slug, Audience(role)])


def _offer(scene: Scene, role: str) -> str:
    scene.put_in(ProgramState.MATCHING)
    return reverse("offer", args=[scene.pair(TandemState.OFFERED).pk])


def _room(scene: Scene, role: str) -> str:
    scene.put_in(ProgramState.RUNNING)
    return reverse("tandem", args=[scene.pair(TandemState.ACTIVE).pk])


def _team(scene: Scene, role: str) -> str:
    scene.put_in(ProgramState.MATCHING)
    scene.ask_manager()
    return reverse("team")


def _asks_managers(program: Program) -> bool:
    return program.asks_managers


PAGES = (
    Page("programme", gettext_lazy("The programme's page"), EVERYONE, _program),
    Page("role", gettext_lazy("Signing up: role and time"), THE_TWO, _sign_up("role")),
    Page("topics", gettext_lazy("Signing up: topics"), THE_TWO, _sign_up("topics")),
    Page("frame", gettext_lazy("Signing up: when and where"), THE_TWO, _sign_up("frame")),
    Page("consent", gettext_lazy("Signing up: read and agree"), THE_TWO, _sign_up("consent")),
    Page("team", gettext_lazy("Being asked for the hours"), ("line_manager",), _team, _asks_managers),
    Page("briefing", gettext_lazy("Briefing"), EVERYONE, _briefing),
    Page("offer", gettext_lazy("The offer of a tandem"), THE_TWO, _offer),
    Page("room", gettext_lazy("The room on the first day"), THE_TWO, _room),
    Page("mails", gettext_lazy("Mails"), EVERYONE),
)


def pages_of(program: Program, role: str) -> list[Page]:
    return [page for page in PAGES if role in page.roles and page.is_there(program)]


def _program_of(request: HttpRequest, pk: int) -> Program:
    found = managed_programs(hr_person(request)).exclude(state=ProgramState.ARCHIVED)
    return get_object_or_404(found, pk=pk)


@require_safe
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """Every page that there is to look at, by role."""
    program = _program_of(request, pk)
    roles = [(code, label, pages_of(program, code)) for code, label in ROLES]
    context = {
        **admin.site.each_context(request),
        "title": _("See it with their eyes"),
        "subtitle": program.name,
        "program": program,
        "roles": roles,
        "languages": Language.choices,
    }
    return TemplateResponse(request, "admin/set_up/preview.html", context)


@require_safe
def preview(request: HttpRequest, pk: int, role: str, code: str, language: str) -> HttpResponse:
    """One page as the role sees it in that language."""
    program = _program_of(request, pk)
    page = next((one for one in pages_of(program, role) if one.code == code), None)
    if page is None or language not in Language.values:
        raise Http404
    with translation.override(language):
        html = _page(request, program, page, role, language)
    bar = render_to_string("admin/set_up/preview_bar.html", _bar(program, page, role, language), request)
    answer = HttpResponse(re.sub(r"(<body[^>]*>)", lambda found: found[1] + bar, without_effect(html), count=1))
    answer["Cache-Control"] = "no-store"
    return answer


def _bar(program: Program, page: Page, role: str, language: str) -> dict[str, Any]:
    pages = pages_of(program, role)
    place = pages.index(page)
    return {
        "program": program,
        "page": page,
        "role": role,
        "role_label": dict(ROLES)[role],
        "language": language,
        "languages": Language.choices,
        "before": pages[place - 1] if place else None,
        "after": pages[place + 1] if place + 1 < len(pages) else None,
    }


def _page(request: HttpRequest, program: Program, page: Page, role: str, language: str) -> str:
    if page.stage is None:
        return _mails(request, program, role)
    with transaction.atomic():
        scene = Scene(program, timezone.now())
        person = scene.of_role(role)
        person.language = language
        try:
            answer = _ask(request, person, page.stage(scene, role))
        finally:
            transaction.set_rollback(True)
    return answer


def _ask(request: HttpRequest, person: Person, path: str) -> str:
    """What the view behind `path` shows to `person`. The request is a copy with nobody's session."""
    asked = copy(request)
    asked.user = person
    asked.method, asked.path, asked.path_info = "GET", path, path
    asked.GET, asked.POST = QueryDict(), QueryDict()  # type: ignore[assignment]
    asked.session = SessionStore()
    asked._messages = CookieStorage(asked)  # type: ignore[attr-defined]
    asked.resolver_match = match = resolve(path)
    asked.LANGUAGE_CODE = translation.get_language()  # type: ignore[attr-defined]
    answer = match.func(asked, *match.args, **match.kwargs)
    if hasattr(answer, "render"):
        answer.render()
    if answer.status_code != 200:
        return render_to_string("admin/set_up/preview_missing.html", {"path": path}, asked)
    return answer.content.decode()


def _mails(request: HttpRequest, program: Program, role: str) -> str:
    """As the programme words them, filled with examples."""
    made, found = choices.load(), []
    for code in MAILS[role]:
        kind = kinds.get(code)
        if kind is not None and made.is_on(kind, program.pk):
            text = made.own_text(kind, program.pk) or kind.text
            found.append((kind.label, _filled(kind, text, program)))
    nobody = copy(request)
    nobody.user = AnonymousUser()
    return render_to_string("admin/set_up/preview_mails.html", {"mails": found}, nobody)


def _filled(kind: Kind, text: Text, program: Program) -> Message:
    """With examples, and the programme's own name."""
    values = {one.name: str(one.example) for one in kind.placeholders}
    subject, paragraphs = text.filled({**values, "program": program.name})
    return Message(subject, paragraphs, str(kind.action_label))


# ------------------------------------------------------------------ to look at only
SKIP = re.compile(r'<a class="skip".*?</a>', re.DOTALL)
FORM = re.compile(r"<(/?)form\b[^>]*>", re.IGNORECASE)
SCRIPT = re.compile(r"<script\b.*?</script\s*>", re.IGNORECASE | re.DOTALL)
WAYS = re.compile(r"""\s(?:href|action|formaction|form|hx-[a-z-]+|ping)=(?:"[^"]*"|'[^']*')""", re.IGNORECASE)
TAG = re.compile(r"<(?!link\b|/|!)[a-z][^>]*>", re.IGNORECASE)


def without_effect(html: str) -> str:
    """The page without scripts, and with nothing that leads or sends anywhere; style sheets and icons stay."""
    html = SKIP.sub("", SCRIPT.sub("", html))
    html = FORM.sub(lambda found: f"<{found[1]}div>", html)
    return TAG.sub(lambda found: found[0] if found[0].startswith("<use") else WAYS.sub("", found[0]), html)
