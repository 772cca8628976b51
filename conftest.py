"""Fixtures for every app."""

from datetime import UTC, datetime

import pytest


@pytest.fixture
def now() -> datetime:
    """A Wednesday morning in Berlin."""
    return datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
