"""What is shown of matching beside a finished programme: wishes, a decision of HR's, offers that are being answered."""

from datetime import datetime, timedelta
from random import Random

from people.models import Person
from programs.actions import describe_frame, set_program_state
from programs.enums import ProgramState, Role
from programs.models import Participation, Program
from tandems import actions, rules
from tandems.enums import TandemState
from tandems.matching import decide, follow_up, release, run_now, set_aside, start_run
from tandems.models import Tandem

BY_NAMES = ("mentee__person__last_name", "mentee__person__first_name", "mentor__person__email")


def make_wishes(program: Program, now: datetime) -> None:
    """Every fourth person says in the browser whom they would like; one in ten silently rules somebody out."""
    # a story of its own: what it draws changes nothing in the others
    rng = Random(program.slug)  # noqa: S311 a story, not a secret
    everyone = list(program.participations.signed_up().select_related("person", "joint_with").order_by("person__email"))
    by_role = {role: [row.person for row in everyone if row.role == role] for role in Role.values}
    for row in everyone:
        others = by_role[Role.MENTOR if row.role == Role.MENTEE else Role.MENTEE]
        dice = rng.random()
        if row.joint_with is None and dice < 0.25:
            named = rng.sample(others, 2)
            _wish(row, liked=named[:1], out=named[1:] if dice < 0.1 else [], now=now)


def _wish(row: Participation, *, liked: list[Person], out: list[Person], now: datetime) -> None:
    describe_frame(
        participation=row,
        slots=row.slots,
        mode=row.mode,
        motivation=row.motivation,
        joint_with=row.joint_with,
        liked=liked,
        out=out,
        now=now,
    )


class Offers:
    """A programme whose people are being asked: HR has run matching, looked, kept a pair and asked almost all."""

    def __init__(self, program: Program, now: datetime) -> None:
        self.program = program
        # a story of its own: nobody is asked more or less because others have lived differently
        self.rng = Random(program.slug)  # noqa: S311 a story, not a secret
        self.has_said_no = self.has_begun = False
        self.manager = program.team.filter(role="manager").select_related("person").get().person
        set_program_state(program=program, state=ProgramState.MATCHING, actor=self.manager, now=now)
        self._run_twice(now)

    def _run_twice(self, now: datetime) -> None:
        """The second run follows what HR decided about the first."""
        first = run_now(start_run(program=self.program, actor=self.manager, now=now), now)
        keep = first.proposals.with_people().order_by(*BY_NAMES)[0]
        decide(mentee=keep.mentee, mentor=keep.mentor, kind="pin", actor=self.manager, now=now)
        later = now + timedelta(minutes=20)
        run = run_now(start_run(program=self.program, actor=self.manager, now=later), later)
        # of one mentee's proposals none is first by chance
        proposals = list(run.proposals.with_people().order_by(*BY_NAMES))
        set_aside(proposal=proposals[-1], actor=self.manager)
        release(run=run, proposals=proposals[:-2], actor=self.manager, now=later)

    def day(self, now: datetime) -> None:
        """Some of those who have been asked answer; one of them says no, and a worker looks for the next best."""
        offered = Tandem.objects.with_people().filter(program=self.program, state=TandemState.OFFERED).order_by("pk")
        for tandem in offered:
            for person in tandem.people:
                if rules.can_answer(tandem, person) and self.rng.random() < 0.4:
                    self._answer(tandem, person, now)
                    break
        follow_up.follow_up(self.program, now)

    def _answer(self, tandem: Tandem, person: Person, now: datetime) -> None:
        if not self.has_said_no:
            self.has_said_no = True
            actions.decline_offer(tandem=tandem, person=person, now=now)
            return
        self._say_yes(tandem, person, now)
        if not self.has_begun:  # at least one pair does not wait for each other
            self.has_begun = True
            fresh = Tandem.objects.with_people().get(pk=tandem.pk)
            self._say_yes(fresh, fresh.partner_of(person), now)

    def _say_yes(self, tandem: Tandem, person: Person, now: datetime) -> None:
        text = self.program.consent_texts.first()
        actions.accept_offer(tandem=tandem, person=person, now=now, consent_text=text)
