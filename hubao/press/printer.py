"""Printing one report: run the notebook, draw both faces, check whose they are, and put the files in place together."""

from __future__ import annotations

import traceback
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hubao.errors import ReportError
from hubao.press.causes import file_cause
from hubao.press.executed import as_written, kept_bytes
from hubao.press.identity import Names, check_identity, check_page, check_paper
from hubao.press.jobs import Job, Outcome
from hubao.press.receipts import Basis, file_hash, make_receipt, receipt_text
from hubao.press.request import Engine
from hubao.press.shelf import put, quarantine
from hubao.press.stock import CellError, run_notebook
from hubao.report.document import Document, read_document
from hubao.report.html import page
from hubao.report.piece import for_paper_only

__all__ = ["Made", "Order", "make_report", "print_report", "signatures", "story"]


@dataclass(frozen=True, slots=True)
class Order:
    """What all jobs of a run share.

    Attributes:
        root: the project folder, where notebooks run.
        out: the output folder.
        formats: ``html``, ``pdf`` or both.
        basis: what the run rests on, for the receipts.
        sources: every file the run rests on, with its hash when the run began.
        signed: the same files with their size and time of change.
        names: agency id → name, of the whole year, and the codes of the policy, which an id may resemble.
        keep_notebooks: keep the executed notebooks beside their reports.
        engine: what runs the notebooks.
    """

    root: Path
    out: Path
    formats: tuple[str, ...]
    basis: Basis
    sources: Mapping[Path, str]
    signed: Mapping[Path, tuple[int, int]]
    names: Names
    keep_notebooks: bool = False
    engine: Engine = "warm"

    def receipt(self, job: Job, outputs: Mapping[str, bytes]) -> dict[str, Any]:
        """The receipt of a report's files."""
        notebook = {"file": job.notebook.name, "sha256": self.sources[job.notebook]}
        return make_receipt(self.basis, job, notebook, outputs)


@dataclass(frozen=True, slots=True)
class Made:
    """A report as bytes: file below the output folder → contents; and its receipt."""

    outputs: Mapping[str, bytes]
    receipt: bytes = field(repr=False)


def print_report(job: Job, order: Order) -> Outcome:
    """Print one report; a failure is told, not raised, and leaves neither half a file nor the old one behind.

    Args:
        job: the report.
        order: what the run shares.
    """
    try:
        made = make_report(job, order)
        put(job, made.outputs, made.receipt, order.out)
    except Exception as error:  # whatever a notebook can do wrong must not stop the other reports
        return quarantine(story(job, error), order.out)
    return Outcome(job, tuple(made.outputs))


def make_report(job: Job, order: Order) -> Made:
    """Run a report's notebook and draw what is wanted; nothing is written.

    Args:
        job: the report.
        order: what the run shares.

    Raises:
        ReportError: a cell failed, the report speaks of somebody else, or an input changed meanwhile.
    """
    if not order.keep_notebooks:
        for_paper_only()
    executed = run_notebook(job.notebook, job.parameters, order.root, order.engine)
    document = read_document(as_written(executed))
    check_identity(document, job.owner, order.names)
    outputs = _faces(document, job, order.formats, order.names)
    if order.keep_notebooks:
        outputs[f"{job.stem}.ipynb"] = kept_bytes(executed)
    _refuse_changed(order)
    return Made(outputs, receipt_text(order.receipt(job, outputs)).encode())


def _faces(document: Document, job: Job, formats: Sequence[str], names: Names) -> dict[str, bytes]:
    """Both faces, each held against the names once more as the file a reader will get."""
    outputs: dict[str, bytes] = {}
    if "html" in formats:
        outputs[f"{job.stem}.html"] = page(document).encode()
        check_page(outputs[f"{job.stem}.html"], len(document.blocks), job.owner, names)
    if "pdf" in formats:
        from hubao.report.typst_face import pdf

        outputs[f"{job.stem}.pdf"] = pdf(document)
        check_paper(outputs[f"{job.stem}.pdf"], job.owner, names)
    return outputs


def signatures(paths: Collection[Path]) -> dict[Path, tuple[int, int]]:
    """Size and time of change of files, by which a change is noticed without reading them again."""
    stats = {path: path.stat() for path in paths}
    return {path: (stat.st_size, stat.st_mtime_ns) for path, stat in stats.items()}


def _refuse_changed(order: Order) -> None:
    """Refuse when an input changed since the run began: the notebook may have read another than the receipt says."""
    changed = [path.name for path, digest in order.sources.items() if _changed(path, digest, order.signed[path])]
    if changed:
        message = f"{'、'.join(changed)} 在打印期间被改动，报告未生成。请改好后重新打印。"
        raise ReportError(message)


def _changed(path: Path, digest: str, signed: tuple[int, int]) -> bool:
    try:
        return signatures([path])[path] != signed and file_hash(path) != digest
    except OSError:
        return True


def story(job: Job, error: Exception) -> Outcome:
    """A failure told: reason, cell, and the whole traceback as the outcome's trace."""
    failure, cell, trace = _failure(job, error), "", "".join(traceback.format_exception(error))
    if isinstance(error, CellError):
        cell, trace = error.cell, error.trace
    return Outcome(job, failure=failure, cell=cell, trace=f"{job.title}\n{failure}\n\n{trace.rstrip()}\n")


def _failure(job: Job, error: Exception) -> str:
    if isinstance(error, ReportError):
        return str(error)
    cause = file_cause(error) if isinstance(error, OSError) else f"{type(error).__name__}：{error}"
    return f"{job.notebook.name} 打印出错，报告未生成。{cause}"
