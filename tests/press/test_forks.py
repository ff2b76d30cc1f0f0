"""The server that forks: what an interrupted question, a fault or a killed task does to the next."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hubao.errors import ReportError
from hubao.press.warm.forks import ForkServer, has_fork
from hubao.press.warm.tasks import WorkerDiedError, WorkerError

pytestmark = pytest.mark.skipif(not has_fork(), reason="macOS and Windows: no server that forks, see has_fork")


@pytest.fixture
def server() -> Iterator[ForkServer]:
    made = ForkServer()
    yield made
    made.close()


def test_what_is_prepared_is_found_by_every_task_and_what_a_task_changes_by_none(server: ForkServer):
    assert server.prepare("os:putenv", "PREPARED", "1") is None
    server.prepare("builtins:exec", "import json; json.prepared = 1")
    changing = "import json\nassert json.prepared == 1\njson.prepared = 2"
    for _ in range(2):
        server.run("tests.press.test_forks:executing", changing).result()


def executing(tell: object, code: str) -> None:
    exec(code, {})


def test_our_own_errors_come_over_as_they_are_and_faults_as_text(server: ForkServer):
    with pytest.raises(ReportError, match="没有这份报告"):
        server.prepare("tests.press.test_forks:refusing")
    with pytest.raises(WorkerError, match="ZeroDivisionError"):
        server.prepare("operator:floordiv", 1, 0)
    assert server.prepare("operator:floordiv", 4, 2) == 2


def refusing() -> None:
    raise ReportError("没有这份报告")


def test_an_interrupted_question_is_never_answered_to_the_next(server: ForkServer):
    """Else one run's plan could be taken for another's."""
    threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        server.prepare("time:sleep", 2)
    assert not server.alive
    with pytest.raises(WorkerDiedError):
        server.prepare("operator:add", 1, 2)


def test_a_task_that_is_killed_is_told_and_leaves_no_process(server: ForkServer):
    task = server.run("tests.press.test_forks:executing", "import time\ntime.sleep(60)")
    os.kill(task.process, signal.SIGKILL)
    with pytest.raises(WorkerDiedError):
        task.result()
    until = time.monotonic() + 10
    while Path(f"/proc/{task.process}").exists() and time.monotonic() < until:
        time.sleep(0.02)
    assert not Path(f"/proc/{task.process}").exists()
    assert server.prepare("operator:add", 1, 2) == 3


def test_the_server_ends_with_its_client():
    code = (
        "import os, time\nfrom hubao.press.warm.forks import ForkServer\n"
        "server = ForkServer()\nprint(server.prepare('os:getpid'), flush=True)\nos._exit(1)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    until = time.monotonic() + 10
    while Path(f"/proc/{int(done.stdout)}").exists() and time.monotonic() < until:
        time.sleep(0.02)
    assert not Path(f"/proc/{int(done.stdout)}").exists()
