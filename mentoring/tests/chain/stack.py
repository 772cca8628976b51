"""A running Tandem: `manage.py run` on a database of its own, which can be started again some days later."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit, urlunsplit
from urllib.request import urlopen

from mentoring.tests.chain.ports import free_port

ROOT = Path(__file__).resolve().parents[3]
# seconds for whatever must come in the end: servers, workers and mails share a busy machine
PATIENCE = 240
CLOCK = Path(__file__).resolve().parent / "clock"
BROKER_DB, CACHE_DB = 10, 11  # beyond those of the other tests


def wait_for(condition: Callable[[], Any], what: str) -> Any:
    """The first true answer of `condition`, asked again and again for at most PATIENCE seconds."""
    end = time.monotonic() + PATIENCE
    while not (answer := condition()):
        assert time.monotonic() < end, f"waited {PATIENCE} s in vain: {what}"
        time.sleep(0.1)
    return answer


class Stack:
    """Starts, stops, and looks into the database without any of the project's code."""

    def __init__(self, folder: Path, mail_port: int) -> None:
        self.folder, self.mail_port, self.port = folder, mail_port, free_port()
        self.days_ahead = 0.0
        self.process: subprocess.Popen[bytes] | None = None
        self.services = {name: os.environ[name] for name in ("BROKER_URL", "CACHE_URL") if name in os.environ}
        if self.services:
            self.services = {
                "BROKER_URL": re.sub(r"/\d+$", f"/{BROKER_DB}", self.services["BROKER_URL"]),
                "CACHE_URL": re.sub(r"/\d+$", f"/{CACHE_DB}", self.services["CACHE_URL"]),
            }
        self.database_url = self._fresh_database(os.environ.get("DATABASE_URL", ""))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    # ------------------------------------------------------------ processes
    @property
    def environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR", "LANG") if name in os.environ}
        return {
            **kept,
            **self.services,
            "DEBUG": "1",
            "DEMO": "1",  # the product's own error pages; no demo is built
            "VAR_DIR": str(self.folder),
            "DATABASE_URL": self.database_url,
            "BASE_URL": self.url,
            "PORT": str(self.port),
            "EMAIL_URL": f"smtp://127.0.0.1:{self.mail_port}",
            "DEFAULT_FROM_EMAIL": "Tandem <tandem@example.org>",
            "SWEEP_SECONDS": "2",
            # every mail as soon as it is due, at whatever hour the test runs
            "QUIET_HOURS": "none",
            "WORKING_DAYS": "1,2,3,4,5,6,7",
            "MAILS_PER_WEEK": "0",
            "TRUSTED_PROXY_COUNT": "1",  # every visitor has an address of their own in the rate limits
            "PYTHONPATH": str(CLOCK),
            "TANDEM_TEST_DAYS": str(self.days_ahead),
        }

    def manage(self, *words: str, **environment: str) -> str:
        """The output of a management command."""
        ended = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    def start(self, at: datetime | None = None) -> None:
        """Start Tandem; `at` is what its clocks show then."""
        self.days_ahead = (at - datetime.now(UTC)).total_seconds() / 86400 if at else 0.0
        output = (self.folder / "run.out").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "run", "--no-demo"],
            cwd=ROOT,
            env=self.environment,
            stdout=output,
            stderr=output,
        )
        wait_for(self._is_up, "the start of Tandem")

    def _is_up(self) -> bool:
        assert self.process
        said = (self.folder / "run.out").read_text()
        assert self.process.poll() is None, said
        return said.count("Tandem runs at") > said.count("Stopping.") and self._answers()

    def _answers(self) -> bool:
        try:
            urlopen(f"{self.url}/healthz", timeout=PATIENCE).close()
        except HTTPError:
            return True  # some part may need longer
        except OSError:
            return False
        return True

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        if self.process and self.is_running:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(PATIENCE)

    def logs(self) -> str:
        """What servers and workers wrote, for the message of a test that failed."""
        return "\n".join(
            f"== {log.name}\n{log.read_text()[-4000:]}" for log in sorted((self.folder / "log").glob("*.log"))
        )

    # ------------------------------------------------------------ database
    def _fresh_database(self, url: str) -> str:
        if not url.startswith("postgres"):
            return f"sqlite:///{self.folder}/tandem.sqlite3"
        self._server = url
        name = f"tandem_chain_{os.getpid()}"
        self._on_server(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        self._on_server(f"CREATE DATABASE {name}")
        return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))

    def _on_server(self, statement: str) -> None:
        import psycopg2

        connection = psycopg2.connect(self._server)
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
        connection.close()

    def sql(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows of a query written with `?` for values."""
        connection: Any
        if self.database_url.startswith("sqlite"):
            connection = sqlite3.connect(f"file:{self.folder}/tandem.sqlite3?mode=ro", uri=True, timeout=PATIENCE)
        else:
            import psycopg2

            connection, query = psycopg2.connect(self.database_url), query.replace("?", "%s")
        try:
            cursor = connection.cursor()
            cursor.execute(query, values)
            return list(cursor.fetchall())
        finally:
            connection.close()

    def raw_database(self) -> bytes:
        """Everything the database keeps, as it keeps it."""
        if self.database_url.startswith("sqlite"):
            return wait_for(self._raw_files, "the files of the database to stay")
        tables = self.sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return "\n".join(str(self.sql(f'SELECT * FROM "{table}"')) for (table,) in tables).encode()

    def _raw_files(self) -> bytes:
        """Empty where a file went while they were read: the last to leave the database tidies up."""
        try:
            return b"".join(path.read_bytes() for path in sorted(self.folder.glob("tandem.sqlite3*")))
        except FileNotFoundError:
            return b""

    def remove(self) -> None:
        self.stop()
        if self.database_url.startswith("postgres"):
            name = urlsplit(self.database_url).path[1:]
            self._on_server(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
