"""What runs: the command line of each process, and where its log is."""

import sys
from pathlib import Path

from django.conf import settings

from mentoring.runner import valkey
from mentoring.runner.process import Child, rotate

PYTHON = [sys.executable, "-W", "ignore::DeprecationWarning", "-m"]
QUIET_CELERY = ["--loglevel", "WARNING"]


def child(name: str, command: list[str]) -> Child:
    """A child with a fresh log. Paths in `command` are absolute, its working directory is the project's."""
    log = Path(settings.VAR_DIR) / "log" / f"{name}.log"
    rotate(log)
    return Child(name=name, command=command, log=log, env={"PYTHONUNBUFFERED": "1"})


def embedded_valkey() -> Child:
    """Raises valkey.NotAvailable where there is no server for this machine."""
    data = Path(settings.VAR_DIR) / "valkey"
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    return child("valkey", valkey.command(settings.VALKEY_SOCKET, data))


def web(host: str, port: int, workers: int) -> Child:
    options = {
        "--bind": f"{host}:{port}",
        "--workers": str(workers),
        "--worker-class": "gthread",
        "--threads": "4",
        "--graceful-timeout": "5",
        "--log-level": "warning",
    }
    words = [word for option in options.items() for word in option]
    return child("web", [*PYTHON, "gunicorn", *words, "--no-control-socket", "mentoring.wsgi:application"])


def _worker(name: str, queues: str, *options: str) -> Child:
    options = ("--queues", queues, "--hostname", f"{name}@%h", *options, "--without-gossip", "--without-mingle")
    return child(name, [*PYTHON, "celery", "-A", "mentoring", "worker", *options, *QUIET_CELERY])


def mail() -> Child:
    """Codes and mail in one process, to save memory: mail keeps to its lanes, so a thread is always free for a code."""
    return _worker("mail", "codes,mail", "--pool", "threads", "--concurrency", "12")


def jobs(processes: int) -> Child:
    """Matching, imports, whatever may take minutes. A process that has grown is replaced by a small one."""
    return _worker("jobs", "jobs", "--concurrency", str(processes), "--max-tasks-per-child", "50")


def beat() -> Child:
    schedule = Path(settings.VAR_DIR) / "beat" / "schedule"
    schedule.parent.mkdir(parents=True, exist_ok=True)
    options = ["--schedule", str(schedule), "--pidfile", "", *QUIET_CELERY]
    return child("beat", [*PYTHON, "celery", "-A", "mentoring", "beat", *options])
