"""`manage.py run` from the outside, and its parts."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from mentoring.runner import ground
from mentoring.runner.process import Child, rotate
from mentoring.runner.supervisor import Supervisor
from mentoring.tests.chain.ports import free_port

ROOT = Path(__file__).resolve().parents[2]


PATIENCE = 240  # seconds for what must come on a busy machine


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def wait_for(condition):
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def is_alive(pid: int) -> bool:
    """Whether the process runs; one that has ended and was not yet collected by its parent does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture
def supervisor(tmp_path):
    said = []
    running = Supervisor(said.append)
    running.said = said
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    yield running
    running.stop()
    for number, handler in handlers.items():
        signal.signal(number, handler)


def test_a_dead_child_is_started_again_and_said_so(supervisor, tmp_path):
    child = Child("worker", python("import time; time.sleep(600)"), tmp_path / "worker.log")
    supervisor.start(child)
    first = child.process.pid
    os.kill(first, signal.SIGKILL)
    assert supervisor.watch(PATIENCE, until=lambda: child.process.pid != first)
    assert len(supervisor.said) == 1
    assert supervisor.said[0].startswith("worker has ended and starts again in 2 s")


def test_pauses_between_starts_grow_and_become_small_again(tmp_path):
    child = Child("web", [], tmp_path / "web.log")
    assert [child.plan_restart(now=1.0) for _ in range(6)] == [2, 4, 8, 16, 30, 30]
    assert child.plan_restart(now=100.0) == 1


def test_a_stop_leaves_no_process_behind(supervisor, tmp_path):
    grandchild = tmp_path / "grandchild"
    code = (
        "import pathlib, subprocess, sys, time\n"
        "inner = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"pathlib.Path({str(grandchild)!r}).write_text(str(inner.pid))\n"
        "time.sleep(600)"
    )
    supervisor.start(Child("worker", python(code), tmp_path / "worker.log"))
    wait_for(lambda: grandchild.exists() and grandchild.read_text())
    supervisor.stop()
    wait_for(lambda: not is_alive(int(grandchild.read_text())))


def test_what_does_not_listen_is_killed(supervisor, tmp_path, monkeypatch):
    monkeypatch.setattr("mentoring.runner.supervisor.PATIENCE", 0.1)
    code = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)"
    )
    child = Child("worker", python(code), tmp_path / "worker.log")
    supervisor.start(child)
    wait_for(lambda: "deaf" in child.log.read_text())
    supervisor.stop()
    assert child.process.returncode == -signal.SIGKILL


def test_old_logs_are_kept_up_to_three(tmp_path):
    log = tmp_path / "web.log"
    for number in range(6):
        rotate(log)
        log.write_text(f"start {number}")
    kept = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert kept == {
        "web.log": "start 5",
        "web.log.1": "start 4",
        "web.log.2": "start 3",
        "web.log.3": "start 2",
    }


def test_a_port_in_use_is_named():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ground.NotPossible, match=f"Port {port} cannot be used .* make run PORT={port + 1}"):
            ground.check_port("127.0.0.1", port)


def test_a_number_that_is_no_port_is_named():
    with pytest.raises(ground.NotPossible, match="70000 is not a port"):
        ground.check_port("127.0.0.1", 70000)


def test_one_folder_has_one_run(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    with (
        ground.lock_folder(),
        pytest.raises(ground.NotPossible, match=f"already runs on .* \\(process {os.getpid()}\\)"),
    ):
        ground.lock_folder()
    with ground.lock_folder():
        assert (tmp_path / "run.lock").read_text() == str(os.getpid())


def test_the_folder_of_the_socket_is_private(settings, tmp_path):
    settings.RUN_DIR = tmp_path / "run"
    settings.RUN_DIR.mkdir(mode=0o755)
    ground.make_run_dir()
    assert settings.RUN_DIR.stat().st_mode & 0o777 == 0o700


def test_a_link_instead_of_the_sockets_folder_is_refused(settings, tmp_path):
    settings.RUN_DIR = tmp_path / "run"
    settings.RUN_DIR.symlink_to(tmp_path)
    with pytest.raises(ground.NotPossible, match="belongs to somebody else"):
        ground.make_run_dir()


def test_static_files_are_collected_only_when_they_changed(settings, tmp_path):
    settings.VAR_DIR, settings.STATIC_ROOT = tmp_path, tmp_path / "static"
    source = tmp_path / "source"
    source.mkdir()
    settings.STATICFILES_DIRS = [source]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    (source / "a.css").write_text("a {}")
    assert ground.collect_static_files()
    assert not ground.collect_static_files()
    (source / "b.css").write_text("b {}")
    assert ground.collect_static_files()
    assert (tmp_path / "static" / "b.css").exists()


# ---------------------------------------------------------------- the whole command
def environment(folder: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return {**kept, "DEBUG": "1", "VAR_DIR": str(folder)}


def start(folder: Path, port: int | str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "manage.py", "run", "--port", str(port)],
        cwd=ROOT,
        env=environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def health(port: int) -> tuple[int, str]:
    """Status and text; zero where nobody answers yet."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=PATIENCE) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return 0, ""


def processes_with(word: str) -> list[int]:
    """Processes that have `word` in their environment, dead ones left out."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if word.encode() in path.read_bytes():
                found.append(int(path.parent.name))
        except OSError:
            continue
    return found


@pytest.mark.processes
def test_a_run_answers_survives_the_death_of_its_worker_and_ends_completely(tmp_path):
    port = free_port()
    run = start(tmp_path, port)
    try:
        lines = iter(run.stdout.readline, "")
        assert any(f"Tandem runs at http://127.0.0.1:{port} " in line for line in lines)
        assert "manage.py createsuperuser" in next(lines)
        wait_for(lambda: health(port) == (200, '{"status": "ok"}'))

        second = start(tmp_path, free_port())
        said, _nothing = second.communicate(timeout=PATIENCE)
        assert second.returncode == 1
        assert said.splitlines() == [f"Tandem already runs on {tmp_path} (process {run.pid})."]

        log = (tmp_path / "log" / "mail.log").stat().st_ino
        (master,) = [pid for pid in processes_with(str(tmp_path)) if is_mail_worker(pid, run.pid)]
        os.kill(master, signal.SIGKILL)
        assert any("mail has ended and starts again" in line for line in lines)
        assert log == (tmp_path / "log" / "mail.log").stat().st_ino
    finally:
        run.send_signal(signal.SIGINT)
        run.communicate(timeout=PATIENCE)
    assert run.returncode == 0
    wait_for(lambda: not processes_with(str(tmp_path)))


def is_mail_worker(pid: int, parent: int) -> bool:
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:  # it has ended meanwhile
        return False
    return b"mail@%h" in command and f"PPid:\t{parent}\n" in status


@pytest.mark.processes
def test_a_port_in_use_ends_the_run_before_anything_is_started(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        run = start(tmp_path, port)
        said, _nothing = run.communicate(timeout=PATIENCE)
    assert run.returncode == 1
    assert said.splitlines() == [
        f"Port {port} cannot be used (Address already in use). Choose another: make run PORT={port + 1}"
    ]
    assert not (tmp_path / "log").exists()


@pytest.mark.processes
def test_a_port_that_is_no_number_is_said_so(tmp_path):
    run = start(tmp_path, "eight")
    said, _nothing = run.communicate(timeout=PATIENCE)
    assert run.returncode == 1
    assert "PORT=eight is not a number." in said
