"""Who signs in to the demo, and in which role. Everybody else exists, but has no password."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mentoring.demo.endings import completed_mentor
from people.models import Person
from programs.enums import TeamRole
from programs.models import Participation
from tandems.enums import MeetingState, TandemState
from tandems.models import Delegation, Tandem

SHOWN = "digital-auf-augenhoehe"
FINISHED = "werkstatt-digital"
PASSWORD = "tandem-demo"  # noqa: S105 known to everyone: the demo holds invented people only

HR_BANK = "katherina.siering@gb-neckartal.example.org"
HR_WORKS = "veronique.hellwig@hellweg.example.com"
LEADERSHIP = "irmi.boucsein@gb-neckartal.example.org"
WORKS_COUNCIL = "cordula.seifert@gb-neckartal.example.org"
ADMINISTRATOR = "admin@tandem.example.org"
HR = (HR_BANK, HR_WORKS)


@dataclass(frozen=True)
class Login:
    role: Any
    email: str


def logins() -> list[Login]:
    """One login for each role, in the order a newcomer would try them."""
    tandem = show_tandem()
    pair = (
        []
        if tandem is None
        else [
            Login(_("Mentee"), tandem.mentee.person.email),
            Login(_("Mentor"), tandem.mentor.person.email),
            *_of_program(tandem),
            *[Login(_("Assistant, arranges the mentee's dates"), one.delegate.email) for one in _assistant(tandem)],
        ]
    )
    return [
        *pair,
        Login(pgettext_lazy("a person", "HR"), HR_BANK),
        Login(_("HR of another programme"), HR_WORKS),
        Login(_("Leadership"), LEADERSHIP),
        Login(_("Works council"), WORKS_COUNCIL),
        *[Login(_("Mentor, tandem completed"), one.person.email) for one in [completed_mentor()] if one],
        *[Login(_("Employee, not signed up yet"), person.email) for person in _newcomer()],
        Login(_("System administrator"), ADMINISTRATOR),
    ]


def usable() -> list[Login]:
    """Those of `logins` that have been given their password: whom they name depends on what has happened since."""
    found = logins()
    people = Person.objects.active().filter(email__in=[one.email for one in found])
    people = people.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    able = set(people.values_list("email", flat=True))
    return [one for one in found if one.email in able]


def _of_program(tandem: Tandem) -> list[Login]:
    """The line manager of the tandem's mentor, and the programme's neutral contact."""
    manager = tandem.mentor.person.manager
    contacts = tandem.program.team.filter(role=TeamRole.CONTACT).select_related("person")
    return [
        *([Login(_("Line manager of the mentor"), manager.email)] if manager else []),
        *[Login(_("Neutral contact"), contact.person.email) for contact in contacts],
    ]


def show_tandem() -> Tandem | None:
    """The running tandem with most meetings held: it has something to show."""
    tandems = (
        Tandem.objects.with_people()
        .filter(program__slug=SHOWN, state=TandemState.ACTIVE)
        .prefetch_related("meetings")
        .order_by("pk")
    )
    return max(tandems, key=_to_show, default=None)


def _to_show(tandem: Tandem) -> tuple[bool, bool, int, int]:
    """Once two have been given passwords it stays with them, whatever other tandems do."""
    states = [meeting.state for meeting in tandem.meetings.all()]
    can_sign_in = all(person.has_usable_password() for person in tandem.people)
    return can_sign_in, MeetingState.DATED in states, states.count(MeetingState.HELD), -tandem.pk


def _assistant(tandem: Tandem) -> list[Delegation]:
    given = Delegation.objects.in_force().filter(person=tandem.mentee.person)
    return list(given.select_related("delegate"))


def _newcomer() -> list[Person]:
    """Someone of the bank who could join the open programme as a mentor."""
    joined = Participation.objects.values("person")
    people = Person.objects.active().filter(email__endswith="@gb-neckartal.example.org", level=5, language="de")
    return list(people.exclude(pk__in=joined).order_by("pk")[:1])


def set_staff() -> None:
    """HR people may open the admin site; someone administers the system."""
    Person.objects.filter(email__in=HR).update(is_staff=True)
    if not Person.objects.by_email(ADMINISTRATOR).exists():
        Person.objects.create_superuser(ADMINISTRATOR, first_name="System", last_name="Administration")


def set_passwords() -> None:
    """Give the people of `logins` their password."""
    for login in logins():
        person = Person.objects.get(email=login.email)
        person.set_password(PASSWORD)
        person.save(update_fields=["password"])
