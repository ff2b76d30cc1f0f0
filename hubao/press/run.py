"""One run of the press: open the year once, list the jobs, print them, write the index."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hubao.errors import ReportError
from hubao.press.batch import print_all
from hubao.press.contents import write_index
from hubao.press.jobs import Job, jobs_for, notebook_path
from hubao.press.parameters import read_parameters
from hubao.press.printer import Order, Outcome
from hubao.press.receipts import file_hashes, make_basis
from hubao.year import Year, data_path, find_root, open_year, policy_path

__all__ = ["DEFAULT_REPORTS", "Run", "RunRequest", "run"]

DEFAULT_REPORTS = ("agency", "annual")


@dataclass(frozen=True, slots=True)
class RunRequest:
    """What is to be printed: see the options of ``hubao render``.

    Empty ``reports`` means the default set, or the agencies' reports alone where agencies are named.
    """

    year: int
    out: Path
    data: Path | None = None
    policy: Path | None = None
    reports: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    formats: tuple[str, ...] = ("html", "pdf")
    workers: int = 1
    parameters: Mapping[str, str] = field(default_factory=dict)
    keep_notebooks: bool = False


@dataclass(frozen=True)
class Run:
    """A run prepared: its jobs, and a function that prints them, telling each outcome as it is known."""

    jobs: Sequence[Job]
    start: Callable[[Callable[[Outcome], None]], list[Outcome]]


def run(request: RunRequest) -> Run:
    """Prepare a run; nothing is printed before the year is read, checked and scored.

    Args:
        request: what is wanted.

    Raises:
        PolicyError, DataError: the year is refused.
        ReportError: an unknown report, agency or parameter.
        OSError: the output folder cannot be written.
    """
    root = find_root()
    reports = request.reports or (("agency",) if request.agencies else DEFAULT_REPORTS)
    notebooks = {report: notebook_path(report, root) for report in reports}
    extra = read_parameters(notebooks.values(), request.parameters)
    year = open_year(request.year, request.data, request.policy)
    data, policy = data_path(request.year, request.data).resolve(), policy_path(request.year, request.policy).resolve()
    common = {"year": request.year, "data": _given(data, root), "policy": _given(policy, root)}
    jobs = jobs_for(notebooks, _agencies(year, request.agencies), common, extra)
    hashes = file_hashes([policy, *(path.resolve() for path in year.inputs.files)])
    order = Order(
        root=root,
        out=_writable(request.out.resolve()),
        formats=request.formats,
        basis=make_basis(year.policy, policy, data, hashes, trial=year.trial, sample=year.sample, root=root),
        sources={**hashes, **file_hashes(notebooks.values())},
        names={key: card.agency.name for key, card in year.cards.items()},
        codes=frozenset((*year.policy.items, *year.policy.readings)),
        keep_notebooks=request.keep_notebooks,
    )

    def start(tell: Callable[[Outcome], None]) -> list[Outcome]:
        outcomes: dict[str, Outcome] = {}
        try:
            for outcome in print_all(jobs, order, request.workers):
                outcomes[outcome.job.stem] = outcome
                tell(outcome)
        finally:
            write_index(year, order.basis, order.out)
        return [outcomes[job.stem] for job in jobs]

    return Run(jobs, start)


def _given(path: Path, root: Path) -> str:
    """A path as a notebook run in the project gets it: a report must not depend on where the project lies."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()


def _agencies(year: Year, wanted: Sequence[str]) -> list[str]:
    unknown = [key for key in wanted if key not in year.cards]
    if unknown:
        message = f"{year.year}年度没有编号为“{'、'.join(unknown)}”的代办处。请核对编号。"
        raise ReportError(message)
    return list(dict.fromkeys(wanted)) or list(year.cards)


def _writable(folder: Path) -> Path:
    """Make the output folder, and try it before an hour's work is lost to a lack of permission."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder):
        return folder
