"""What HR and the system administrator do, in the browser."""

import re
from pathlib import Path
from typing import Any

from mentoring.tests.chain.stack import wait_for
from mentoring.tests.chain.story import ADMIN, BANK, PASSWORD, WORKS, Story


def starts_tandem(story: Story) -> None:
    """An empty installation with one system administrator."""
    story.stack.start()
    story.stack.manage(
        "createsuperuser",
        "--no-input",
        f"--email={ADMIN}",
        "--first_name=Vera",
        "--last_name=Waltung",
        DJANGO_SUPERUSER_PASSWORD=PASSWORD,
    )


def sign_in_with_password(story: Story, page: Any, address: str, password: str) -> None:
    story.go(page, "/accounts/login/")
    page.fill("input[name=login]", address)
    page.fill("input[name=password]", password)
    page.click("form[action*='/accounts/login/'] button[type=submit], form[action*='/accounts/login/'] .btn-primary")
    page.wait_for_url(re.compile(r"^(?!.*/accounts/login)"))


def imports_people(story: Story) -> None:
    """Both companies; the second upload of the same file changes nothing."""
    page = story.browser()
    sign_in_with_password(story, page, ADMIN, PASSWORD)
    upload_people(story, page, BANK)
    upload_people(story, page, WORKS)
    assert people_of_companies(story) == [(260,), (420,)]
    check_that_again_changes_nothing(story, page, BANK)


def upload_people(story: Story, page: Any, file: Path) -> None:
    preview_people(story, page, file)
    assert figures(page)[0] in (420, 260)
    assert figures(page)[-1] == 0
    page.click("form[action$='/apply/'] button.button:not([form]):not(.quiet)")
    wait_for(lambda: story.stack.sql("SELECT count(*) FROM people_peopleimport WHERE state = 'checked'") == [(0,)], 60)


def preview_people(story: Story, page: Any, file: Path) -> None:
    story.go(page, "/admin/people/peopleimport/add/")
    page.set_input_files("input[name=file]", str(file))
    page.click("form.upload button")
    page.wait_for_selector("form[action$='/apply/']")


def figures(page: Any) -> list[int]:
    """New, changed, unchanged, missing, wrong."""
    return [int(text) for text in page.locator(".figures-row .figure").all_inner_texts()]


def check_that_again_changes_nothing(story: Story, page: Any, file: Path) -> None:
    preview_people(story, page, file)
    new, changed, same, leaving, wrong = figures(page)
    assert (new, changed, same, leaving, wrong) == (0, 0, 420, 0, 0)
    page.click("[form=discard]")


def people_of_companies(story: Story) -> list[tuple[int, ...]]:
    return sorted(
        story.stack.sql("SELECT count(*) FROM people_person WHERE organisation_id IS NOT NULL GROUP BY organisation_id")
    )
