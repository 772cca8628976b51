"""How the tandems of the demo begin: they agree, some on a rhythm of their own, and say where they stand."""

from collections import Counter
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from django.utils import translation

from people.models import Person
from programs.actions.assessment import assess_oneself
from programs.enums import TopicKind
from programs.models import Participation, Program, Topic
from tandems import actions
from tandems.actions.agreement import Terms
from tandems.actions.picture import share_picture
from tandems.actions.rhythm import Pace
from tandems.enums import TandemState
from tandems.models import Agreement, Tandem
from tandems.suggestions import suggestions, to_begin_with

PLACES = {
    "de": (
        "Abwechselnd in beiden Büros, einmal im Monat in der Kantine.",
        "Online, mit Kamera. Einmal im Quartal vor Ort.",
    ),
    "en": (
        "By turns in both our offices, once a month in the canteen.",
        "Online, with cameras on. In person once a quarter.",
    ),
}
A_CHANGE = {
    "de": "Wir erzählen einander auch, was nicht geklappt hat. Das bleibt ganz sicher hier.",
    "en": "We also tell each other what did not work out. That stays here for certain.",
}
OWN = Pace(rhythm_weeks=6, minutes=90)
WISHED = Pace(rhythm_weeks=3, minutes=45)


class Beginnings:
    """One programme's tandems. With chance of its own, so that the rest of the story stays as it is."""

    def __init__(self, program: Program) -> None:
        self.rng = Random(f"{program.slug} begins")  # noqa: S311 a story, not a secret
        self.program = program
        self.topics = list(program.topics.filter(kind=TopicKind.LEARN))
        tandems = list(Tandem.objects.filter(program=program).order_by("pk"))
        self.writes_after = {tandem.pk: self.rng.choice((3, 5, 8, 12, 20, 10_000)) for tandem in tandems}
        self.taken: Counter[UUID] = Counter()  # self-assessments by participation
        self.own_pace = {tandem.pk for tandem in self.rng.sample(tandems, min(3, len(tandems)))}

    def day(self, now: datetime) -> None:
        running = Tandem.objects.with_people().filter(program=self.program, state=TandemState.ACTIVE)
        for tandem in running.prefetch_related("agreements").order_by("pk"):
            self._agree(tandem, list(tandem.agreements.all()), now)
            if tandem.started_at:
                self._look(tandem, (now - tandem.started_at).days, now)

    def _agree(self, tandem: Tandem, versions: list[Agreement], now: datetime) -> None:
        """One writes, the other confirms some days later."""
        if versions:
            latest = versions[-1]
            if latest.is_open and now - latest.written_at > timedelta(days=2):
                actions.confirm_agreement(agreement=latest, person=tandem.partner_of(latest.author), now=now)
        elif tandem.started_at and now - tandem.started_at > timedelta(days=self.writes_after[tandem.pk]):
            person = self.rng.choice(tandem.people)
            pace = OWN if tandem.pk in self.own_pace else Pace()
            actions.propose_agreement(
                tandem=tandem, person=person, terms=Terms(self._words(tandem, person), pace), latest=0, now=now
            )

    def _words(self, tandem: Tandem, person: Person) -> dict[str, str]:
        """Our wording, the topics of the two, and where they mean to meet."""
        with translation.override(person.language):
            words = to_begin_with()
            words["topics"] = "\n".join(suggestions(tandem)["topics"][:3])
            words["how_we_meet"] = f"{self.rng.choice(PLACES[person.language])}\n{words['how_we_meet']}"
        return words

    def _look(self, tandem: Tandem, days: int, now: datetime) -> None:
        """Most say in the first weeks where they stand, some again after three months."""
        for participation in (tandem.mentee, tandem.mentor):
            taken = self.taken[participation.pk]
            if ((taken == 0 and 4 <= days < 40) or (taken == 1 and days > 90)) and self.rng.random() < 0.1:
                self._assess(participation, grown=taken == 1, now=now)
                self.taken[participation.pk] += 1
                if taken == 0 and self.rng.random() < 0.5:
                    share_picture(tandem=tandem, person=participation.person, now=now)

    def _assess(self, participation: Participation, *, grown: bool, now: datetime) -> None:
        known: dict[Topic, int] = {
            choice.topic: choice.level for choice in participation.topic_choices.select_related("topic")
        }
        last = participation.assessments.last()
        said = last.levels if last else {}
        levels = {topic: said.get(topic.pk, known.get(topic, self.rng.choice((0, 1, 1, 2)))) for topic in self.topics}
        if grown:
            levels = {topic: min(4, level + self.rng.choice((0, 0, 1, 1, 2))) for topic, level in levels.items()}
        assess_oneself(participation=participation, person=participation.person, levels=levels, now=now)


def ask_for_a_change(tandem: Tandem, now: datetime) -> None:
    """The mentor would like to change something in words and rhythm: it waits for the mentee."""
    person = tandem.mentor.person
    versions = list(tandem.agreements.all())
    begun = versions[-1] if versions else None
    texts = {name: getattr(begun, name) if begun else "" for name in Agreement.TEXTS}
    texts["confidential"] = "\n".join(filter(None, (texts["confidential"], A_CHANGE[person.language])))
    actions.propose_agreement(
        tandem=tandem, person=person, terms=Terms(texts, WISHED), latest=begun.number if begun else 0, now=now
    )
