"""Printing one report: run the notebook, draw both faces, check whose it is, and put the files in place together."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from hubao.errors import ReportError
from hubao.press.identity import check_identity
from hubao.press.jobs import Job
from hubao.press.receipts import Basis, make_receipt, receipt_text
from hubao.report.document import Document, read_document
from hubao.report.html import page
from hubao.tables.write import write_bytes

__all__ = ["FORMATS", "Order", "Outcome", "print_report"]

FORMATS = ("html", "pdf")


@dataclass(frozen=True, slots=True)
class Order:
    """What all jobs of a run share: where to, in which formats, from what, among whom."""

    out: Path
    formats: tuple[str, ...]
    basis: Basis
    names: Mapping[str, str]
    keep_notebooks: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one job ended: the files it made, or why it failed."""

    job: Job
    files: tuple[str, ...] = ()
    failure: str = ""

    @property
    def ok(self) -> bool:
        """Whether the report was printed."""
        return not self.failure


def print_report(job: Job, order: Order) -> Outcome:
    """Print one report; a failure is told, not raised, and leaves neither half a file nor the old one behind.

    Args:
        job: the report.
        order: what the run shares.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="hubao-") as scratch:
            executed = Path(scratch) / f"{job.name}.ipynb"
            document = _run(job, executed)
            check_identity(document, job.owner, order.names)
            outputs = _faces(document, job, order.formats)
            if order.keep_notebooks:
                outputs[f"{job.stem}.ipynb"] = executed.read_bytes()
    except ReportError as error:
        _withdraw(job, order)
        return Outcome(job, failure=str(error))
    except Exception as error:  # whatever a notebook can do wrong must not stop the other reports
        _withdraw(job, order)
        return Outcome(job, failure=f"{job.notebook.name} 打印出错（{type(error).__name__}）：{error}")
    receipt = receipt_text(make_receipt(order.basis, job.report, job.owner, job.notebook, outputs))
    _withdraw(job, order)
    _put({**outputs, f"receipts/{job.name}.json": receipt.encode()}, order.out)
    return Outcome(job, tuple(outputs))


def _run(job: Job, executed: Path) -> Document:
    """Run the notebook through papermill's stock engine and read what it shows."""
    from papermill import PapermillExecutionError, execute_notebook

    try:
        execute_notebook(
            str(job.notebook), str(executed), dict(job.parameters), kernel_name="python3", progress_bar=False
        )
    except PapermillExecutionError as error:
        number = _failed_cell(_read(executed).cells)
        message = f"{job.notebook.name} 第{number}个单元格运行出错，报告未生成。{error.ename}：{error.evalue}"
        raise ReportError(message) from None
    return read_document(_read(executed))


def _read(path: Path) -> NotebookNode:
    notebook: NotebookNode = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]  # nbformat has no types
    return notebook


def _failed_cell(cells: Sequence[object]) -> int:
    """Number of the failing cell as its author counts: papermill's own banner and parameters are left out."""
    number = 0
    for cell in cells:
        tags = getattr(cell, "metadata", {}).get("tags", [])
        if "papermill-error-cell-tag" in tags or "injected-parameters" in tags:
            continue
        number += 1
        if any(output.get("output_type") == "error" for output in getattr(cell, "outputs", [])):
            return number
    return number


def _faces(document: Document, job: Job, formats: Sequence[str]) -> dict[str, bytes]:
    outputs: dict[str, bytes] = {}
    if "html" in formats:
        outputs[f"{job.stem}.html"] = page(document).encode()
    if "pdf" in formats:
        from hubao.report.typst_face import pdf

        outputs[f"{job.stem}.pdf"] = pdf(document)
    return outputs


def _put(files: Mapping[str, bytes], out: Path) -> None:
    """Write each file whole; the receipt comes last, so a run cut short leaves no receipt for half a report."""
    for name, content in files.items():
        write_bytes(content, out / name)


def _withdraw(job: Job, order: Order) -> None:
    """Take away what an earlier run left: a stale report must not pass for the one that failed."""
    for name in (*(f"{job.stem}.{suffix}" for suffix in (*FORMATS, "ipynb")), f"receipts/{job.name}.json"):
        with suppress(FileNotFoundError):
            (order.out / name).unlink()
