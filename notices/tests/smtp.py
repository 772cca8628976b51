"""A real SMTP server on loopback that can be told to misbehave. The root conftest offers it to every app."""

import asyncio
import email
import logging
import select
import smtplib
import socket
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from django.core.mail.backends.smtp import EmailBackend

logging.getLogger("mail.log").setLevel(logging.WARNING)

DROP = "drop"  # cut the connection
HANG = "hang"  # never answer
PATIENCE = 240  # seconds
STEPS = ("MAIL", "RCPT", "DATA", "END")  # END: after the last dot


class SmtpServer:
    """`messages` holds what was accepted, in order. `then("RCPT", "451 later", DROP)` scripts next visits to a step."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.connections = 0
        self.offers_pipelining = False
        self.cut_text_short = False  # cut the connection while the text arrives
        self.is_hanging = threading.Event()
        self._script: dict[str, list[str]] = defaultdict(list)
        self._controller = _Controller(self)

    def start(self) -> None:
        self._controller.start()

    def stop(self) -> None:
        """Also lets go of connections that hang."""
        if self._controller.server is not None:
            self._controller.stop(no_assert=True)

    @property
    def port(self) -> int:
        return self._controller.port

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def then(self, step: str, *answers: str) -> None:
        assert step in STEPS
        self._script[step].extend(answers)

    async def answer(self, step: str, transport: asyncio.Transport) -> str | None:
        """The scripted reply for this visit to `step`, None for the ordinary one."""
        scripted = self._script[step].pop(0) if self._script[step] else None
        if scripted == DROP:
            transport.abort()
            raise ConnectionResetError
        if scripted == HANG:
            self.is_hanging.set()
            await asyncio.Event().wait()
        return scripted

    def wait_for(self, count: int) -> None:
        """Until so many messages have been accepted."""
        end = time.monotonic() + PATIENCE
        while len(self.messages) < count:
            assert time.monotonic() < end, f"{len(self.messages)} of {count} mails came"
            time.sleep(0.005)

    @property
    def message_ids(self) -> list[str]:
        return [message["Message-ID"] for message in self.messages]


class _Handler:
    def __init__(self, owner: SmtpServer) -> None:
        self.owner = owner

    async def handle_EHLO(self, server: Any, session: Any, envelope: Any, name: str, lines: list[str]) -> list[str]:
        session.host_name = name
        return [*lines[:-1], "250-PIPELINING", lines[-1]] if self.owner.offers_pipelining else lines

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if reply := await self.owner.answer("MAIL", server.transport):
            return reply
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if reply := await self.owner.answer("RCPT", server.transport):
            return reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        reply = await self.owner.answer("END", server.transport)
        if reply is None or reply.startswith("2"):
            self.owner.messages.append(email.message_from_bytes(envelope.content, policy=default))  # type: ignore[arg-type]
        return reply or "250 OK"


class _Server(SMTP):
    owner: SmtpServer

    async def smtp_DATA(self, arg: str) -> None:
        if self.owner.cut_text_short:
            await self.push("354 go on")
            self.transport.abort()  # type: ignore[union-attr]
            raise ConnectionResetError
        if reply := await self.owner.answer("DATA", self.transport):  # type: ignore[arg-type]
            await self.push(reply)
        else:
            await super().smtp_DATA(arg)

    async def smtp_EHLO(self, hostname: str) -> None:
        self.owner.connections += 1
        await super().smtp_EHLO(hostname)


class AnyPort(Controller):
    """A server at a port that the system chooses, which may take its time to start."""

    def __init__(self, handler: Any) -> None:
        super().__init__(handler, hostname="127.0.0.1", port=0, ready_timeout=PATIENCE)

    def _trigger_server(self) -> None:
        """The first visitor. Returns when it has been greeted."""
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        with socket.create_connection(("127.0.0.1", self.port), PATIENCE) as visitor:
            assert visitor.recv(1024)


class _Controller(AnyPort):
    def __init__(self, owner: SmtpServer) -> None:
        self.owner = owner
        super().__init__(_Handler(owner))

    def factory(self) -> SMTP:
        server = _Server(self.handler, **self.SMTP_kwargs)
        server.owner = self.owner
        return server


# ---------------------------------------------------------------- the client
class _Socket(socket.socket):
    """Waits for a slow server as long as it takes, and not at all for one that hangs: time is out when it says so."""

    hangs: threading.Event

    def recv_into(self, *arguments: Any) -> int:
        poll = select.poll()
        poll.register(self, select.POLLIN)
        while not poll.poll(20):
            if self.hangs.is_set():
                self.hangs.clear()
                raise TimeoutError("timed out")
        return super().recv_into(*arguments)


class Backend(EmailBackend):
    """Django's own, but for how it finds out that a server hangs."""

    hangs: threading.Event

    @property
    def connection_class(self) -> Any:
        hangs = self.hangs

        class Connection(smtplib.SMTP):
            def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
                plain = socket.create_connection((host, port), timeout)
                patient = _Socket(fileno=plain.detach())
                patient.settimeout(timeout)
                patient.hangs = hangs
                return patient

        return Connection


@pytest.fixture
def smtp_server(settings: Any) -> Iterator[SmtpServer]:
    """A server that Django's mail goes to during the test."""
    server = SmtpServer()
    server.start()
    settings.EMAIL_BACKEND, Backend.hangs = f"{__name__}.Backend", server.is_hanging
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_TIMEOUT = PATIENCE
    yield server
    server.stop()
