"""From HR's upload to the figures on leadership's page, with nothing replaced."""

import pytest

from mentoring.tests.chain import hr
from mentoring.tests.chain.story import Story


@pytest.mark.browser
@pytest.mark.processes
def test_the_whole_chain_holds(stack, mails, open_page):
    story = Story(stack, mails, open_page)
    for step in (hr.starts_tandem, hr.imports_people):
        story.play(step)
