"""Printing many reports: each in a worker's fresh process, one failure not stopping the others."""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from multiprocessing import connection
from pathlib import Path

from hubao.errors import HubaoError
from hubao.press.jobs import Job, Outcome
from hubao.press.shelf import quarantine
from hubao.press.warm.crew import Crew
from hubao.press.warm.tasks import Task, WorkerDiedError, WorkerError

__all__ = ["default_workers", "print_all"]

_MOST = 8
"""Each worker may need some 300 MB: more only when asked for."""

_PRINT = "hubao.press.desk:print_job"
_DIED = "打印进程意外中止（可能内存不足），报告未生成。请减少 --jobs 后重试。"


def default_workers() -> int:
    """As many workers as this process may use processors, up to a number that fits into an ordinary machine."""
    usable = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    return min(usable, _MOST)


def print_all(jobs: Sequence[Job], out: Path, crew: Crew, workers: int) -> Iterator[Outcome]:
    """Print jobs, yielding each outcome as it is known.

    On an interruption the reports under way are finished, and the others are not begun.

    Args:
        jobs: the reports to print.
        out: the output folder.
        crew: workers that have been prepared for these jobs.
        workers: how many reports are printed at once.

    Raises:
        KeyboardInterrupt: the user stopped the run; the reports that were under way have been yielded.
    """
    waiting = deque(jobs)
    under_way: dict[connection.Connection, tuple[Task, Job]] = {}
    try:
        while waiting or under_way:
            while waiting and len(under_way) < workers:
                job = waiting.popleft()
                try:
                    task = crew.run(_PRINT, job)
                except WorkerDiedError:  # the crew itself is gone
                    yield quarantine(Outcome(job, failure=_DIED), out)
                else:
                    under_way[task.connection] = (task, job)
            for ready in connection.wait(list(under_way)) if under_way else ():
                assert isinstance(ready, connection.Connection)
                task, job = under_way.pop(ready)
                yield _outcome(task, job, out)
    except KeyboardInterrupt:
        while under_way:
            _, (task, job) = under_way.popitem()
            yield _outcome(task, job, out)
        raise
    finally:
        for task, _ in under_way.values():
            crew.kill(task)


def _outcome(task: Task, job: Job, out: Path) -> Outcome:
    try:
        outcome: Outcome = task.result()
    except WorkerDiedError:
        return quarantine(Outcome(job, failure=_DIED), out)
    except (WorkerError, HubaoError, OSError) as error:
        last = str(error).strip().splitlines()[-1]
        return quarantine(Outcome(job, failure=f"程序内部出错，报告未生成。{last}", trace=str(error)), out)
    return outcome
