"""What everyone in the chain knows: the servers, the mails, who is who, and the test's own record of what was done."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mentoring.tests.chain.mailserver import MailServer
from mentoring.tests.chain.stack import Stack
from mentoring.tests.chain.visitor import Visitor

DATA = Path(__file__).resolve().parents[3]
BANK = DATA / "people" / "tests" / "data" / "employees_bank.csv"
WORKS = DATA / "people" / "tests" / "data" / "employees_works.xlsx"
SIGN_UPS = DATA / "programs" / "tests" / "data" / "signups_bank.csv"
ADMIN = "verwaltung@example.org"
PASSWORD = "ein langer Satz aus Heilbronn"


@dataclass
class Story:
    stack: Stack
    mails: MailServer
    open_page: Callable[..., Any]
    visitors: dict[str, Visitor] = field(default_factory=dict)
    done: dict[str, Any] = field(default_factory=dict)  # the record that figures are compared with

    def play(self, step: Callable[["Story"], None]) -> None:
        """One step, with its seconds (seen with `-s` and where the test fails)."""
        started = time.monotonic()
        step(self)
        print(f"{step.__name__}: {time.monotonic() - started:.1f} s")

    def browser(self, **options: Any) -> Any:
        """A browser page of somebody new."""
        number = len(self.done.setdefault("browsers", [])) + 1
        self.done["browsers"].append(number)
        page = self.open_page(extra_http_headers={"X-Forwarded-For": f"10.9.0.{number}"}, **options)
        page.set_default_timeout(20_000)
        return page

    def visitor(self, address: str) -> Visitor:
        """`address`, signed in by a code from a mail; the same one again later."""
        if address not in self.visitors:
            self.visitors[address] = Visitor(self.stack).sign_in_by_code(address, self.mails)
        return self.visitors[address]

    def go(self, page: Any, path: str) -> None:
        page.goto(self.stack.url + path)
