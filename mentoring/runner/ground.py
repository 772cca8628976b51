"""What must hold before anything is started: one run per folder, a free port, a private folder, current files."""

import fcntl
import hashlib
import os
import socket
from contextlib import suppress
from pathlib import Path
from typing import IO

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


class NotPossible(Exception):
    """Tandem cannot be started. The text says why and what to do."""


def lock_folder() -> IO[str]:
    """The lock that this run holds as long as the file is open. Raises NotPossible if another run has it."""
    folder = Path(settings.VAR_DIR)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with suppress(PermissionError):  # a volume that belongs to somebody else
            folder.chmod(0o700)
        lock = (folder / "run.lock").open("a+", encoding="ascii")
    except OSError as error:
        raise NotPossible(f"{folder} cannot be written: {error.strerror}. Set VAR_DIR to a folder of yours.") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.seek(0)
        raise NotPossible(f"Tandem already runs on {folder} (process {lock.read().strip()}).") from error
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock


def check_port(host: str, port: int) -> None:
    """Raises NotPossible if nobody can listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OverflowError as error:
            raise NotPossible(f"{port} is not a port: choose one from 1024 to 65535.") from error
        except OSError as error:
            raise NotPossible(
                f"Port {port} cannot be used ({error.strerror}). Choose another: make run PORT={port + 1}"
            ) from error


def make_run_dir() -> None:
    """The folder of the socket, open to nobody else. Raises NotPossible if it belongs to someone else."""
    folder = settings.RUN_DIR
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.getuid():
        raise NotPossible(f"{folder} belongs to somebody else: remove it, or set TMPDIR to a folder of yours.")
    folder.chmod(0o700)


def collect_static_files() -> bool:
    """Copy the static files where the web server finds them, unless nothing has changed; returns whether it did."""
    stamp = Path(settings.VAR_DIR) / "static.stamp"
    current = _fingerprint()
    if stamp.exists() and stamp.read_text() == current and settings.STATIC_ROOT.exists():
        return False
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(current)
    return True


def _fingerprint() -> str:
    """A hash of names, sizes and times of all static files."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            file = os.stat(storage.path(path))
            digest.update(f"{path} {file.st_size} {file.st_mtime_ns}\n".encode())
    return digest.hexdigest()
