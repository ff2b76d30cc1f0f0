"""Where reports lie: put in place whole, or taken away.

Each file is written aside and renamed into its place. A report's receipt is the first to go and the last to come: a run
cut short at any moment leaves whole files, and no receipt for a set that is not complete.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from hubao.errors import ReportError
from hubao.files import write_bytes
from hubao.press.causes import file_cause
from hubao.press.jobs import Job, Outcome
from hubao.press.request import FORMATS

__all__ = ["ASIDE", "FAILED", "put", "quarantine", "shelf", "withdraw"]

ASIDE = ".aside"
"""Folder below the output folder where files lie until they are whole."""

FAILED = "failed"
"""Folder below the output folder with a text for each report that failed."""

_SUFFIXES = (*FORMATS, "ipynb")


@contextmanager
def shelf(out: Path) -> Iterator[None]:
    """Open an output folder for one run; what an earlier run that was killed left aside is cleared away.

    Args:
        out: the output folder; it is made where it does not exist.

    Raises:
        ReportError: another run is writing into the folder.
        OSError: the folder cannot be written, which is known before an hour's work is done.
    """
    aside = out / ASIDE
    for folder in (out, aside):
        folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=aside), _locked(out):
        for left in aside.iterdir():
            left.unlink()
        try:
            yield
        finally:
            shutil.rmtree(aside, ignore_errors=True)
            with suppress(OSError):  # most often it is not there, or holds what failed
                (out / FAILED).rmdir()


@contextmanager
def _locked(out: Path) -> Iterator[None]:
    """Hold a folder for this process alone; the lock ends with the process, however that ends.

    Windows cannot lock a folder; there a file that another run has open cannot be replaced.
    """
    if sys.platform == "win32":
        yield
        return
    import fcntl

    folder = os.open(out, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(folder)
        message = f"另一次打印正在写入 {out}。请等它结束，或用 --out 换一个目录。"
        raise ReportError(message) from None
    try:
        yield
    finally:
        os.close(folder)


def put(job: Job, outputs: Mapping[str, bytes], receipt: bytes, out: Path) -> None:
    """Put a report's files in place, in the stead of an earlier printing's.

    Args:
        job: the report.
        outputs: file below the output folder → its bytes.
        receipt: the receipt that speaks of them.
        out: the output folder.
    """
    withdraw(job, out, keep=outputs)
    for name, content in outputs.items():
        write_bytes(content, out / name, out / ASIDE)
    write_bytes(receipt, out / "receipts" / f"{job.name}.json", out / ASIDE)


def withdraw(job: Job, out: Path, keep: Mapping[str, bytes] | None = None) -> None:
    """Take away what an earlier run left: a stale report must not pass for one that failed.

    Args:
        job: the report.
        out: the output folder.
        keep: files that are about to be replaced, and stay until then.
    """
    names = (f"receipts/{job.name}.json", f"{FAILED}/{job.name}.txt", *(f"{job.stem}.{one}" for one in _SUFFIXES))
    for name in names:
        if name not in (keep or {}):
            (out / name).unlink(missing_ok=True)


def quarantine(outcome: Outcome, out: Path) -> Outcome:
    """Take away a failed report's old files, and put the whole story of the failure where people will look for it.

    Args:
        outcome: the failure, with the story's text as its trace, or none.
        out: the output folder.

    Returns:
        The outcome with the story's file as its trace.
    """
    job, failure, name = outcome.job, outcome.failure, ""
    try:
        withdraw(job, out)
    except OSError as error:
        failure = f"{failure} 旧报告也没能撤下（{file_cause(error)}），请手工删除。"
    if outcome.trace:
        with suppress(OSError):  # the disk is full, or the folder is gone: the sentence must do
            write_bytes(outcome.trace.encode(errors="backslashreplace"), out / FAILED / f"{job.name}.txt", out / ASIDE)
            name = f"{FAILED}/{job.name}.txt"
    return replace(outcome, failure=failure, trace=name)
