"""Random keys as addresses write them. SQLite keeps them without hyphens, PostgreSQL gives them as objects."""

import uuid


def hyphenated(key: object) -> str:
    return str(uuid.UUID(str(key)))
