"""Run one command and measure it: time by the clock, time of the processors, memory of all its processes.

Processor time is that of the command and of every process below it that has been waited for. On Linux this process
takes in the orphans too (PR_SET_CHILD_SUBREAPER), so that nothing is lost of a worker whose parent ends without waiting
for it. Memory is looked at every 50 ms, the proportional share (PSS) every 200 ms, since reading it takes longer.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psutil

__all__ = ["Measured", "adopt_orphans", "measure"]

INTERVAL = 0.05
PSS_EVERY = 4
PATIENCE = 5.0
"""Seconds for what outlives the command; then it is ended."""

_SUBREAPER = 36


@dataclass(frozen=True, slots=True)
class Measured:
    """One command, run once.

    Attributes:
        wall: seconds by the clock.
        cpu: processor seconds, of the command and all below it.
        own_rss: peak resident bytes of the command's own process.
        worker_rss: peak resident bytes of the largest process below it; 0 without any.
        tree_pss: peak of the proportional shares of all together, bytes; 0 where the system does not tell.
        orphans: processes that outlived the command.
        orphans_cpu: their part of `cpu`.
        sampler_cpu: processor seconds spent on looking, which are not part of `cpu`.
        status: exit status; negative for a signal.
        said: what it wrote to standard output.
        complained: what it wrote to standard error.
    """

    wall: float
    cpu: float
    own_rss: int
    worker_rss: int
    tree_pss: int
    orphans: int
    orphans_cpu: float
    sampler_cpu: float
    status: int
    said: str
    complained: str


def adopt_orphans() -> None:
    """Let processes below this one come to it when their parent ends (Linux; elsewhere nothing happens)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)


def measure(command: Sequence[str], folder: Path, environment: Mapping[str, str], limit: float) -> Measured:
    """Run a command to its end.

    Args:
        command: the command and its arguments.
        folder: where it runs.
        environment: its environment.
        limit: seconds after which it is ended, with all below it.

    Raises:
        KeyboardInterrupt: the user stopped it; nothing of it is left running.
    """
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as complained:
        before, began = _cpu_of_children(), time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=said, stderr=complained
        )
        with _watched(process.pid) as sampler:
            try:
                status = process.wait(limit)
            except subprocess.TimeoutExpired:
                _end_all()
                status = process.wait()
            except BaseException:
                _end_all()
                process.wait()
                _wait_for_orphans()
                raise
            wall = time.perf_counter() - began
            own = _cpu_of_children()
            orphans = _wait_for_orphans()
        after = _cpu_of_children()
        return Measured(
            wall=wall,
            cpu=after - before,
            own_rss=sampler.own_rss,
            worker_rss=sampler.worker_rss,
            tree_pss=sampler.tree_pss,
            orphans=orphans,
            orphans_cpu=after - own,
            sampler_cpu=sampler.cpu,
            status=status,
            said=_text(said),
            complained=_text(complained),
        )


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode(errors="replace")


def _end_all() -> None:
    """End every process below this one: all of them belong to the command."""
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(signal.SIGKILL)


def _wait_for_orphans() -> int:
    """Wait for what has come to this process, so that its time is counted; how many there were."""
    found, until = 0, time.monotonic() + PATIENCE
    while True:
        try:
            child, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return found
        if child:
            found += 1
        elif time.monotonic() > until:
            _end_all()
            until += PATIENCE
        else:
            time.sleep(0.01)


class _Sampler(threading.Thread):
    """Looks at the memory of a process and of all below it, until told to stop."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid = pid
        self._done = threading.Event()
        self.own_rss = self.worker_rss = self.tree_pss = 0
        self.cpu = 0.0

    def run(self) -> None:
        looks = 0
        while not self._done.wait(INTERVAL):
            with contextlib.suppress(psutil.Error, OSError):
                self._look(whole=looks % PSS_EVERY == 0)
            looks += 1
            self.cpu = time.thread_time()

    def stop(self) -> None:
        self._done.set()
        self.join()

    def _look(self, *, whole: bool) -> None:
        processes = psutil.Process().children(recursive=True)
        shares = 0
        for process in processes:
            with contextlib.suppress(psutil.Error, OSError):  # it has ended meanwhile
                held = process.memory_full_info() if whole else process.memory_info()
                shares += getattr(held, "pss", 0)
                if process.pid == self._pid:
                    self.own_rss = max(self.own_rss, held.rss)
                else:
                    self.worker_rss = max(self.worker_rss, held.rss)
        self.tree_pss = max(self.tree_pss, shares)


@contextlib.contextmanager
def _watched(pid: int) -> Iterator[_Sampler]:
    sampler = _Sampler(pid)
    sampler.start()
    try:
        yield sampler
    finally:
        sampler.stop()
