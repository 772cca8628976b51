"""From HR's upload to the figures on leadership's page, with nothing replaced.

Real are: web server, worker, schedule, broker, database, mail server, browser and the three files. Only the clock is
moved, between one start of Tandem and the next.
"""

import pytest

from mentoring.tests.chain import couples, hr, leadership
from mentoring.tests.chain.story import Story


def on(day: int, hour: int = 12):
    def wake_up(story: Story) -> None:
        story.wake_up_on(day, hour)

    wake_up.__name__ = f"day_{day}"
    return wake_up


@pytest.mark.browser
@pytest.mark.processes
def test_the_whole_chain_holds(stack, mails, open_page):
    story = Story(stack, mails, open_page)
    steps = (
        # Sunday
        hr.starts_tandem,
        hr.imports_people,
        hr.sets_up_a_programme,
        hr.imports_sign_ups,
        couples.latecomer_signs_up,
        hr.matches,
        couples.say_yes,
        couples.set_dates,
        hr.starts_the_programme,
        # Tuesday
        on(2),
        couples.reminded_the_day_before,
        couples.answer_surveys("start"),
        # Wednesday
        on(3),
        couples.hold_meetings,
        # Monday
        on(8),
        couples.asked_to_write,
        couples.write_journals,
        couples.silent_ones_are_reminded,
        couples.hold_second_meetings,
        # Tuesday of the week after next
        on(16),
        couples.answer_surveys("meeting"),
        couples.answer_surveys("end"),
        leadership.reads_the_figures,
        leadership.nothing_was_said_twice,
    )
    for step in steps:
        story.play(step)
