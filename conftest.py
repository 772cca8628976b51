"""Fixtures for every app: a fixed now, a real Valkey, a real browser."""

import os
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import hypothesis
import pytest
from django.conf import settings

pytest_plugins = ["notices.tests.smtp"]

# the same examples in every run, and none that fails because the machine was busy
hypothesis.settings.register_profile(
    "tandem", derandomize=True, database=None, deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("tandem")

CHROMIUM = os.environ.get("CHROMIUM") or next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
# Milliseconds that a browser test waits for what must come, on a machine that is busy with other things
PATIENCE = 60_000
LAST_SECONDS = 30  # of a day, longer than tests take that ask for its date
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if CHROMIUM:
        return
    for item in items:
        if "browser" in item.keywords:
            item.add_marker(pytest.mark.skip(reason="no Chromium"))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if "no Chromium" in str(report.longrepr)]
    if skipped:
        terminalreporter.write_line(
            f"The browser journey was left out: {len(skipped)} tests need a Chromium (set CHROMIUM to its path)."
        )


@pytest.fixture
def now() -> datetime:
    """A Wednesday morning in Berlin."""
    return datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _no_day_ends_in_the_middle() -> None:
    """What a test takes for today stays today: in the last half minute of a day none begins."""
    for zone in (UTC, ZoneInfo("Europe/Berlin")):
        now = datetime.now(zone)
        left = 86_400 - (now.hour * 3600 + now.minute * 60 + now.second)
        if left <= LAST_SECONDS:
            time.sleep(left)


@pytest.fixture(autouse=True)
def _the_same_names_in_every_test() -> None:
    """Numbers in names begin anew, with four digits: no test depends on those before it, no name is part of another or
    comes before one that was made earlier, and none is taken for a figure."""
    from factory.django import DjangoModelFactory

    kinds = [DjangoModelFactory]
    for kind in kinds:
        kinds += kind.__subclasses__()
        if not kind._meta.abstract:
            kind.reset_sequence(1000, force=True)


@pytest.fixture
def english() -> Iterator[None]:
    """Texts in English, whoever reads them."""
    from django.utils import translation

    with translation.override("en"):
        yield


# ---------------------------------------------------------------- cache and broker
@pytest.fixture(scope="session", autouse=True)
def var_dir() -> Iterator[Path]:
    """What tests leave in VAR_DIR goes when they end."""
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    yield settings.VAR_DIR
    shutil.rmtree(settings.VAR_DIR, ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def valkey(var_dir: Path) -> Iterator[None]:
    """The embedded Valkey behind cache and broker, unless the environment names a Redis."""
    if not settings.EMBEDDED_VALKEY:
        yield
        return
    from mentoring.runner import valkey

    settings.RUN_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    command = valkey.command(settings.VALKEY_SOCKET, var_dir, keep=False)
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not valkey.answers(settings.VALKEY_SOCKET):
        assert server.poll() is None, "the embedded Valkey did not start"
        time.sleep(0.01)
    yield
    server.kill()
    server.wait()
    shutil.rmtree(settings.RUN_DIR, ignore_errors=True)


@pytest.fixture(autouse=True)
def _empty_cache(valkey: None) -> None:
    """Rate limits count in the cache: no test inherits another's."""
    from django.core.cache import cache

    cache.clear()


# ---------------------------------------------------------------- browser
@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One headless Chromium for all browser tests of this process."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    # Playwright's loop makes Django believe that it runs in asynchronous code
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS, timeout=4 * PATIENCE)
        yield browser
        browser.close()
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE")


@pytest.fixture
def open_page(chromium: Any) -> Iterator[Callable[..., Any]]:
    """`open_page(locale="de-DE", width=1280, allowed=())` opens a page in a browser profile of its own.

    When the test ends every error in a console (violations of the Content-Security-Policy among them) fails it,
    except those that contain one of the texts in `allowed` ("404").
    """
    contexts: list[Any] = []
    errors: list[str] = []

    def watch(page: Any, allowed: tuple[str, ...]) -> None:
        def note(text: str) -> None:
            if not any(part in text for part in allowed):
                errors.append(f"{page.url}: {text}")

        page.on("console", lambda message: note(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: note(str(error)))

    def open_one(locale: str = "de-DE", width: int = 1280, allowed: tuple[str, ...] = (), **options: Any) -> Any:
        context = chromium.new_context(locale=locale, viewport={"width": width, "height": 900}, **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        watch(page, allowed)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not errors, "\n".join(errors)


@pytest.fixture
def live_server(live_server: Any) -> Iterator[Any]:
    """Before the database is emptied the server has answered what was still asked (drafts, pictures), and has let go of
    its connections to it."""
    yield live_server
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(PATIENCE / 1000)
            assert not thread.is_alive(), "the live server still answers a page that is closed"


@pytest.fixture
def browser_page(open_page: Callable[..., Any]) -> Any:
    """A page of a German desktop browser."""
    return open_page()


@pytest.fixture
def sign_in() -> Callable[..., None]:
    """`sign_in(page, live_server, person)` gives the browser a session without the sign-in page."""
    from django.test import Client

    def give_session(page: Any, live_server: Any, person: Any) -> None:
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url, "httpOnly": True}]
        )

    return give_session
