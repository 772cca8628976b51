"""Pictures for the handbook and the README, of the demo as it is: `make docs-pictures`.

Starts Tandem with a demo of its own on a free port, opens each page in both languages and leaves the pictures in
docs/pictures/<language>/.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "pictures"
LANGUAGES = {"de": "de-DE", "en": "en-GB"}
DESK, PHONE = 1180, 390
HEIGHT = 860
PATIENCE = 300  # seconds: the demo is built first


@dataclass(frozen=True)
class Picture:
    """`who`: a name in `mentoring.demo.cast`, or “mentee”, “mentor”. `path()` is asked once the demo is there."""

    name: str
    who: str
    path: Callable[[], str]
    width: int = DESK
    is_dark: bool = False


def pictures() -> list[Picture]:
    from django.urls import reverse

    from mentoring.demo import cast
    from programs.models import Program
    from tandems.models import MatchingRun, Meeting

    def program() -> Program:
        return Program.objects.get(slug=cast.SHOWN)

    def of_program(name: str) -> Callable[[], str]:
        return lambda: reverse(name, args=[program().pk])

    def room() -> str:
        tandem = cast.show_tandem()
        assert tandem is not None  # noqa: S101  the demo has one
        return reverse("tandem", args=[tandem.pk])

    def next_meeting() -> str:
        meetings = Meeting.objects.filter(tandem=cast.show_tandem(), state="dated").order_by("starts_at")
        return reverse("meeting", args=[meetings[0].pk])

    def review() -> str:
        run = MatchingRun.objects.filter(state="done").order_by("-pk")[0]
        return reverse("admin:tandems_matchingrun_change", args=[run.pk])

    return [
        Picture("home", "mentee", lambda: "/"),
        Picture("room", "mentee", room),
        Picture("room-on-a-phone", "mentor", room, width=PHONE, is_dark=True),
        Picture("meeting", "mentee", next_meeting),
        Picture("journal", "mentee", lambda: reverse("journal")),
        Picture("hr-start", "HR_BANK", lambda: reverse("admin:index")),
        Picture("new-programme", "HR_BANK", lambda: reverse("admin:new_programme")),
        Picture("cockpit", "HR_BANK", of_program("admin:programme_cockpit")),
        Picture("matching", "HR_BANK", review),
        Picture("outbox", "HR_BANK", lambda: reverse("admin:notices_notice_changelist")),
        Picture("evaluation", "LEADERSHIP", lambda: reverse("evaluation", args=[cast.SHOWN])),
        Picture("oversight", "WORKS_COUNCIL", lambda: reverse("oversight", args=[cast.SHOWN])),
    ]


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="tandem-pictures-") as folder, running(Path(folder)) as base:
        import django

        django.setup()
        take_all(base)


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """Tandem with a demo in `folder`, and its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    os.environ.update(
        VAR_DIR=str(folder), DEBUG="1", DEMO="1", BASE_URL=base, DJANGO_SETTINGS_MODULE="mentoring.settings"
    )
    command = [sys.executable, str(ROOT / "manage.py"), "run", "--port", str(port)]
    tandem = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)  # noqa: S603
    try:
        wait_for(f"{base}/healthz", tandem)
        yield base
    finally:
        tandem.terminate()
        tandem.wait()


def wait_for(address: str, tandem: subprocess.Popen) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and tandem.poll() is None:
        try:
            with urlopen(address, timeout=5):  # noqa: S310 our own
                return
        except (URLError, OSError):
            time.sleep(1)
    raise SystemExit("Tandem did not start.")


def take_all(base: str) -> None:
    from playwright.sync_api import sync_playwright

    browser_path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the loop of Playwright is none of ours
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"])
        for language in LANGUAGES:
            (FOLDER / language).mkdir(parents=True, exist_ok=True)
            for picture in pictures():
                take(browser, base, picture, language)
        browser.close()


def take(browser: Any, base: str, picture: Picture, language: str) -> None:
    page = browser.new_page(
        viewport={"width": picture.width, "height": HEIGHT},
        locale=LANGUAGES[language],
        color_scheme="dark" if picture.is_dark else "light",
    )
    sign_in(page, base, address_of(picture.who), language)
    answer = page.goto(base + picture.path())
    if answer.status != 200:
        raise SystemExit(f"{picture.name}: {answer.status}")
    page.screenshot(path=str(FOLDER / language / f"{picture.name}.png"))
    page.context.close()
    sys.stdout.write(f"{language}/{picture.name}.png\n")


def address_of(who: str) -> str:
    from mentoring.demo import cast

    tandem = cast.show_tandem()
    assert tandem is not None  # noqa: S101  the demo has one
    of_tandem = {"mentee": tandem.mentee.person.email, "mentor": tandem.mentor.person.email}
    return of_tandem.get(who) or str(getattr(cast, who))


def sign_in(page: Any, base: str, email: str, language: str) -> None:
    """As a person would, with their language set as on the profile page."""
    from mentoring.demo import cast
    from people.models import Person

    Person.objects.filter(email=email).update(language=language)
    page.goto(f"{base}/accounts/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", cast.PASSWORD)
    with page.expect_navigation():
        page.press("input[name=password]", "Enter")


if __name__ == "__main__":
    main()
