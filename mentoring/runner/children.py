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


def _worker(queue: str, *options: str) -> Child:
    quiet = ["--without-gossip", "--without-mingle", *QUIET_CELERY]
    name = ["--queues", queue, "--hostname", f"{queue}@%h"]
    return child(queue, [*PYTHON, "celery", "-A", "mentoring", "worker", *name, *options, *quiet])


def codes() -> Child:
    """Mails about signing in: a worker of their own, so that they wait for nothing else."""
    return _worker("codes", "--pool", "threads", "--concurrency", "2")


def mail(lanes: int) -> Child:
    """Sends `lanes` mails at once. It waits for the mail server most of the time: threads, one process."""
    return _worker("mail", "--pool", "threads", "--concurrency", str(lanes + 1))


def jobs(processes: int) -> Child:
    """Matching, imports, whatever may take minutes. A process that has grown is replaced by a small one."""
    return _worker("jobs", "--concurrency", str(processes), "--max-tasks-per-child", "50")


def beat() -> Child:
    schedule = Path(settings.VAR_DIR) / "beat" / "schedule"
    schedule.parent.mkdir(parents=True, exist_ok=True)
    options = ["--schedule", str(schedule), "--pidfile", "", *QUIET_CELERY]
    return child("beat", [*PYTHON, "celery", "-A", "mentoring", "beat", *options])
