"""Printing many reports: in worker processes, one failure not stopping the others."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    as_completed,
    wait,
)
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import connection
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

    On an interruption the reports under way are finished, and the others are not begun.

    Args:
        jobs: the reports to print.
        order: what they share.
        workers: number of processes; 1 prints in this process.

    Raises:
        KeyboardInterrupt: the user stopped the run; the reports that were under way have been yielded.
    """
    workers = max(1, min(workers, len(jobs)))
    waiting = iter(jobs)
    executor = _executor(workers)
    pending: dict[Future[Outcome], Job] = {}
    try:
        while True:
            # No more than are being printed: what an executor holds ready can no longer be called back.
            for job in islice(waiting, workers - len(pending)):
                pending[_begun(executor, job, order)] = job
            if not pending:
                return
            done, _ = wait(pending, return_when=FIRST_COMPLETED)
            outcomes = [_outcome(future, pending.pop(future)) for future in done]
            if any(isinstance(future.exception(), BrokenProcessPool) for future in done):
                outcomes += [_outcome(future, job) for future, job in pending.items()]
                pending.clear()
                executor = _executor(workers)
            yield from outcomes
    except KeyboardInterrupt:
        yield from (_outcome(future, pending[future]) for future in as_completed(pending))
        raise
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def _executor(workers: int) -> Executor:
    if workers == 1:
        # A thread, since in the main one the engine takes Ctrl-C for itself and goes on with the next report.
        return ThreadPoolExecutor(1)
    # Spawned, not forked: the same on Windows, and no thread of the parent is copied in the middle of something.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_begin)


def _begun(executor: Executor, job: Job, order: Order) -> Future[Outcome]:
    try:
        return executor.submit(print_report, job, order)
    except BrokenProcessPool as error:  # a worker has just died; the others' outcomes will say so too
        failed: Future[Outcome] = Future()
        failed.set_exception(error)
        return failed


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
        connection.wait([parent.sentinel])
        os._exit(1)
