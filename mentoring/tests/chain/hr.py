"""What the system administrator and HR do, in the browser."""

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from mentoring.tests.chain import cast
from mentoring.tests.chain.stack import PATIENCE, wait_for
from mentoring.tests.chain.story import ADMIN, BANK, PASSWORD, SIGN_UPS, SLUG, WORKS, Story

SAVE = "input[name=_save]"


def starts_tandem(story: Story) -> None:
    """An empty installation with one system administrator."""
    story.wake_up_on(0, 9)
    story.stack.manage(
        "createsuperuser",
        "--no-input",
        f"--email={ADMIN}",
        "--first_name=Vera",
        "--last_name=Waltung",
        DJANGO_SUPERUSER_PASSWORD=PASSWORD,
    )


# ---------------------------------------------------------------- people
def imports_people(story: Story) -> None:
    """Both companies; the second upload of the same file changes nothing. Then HR gets access."""
    page = story.browser()
    sign_in_with_password(story, page)
    upload_people(story, page, BANK, 420)
    upload_people(story, page, WORKS, 260)
    companies = story.stack.sql("SELECT count(*) FROM people_person WHERE organisation_id > 0 GROUP BY organisation_id")
    assert sorted(companies) == [(260,), (420,)]
    preview_people(story, page, BANK)
    shows(page, ".figures-row .figure", [0, 0, 420, 0, 0])
    with page.expect_navigation():
        page.click("[form=discard]")
    give_access(story, page, cast.HR)


def sign_in_with_password(story: Story, page: Any) -> None:
    story.go(page, "/accounts/login/")
    page.fill("input[name=login]", ADMIN)
    page.fill("input[name=password]", PASSWORD)
    page.click("form[action*='/accounts/login/'] .btn-primary")
    page.wait_for_url(re.compile(r"^(?!.*/accounts/login)"))


def upload_people(story: Story, page: Any, file: Path, count: int) -> None:
    preview_people(story, page, file)
    shows(page, ".figures-row .figure", [count, 0, 0, 0, 0])
    page.click("form[action$='/apply/'] button.button:not([form]):not(.quiet)")
    confirm_by_password(page)
    applied = "SELECT count(*) FROM people_peopleimport WHERE file_name = ? AND state = 'applied'"
    wait_for(lambda: story.stack.sql(applied, file.name) == [(1,)], "the import")


def preview_people(story: Story, page: Any, file: Path) -> None:
    story.go(page, "/admin/people/peopleimport/add/")
    page.set_input_files("input[name=file]", str(file))
    page.click("form.upload button")
    page.wait_for_selector("form[action$='/apply/']")


def confirm_by_password(page: Any) -> None:
    """A step of weight: why, and that it is still the same person, unless they have said so a moment ago."""
    page.fill("input[name=reason]", "So beschlossen")
    page.wait_for_load_state()
    if page.locator("input[name=password]").count():
        page.fill("input[name=password]", PASSWORD)
    with page.expect_navigation():
        page.click("button[name=proof][value=check]")


def confirm_by_code(story: Story, page: Any, address: str) -> None:
    """The same for somebody without a password."""
    before = len(story.mails.codes(address))
    page.fill("input[name=reason]", "So beschlossen")
    page.click("button[name=proof][value=send]")
    page.wait_for_selector("input[name=code]")
    code = wait_for(lambda: story.mails.codes(address)[before:], f"a code for {address}")[0]
    page.fill("input[name=code]", code)
    with page.expect_navigation():
        page.click("button[name=proof][value=check]")


def shows(page: Any, figures: str, numbers: list[int]) -> None:
    """New, changed, unchanged, missing, wrong."""
    expect(page.locator(figures)).to_have_text([str(number) for number in numbers])


def give_access(story: Story, page: Any, address: str) -> None:
    story.go(page, f"/admin/people/person/{story.person(address)}/change/")
    page.check("input[name=is_staff]")
    page.click(SAVE)
    confirm_by_password(page)
    wait_for(lambda: story.stack.sql("SELECT 1 FROM people_person WHERE email = ? AND is_staff", address), "access")


# ---------------------------------------------------------------- the programme
def sign_in_by_code(story: Story, page: Any, address: str) -> None:
    """In the browser, with the code that comes by mail."""
    before = len(story.mails.codes(address))
    story.go(page, "/accounts/login/code/")
    page.fill("input[name=email]", address)
    page.press("input[name=email]", "Enter")
    page.wait_for_selector("input[name=code]")
    code = wait_for(lambda: story.mails.codes(address)[before:], f"a code for {address}")[0]
    page.fill("input[name=code]", code)
    page.press("input[name=code]", "Enter")
    page.wait_for_url(re.compile(r"^(?!.*/accounts/)"))


def sets_up_a_programme(story: Story) -> None:
    """From a name to an open programme, guided by the checklist."""
    page = story.browser()
    sign_in_by_code(story, page, cast.HR)
    story.go(page, "/admin/programs/program/add/")
    unfold(page)
    page.fill("input[name=name_de]", "Digital auf Augenhöhe")
    page.fill("input[name=name_en]", "Digital at eye level")
    page.fill("input[name=slug]", SLUG)
    page.select_option("select[name=purpose]", "digital")
    page.fill("textarea[name=description_de]", "Führungskräfte lernen von jüngeren Kolleg:innen.")
    page.locator("input[name=organisations]").first.check()
    for name, day in (("sign_up_until", 0), ("starts_on", 1), ("ends_on", 29)):
        page.fill(f"input[name={name}]", story.moment(day).strftime("%d.%m.%Y"))
    page.fill("input[name=rhythm_weeks]", "1")
    page.click(SAVE)
    page.wait_for_url("**/change/")
    fill_in_the_rest(story, page)
    open_sign_up(story, page)
    story.hr_page = page


def fill_in_the_rest(story: Story, page: Any) -> None:
    unfold(page)
    page.click("button[name=_usual_topics]")
    page.wait_for_url("**/change/#topics-group")
    unfold(page)
    page.fill("input[name=sponsor]", cast.SPONSOR)
    page.fill("textarea[name=sponsor_message_de]", "Ich mache selbst mit.")
    goals = (("Treffen finden statt", "meetings_held", "0", "50"), ("Treffen sind nützlich", "usefulness", "1", "4"))
    for number, (title, measure, baseline, target) in enumerate(goals):
        add_row(page, "goals")
        page.fill(f"input[name=goals-{number}-title_de]", title)
        page.select_option(f"select[name=goals-{number}-measure]", measure)
        page.fill(f"input[name=goals-{number}-baseline]", baseline)
        page.fill(f"input[name=goals-{number}-target]", target)
    for number, (role, address) in enumerate((("viewer", cast.LEADERSHIP), ("contact", cast.CONTACT)), start=1):
        add_row(page, "team")
        page.select_option(f"select[name=team-{number}-role]", role)
        page.fill(f"input[name=team-{number}-person]", address)
    if not page.locator("textarea[name$=text_de]").filter(visible=True).count():
        add_row(page, "consent_texts")
    page.locator("textarea[name^=consent_texts][name$=text_de]").filter(visible=True).first.fill(
        "Ich nehme freiwillig teil."
    )
    with page.expect_navigation():
        page.click("input[name=_continue]")
    expect(page.locator("#state")).to_be_attached()
    assert page.locator(".errornote").count() == 0, page.locator(".errorlist").all_inner_texts()


def unfold(page: Any) -> None:
    """Every part of the page stands open."""
    page.locator("#content details").evaluate_all("all => all.forEach((one) => { one.open = true; })")


def add_row(page: Any, formset: str) -> None:
    page.locator(f"#{formset}-group .add-row a").click()


def open_sign_up(story: Story, page: Any) -> None:
    assert page.locator("#state ~ ul.list li").count() == 0, page.locator("#state ~ ul.list").inner_text()
    take_step(story, page, "open")


def take_step(story: Story, page: Any, state: str) -> None:
    story.go(page, f"/admin/programs/program/{story.program()}/state/{state}/")
    with page.expect_navigation():
        page.click(".actions-row form button.button")
    assert story.stack.sql("SELECT state FROM programs_program WHERE slug = ?", SLUG) == [(state,)]


def imports_sign_ups(story: Story) -> None:
    page = story.hr_page
    story.go(page, f"/admin/programs/program/{story.program()}/sign-ups/")
    page.set_input_files("input[name=file]", str(SIGN_UPS))
    page.click("form[enctype] button.button")
    page.wait_for_selector("input[name=consent]")
    shows(page, ".card .figure", [92, 0, 0, 0, 4])
    page.check("input[name=consent]")
    page.click("form.card button.button:not(.quiet)")
    confirm_by_code(story, page, cast.HR)
    signed_up = (
        "SELECT role, count(*) FROM programs_participation WHERE state = 'signed_up' GROUP BY role ORDER BY role"
    )
    wait_for(lambda: story.stack.sql(signed_up) == [("mentee", 40), ("mentor", 52)], "the sign-ups")


# ---------------------------------------------------------------- matching
def matches(story: Story) -> None:
    """A run by the worker; every hard rule is checked against the files, not against the program."""
    page = story.hr_page
    take_step(story, page, "matching")
    story.go(page, f"/admin/tandems/matchingrun/program/{story.program()}/")
    page.locator("form[action$='/start/'] button.button").first.click()
    page.wait_for_selector("form[action$='/release/'] button[name=all]", timeout=1000 * PATIENCE)
    page.click("button[name=all]")
    page.wait_for_selector("input[name=confirmed]", state="attached")
    with page.expect_navigation():
        page.click("form[action$='/release/'] button.button")
    confirm_by_password(page)
    pairs = wait_for(lambda: offered_pairs(story), "the offers")
    check_pairs({(mentee, mentor) for _pk, mentee, mentor in pairs})


def offered_pairs(story: Story) -> list[tuple[int, str, str]]:
    return story.stack.sql(
        "SELECT t.id, a.email, b.email FROM tandems_tandem t"
        " JOIN programs_participation m ON m.id = t.mentee_id JOIN people_person a ON a.id = m.person_id"
        " JOIN programs_participation n ON n.id = t.mentor_id JOIN people_person b ON b.id = n.person_id"
        " WHERE t.state = 'offered' ORDER BY t.id"
    )


def check_pairs(pairs: set[tuple[str, str]]) -> None:
    assert len(pairs) >= 35
    assert pairs >= cast.JOINT
    assert len({mentee for mentee, _mentor in pairs}) == len(pairs)
    for mentee, mentor in pairs:
        assert cast.level(mentee) < cast.level(mentor)
        assert not cast.are_in_one_line(mentee, mentor)


def starts_the_programme(story: Story) -> None:
    take_step(story, story.hr_page, "running")
