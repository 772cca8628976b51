"""What mentees and mentors do: two of them in the browser, the others with a plain client."""

import re
import zlib
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import icalendar
from playwright.sync_api import expect

from mentoring.tests.chain import cast
from mentoring.tests.chain.hr import offered_pairs, sign_in_by_code
from mentoring.tests.chain.keys import hyphenated
from mentoring.tests.chain.stack import wait_for
from mentoring.tests.chain.story import BERLIN, PRIVATE, SHARED, SLUG, Couple, Story
from mentoring.tests.chain.visitor import Page

STARTING = 12


# ---------------------------------------------------------------- in
def latecomer_signs_up(story: Story) -> None:
    """Someone who is in no file joins in the browser, step by step."""
    page = story.browser()
    sign_in_by_code(story, page, cast.LATECOMER)
    story.go(page, f"/programs/{SLUG}/join/role/")
    page.check("input[name=role][value=mentor]")
    go_on(page, "topics")
    page.locator("select[name^=offer_]").first.select_option("4")
    go_on(page, "frame")
    page.check("input[name=mode][value=both]")
    page.check("input[name=slots][value='1am']")
    page.check("input[name=slots][value='3pm']")
    go_on(page, "consent")
    page.check("input[name=agree]")
    page.click("main form .btn-primary")
    page.wait_for_url(f"**/programs/{SLUG}/")
    consent = (
        "SELECT c.source, x.version FROM programs_consent c JOIN programs_consenttext x ON x.id = c.text_id"
        " JOIN programs_participation p ON p.id = c.participation_id WHERE p.person_id = ?"
    )
    assert story.stack.sql(consent, story.person(cast.LATECOMER)) == [("browser", 1)]


def go_on(page: Any, step: str) -> None:
    page.click("main form .btn-primary")
    page.wait_for_url(f"**/join/{step}/")


def say_yes(story: Story) -> None:
    """Twelve tandems start, the joint ones among them; one person says no; the rest do not answer."""
    pairs = [Couple(*row) for row in offered_pairs(story)]
    joint = [couple for couple in pairs if couple.people in cast.JOINT]
    asked = Counter(couple.mentor for couple in pairs)
    others = [couple for couple in pairs if couple not in joint and asked[couple.mentor] == 1]
    story.couples = (joint + others)[:STARTING]
    story.refused = others[-1]
    story.offered = len(pairs)
    first = story.couples[0]
    accept_in_browser(story, first)
    for couple in story.couples:
        for address in couple.people:
            if (couple, address) != (first, first.mentee):
                accept(story, couple, address)
    decline(story, story.refused)
    wait_for(lambda: len(tandems(story, "active")) == STARTING, "the tandems to start")
    assert tandems(story, "declined") == [(story.refused.pk,)]


def tandems(story: Story, state: str) -> list[tuple[int]]:
    return story.stack.sql("SELECT id FROM tandems_tandem WHERE state = ? ORDER BY id", state)


def accept_in_browser(story: Story, couple: Couple) -> None:
    story.mentee_page = page = story.browser()
    sign_in_by_code(story, page, couple.mentee)
    story.go(page, story.mail_to(couple.mentee, f"/offers/{couple.pk}/"))
    page.check("input[name=consent]")
    with page.expect_navigation():
        page.click("form[action$='/yes/'] .btn-primary")
    expect(page.locator("form[action$='/yes/']")).to_have_count(0)


def accept(story: Story, couple: Couple, address: str) -> None:
    visitor = story.visitor(address)
    page = visitor.get(story.mail_to(address, f"/offers/{couple.pk}/"))
    page = visitor.send(page, page.form(action="/yes/"), consent="on")
    assert page.status == 200, page.html


def decline(story: Story, couple: Couple) -> None:
    visitor = story.visitor(couple.mentee)
    page = visitor.get(story.mail_to(couple.mentee, f"/offers/{couple.pk}/"))
    form = page.form(action="/yes/")
    form.action = form.action.replace("/yes/", "/no/")
    assert visitor.send(page, form).status == 200


# ---------------------------------------------------------------- meetings
def meeting(story: Story, couple: Couple, number: int) -> str:
    """The key of a meeting."""
    query = "SELECT id FROM tandems_meeting WHERE tandem_id = ? AND number = ?"
    return hyphenated(story.stack.sql(query, couple.pk, number)[0][0])


def set_dates(story: Story) -> None:
    """Ten tandems agree on a date, one of them cancels it again; the first moves it in the browser."""
    speak_english(story, story.couples[1].mentor)
    plans = story.stack.sql("SELECT tandem_id, count(*) FROM tandems_meeting GROUP BY tandem_id")
    assert [count for _tandem, count in plans] == [5] * STARTING
    for couple in story.couples[1:11]:
        set_date(story, couple, 1)
    cancel(story, story.couples[10], 1)
    set_and_move_in_browser(story, story.couples[0])


def speak_english(story: Story, address: str) -> None:
    visitor = story.visitor(address)
    page = visitor.get("/profile/")
    visitor.send(page, page.form(having="time_zone"), language="en")


def set_date(story: Story, couple: Couple, number: int) -> None:
    visitor = story.visitor(couple.mentor)
    page = visitor.get(f"/meetings/{meeting(story, couple, number)}/date/")
    page = visitor.send(
        page, page.form(having="minutes"), date=story.date(3), time="10:00", minutes=60, place="Kantine"
    )
    assert page.status == 200
    assert not page.url.endswith("/date/"), page.html


def cancel(story: Story, couple: Couple, number: int) -> None:
    visitor = story.visitor(couple.mentee)
    page = visitor.get(f"/meetings/{meeting(story, couple, number)}/cancel/")
    assert visitor.send(page, page.form(having="seen")).status == 200


def set_and_move_in_browser(story: Story, couple: Couple) -> None:
    """The calendar entry keeps its UID, and its SEQUENCE rises."""
    page, key = story.mentee_page, meeting(story, couple, 1)
    entries = []
    for hour in ("10:00", "11:00"):
        story.go(page, f"/meetings/{key}/date/")
        page.fill("input[name=date]", story.date(3))
        page.fill("input[name=time]", hour)
        page.click("main form .btn-primary")
        page.wait_for_url(f"**/meetings/{key}/")
        entries.append(calendar_entry(story.visitor(couple.mentor).get(f"/meetings/{key}.ics")))
    first, moved = entries
    assert first["UID"] == moved["UID"]
    assert key in str(moved["UID"])
    assert moved["SEQUENCE"] > first["SEQUENCE"]
    assert moved["DTSTART"].dt.astimezone(BERLIN) == story.moment(3, 11)
    assert moved["DTEND"].dt - moved["DTSTART"].dt == timedelta(hours=1)


def calendar_entry(page: Page) -> Any:
    assert page.status == 200
    (event,) = icalendar.Calendar.from_ical(page.html).walk("VEVENT")
    return event


def reminded_the_day_before(story: Story) -> None:
    """Both of each tandem, once, in the language of each, and of the first one's moved time."""
    dated = story.couples[:10]
    for couple in dated:
        for address in couple.people:
            wait_until_sent(story, "meeting_tomorrow", address)
    assert story.stack.sql("SELECT count(*) FROM notices_notice WHERE kind = 'meeting_tomorrow'") == [(2 * len(dated),)]
    first, second = dated[:2]
    (moved,) = story.mails.to(first.mentee, "Erinnerung", meeting(story, first, 1))
    assert "11:00" in moved.text
    (german,) = story.mails.to(second.mentee, "Erinnerung", meeting(story, second, 1))
    (english,) = story.mails.to(second.mentor, "A reminder of your next meeting", meeting(story, second, 1))
    assert "10:00" in german.text
    assert "10:00" in english.text, english.text


def notices(story: Story, kind: str, address: str) -> list[str]:
    """States of the notices of a kind to `address`."""
    rows = story.stack.sql(
        "SELECT state FROM notices_notice WHERE kind = ? AND recipient_id = ?", kind, story.person(address)
    )
    return [state for (state,) in rows]


def wait_until_sent(story: Story, kind: str, address: str, and_planned: int = 0) -> None:
    """Exactly one notice of this kind has gone out to `address`, and so many more are to come."""
    expected = ["planned"] * and_planned + ["sent"]
    wait_for(lambda: sorted(notices(story, kind, address)) == expected, f"{kind} to {address}")


def hold_meetings(story: Story) -> None:
    """Nine of ten log that it took place; the first in the browser; one forgets."""
    first = story.couples[0]
    page = story.mentee_page
    story.go(page, f"/meetings/{meeting(story, first, 1)}/held/")
    page.fill("input[name=minutes]", "75")
    page.click("main form .btn-primary")
    page.wait_for_url(f"**/meetings/{meeting(story, first, 1)}/")
    first.held.append(75)
    for number, couple in enumerate(story.couples[1:9]):
        hold(story, couple, 1, story.date(3), 45 + 5 * number)


def hold(story: Story, couple: Couple, number: int, day: str, minutes: int) -> None:
    visitor = story.visitor(couple.mentor)
    page = visitor.get(f"/meetings/{meeting(story, couple, number)}/held/")
    page = visitor.send(page, page.form(having="minutes"), date=day, time="10:00", minutes=minutes)
    assert not page.url.endswith("/held/"), page.html
    couple.held.append(minutes)


def hold_second_meetings(story: Story) -> None:
    for number, couple in enumerate(story.couples[:6]):
        hold(story, couple, 2, story.date(8), 60 + number)


# ---------------------------------------------------------------- journal
def asked_to_write(story: Story) -> None:
    """The morning after, those who held a meeting are asked to write, those who forgot to log it whether it was."""
    for couple in story.couples[:9]:
        wait_until_sent(story, "write_journal", couple.mentee)
    forgot = story.couples[9]
    wait_until_sent(story, "was_it_held", forgot.mentor)


def write_journals(story: Story) -> None:
    """The mentee writes for herself, the mentor for the two. Nobody else can read either, whatever their rights."""
    couple = story.couples[0]
    page = story.mentee_page
    story.go(page, f"/journal/new/{couple.pk}/?meeting={meeting(story, couple, 1)}")
    expect(page.locator("form.journal[data-ready]")).to_be_attached()
    page.fill("textarea[name=text]", PRIVATE)
    page.click("form.journal .btn-primary")
    expect(page).to_have_url(re.compile(r"/journal/[0-9a-f-]{36}/$"))
    assert story.stack.sql("SELECT count(*) FROM journals_entry") == [(1,)]
    mentor = story.visitor(couple.mentor)
    form_page = mentor.get(f"/journal/new/{couple.pk}/?meeting={meeting(story, couple, 1)}")
    mentor.send(form_page, form_page.form(having="visibility"), visibility="tandem", answer_1=SHARED)
    entries = {
        visibility: f"/journal/{hyphenated(key)}/"
        for key, visibility in story.stack.sql("SELECT id, visibility FROM journals_entry")
    }
    check_who_reads(story, couple, entries)


def check_who_reads(story: Story, couple: Couple, paths: dict[str, str]) -> None:
    page = story.mentee_page
    for name, text in (("private", PRIVATE), ("tandem", SHARED)):
        story.go(page, paths[name])
        expect(page.locator("main")).to_contain_text(text)
    mentor = story.visitor(couple.mentor)
    assert SHARED in mentor.get(paths["tandem"]).html
    assert mentor.get(paths["private"]).status == 404
    for address in (cast.HR, cast.LEADERSHIP, story.couples[1].mentee):
        stranger = story.visitor(address)
        assert [stranger.get(path).status for path in paths.values()] == [404, 404]
    raw = story.stack.raw_database()
    for text in (PRIVATE, SHARED):
        assert text.encode() not in raw
        assert not [mail for mail in story.mails.mails if text in mail.text]
        assert text not in story.stack.logs()


# ---------------------------------------------------------------- surveys
def answer_surveys(occasion: str) -> Callable[[Story], None]:
    """A step in which those invited answer; at the start two do not, to be reminded."""

    def step(story: Story) -> None:
        people = [address for couple in story.couples for address in couple.people]
        wait_for(lambda: waiting(story, occasion), f"the survey {occasion}")
        invited = {address for (address,) in waiting(story, occasion)}
        story.invited[occasion] = len(invited)
        silent = story.couples[-1].people if occasion == "start" else ()
        for address in people:
            if address in invited and address not in silent:
                answer(story, occasion, address)

    step.__name__ = f"answer_survey_{occasion}"
    return step


def waiting(story: Story, occasion: str) -> list[tuple[str]]:
    return story.stack.sql(
        "SELECT p.email FROM evaluation_invitation i JOIN evaluation_wave w ON w.id = i.wave_id"
        " JOIN people_person p ON p.id = i.person_id WHERE i.state = 'open' AND w.occasion = ?",
        occasion,
    )


def answer(story: Story, occasion: str, address: str) -> None:
    """A value for every question that depends on nothing but who is asked what, so that no mean is round by chance."""
    visitor = story.visitor(address)
    page = visitor.get(story.survey_path(address, occasion))
    form = max(page.forms, key=lambda form: len(form.choices))
    values = {
        name: int(choices[zlib.crc32(f"{occasion} {address} {name}".encode()) % len(choices)])
        for name, choices in form.choices.items()
    }
    visitor.send(page, form, **values)
    assert address not in [one for (one,) in waiting(story, occasion)], f"{address} has not answered"
    story.answers[occasion, address] = values


def silent_ones_are_reminded(story: Story) -> None:
    """Once so far: the second reminder is planned, for the week after."""
    silent = story.couples[-1].people
    for address in silent:
        wait_until_sent(story, "survey_reminder", address, and_planned=1)
    sent = story.stack.sql("SELECT count(*) FROM notices_notice WHERE kind = 'survey_reminder' AND state = 'sent'")
    assert sent == [(len(silent),)]
