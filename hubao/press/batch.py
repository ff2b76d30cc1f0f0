"""Printing many reports: in worker processes, one failure not stopping the others."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool

from hubao.press.jobs import Job
from hubao.press.printer import Order, Outcome, print_report

__all__ = ["print_all"]


def print_all(jobs: Sequence[Job], order: Order, workers: int) -> Iterator[Outcome]:
    """Print jobs, yielding each outcome as it is known.

    Args:
        jobs: the reports to print.
        order: what they share.
        workers: number of processes; 1 prints in this process, in order.
    """
    if workers <= 1 or len(jobs) <= 1:
        yield from (print_report(job, order) for job in jobs)
        return
    # Spawned, not forked: the same on Windows, and no thread of the parent is copied in the middle of something.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(min(workers, len(jobs)), mp_context=context)
    try:
        futures = {pool.submit(print_report, job, order): job for job in jobs}
        for future in as_completed(futures):
            try:
                yield future.result()
            except BrokenProcessPool:
                yield Outcome(futures[future], failure="打印进程意外中止（可能内存不足），请减少 --jobs 后重试")
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
