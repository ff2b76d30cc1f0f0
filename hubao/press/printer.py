"""Printing one report: run the notebook, draw both faces, check whose it is, and put the files in place together."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hubao.errors import ReportError
from hubao.press.causes import file_cause
from hubao.press.executed import as_written, kept_bytes
from hubao.press.identity import check_identity
from hubao.press.jobs import Job
from hubao.press.receipts import Basis, file_hash, make_receipt, receipt_text
from hubao.press.stock import run_notebook
from hubao.report.document import Document, read_document
from hubao.report.html import page
from hubao.tables.write import write_bytes

__all__ = ["FORMATS", "Order", "Outcome", "print_report"]

FORMATS = ("html", "pdf")


@dataclass(frozen=True, slots=True)
class Order:
    """What all jobs of a run share.

    Attributes:
        root: the project folder, where notebooks run.
        out: the output folder.
        formats: ``html``, ``pdf`` or both.
        basis: what the run rests on, for the receipts.
        sources: every file the run rests on, with its hash when the run began.
        names: agency id → name, of the whole year.
        codes: codes of the policy, which an agency's id may resemble.
        keep_notebooks: keep the executed notebooks beside their reports.
    """

    root: Path
    out: Path
    formats: tuple[str, ...]
    basis: Basis
    sources: Mapping[Path, str]
    names: Mapping[str, str]
    codes: Collection[str] = field(default_factory=frozenset)
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
        outputs = _made(job, order)
        _withdraw(job, order)
        _put(outputs, job, order)
    except Exception as error:  # whatever a notebook can do wrong must not stop the other reports
        failure = _failure(job, error)
        try:
            _withdraw(job, order)
        except OSError as second:
            failure = f"{failure} 旧报告也没能撤下（{file_cause(second)}），请手工删除。"
        return Outcome(job, failure=failure)
    return Outcome(job, tuple(outputs))


def _made(job: Job, order: Order) -> dict[str, bytes]:
    """Run the notebook and draw what is wanted: file below the output folder → its bytes."""
    executed = run_notebook(job.notebook, job.parameters, order.root)
    document = read_document(as_written(executed))
    check_identity(document, job.owner, order.names, order.codes)
    outputs = _faces(document, job, order.formats)
    if order.keep_notebooks:
        outputs[f"{job.stem}.ipynb"] = kept_bytes(executed)
    _refuse_changed(order.sources)
    return outputs


def _faces(document: Document, job: Job, formats: Sequence[str]) -> dict[str, bytes]:
    outputs: dict[str, bytes] = {}
    if "html" in formats:
        outputs[f"{job.stem}.html"] = page(document).encode()
    if "pdf" in formats:
        from hubao.report.typst_face import pdf

        outputs[f"{job.stem}.pdf"] = pdf(document)
    return outputs


def _refuse_changed(sources: Mapping[Path, str]) -> None:
    """Refuse when an input changed since the run began: the notebook may have read another than the receipt says."""
    changed = [path.name for path, digest in sources.items() if not path.is_file() or file_hash(path) != digest]
    if changed:
        message = f"{'、'.join(changed)} 在打印期间被改动，报告未生成。请改好后重新打印。"
        raise ReportError(message)


def _put(outputs: Mapping[str, bytes], job: Job, order: Order) -> None:
    """Write each file whole; the receipt comes last, so a run cut short leaves no receipt for half a report."""
    notebook = {"file": job.notebook.name, "sha256": order.sources[job.notebook]}
    receipt = receipt_text(make_receipt(order.basis, job.report, job.owner, notebook, outputs))
    for name, content in {**outputs, f"receipts/{job.name}.json": receipt.encode()}.items():
        write_bytes(content, order.out / name)


def _withdraw(job: Job, order: Order) -> None:
    """Take away what an earlier run left: a stale report must not pass for the one that failed."""
    for name in (f"receipts/{job.name}.json", *(f"{job.stem}.{suffix}" for suffix in (*FORMATS, "ipynb"))):
        (order.out / name).unlink(missing_ok=True)


def _failure(job: Job, error: Exception) -> str:
    if isinstance(error, ReportError):
        return str(error)
    cause = file_cause(error) if isinstance(error, OSError) else f"{type(error).__name__}：{error}"
    return f"{job.notebook.name} 打印出错，报告未生成。{cause}"
