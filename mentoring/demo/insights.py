"""What tandems of the demo released for everyone, what waits between two of them, and words not saved yet."""

from datetime import datetime
from random import Random
from uuid import UUID

from journals.actions import Subject, keep_draft
from journals.actions.insights import agree_insight, propose_insight, release_due
from journals.insights import topics_that_hide
from mentoring.demo.writing import TEXTS
from people.enums import Language
from programs.models import Program
from tandems.models import Tandem


def release_insights(program: Program) -> None:
    """Some tandems have each agreed on a sentence; they are released together."""
    rng = Random(program.slug)  # noqa: S311 a story, not a secret
    tandems = list(Tandem.objects.with_people().filter(program=program).began().order_by("pk"))
    topics = [None, *topics_that_hide(program)]
    left = {"de": list(TEXTS["insights"]["de"]), "en": list(TEXTS["insights"]["en"])}
    for tandem in rng.sample(tandems, min(len(tandems), 9)):
        mentee, mentor = tandem.people
        sentences = left[_language(tandem)]
        if sentences:
            sentence = sentences.pop(rng.randrange(len(sentences)))
            proposal, _key = propose_insight(tandem=tandem, person=mentor, text=sentence, topic=rng.choice(topics))
            agree_insight(proposal=proposal, person=mentee)
    release_due()


def leave_something_open(tandem: Tandem, now: datetime) -> None:
    """The mentor suggests a sentence, and the mentee has begun an entry on the phone."""
    mentee, mentor = tandem.people
    texts, language = TEXTS["insights"], _language(tandem)
    propose_insight(tandem=tandem, person=mentor, text=texts[f"waits_{language}"], topic=None)
    keep_draft(
        subject=Subject(tandem, None, UUID(int=Random(tandem.pk).getrandbits(128), version=4)),  # noqa: S311
        person=mentee,
        texts={"answer_1": "", "answer_2": "", "answer_3": "", "text": texts[f"draft_{language}"]},
        based_on=0,
        revision=0,
        now=now,
    )


def _language(tandem: Tandem) -> str:
    """English where the two share no other."""
    return "en" if Language.ENGLISH in {person.language for person in tandem.people} else "de"
