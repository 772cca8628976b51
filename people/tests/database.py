"""What a real database does by itself while tests are too short for it."""

import time

from django.db import connection

PATIENCE = 240  # seconds


def count_rows() -> None:
    """Let the database notice how its tables have grown.

    A running PostgreSQL does so within a minute; until then it plans as if there were none of the new rows, and a
    question of joins over a thousand of them takes minutes.
    """
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def wait_until_alone() -> None:
    """Until nobody else is at anything: PostgreSQL ends what a process asked for that was killed meanwhile."""
    if connection.vendor != "postgresql":
        return
    end = time.monotonic() + PATIENCE
    with connection.cursor() as cursor:
        while True:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND backend_type = 'client backend' AND state <> 'idle' AND pid <> pg_backend_pid()"
            )
            if cursor.fetchone() == (0,):
                return
            assert time.monotonic() < end, "somebody else is still at work in the database"
            time.sleep(0.02)
