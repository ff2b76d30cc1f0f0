"""Printing many reports: in worker processes, one failure not stopping the others."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from threading import Thread

from hubao.press.jobs import Job
from hubao.press.printer import Order, Outcome, print_report

__all__ = ["default_workers", "print_all"]

_MOST = 8
"""Each worker holds a Python of its own and one for its kernel, some 500 MB together: more only when asked for."""


def default_workers() -> int:
    """As many workers as this process may use processors, up to a number that fits into an ordinary machine."""
    usable = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    return min(usable, _MOST)


def print_all(jobs: Sequence[Job], order: Order, workers: int) -> Iterator[Outcome]:
    """Print jobs, yielding each outcome as it is known.

    When the caller stops, by an interruption too, reports under way are finished and the others not begun.

    Args:
        jobs: the reports to print.
        order: what they share.
        workers: number of processes; 1 prints in this process.
    """
    executor = _executor(min(workers, len(jobs)))
    try:
        futures = {executor.submit(print_report, job, order): job for job in jobs}
        for future in as_completed(futures):
            yield _outcome(future, futures[future])
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def _executor(workers: int) -> Executor:
    if workers <= 1:
        # A thread, since in the main one the engine takes Ctrl-C for itself and goes on with the next report.
        return ThreadPoolExecutor(1)
    # Spawned, not forked: the same on Windows, and no thread of the parent is copied in the middle of something.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_begin)


def _outcome(future: Future[Outcome], job: Job) -> Outcome:
    try:
        return future.result()
    except BrokenProcessPool:
        return Outcome(job, failure="打印进程意外中止（可能内存不足），报告未生成。请减少 --jobs 后重试。")


def _begin() -> None:
    """Make a worker leave Ctrl-C to its parent, and end with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        os.setpgid(0, 0)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
