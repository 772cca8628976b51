"""What HR set for the mails of the programme that is shown, and people who want theirs together."""

from datetime import datetime

from mentoring.demo import cast
from notices import kinds
from notices.actions import set_habits
from notices.enums import Rhythm
from programs.actions.notices import set_notice
from programs.enums import TeamRole
from programs.models import Program

OWN = {
    "subject_de": "",
    "body_de": (
        "Bald treffen Sie {partner}: {when}.\n\n"
        "Ein Tipp aus der letzten Runde: Schreiben Sie sich eine einzige Frage auf, die Sie sonst nicht stellen würden."
    ),
    "subject_en": "",
    "body_en": (
        "You meet {partner} soon: {when}.\n\n"
        "A tip from the last round: write down one single question that you would not ask otherwise."
    ),
}
USUAL = dict.fromkeys(OWN, "")
TOGETHER = 3  # mentees who want one mail a day


def set_mails(program: Program, now: datetime) -> None:
    """The programme's managers have written a text of their own and leave more time for the journal."""
    if program.slug != cast.SHOWN:
        return
    manager = program.team.filter(role=TeamRole.MANAGER).select_related("person").get().person
    for code, days, texts in (("meeting_prepare", [4], OWN), ("write_journal", [2, 4], USUAL)):
        if kind := kinds.get(code):
            set_notice(program=program, kind=kind, actor=manager, is_on=True, days=days, texts=texts, now=now)
    for participation in program.participations.signed_up().mentees().order_by("-pk")[:TOGETHER]:
        set_habits(person=participation.person, now=now, rhythm=Rhythm.DAILY)
