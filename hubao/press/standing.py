"""What stands already: reports whose files are intact and whose key has not changed need not be printed again.

Where nothing at all has changed, this is known from hashes of files alone, before a table is read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from hubao.press.jobs import Job, jobs_for
from hubao.press.receipts import code_versions, extra_parameters, file_hash, lock_hash, place_of, policy_hashes
from hubao.press.request import RunRequest

__all__ = ["nothing_changed", "read_receipt", "standing_receipt"]


def read_receipt(out: Path, name: str) -> dict[str, Any]:
    """A receipt as it lies; empty where there is none, or none that can be read."""
    try:
        receipt = json.loads((out / "receipts" / f"{name}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return receipt if isinstance(receipt, dict) else {}


def standing_receipt(job: Job, out: Path, formats: Sequence[str], keep: bool) -> dict[str, Any]:
    """A report's receipt, if just the files that are wanted lie there as the receipt has them; else empty.

    Args:
        job: the report.
        out: the output folder.
        formats: the wanted formats.
        keep: whether the executed notebook is wanted.
    """
    receipt = read_receipt(out, job.name)
    outputs = receipt.get("outputs")
    wanted = {f"{job.stem}.{suffix}" for suffix in (*formats, *(["ipynb"] if keep else []))}
    if not isinstance(outputs, dict) or set(outputs) != wanted:
        return {}
    return receipt if _intact(outputs, out) else {}


def _intact(outputs: Mapping[str, str], out: Path) -> bool:
    return all((out / name).is_file() and file_hash(out / name) == digest for name, digest in outputs.items())


def nothing_changed(request: RunRequest, root: Path, notebooks: Mapping[str, Path], extra: Mapping[str, Any]) -> int:
    """How many reports stand, if every wanted one does; 0 if any may have to be printed.

    The answer may be 0 where a closer look finds that all stand; it is never the other way round.

    Args:
        request: what is wanted, with whole paths.
        root: the project folder.
        notebooks: report name → its notebook.
        extra: further parameters, as read.
    """
    index, beside = read_receipt(request.out, request.book.index), request.book.files_beside(root)
    agencies, data, policy = index.get("agencies"), request.data, request.policy
    if not agencies or data is None or policy is None or not _intact(index.get("outputs", {"": ""}), request.out):
        return 0
    decided = (policy, *beside)
    if not set(request.agencies) <= set(agencies) or not data.is_dir() or not all(map(Path.is_file, decided)):
        return 0
    inputs = {
        "data": {path.name: file_hash(path) for path in data.iterdir() if path.is_file()},
        "policy": policy_hashes({path: file_hash(path) for path in decided}, policy, beside),
        "code": code_versions(),
        "lock": lock_hash(root),
    }
    places = {"data": place_of(data, root), "policy": place_of(policy, root)}
    if index.get("inputs") != {**inputs, "notebook": {}} or index.get("places") != places:
        return 0
    hashes = {report: {"file": path.name, "sha256": file_hash(path)} for report, path in notebooks.items()}
    jobs = jobs_for(notebooks, request.agencies or agencies, {}, extra)
    for job in jobs:
        receipt = standing_receipt(job, request.out, request.formats, request.keep_notebooks)
        if (
            receipt.get("inputs") != {**inputs, "notebook": hashes[job.report]}
            or receipt.get("places") != places
            or receipt.get("parameters") != extra_parameters(job)
        ):
            return 0
    return len(jobs)
