"""Receipts: what a report was made from and what came out, as hashes; never a clock time or a machine's name."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

from hubao.press.jobs import OWN, Job

__all__ = [
    "FORMAT",
    "OUTSIDE",
    "Basis",
    "Source",
    "code_hash",
    "code_versions",
    "extra_parameters",
    "file_hash",
    "file_hashes",
    "lock_hash",
    "make_basis",
    "make_receipt",
    "place_of",
    "policy_hashes",
    "receipt_text",
]

FORMAT = 2
"""Version of the receipts' form: 2 since 0.2.0."""

OUTSIDE = "（项目外）"
"""Stands before the name of a file or folder that lies outside the project: a receipt holds no machine's path."""

_LOCK = "requirements.txt"
_PACKAGES = ("matplotlib", "nbconvert", "pandas", "papermill", "typst")
_BINARY = (".otf", ".ttf")
_PASSING = (".", "__pycache__")


class Source(Protocol):
    """What a run prints from, as far as its receipts say it."""

    @property
    def year(self) -> int:
        """The year."""

    @property
    def sample(self) -> bool:
        """Whether the data is fictitious."""

    @property
    def readings(self) -> Mapping[str, str]:
        """The switchable readings in force."""

    @property
    def trial(self) -> Mapping[str, str]:
        """Readings switched for this run."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What a whole run rests on, hashed once.

    Attributes:
        year: the appraisal year.
        sample: whether the data is fictitious.
        data: input file name → SHA-256.
        policy: policy file name and SHA-256; ``beside`` has the same of further files that every report rests on.
        readings: the switchable readings in force, id → value.
        trial: readings switched for this run.
        code: package version and the hash of its source.
        lock: hash of the dependency lock; empty where there is none.
        places: folder of data and policy file, relative to the project where they lie inside it.
    """

    year: int
    sample: bool
    data: Mapping[str, str]
    policy: Mapping[str, Any]
    readings: Mapping[str, str]
    trial: Mapping[str, str]
    code: Mapping[str, str]
    lock: str
    places: Mapping[str, str] = field(default_factory=dict)


def file_hash(path: Path) -> str:
    """SHA-256 of a file's bytes, as hexadecimal text."""
    return sha256(path.read_bytes()).hexdigest()


def file_hashes(paths: Iterable[Path]) -> dict[Path, str]:
    """Each file with its hash, in order of its path."""
    return {path: file_hash(path) for path in sorted(paths)}


def make_basis(
    source: Source,
    policy_file: Path,
    data: Path,
    hashes: Mapping[Path, str],
    *,
    beside: Sequence[Path],
    root: Path,
) -> Basis:
    """Say what a run rests on.

    Args:
        source: year, readings and data, as they were opened.
        policy_file: the file of the office's decisions.
        data: the input folder.
        hashes: that file, those beside it, and every input file that was read, with their hashes.
        beside: further files that every report rests on.
        root: the project folder.
    """
    return Basis(
        year=source.year,
        sample=source.sample,
        data={path.name: digest for path, digest in hashes.items() if path not in (policy_file, *beside)},
        policy=policy_hashes(hashes, policy_file, beside),
        readings=dict(source.readings),
        trial=dict(source.trial),
        code=code_versions(),
        lock=lock_hash(root),
        places={"data": place_of(data, root), "policy": place_of(policy_file, root)},
    )


def policy_hashes(hashes: Mapping[Path, str], policy: Path, beside: Sequence[Path]) -> dict[str, Any]:
    """What a receipt says of the office's decisions: the file with its hash, and the same of those beside it."""
    said: dict[str, Any] = {"file": policy.name, "sha256": hashes[policy]}
    return {**said, "beside": {path.name: hashes[path] for path in beside}} if beside else said


def make_receipt(
    basis: Basis, job: Job, notebook: Mapping[str, str], outputs: Mapping[str, bytes], **more: Any
) -> dict[str, Any]:
    """Build one report's receipt.

    Args:
        basis: what the run rests on.
        job: the report.
        notebook: ``file`` and ``sha256`` of the notebook that made it; empty for the index, which has none.
        outputs: file (below the output folder) → its bytes.
        more: what else this receipt says.
    """
    return {
        "format": FORMAT,
        "report": job.report,
        "owner": job.owner,
        "key": job.key,
        "year": basis.year,
        "standing": "试算" if basis.trial else "测算",
        "sample": basis.sample,
        "inputs": {
            "data": dict(basis.data),
            "policy": dict(basis.policy),
            "notebook": dict(notebook),
            "code": dict(basis.code),
            "lock": basis.lock,
        },
        "parameters": extra_parameters(job),
        "readings": dict(basis.readings),
        "trial": dict(basis.trial),
        "places": dict(basis.places),
        "outputs": {name: sha256(data).hexdigest() for name, data in sorted(outputs.items())},
        **more,
    }


def extra_parameters(job: Job) -> dict[str, Any]:
    """The parameters a user gave, beside those the command fills in itself."""
    return {name: value for name, value in job.parameters.items() if name not in OWN}


def receipt_text(receipt: Mapping[str, Any]) -> str:
    """Write a receipt as JSON, the same text for the same values."""
    return json.dumps(receipt, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def place_of(path: Path, root: Path) -> str:
    """A path relative to the project; only its name, marked, when it lies elsewhere.

    >>> place_of(Path("/office/hubao/data/2024"), Path("/office/hubao"))
    'data/2024'
    >>> place_of(Path("/mnt/usb/2024"), Path("/office/hubao"))
    '（项目外）2024'
    """
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else f"{OUTSIDE}{path.name}"


def code_versions() -> dict[str, str]:
    """What programs make a report: the package with the hash of its source, and the packages reports depend on most."""
    return {"version": version("hubao"), "sha256": code_hash(), **{name: version(name) for name in _PACKAGES}}


@cache
def code_hash() -> str:
    """One hash over every file of the package that can change a report, with line ends evened out."""
    package = Path(__file__).parents[1]
    digest = sha256()
    for path in sorted(package.rglob("*")):
        inside = path.relative_to(package)
        if path.is_file() and not any(part.startswith(_PASSING) for part in inside.parts):
            content = path.read_bytes()
            if path.suffix not in _BINARY:
                content = content.replace(b"\r\n", b"\n")
            digest.update(inside.as_posix().encode() + b"\0" + content + b"\0")
    return digest.hexdigest()


def lock_hash(root: Path) -> str:
    """Hash of the project's dependency lock, with line ends evened out; empty where there is none."""
    lock = root / _LOCK
    return sha256(lock.read_bytes().replace(b"\r\n", b"\n")).hexdigest() if lock.is_file() else ""
