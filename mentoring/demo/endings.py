"""What stands around tandems in the demo: line managers who agree, a pause, words in confidence, thanks, the pool."""

from datetime import datetime, timedelta
from random import Random

from programs.actions import answer_pool
from programs.actions.concern import answer_concern, open_concern
from programs.actions.manager_consent import PEOPLE, answer_manager, ask_managers
from programs.actions.pool import topics_of
from programs.enums import Role, TeamRole
from programs.models import ManagerConsent, Participation, Program
from tandems import actions, budget
from tandems.enums import MeetingState, TandemState
from tandems.models import Tandem

HOURS = 12


def ask_line_managers(program: Program, now: datetime) -> None:
    """Most agree within a few days, one does not, and some have not found the time yet."""
    rng = Random(program.slug)  # noqa: S311 a story, not a secret
    program.hours_budget = HOURS
    program.save(update_fields=["hours_budget"])
    ask_managers(now)
    asked = ManagerConsent.objects.filter(participation__program=program).select_related(*PEOPLE)
    for number, consent in enumerate(asked.order_by("pk")):
        if number % 9 != 4:
            then = now + timedelta(days=rng.randint(0, 6), hours=rng.randint(0, 6))
            answer_manager(consent=consent, person=consent.manager, agrees=number != 7, now=then)


def stand_by(program: Program, shown: Tandem, now: datetime) -> None:
    """A tandem pauses, hours are looked at, and two people have written to the neutral contact."""
    others = Tandem.objects.with_people().filter(program=program, state=TandemState.ACTIVE).exclude(pk=shown.pk)
    resting, first, second = others.order_by("pk")[:3]
    actions.pause(tandem=resting, person=resting.mentee.person, until=now.date() + timedelta(days=24), now=now)
    budget.check(now)
    contact = program.team.filter(role=TeamRole.CONTACT).select_related("person").get().person
    answered = open_concern(
        program=program,
        writer=first.mentor.person,
        contact=contact,
        text="Wir reden fast nur über seine Themen. Wie spreche ich das an, ohne undankbar zu klingen?",
        now=now - timedelta(days=6),
    )
    answer_concern(
        concern=answered,
        person=contact,
        text="Danke, dass Sie sich melden. Das ist ein guter Punkt für die Vereinbarung. Wollen wir am Donnerstag "
        "eine halbe Stunde telefonieren?",
        now=now - timedelta(days=5),
    )
    open_concern(
        program=program,
        writer=second.mentee.person,
        contact=contact,
        text="Unsere Termine platzen immer wieder, und ich weiß nicht, ob es an mir liegt.",
        now=now - timedelta(hours=5),
    )


THANKS = {
    Role.MENTEE: "Danke für Ihre Geduld. Ich traue mich jetzt, vor meinem Team Fragen zu stellen, die ich früher "
    "für mich behalten hätte.",
    Role.MENTOR: "Danke für die Offenheit und den Blick hinter die Kulissen. Ich weiß jetzt, was ich werden will, und "
    "auch, was nicht.",
}


def say_goodbye(program: Program, now: datetime) -> None:
    """Tandems that have come to their end: some thank each other, and some would be a mentor again."""
    rng = Random(program.slug)  # noqa: S311
    completed = Tandem.objects.with_people().filter(program=program, state=TandemState.COMPLETED).order_by("pk")
    for number, tandem in enumerate(completed.filter(meetings__state=MeetingState.HELD).distinct()):
        if number % 3 == 0:
            for person, role in zip(tandem.people, (Role.MENTEE, Role.MENTOR), strict=True):
                actions.say_thanks(tandem=tandem, person=person, text=THANKS[role], now=now)
        mentor = tandem.mentor.person
        if number % 2 == 0:
            topics = topics_of(mentor)
            offered = rng.sample(topics, min(3, len(topics)))
            answer_pool(person=mentor, joins=True, topics=offered, is_shown=number % 3 != 1, now=now)


def completed_mentor() -> Participation | None:
    """Someone who has a certificate and words of thanks."""
    thanked = Tandem.objects.filter(
        state=TandemState.COMPLETED, thanks__isnull=False, meetings__state=MeetingState.HELD
    )
    tandem = thanked.select_related("mentor__person").order_by("pk").first()
    return tandem.mentor if tandem else None
