"""The steps of a programme's life in words: what each button does by itself, and what it does not."""

from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programs.enums import PROGRAM_TRANSITIONS, ProgramState
from programs.models import Program
from programs.phases import next_phase


@dataclass(frozen=True)
class Step:
    state: str
    label: Any
    effects: tuple[Any, ...]
    is_forward: bool = True


DRAFT, OPEN, MATCHING, RUNNING, CLOSING, CLOSED, ARCHIVED = (
    ProgramState.DRAFT,
    ProgramState.OPEN,
    ProgramState.MATCHING,
    ProgramState.RUNNING,
    ProgramState.CLOSING,
    ProgramState.CLOSED,
    ProgramState.ARCHIVED,
)
_CLOSE = (
    _("All running tandems are completed; meetings that were not held are cancelled."),
    _("People keep their journals. Figures and reports stay available."),
)
STEPS: dict[tuple[str, str], Step] = {
    (DRAFT, OPEN): Step(
        OPEN,
        _("Open for sign-up"),
        (
            _("Everyone in the companies that take part can see the programme and sign up."),
            _("It appears on their start pages. No mail goes out to them by itself."),
            _("People whose sign-ups you have imported get their confirmation by mail now."),
        ),
    ),
    (OPEN, DRAFT): Step(
        DRAFT,
        _("Back to preparation"),
        (
            _("The programme disappears for everyone who is not signed up. Nobody is told."),
            _("Sign-ups so far are kept."),
        ),
        is_forward=False,
    ),
    (OPEN, MATCHING): Step(
        MATCHING,
        _("End sign-up and begin matching"),
        (
            _("Nobody can sign up in the browser any more; unfinished drafts take no part in matching."),
            _("You can still import sign-ups. Nobody is told."),
        ),
    ),
    (MATCHING, OPEN): Step(
        OPEN,
        _("Open sign-up again"),
        (
            _("People can sign up again until the last day for it."),
            _("Offers that have gone out stay as they are."),
        ),
        is_forward=False,
    ),
    (MATCHING, RUNNING): Step(
        RUNNING,
        _("Start the programme"),
        (
            _("The programme counts as running. Tandems that have accepted are meeting already."),
            _("Offers that are still open can be answered until their date."),
            _("Questionnaires go out by themselves on the days that are set for them."),
        ),
    ),
    (RUNNING, CLOSING): Step(
        CLOSING,
        _("Let it come to its end"),
        (
            _("No new offers go out. Tandems go on as planned and decide how they end or continue."),
            _("The last questionnaire goes out by itself on its day."),
        ),
    ),
    (CLOSING, RUNNING): Step(
        RUNNING,
        _("Let it go on"),
        (_("The programme counts as running again. Offers can go out again. Nobody is told."),),
        is_forward=False,
    ),
    (RUNNING, CLOSED): Step(CLOSED, _("Close the programme early"), _CLOSE),
    (CLOSING, CLOSED): Step(CLOSED, _("Close the programme"), _CLOSE),
    (CLOSED, CLOSING): Step(
        CLOSING,
        _("Open the programme again"),
        (
            _("The programme counts as coming to its end again, for example to add what was forgotten."),
            _("Tandems that were completed stay completed."),
        ),
        is_forward=False,
    ),
    (CLOSED, ARCHIVED): Step(
        ARCHIVED,
        _("Archive the programme"),
        (
            _("What people wrote to sign up, times and wishes, runs of matching and imported files are deleted."),
            _("Who took part, figures and reports stay. People keep their journals."),
            _("This cannot be taken back."),
        ),
    ),
}


def steps_from(state: str) -> list[Step]:
    """The steps that the transition table allows: the next phase first, then what leaves one out, then back."""
    found = [STEPS[state, target] for target in PROGRAM_TRANSITIONS[state]]
    phases = list(ProgramState)
    return sorted(found, key=lambda step: (not step.is_forward, phases.index(ProgramState(step.state))))


def step_between(state: str, target: str) -> Step | None:
    return STEPS.get((state, target))


def next_phase_in_words(program: Program) -> str:
    """What the programme will do by itself, and when; empty where a person decides."""
    following = next_phase(program)
    if following is None:
        return ""
    state, day = following
    said = {"day": date_format(day), "state": ProgramState(state).label}
    return gettext("By itself on %(day)s: %(state)s.") % said
