"""Ports that nobody uses, and that nobody is given by chance before they are used."""

import os
import random
import socket
from pathlib import Path

HANDED_OUT = Path("/proc/sys/net/ipv4/ip_local_port_range")  # what the system takes for connections of its own
LEAST = 15_000


def free_port() -> int:
    """A port below those that the system hands out, so that it is still free when a server starts there.

    Of several processes that run tests at once each has ports of its own.
    """
    below = int(HANDED_OUT.read_text().split()[0]) if HANDED_OUT.exists() else 32_768
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    ports = range(LEAST + worker, max(below, LEAST + 5_000), workers)
    for port in random.SystemRandom().sample(ports, min(len(ports), 1_000)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("no port is free")
