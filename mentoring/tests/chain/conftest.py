"""One stack, one mail server and one story for the chain."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mentoring.tests.chain.mailserver import MailServer
from mentoring.tests.chain.stack import Stack


@pytest.fixture
def mails() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


@pytest.fixture
def stack(tmp_path: Path, mails: MailServer, request: pytest.FixtureRequest) -> Iterator[Stack]:
    stack, failed_before = Stack(tmp_path, mails.port), request.session.testsfailed
    try:
        yield stack
    finally:
        stack.stop()
        if request.session.testsfailed > failed_before:
            print(stack.logs())  # pytest shows it where the test failed
        stack.remove()
