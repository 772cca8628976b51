"""A process of its own for tests: `python -m notices.tests.worker COMMAND [NOW]`.

`plan KEYS` plans that many notices for the first person; `deliver` delivers all that is due; `reap` reaps.
Prints what the command returned as JSON.
"""

import json
import os
import subprocess
import sys
from collections import Counter
from datetime import datetime
from typing import Any
from urllib.parse import quote

from notices.tests.smtp import PATIENCE


def environment(**more: str) -> dict[str, str]:
    """Variables with which another process works on the database of this test."""
    from django.conf import settings
    from django.db import connection

    given = connection.settings_dict
    url = f"sqlite:///{given['NAME']}"
    if connection.vendor != "sqlite":
        host = quote(given["HOST"] or "localhost", safe="")
        login = f"{quote(given['USER'])}:{quote(given['PASSWORD'])}@" if given["USER"] else ""
        url = f"postgres://{login}{host}:{given['PORT'] or 5432}/{given['NAME']}"
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "mentoring.settings",
        "DATABASE_URL": url,
        "BROKER_URL": settings.BROKER_URL,
        "CACHE_URL": settings.CACHE_URL,
        **more,
    }


def start(*arguments: str, **variables: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "notices.tests.worker", *arguments]
    return subprocess.Popen(command, env=environment(**variables), stdout=subprocess.PIPE, text=True)


def result(process: "subprocess.Popen[str]") -> Any:
    output, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    return json.loads(output)


def main(command: str, *arguments: str) -> Any:
    from notices import delivery, kinds
    from notices.actions import Draft, plan
    from notices.tests.factories import KIND, a_kind
    from people.models import Person

    kinds.register(a_kind())
    if command == "plan":
        count, due_at = int(arguments[0]), datetime.fromisoformat(arguments[1])
        person = Person.objects.earliest("pk")
        return plan(Draft(KIND, person, f"fact:{number}", due_at) for number in range(count))
    now = datetime.fromisoformat(arguments[0])
    return deliver(now) if command == "deliver" else delivery.reap(now=now)


def deliver(now: datetime) -> Counter[str]:
    """All that is due: one run of delivery ends after a minute, and the machine may be slow."""
    from notices import delivery

    tally = Counter[str]()
    while run := delivery.deliver_due(now=now, limit=10_000):
        tally.update(run)
    return tally


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(main(*sys.argv[1:])))
