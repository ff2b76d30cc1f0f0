"""What is asked of the press, before anything is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

from hubao.press.books import Book, book_of

__all__ = ["DEFAULT_REPORTS", "FORMATS", "Engine", "RunRequest"]

DEFAULT_REPORTS = ("agency", "annual")
FORMATS = ("html", "pdf")
Engine: TypeAlias = Literal["warm", "nbclient"]


@dataclass(frozen=True, slots=True)
class RunRequest:
    """What is to be printed: see the options of ``hubao render``.

    Empty ``reports`` means the default set, or the agencies' reports alone where agencies are named.

    Attributes:
        year: the appraisal year.
        out: the output folder.
        data: folder of the inputs; ``None`` for the project's own.
        policy: the policy file; ``None`` for the project's own.
        reports: names of reports.
        agencies: ids of the agencies, or bodies, whose reports are wanted; empty for all.
        formats: ``html``, ``pdf`` or both.
        workers: reports printed at once.
        parameters: further parameters of the notebooks, name → value as typed.
        keep_notebooks: keep the executed notebooks beside their reports.
        engine: ``warm`` (our own), or ``nbclient`` (papermill's stock engine, a kernel per report).
        dask: address of a dask scheduler whose workers are to print; empty for this machine.
        force: print also what has not changed.
    """

    year: int
    out: Path
    data: Path | None = None
    policy: Path | None = None
    reports: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    formats: tuple[str, ...] = FORMATS
    workers: int = 1
    parameters: Mapping[str, str] = field(default_factory=dict)
    keep_notebooks: bool = False
    engine: Engine = "warm"
    dask: str = ""
    force: bool = False

    @property
    def wanted(self) -> tuple[str, ...]:
        """The names of the reports that are wanted."""
        return self.reports or (("agency",) if self.agencies else DEFAULT_REPORTS)

    @property
    def book(self) -> Book:
        """What the reports are printed from.

        Raises:
            ReportError: they come from different books, or one is unknown.
        """
        return book_of(self.wanted)
