"""The main navigation: only entries that lead somewhere for this person, at most five of them on a narrow screen."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from people.models import Person
from people.prepared import prepared
from programs.enums import TeamRole
from programs.models import TeamMember
from tandems.enums import TOGETHER_STATES, TandemState
from tandems.models import Tandem

BAR_HOLDS = 5
READERS = {TeamRole.MANAGER, TeamRole.VIEWER}


@dataclass(frozen=True)
class Entry:
    """`is_wide`: shown only where there is room; narrow screens have it in the account menu."""

    label: str
    path: str
    is_current: bool
    is_wide: bool


def navigation(request: HttpRequest) -> list[Entry]:
    """The entries for who is signed in. Two queries, none for anyone else."""
    person = getattr(request, "user", None)
    if not person or not person.is_authenticated:
        return []
    wanted = [entry for entry in _wanted(person) if entry[1]]
    here = _room(request)
    return [
        Entry(label, path, is_current=room == here, is_wide=position >= BAR_HOLDS)
        for position, (label, path, room) in enumerate(wanted)
    ]


def _wanted(person: Person) -> list[tuple[str, str, str]]:
    """Label, path and room of each entry; the path is empty where there is nothing for this person."""
    tandems = _tandems(person)
    roles = roles_of(person)
    return [
        (_("Start"), reverse("home"), "home"),
        (_("Tandem"), _tandem_path(tandems), "tandem"),
        (_("Journal"), reverse("journal") if tandems else "", "journal"),
        (_("Programme"), reverse("program_list"), "program"),
        (
            _("Evaluation"),
            reverse("evaluation_list") if roles & READERS else "",
            "evaluation",
        ),
        (_("Oversight"), reverse("oversight_list") if TeamRole.AUDITOR in roles else "", "oversight"),
        (_("In confidence"), reverse("concern_list") if TeamRole.CONTACT in roles else "", "concern"),
        (_("HR"), reverse("admin:index") if person.is_staff else "", "admin"),
    ]


def _tandems(person: Person) -> list[tuple[int, str]]:
    """Key and state of the tandems that have begun, running ones first, then the latest."""
    return sorted(_begun(person=person), key=lambda row: row[1] not in TOGETHER_STATES)


@prepared
def _begun(*, person: Person) -> QuerySet[Any]:
    began = (*TOGETHER_STATES, TandemState.COMPLETED, TandemState.PARTED)
    found = Tandem.objects.visible_to(person).filter(state__in=began).order_by("-started_at", "-pk")
    return found.values_list("pk", "state")


def roles_of(person: Person) -> set[str]:
    """In the teams of programmes, whichever."""
    return set(_roles(person=person))


@prepared
def _roles(*, person: Person) -> QuerySet[Any]:
    return TeamMember.objects.filter(person=person).order_by().values_list("role", flat=True).distinct()


def _tandem_path(tandems: list[tuple[int, str]]) -> str:
    """Straight into the room of the only tandem; with several at once to the list on the home page."""
    running = [pk for pk, state in tandems if state in TOGETHER_STATES]
    if len(running) > 1:
        return f"{reverse('home')}#tandems"
    return reverse("tandem", args=[tandems[0][0]]) if tandems else ""


ROOMS = {
    "home": "home",
    "tandem": "tandem",
    "part": "tandem",
    "pause": "tandem",
    "closing": "tandem",
    "offer": "tandem",
    "meeting": "tandem",
    "step": "tandem",
    "steps": "tandem",
    "list": "tandem",
    "lists": "tandem",
    "guide": "tandem",
    "guides": "tandem",
    "journal": "journal",
    "entry": "journal",
    "draft": "journal",
    "insight": "program",
    "evidence": "evaluation",
    "program": "program",
    "event": "program",
    "community": "program",
    "peer": "program",
    "resource": "program",
    "sign": "program",
    "withdraw": "program",
    "outcome": "program",
    "evaluation": "evaluation",
    "oversight": "oversight",
    "concern": "concern",
}


def _room(request: HttpRequest) -> str:
    """The entry a page belongs to, told by the first word of its address' name."""
    match = request.resolver_match
    return ROOMS.get((match.url_name or "").split("_")[0], "") if match else ""
