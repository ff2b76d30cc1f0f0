"""One run of the press: open the year once, list the jobs, print them, write the index."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hubao.errors import ReportError
from hubao.press.batch import print_all
from hubao.press.contents import write_index
from hubao.press.jobs import Job, jobs_for
from hubao.press.printer import Order, Outcome
from hubao.press.receipts import make_basis
from hubao.year import Year, data_path, open_year, policy_path

__all__ = ["Run", "RunRequest", "run"]

DEFAULT_REPORTS = ("agency", "annual")


@dataclass(frozen=True, slots=True)
class RunRequest:
    """What is to be printed: see the options of ``hubao render``; empty ``reports`` means the default set."""

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
    """A run under way: its jobs, and a function that prints them, telling each outcome as it is known."""

    jobs: Sequence[Job]
    start: Callable[[Callable[[Outcome], None]], list[Outcome]]


def run(request: RunRequest) -> Run:
    """Prepare a run; nothing is printed before the year is read, checked and scored.

    Args:
        request: what is wanted.

    Raises:
        PolicyError, DataError: the year is refused.
        ReportError: an unknown report, agency or parameter.
    """
    year = open_year(request.year, request.data, request.policy)
    data, policy = data_path(request.year, request.data).resolve(), policy_path(request.year, request.policy).resolve()
    reports = request.reports or (("agency",) if request.agencies else DEFAULT_REPORTS)
    common = {"year": request.year, "data": str(data), "policy": str(policy)}
    jobs = jobs_for(reports, _agencies(year, request.agencies), common, request.parameters)
    order = Order(
        out=request.out,
        formats=request.formats,
        basis=make_basis(year.policy, policy, data, year.inputs.files, {}, sample=year.sample),
        names={key: card.agency.name for key, card in year.cards.items()},
        keep_notebooks=request.keep_notebooks,
    )

    def start(tell: Callable[[Outcome], None]) -> list[Outcome]:
        outcomes = []
        try:
            for outcome in print_all(jobs, order, request.workers):
                outcomes.append(outcome)
                tell(outcome)
        finally:
            write_index(year, request.out)
        return outcomes

    return Run(jobs, start)


def _agencies(year: Year, wanted: Sequence[str]) -> list[str]:
    unknown = [key for key in wanted if key not in year.cards]
    if unknown:
        message = f"{year.year}年度没有编号为“{'、'.join(unknown)}”的代办处。请核对编号。"
        raise ReportError(message)
    return list(dict.fromkeys(wanted)) or list(year.cards)
