"""One run of the press, seen by who asked for it: see what is to be done, have it done, tell each outcome.

This side stays light: the year is opened, and every table and chart made, in the crew's processes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from hubao.places import find_root
from hubao.press.batch import print_all
from hubao.press.jobs import Job, Outcome, Plan, notebook_path
from hubao.press.parameters import read_parameters
from hubao.press.request import RunRequest
from hubao.press.shelf import shelf
from hubao.press.standing import nothing_changed

__all__ = ["Run", "run"]


@dataclass(frozen=True)
class Run:
    """A run prepared.

    Attributes:
        jobs: the reports to print.
        standing: how many reports need not be printed, since they stand as they would be printed today.
        start: prints the jobs, telling each outcome as it is known; returns them in the order of the jobs.
    """

    jobs: tuple[Job, ...]
    standing: int
    start: Callable[[Callable[[Outcome], None]], list[Outcome]]


def run(request: RunRequest, root: Path | None = None) -> Run:
    """Prepare a run; nothing is printed before the year is read, checked and scored.

    Args:
        request: what is wanted.
        root: the project folder; the one this process is in when none is given.

    Raises:
        PolicyError, DataError: the year is refused.
        ReportError: an unknown report, agency or parameter.
        OSError: the output folder cannot be written, or an input cannot be read.
    """
    root = root or find_root()
    notebooks = {report: notebook_path(report, root) for report in request.wanted}
    extra = read_parameters(notebooks.values(), request.parameters)
    request = replace(
        request,
        out=request.out.resolve(),
        data=request.book.data(request.year, request.data).resolve(),
        policy=request.book.policy(request.year, request.policy).resolve(),
    )
    standing = 0 if request.force else nothing_changed(request, root, notebooks, extra)
    if standing:
        return Run((), standing, lambda tell: [])
    return _prepared(request, root)


def _prepared(request: RunRequest, root: Path) -> Run:
    from hubao.press.warm.crew import crew
    from hubao.press.warm.tasks import WorkerDiedError

    with shelf(request.out):
        pass  # whether it can be written is known before an hour's work is done
    workers = crew()
    plan: Plan = workers.prepare("hubao.press.desk:open_desk", request, root, workers.shared)

    def start(tell: Callable[[Outcome], None]) -> list[Outcome]:
        outcomes: dict[str, Outcome] = {}
        with shelf(request.out):
            try:
                for outcome in _outcomes(plan, request, workers):
                    outcomes[outcome.job.stem] = outcome
                    tell(outcome)
            finally:
                with suppress(WorkerDiedError):  # then every report that was still to come has told so
                    workers.run("hubao.press.desk:close_desk", plan.standing).result()
        return [outcomes[job.stem] for job in plan.jobs]

    return Run(plan.jobs, len(plan.standing), start)


def _outcomes(plan: Plan, request: RunRequest, workers: Any) -> Iterator[Outcome]:
    if not request.dask:
        return print_all(plan.jobs, request.out, workers, request.workers)
    from hubao.press.cluster import print_on_cluster

    return print_on_cluster(plan.jobs, request, workers)
