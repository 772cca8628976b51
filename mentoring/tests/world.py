"""One programme with a running tandem and everything around it, and one person for each way of looking at it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.utils import timezone

from evaluation.enums import Occasion
from evaluation.models import Invitation, Questionnaire, Wave
from journals.enums import Visibility
from journals.models import Entry, ListItem, NextStep
from people.models import Person
from people.tests.factories import OrganisationFactory, PersonFactory
from programs.enums import ProgramState, TeamRole
from programs.models import Concern, ConcernMessage, Program
from programs.tests.factories import (
    ConsentTextFactory,
    GoalFactory,
    MenteeFactory,
    ParticipationFactory,
    ProgramFactory,
    TeamMemberFactory,
    TopicFactory,
)
from tandems.actions import confirm_agreement, propose_agreement
from tandems.actions.agreement import Terms
from tandems.enums import MeetingState, RunState, TandemState
from tandems.models import (
    Agreement,
    Delegation,
    MatchingRun,
    Meeting,
    MoveReason,
    Proposal,
    ProposedSlot,
    SlotProposal,
    Tandem,
)
from tandems.tests.factories import MeetingFactory, TandemFactory

SECRET = "Was nur die beiden wissen"
CONCERN = "Was nur die Ansprechperson weiss"
AGREED = "Was nur die beiden einander versprechen"
PERSONAS = (
    "anonymous",
    "stranger",
    "mentee",
    "mentor",
    "other_tandem",
    "line_manager",
    "delegate",
    "leadership",
    "auditor",
    "contact",
    "hr",
    "other_hr",
    "superuser",
)


@dataclass
class World:
    """`people` holds a person for each persona but `anonymous`; what is not named `other_…` belongs to `program`."""

    people: dict[str, Person]
    program: Program
    other_program: Program
    open_program: Program
    tandem: Tandem
    offer: Tandem
    dated: Meeting
    held: Meeting
    private_entry: Entry
    tandem_entry: Entry
    step: NextStep
    item: ListItem
    slot: ProposedSlot
    reason: MoveReason
    invitation: Invitation
    run: MatchingRun
    proposal: Proposal
    concern: Concern


def build_world() -> World:
    """The world in the database of the test."""
    people = _people()
    program = _program(people)
    tandem, offer = _tandems(program, people)
    Delegation.objects.create(person=people["mentee"], delegate=people["delegate"])
    dated, held = _meetings(tandem)
    _agree(tandem)
    run, proposal = _run(program, offer)
    return World(
        people=people,
        program=program,
        other_program=_other_program(people),
        open_program=ProgramFactory(slug="offen", sign_up_until=timezone.localdate() + timedelta(days=30)),
        tandem=tandem,
        offer=offer,
        dated=dated,
        held=held,
        private_entry=_entry(tandem, held, people["mentee"], Visibility.PRIVATE),
        tandem_entry=_entry(tandem, held, people["mentor"], Visibility.TANDEM),
        step=_step(tandem, held, people["mentee"]),
        item=_item(tandem, dated, people["mentor"]),
        slot=_slot(dated, people["mentee"]),
        reason=MoveReason.objects.create(meeting=dated, author=people["mentee"], is_shared=True, text=SECRET),
        invitation=_invitation(program, tandem),
        run=run,
        proposal=proposal,
        concern=_concern(program, people),
    )


def _people() -> dict[str, Person]:
    line_manager = PersonFactory(level=3)
    return {
        "stranger": PersonFactory(organisation=OrganisationFactory(name="Kaltwasser Werke GmbH")),
        "mentee": PersonFactory(level=2),
        "mentor": PersonFactory(manager=line_manager),
        "other_tandem": PersonFactory(level=2),
        "line_manager": line_manager,
        # arranges the mentee's meetings
        "delegate": PersonFactory(),
        "leadership": PersonFactory(level=1),
        "auditor": PersonFactory(),
        "contact": PersonFactory(level=3),
        "hr": PersonFactory(is_staff=True),
        "other_hr": PersonFactory(is_staff=True),
        "superuser": PersonFactory(is_staff=True, is_superuser=True),
    }


def _program(people: dict[str, Person]) -> Program:
    today = timezone.localdate()
    program = ProgramFactory(
        slug="laufend",
        state=ProgramState.RUNNING,
        starts_on=today - timedelta(days=60),
        ends_on=today + timedelta(days=120),
    )
    TeamMemberFactory(program=program, person=people["hr"])
    TeamMemberFactory(program=program, person=people["leadership"], role=TeamRole.VIEWER)
    TeamMemberFactory(program=program, person=people["auditor"], role=TeamRole.AUDITOR)
    TopicFactory(program=program)
    GoalFactory(program=program)
    ConsentTextFactory(program=program)
    return program


def _other_program(people: dict[str, Person]) -> Program:
    """Another company's programme: nobody but its own HR person has to do with it."""
    program = ProgramFactory(slug="anderswo", organisations=[OrganisationFactory(name="Anderswo AG")])
    TeamMemberFactory(program=program, person=people["other_hr"])
    return program


def _tandems(program: Program, people: dict[str, Person]) -> tuple[Tandem, Tandem]:
    """The running tandem, and an offer to the same mentor; another running tandem exists beside them."""
    mentee = MenteeFactory(program=program, person=people["mentee"])
    mentor = ParticipationFactory(program=program, person=people["mentor"], max_tandems=2)
    tandem = TandemFactory(program=program, mentee=mentee, mentor=mentor)
    TandemFactory(program=program, mentee=MenteeFactory(program=program, person=people["other_tandem"]))
    now = timezone.now()
    offer = TandemFactory(
        program=program,
        mentee__person__level=2,
        mentor=mentor,
        state=TandemState.OFFERED,
        offered_at=now,
        answer_until=now + timedelta(days=9),
        started_at=None,
    )
    return tandem, offer


def _meetings(tandem: Tandem) -> tuple[Meeting, Meeting]:
    now = timezone.now()
    held = MeetingFactory(
        tandem=tandem,
        number=1,
        state=MeetingState.HELD,
        starts_at=now - timedelta(days=3),
        held_at=now - timedelta(days=3),
    )
    dated = MeetingFactory(tandem=tandem, number=2, state=MeetingState.DATED, starts_at=now + timedelta(days=3))
    return dated, held


def _agree(tandem: Tandem) -> None:
    """What both have confirmed, and a change by the mentee that waits for the mentor."""
    now = timezone.now() - timedelta(days=2)
    mentee, mentor = tandem.people
    terms = Terms(dict.fromkeys(Agreement.TEXTS, AGREED))
    first = propose_agreement(tandem=tandem, person=mentee, terms=terms, latest=0, now=now)
    confirm_agreement(agreement=first, person=mentor, now=now)
    change = Terms(dict.fromkeys(Agreement.TEXTS, f"{AGREED}, neu"))
    propose_agreement(tandem=tandem, person=mentee, terms=change, latest=1, now=now)


def _concern(program: Program, people: dict[str, Person]) -> Concern:
    """The mentee has turned to the neutral contact."""
    TeamMemberFactory(program=program, person=people["contact"], role=TeamRole.CONTACT)
    concern = Concern.objects.create(program=program, writer=people["mentee"], contact=people["contact"])
    ConcernMessage.objects.create(concern=concern, author=people["mentee"], text=CONCERN)
    return concern


def _run(program: Program, offer: Tandem) -> tuple[MatchingRun, Proposal]:
    run = MatchingRun.objects.create(
        program=program, state=RunState.DONE, progress=100, finished_at=datetime(2026, 2, 1, tzinfo=UTC)
    )
    return run, Proposal.objects.create(run=run, mentee=offer.mentee, mentor=offer.mentor, score=0.8)


def _entry(tandem: Tandem, meeting: Meeting, author: Person, visibility: str) -> Entry:
    return Entry.objects.create(tandem=tandem, meeting=meeting, author=author, visibility=visibility, text=SECRET)


def _step(tandem: Tandem, meeting: Meeting, author: Person) -> NextStep:
    today = timezone.localdate()
    return NextStep.objects.create(
        tandem=tandem, meeting=meeting, author=author, owner=author, text=SECRET, due_on=today
    )


def _item(tandem: Tandem, meeting: Meeting, author: Person) -> ListItem:
    return ListItem.objects.create(tandem=tandem, meeting=meeting, author=author, kind="question", text=SECRET)


def _slot(meeting: Meeting, person: Person) -> ProposedSlot:
    proposal = SlotProposal.objects.create(meeting=meeting, proposed_by=person, minutes=60)
    return ProposedSlot.objects.create(proposal=proposal, starts_at=timezone.now() + timedelta(days=5))


def _invitation(program: Program, tandem: Tandem) -> Invitation:
    today = timezone.localdate()
    questionnaire, _created = Questionnaire.objects.get_or_create(
        occasion=Occasion.START, version=99, defaults={"title_de": "Zum Anfang", "title_en": "At the start"}
    )
    wave = Wave.objects.create(
        program=program,
        questionnaire=questionnaire,
        occasion=Occasion.START,
        opens_on=date.fromordinal(today.toordinal() - 1),
        closes_on=today + timedelta(days=10),
    )
    return Invitation.objects.create(wave=wave, participation=tandem.mentee, person=tandem.mentee.person)
