"""Every list of the admin, and HR's own pages, take the same number of queries with 1, 30 and 1,000 tandems."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from evaluation.enums import Occasion
from evaluation.models import FeedbackChange, Invitation, Questionnaire, Wave
from journals.models import Insight
from mentoring.tests.test_side_doors import signed_in
from notices.enums import NoticeState
from notices.models import Notice
from people.models import AuditEvent, Department, Organisation, PeopleImport, Person, SiteRegion
from people.tests.database import count_rows
from programs.enums import ParticipationState, ProgramState, Role
from programs.models import Event, EventReply, ManagerConsent, Participation, PoolMember, Resource
from programs.tests.factories import ProgramFactory, TeamMemberFactory
from tandems.enums import MeetingState, RunState, TandemState
from tandems.models import MatchingRun, Meeting, Tandem

pytestmark = pytest.mark.django_db
MANY = (1, 30, 1000)


class Crowd:
    """A programme whose tandems, and all that goes with them, grow in numbers. Rows go straight into the tables."""

    def __init__(self) -> None:
        today = timezone.localdate()
        days = {"starts_on": today - timedelta(days=60), "ends_on": today + timedelta(days=90)}
        self.program = ProgramFactory(
            state=ProgramState.RUNNING, manager_consent_required=True, hours_budget=20, **days
        )
        self.hr = TeamMemberFactory(program=self.program, person__language="en").person
        self.house = self.program.organisations.get()
        self.department = Department.objects.create(organisation=self.house, name="Vertrieb")
        self.topic = self.program.topics.create(kind="learn", name_de="Daten")
        self.number, self.now = 0, timezone.now()

    def grow(self, total: int) -> None:
        numbers = range(self.number, total)
        self.number = total
        mentees = self._take_part(numbers, Role.MENTEE)
        mentors = self._take_part(numbers, Role.MENTOR)
        pairs = zip(mentees, mentors, strict=True)
        until = self.now + timedelta(days=9)
        times = {"offered_at": self.now, "answer_until": until, "open_until": until}
        started = {"state": TandemState.ACTIVE, "started_at": self.now - timedelta(days=50), **times}
        tandems = Tandem.objects.bulk_create(
            Tandem(program=self.program, mentee=mentee, mentor=mentor, **started) for mentee, mentor in pairs
        )
        Meeting.objects.bulk_create(
            Meeting(tandem=tandem, number=number + 1, minutes=60, **state)
            for tandem in tandems
            for number, state in enumerate(self._states())
        )
        self._around(numbers, mentors)

    def _states(self) -> list[dict]:
        held = self.now - timedelta(days=40)
        return [
            {"state": MeetingState.HELD, "starts_at": held, "held_at": held, "planned_week": held.date()},
            {
                "state": MeetingState.DATED,
                "starts_at": self.now + timedelta(days=3),
                "planned_week": self.now.date(),
            },
        ]

    def _take_part(self, numbers: range, role: str) -> list[Participation]:
        people = Person.objects.bulk_create(
            Person(
                email=f"{role}{number}@example.org",
                first_name=role,
                last_name=f"Nachname{number}",
                organisation=self.house,
                department=self.department,
                manager=self.hr,
                level=2 if role == Role.MENTEE else 4,
                site=f"Ort {number}",
            )
            for number in numbers
        )
        signed_up = {"state": ParticipationState.SIGNED_UP, "signed_up_at": self.now}
        return Participation.objects.bulk_create(
            Participation(program=self.program, person=person, role=role, **signed_up) for person in people
        )

    def _around(self, numbers: range, mentors: list[Participation]) -> None:
        """One of everything else that HR has a list of, for each tandem."""
        own = {"program": self.program}
        SiteRegion.objects.bulk_create(SiteRegion(site=f"Ort {number}", region="DE-BW") for number in numbers)
        Organisation.objects.bulk_create(Organisation(name=f"Werk {number}") for number in numbers)
        PeopleImport.objects.bulk_create(
            PeopleImport(file_name=f"{number}.csv", created_by=self.hr) for number in numbers
        )
        ManagerConsent.objects.bulk_create(
            ManagerConsent(participation=mentor, manager=self.hr, hours=20) for mentor in mentors
        )
        members = PoolMember.objects.bulk_create(
            PoolMember(person=mentor.person, listed_since=self.now, **own) for mentor in mentors
        )
        PoolMember.topics.through.objects.bulk_create(
            PoolMember.topics.through(poolmember=member, topic=self.topic) for member in members
        )
        Notice.objects.bulk_create(
            Notice(
                program_id=self.program.pk,
                kind="signed_up",
                recipient=mentor.person,
                dedupe_key=f"x:{mentor.pk}",
                state=NoticeState.FAILED,
                due_at=self.now,
                next_attempt_at=self.now,
                expires_at=self.now,
            )
            for mentor in mentors
        )
        AuditEvent.objects.bulk_create(
            AuditEvent(
                event="participation.looked_at",
                actor=mentor.person,
                subject_type="programs.participation",
                subject_id=str(mentor.pk),
                program_id=self.program.pk,
            )
            for mentor in mentors
        )
        MatchingRun.objects.bulk_create(
            MatchingRun(state=RunState.DONE, created_by=self.hr, finished_at=self.now, **own) for _number in numbers
        )
        Insight.objects.bulk_create(
            Insight(text="x", topic=self.topic, key_1=f"{n}", key_2=f"b{n}", **own) for n in numbers
        )
        FeedbackChange.objects.bulk_create(FeedbackChange(heard_de="x", changed_de="y", **own) for _number in numbers)
        Resource.objects.bulk_create(Resource(title_de=f"x{n}", text_de="y", **own) for n in numbers)
        events = Event.objects.bulk_create(Event(title_de=f"x{n}", **own) for n in numbers)
        EventReply.objects.bulk_create(
            EventReply(event=event, person=mentor.person) for event, mentor in zip(events, mentors, strict=True)
        )
        questionnaires = Questionnaire.objects.bulk_create(
            Questionnaire(occasion=Occasion.MEETING, version=1000 + n, title_de="x", **own) for n in numbers
        )
        waves = Wave.objects.bulk_create(
            Wave(
                questionnaire=questionnaire,
                occasion=Occasion.MEETING,
                opens_on=self.now.date() - timedelta(days=number),
                closes_on=self.now.date() + timedelta(days=20),
                **own,
            )
            for number, questionnaire in zip(numbers, questionnaires, strict=True)
        )
        Invitation.objects.bulk_create(
            Invitation(wave=wave, participation=mentor, person=mentor.person)
            for wave, mentor in zip(waves, mentors, strict=True)
        )
        count_rows()


def lists() -> dict[str, str]:
    """Every list of the registry, some as they are filtered, and HR's pages that gather what stands in them."""
    found = {
        model._meta.label: reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model in admin.site._registry
    }
    for name in ("health=help", "line=conflict", "q=Nachname"):
        found[f"tandems.Tandem?{name}"] = f"{found['tandems.Tandem']}?{name}"
    found["programs.Participation?manager=stuck"] = f"{found['programs.Participation']}?manager=stuck"
    found["start"] = reverse("admin:index")
    return found


def count(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200, address
    return len(queries)


def test_every_list_takes_the_same_queries_with_1_30_and_1000_tandems():
    crowd, client = Crowd(), None
    found: dict[str, list[int]] = {}
    for total in MANY:
        crowd.grow(total)
        client = client or signed_in(crowd.hr)
        pages = {**lists(), "cockpit": reverse("admin:programme_cockpit", args=[crowd.program.pk])}
        for name, address in pages.items():
            found.setdefault(name, []).append(count(client, address))
    assert Tandem.objects.count() == MANY[-1]
    # what is asked about one tandem alone may take a shorter way
    assert {name: numbers for name, numbers in found.items() if not numbers[0] <= numbers[1] == numbers[2]} == {}
    assert {name: numbers for name, numbers in found.items() if numbers[0] > 50} == {}
