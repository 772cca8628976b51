"""The audit log speaks in words."""

import pytest

from tandems.enums import PROPOSAL_TRANSITIONS, RUN_TRANSITIONS
from tandems.events import LABELS

STEPS = [("matching", RUN_TRANSITIONS), ("proposal", PROPOSAL_TRANSITIONS)]


@pytest.mark.parametrize(("what", "transitions"), STEPS)
def test_every_step_of_a_run_and_of_a_proposal_has_a_name_in_the_log(what, transitions):
    steps = {f"{what}.{state}" for states in transitions.values() for state in states}
    assert steps <= set(LABELS)
