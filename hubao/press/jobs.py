"""What there is to print: one job per report, with its notebook, parameters and place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hubao.errors import ReportError
from hubao.press.books import BOOKS, OFFICE, REPORTS, Book, book_of, receipt_name, stem_of

__all__ = ["OWN", "Job", "Outcome", "Plan", "jobs_for", "notebook_path"]

OWN = ("year", "data", "policy", "agency", "body")
"""Parameters the command fills in itself, from the year and its options."""


@dataclass(frozen=True, slots=True)
class Job:
    """One report to print.

    Attributes:
        report: its name, e.g. ``agency`` or ``annual``.
        owner: whose report it is: the id of an agency or body, or ``office``.
        notebook: the notebook that makes it.
        parameters: values for its parameters cell.
        stem: where it goes below the output folder, without suffix, e.g. ``agencies/D01``.
        key: hash of everything the report depends on; empty until that is known.
    """

    report: str
    owner: str
    notebook: Path
    parameters: Mapping[str, object]
    stem: str
    key: str = ""

    @property
    def name(self) -> str:
        """The receipt's name."""
        return receipt_name(self.report, self.owner)

    @property
    def title(self) -> str:
        """What the report is called in messages, e.g. ``D01 代办处报告``."""
        label = REPORTS[self.report]
        return label if self.owner == OFFICE else f"{self.owner} {label}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one job ended: the files it made, or why it failed.

    Attributes:
        job: the job.
        files: what was made, below the output folder.
        failure: the reason in one sentence; empty when the report was printed.
        cell: where in the notebook it failed, as its author counts; empty where no cell is at fault.
        trace: file with the whole story of the failure, below the output folder; empty where there is none to tell.
    """

    job: Job
    files: tuple[str, ...] = ()
    failure: str = ""
    cell: str = ""
    trace: str = ""

    @property
    def ok(self) -> bool:
        """Whether the report was printed."""
        return not self.failure


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run has to do.

    Attributes:
        jobs: the reports to print, in the office's order.
        standing: the reports that need not be printed: same key, files intact.
    """

    jobs: tuple[Job, ...]
    standing: tuple[Job, ...]


def notebook_path(report: str, root: Path) -> Path:
    """The notebook of a report.

    Args:
        report: one of `REPORTS`.
        root: the project folder.

    Raises:
        ReportError: there is no such report, or its notebook is missing.
    """
    if report not in REPORTS:
        known = "、".join(f"{name}（{label}）" for name, label in REPORTS.items())
        message = f"没有“{report}”这种报告。可用：{known}。"
        raise ReportError(message)
    path = root / "notebooks" / f"{report}.ipynb"
    if not path.is_file():
        message = f"找不到笔记本 notebooks/{report}.ipynb。请在项目文件夹里运行，并核对 notebooks 文件夹是否完整。"
        raise ReportError(message)
    return path


def jobs_for(
    notebooks: Mapping[str, Path], owners: Sequence[str], common: Mapping[str, object], extra: Mapping[str, object]
) -> list[Job]:
    """List the jobs of a run, the office's order kept.

    Args:
        notebooks: report name → its notebook; all of one book.
        owners: ids of the agencies or bodies whose reports are wanted.
        common: parameters every notebook takes: ``year``, ``data``, ``policy``.
        extra: further parameters the user gave.

    Raises:
        ReportError: an owner's receipt would replace that of one of the office's papers, or of another book.
    """
    book = book_of(notebooks)
    _refuse_taken(owners, book)
    jobs = []
    for report, notebook in notebooks.items():
        parameters = {**common, **extra}
        if report == book.each:
            jobs += [
                Job(report, key, notebook, {**parameters, book.owner: key}, stem_of(report, key))
                for key in dict.fromkeys(owners)
            ]
        else:
            jobs.append(Job(report, OFFICE, notebook, parameters, stem_of(report, OFFICE)))
    return jobs


def _refuse_taken(owners: Sequence[str], book: Book) -> None:
    names = {*REPORTS, *(one.index for one in BOOKS)}
    others = tuple(one.prefix for one in BOOKS if one is not book and one.prefix)
    taken = [key for key in owners if key.casefold() in names or (others and key.casefold().startswith(others))]
    if taken:
        message = f"{book.noun}编号“{'、'.join(taken)}”与报告名相同，回执会互相覆盖。请改用其他编号。"
        raise ReportError(message)
