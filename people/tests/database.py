"""What a real database does by itself while tests are too short for it."""

from django.db import connection


def count_rows() -> None:
    """Let the database notice how its tables have grown.

    A running PostgreSQL does so within a minute; until then it plans as if there were none of the new rows, and a
    question of joins over a thousand of them takes minutes.
    """
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
