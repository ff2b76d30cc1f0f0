"""The same jobs on a dask cluster of real processes: the same bytes, also when a worker is lost in the middle."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.press.projects import SHOWN, files_below, hubao, small_project, write_notebook

distributed = pytest.importorskip("distributed", reason="the extra hubao[dask] is not installed")

SCHEDULER = """
from distributed import Scheduler
import asyncio, sys
async def main():
    async with Scheduler(host="127.0.0.1", port=0, dashboard_address=None) as scheduler:
        print(scheduler.address, flush=True)
        await scheduler.finished()
asyncio.run(main())
"""
WORKER = """
from distributed import Nanny, Worker
import asyncio, sys
async def main():
    async with Worker(sys.argv[1], host="127.0.0.1", nthreads=1, local_directory=sys.argv[2]) as worker:
        print(worker.address, flush=True)
        await worker.finished()
asyncio.run(main())
"""
WAITING = """
import os, pathlib, time
told = pathlib.Path({told!r})
if agency == "D03" and not told.exists():
    told.write_text(str(os.getppid()))
    time.sleep(600)
"""
"""D03's notebook tells once that it has begun, and waits to be killed."""


@dataclass(frozen=True)
class Cluster:
    """A scheduler and two workers on loopback."""

    address: str
    workers: tuple[subprocess.Popen[str], ...]


def _started(stack: ExitStack, code: str, *words: str) -> tuple[subprocess.Popen[str], str]:
    process = subprocess.Popen(
        [sys.executable, "-c", code, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    stack.callback(process.wait)
    stack.callback(process.kill)
    assert process.stdout is not None
    return process, process.stdout.readline().strip()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    with ExitStack() as stack:
        _, address = _started(stack, SCHEDULER)
        workers = [_started(stack, WORKER, address, str(tmp_path / f"worker{number}"))[0] for number in (1, 2)]
        yield Cluster(address, tuple(workers))


def test_a_cluster_gives_the_bytes_of_this_machine(tmp_path: Path, cluster: Cluster):
    here, there = small_project(tmp_path / "here"), small_project(tmp_path / "there")
    words = ("render", "2024", "--agency", "D01", "--agency", "B07")
    assert hubao(here, *words).status == 0
    said = hubao(there, *words, "--dask", cluster.address)
    assert said.err == ""
    assert said.status == 0
    assert files_below(there / "reports") == files_below(here / "reports")


def test_what_a_lost_worker_was_doing_is_done_again(tmp_path: Path, cluster: Cluster):
    project, told = small_project(tmp_path / "project"), tmp_path / "told"
    write_notebook(project, SHOWN, WAITING.format(told=str(told)))
    words = ["render", "2024", "--report", "agency", "--format", "html", "--dask", cluster.address]
    command = subprocess.Popen([sys.executable, "-m", "hubao", *words], cwd=project, stderr=subprocess.PIPE, text=True)
    until = time.monotonic() + 60
    while not told.exists() and time.monotonic() < until:
        time.sleep(0.05)
    server = int(told.read_text())
    (lost,) = [worker for worker in cluster.workers if _parent(server) == worker.pid]
    os.killpg(lost.pid, signal.SIGKILL)
    _, err = command.communicate(timeout=120)
    assert (command.returncode, err) == (0, "")
    assert len(list((project / "reports/2024/agencies").iterdir())) == 6
    assert hubao(project, "verify", project / "reports" / "2024").status == 0


def _parent(process: int) -> int:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return int(fields[1])


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nonsense"])
def test_a_scheduler_that_is_not_there_is_told(tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("hubao.press.cluster._TIMEOUT", "1s")
    project = small_project(tmp_path / "project")
    write_notebook(project, SHOWN)
    said = hubao(project, "render", "2024", "--agency", "D01", "--dask", address)
    assert said.status == 1
    assert f"连不上 dask 调度器 {address}" in said.err
    assert "Traceback" not in said.err
