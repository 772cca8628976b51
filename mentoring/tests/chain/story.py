"""What everyone in the chain knows: servers, mails, the calendar of the story, and the record of what was done."""

import csv
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from mentoring.tests.chain.keys import hyphenated
from mentoring.tests.chain.mailserver import MailServer
from mentoring.tests.chain.stack import Stack, wait_for
from mentoring.tests.chain.visitor import Visitor

ROOT = Path(__file__).resolve().parents[3]
BANK = ROOT / "people" / "tests" / "data" / "employees_bank.csv"
WORKS = ROOT / "people" / "tests" / "data" / "employees_works.xlsx"
SIGN_UPS = ROOT / "programs" / "tests" / "data" / "signups_bank.csv"
ADMIN = "verwaltung@example.org"
PASSWORD = "ein langer Satz aus Heilbronn"
SLUG = "digital-auf-augenhoehe"
BERLIN = ZoneInfo("Europe/Berlin")
PRIVATE = "Im Gespraech habe ich mich zum ersten Mal unsicher gefuehlt"
SHARED = "Wir probieren naechste Woche gemeinsam das neue Werkzeug aus"


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


@dataclass
class Couple:
    """A tandem as the test knows it: two addresses and what they did."""

    pk: int
    mentee: str
    mentor: str
    held: list[int] = field(default_factory=list)  # minutes of each meeting

    @property
    def people(self) -> tuple[str, str]:
        return self.mentee, self.mentor


@dataclass
class Story:
    stack: Stack
    mails: MailServer
    open_page: Callable[..., Any]
    couples: list[Couple] = field(default_factory=list)  # those that start
    answers: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)  # (occasion, address) -> code -> value
    invited: dict[str, int] = field(default_factory=dict)  # occasion -> how many
    refused: Couple | None = None
    offered: int = 0
    hr_page: Any = None
    mentee_page: Any = None
    _visitors: dict[tuple[str, bool], Visitor] = field(default_factory=dict)
    _browsers: int = 0

    def __post_init__(self) -> None:
        """The story begins on the next Sunday: its weekdays are always the same."""
        today = datetime.now(BERLIN).replace(hour=9, minute=0, second=0, microsecond=0)
        self.first_day = today + timedelta(days=7 - today.weekday() - 1 or 7)
        self.day_number = 0

    # ------------------------------------------------------------ time
    def moment(self, day: int, hour: int = 12) -> datetime:
        """An hour of the story's day `day`, counted from 0."""
        return (self.first_day + timedelta(days=day)).replace(hour=hour)

    def date(self, day: int) -> str:
        return self.moment(day).date().isoformat()

    def wake_up_on(self, day: int, hour: int = 12) -> None:
        """Start Tandem, or stop it and start it again, with the clock at that moment. What it was at it has done."""
        if self.stack.is_running:
            wait_for(self.is_at_rest, "the outbox to be at rest")
        self.stack.stop()
        self.day_number = day
        self.stack.start(at=self.moment(day, hour))

    def is_at_rest(self) -> bool:
        """Whether every mail that is due has gone."""
        at = (datetime.now(UTC) + timedelta(days=self.stack.days_ahead)).isoformat(" ")
        moving = (
            "SELECT count(*) FROM notices_notice WHERE state IN ('claimed', 'sending')"
            " OR (state = 'planned' AND next_attempt_at <= ?)"
        )
        return self.stack.sql(moving, at) == [(0,)]

    # ------------------------------------------------------------ people
    def browser(self, **options: Any) -> Any:
        """A browser page of somebody new."""
        self._browsers += 1
        return self.open_page(extra_http_headers={"X-Forwarded-For": f"10.9.0.{self._browsers}"}, **options)

    def go(self, page: Any, path: str) -> None:
        page.goto(self.stack.url + path)

    def visitor(self, address: str) -> Visitor:
        """`address`, signed in by a code from a mail; sessions end after two weeks."""
        key = (address, self.day_number > 13)
        if key not in self._visitors:
            self._visitors[key] = Visitor(self.stack).sign_in_by_code(address, self.mails)
        return self._visitors[key]

    def mail_to(self, address: str, pattern: str) -> str:
        """The path matching `pattern` in a mail to `address`, waited for."""

        def found() -> list[str]:
            return [path for mail in self.mails.to(address) if (path := mail.find(pattern))]

        wait_for(found, f"a mail with {pattern} to {address}")
        return found()[0]

    def survey_path(self, address: str, occasion: str) -> str:
        """The address of a person's survey, which came by mail."""
        key = self.stack.sql(
            "SELECT i.id FROM evaluation_invitation i JOIN evaluation_wave w ON w.id = i.wave_id"
            " WHERE w.occasion = ? AND i.person_id = ? AND i.state = 'open'",
            occasion,
            self.person(address),
        )[0][0]
        return self.mail_to(address, f"/surveys/{hyphenated(key)}/")

    def person(self, address: str) -> int:
        return int(self.stack.sql("SELECT id FROM people_person WHERE email = ?", address)[0][0])

    def program(self) -> int:
        return int(self.stack.sql("SELECT id FROM programs_program WHERE slug = ?", SLUG)[0][0])

    def play(self, step: Callable[["Story"], None]) -> None:
        """One step, with its seconds (seen with `-s` and where the test fails)."""
        started = time.monotonic()
        step(self)
        print(f"{step.__module__.rpartition('.')[2]}.{step.__name__}: {time.monotonic() - started:.1f} s")
