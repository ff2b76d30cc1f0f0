"""Receipts: what a report was made from and what came out, as hashes; never a clock time or a machine's name."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from hubao.policy.model import Policy
from hubao.year import find_root

__all__ = ["Basis", "Finding", "file_hash", "make_basis", "make_receipt", "receipt_text", "verify"]

_FORMAT = 1
_LOCK = "requirements.txt"
_PACKAGES = ("matplotlib", "nbconvert", "pandas", "papermill", "typst")


@dataclass(frozen=True, slots=True)
class Basis:
    """What a whole run rests on, hashed once.

    Attributes:
        year: the appraisal year.
        sample: whether the data is fictitious.
        data: input file name → SHA-256.
        policy: policy file name and SHA-256.
        readings: the switchable readings in force, id → value.
        trial: readings switched for this run.
        code: package version and the hash of its source.
        lock: hash of the dependency lock; empty where there is none.
        places: folder of data and policy file, relative to the project where they lie inside it.
    """

    year: int
    sample: bool
    data: Mapping[str, str]
    policy: Mapping[str, str]
    readings: Mapping[str, str]
    trial: Mapping[str, str]
    code: Mapping[str, str]
    lock: str
    places: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """What `verify` found for one report: ``intact``, ``altered``, ``missing`` or ``stale``, and why."""

    report: str
    state: str
    why: str

    @property
    def label(self) -> str:
        """The state in Chinese."""
        return {"intact": "完好", "altered": "已被改动", "missing": "缺失", "stale": "已过期"}[self.state]


def file_hash(path: Path) -> str:
    """SHA-256 of a file's bytes, as hexadecimal text."""
    return sha256(path.read_bytes()).hexdigest()


def make_basis(
    policy: Policy, policy_file: Path, data: Path, files: tuple[Path, ...], trial: Mapping[str, str], *, sample: bool
) -> Basis:
    """Hash what a run rests on.

    Args:
        policy: the policy in force, trial readings included.
        policy_file: where it was read from.
        data: the input folder.
        files: the input files that were read.
        trial: readings switched for this run, id → value.
        sample: whether the data is fictitious.
    """
    return Basis(
        year=policy.year,
        sample=sample,
        data={path.name: file_hash(path) for path in sorted(files)},
        policy={"file": policy_file.name, "sha256": file_hash(policy_file)},
        readings={key: reading.chosen for key, reading in sorted(policy.readings.items()) if reading.switchable},
        trial=dict(trial),
        code={"version": version("hubao"), "sha256": _code_hash(), **{name: version(name) for name in _PACKAGES}},
        lock=_lock_hash(),
        places={"data": _place(data), "policy": _place(policy_file)},
    )


def make_receipt(basis: Basis, report: str, owner: str, notebook: Path, outputs: Mapping[str, bytes]) -> dict[str, Any]:
    """Build one report's receipt.

    Args:
        basis: what the run rests on.
        report: kind of report.
        owner: whose report it is.
        notebook: the notebook that made it.
        outputs: file (below the output folder) → its bytes.
    """
    return {
        "format": _FORMAT,
        "report": report,
        "owner": owner,
        "year": basis.year,
        "standing": "试算" if basis.trial else "测算",
        "sample": basis.sample,
        "inputs": {
            "data": dict(basis.data),
            "policy": dict(basis.policy),
            "notebook": {"file": notebook.name, "sha256": file_hash(notebook)},
            "code": dict(basis.code),
            "lock": basis.lock,
        },
        "readings": dict(basis.readings),
        "trial": dict(basis.trial),
        "places": dict(basis.places),
        "outputs": {name: sha256(data).hexdigest() for name, data in sorted(outputs.items())},
    }


def receipt_text(receipt: Mapping[str, Any]) -> str:
    """Write a receipt as JSON, the same text for the same values."""
    return json.dumps(receipt, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def verify(folder: Path) -> list[Finding]:
    """Hold every report below a folder against its receipt.

    Args:
        folder: an output folder such as ``reports/2024``.

    Returns:
        One finding per receipt, in order of name, and one per report file that no receipt speaks of.
    """
    findings: list[Finding] = []
    covered: set[str] = set()
    for path in sorted((folder / "receipts").glob("*.json")):
        try:
            receipt = json.loads(path.read_text(encoding="utf-8"))
            outputs = dict(receipt["outputs"])
            finding = _hold(folder, path.stem, receipt, outputs)
        except (ValueError, KeyError, TypeError, AttributeError):
            findings.append(Finding(path.stem, "altered", "回执本身读不懂"))
            continue
        covered.update(outputs)
        findings.append(finding)
    for path in sorted((*folder.glob("agencies/*.*"), *folder.glob("*.pdf"), *folder.glob("*.html"))):
        name = path.relative_to(folder).as_posix()
        if path.suffix in (".html", ".pdf") and name not in covered and name not in ("index.html", "problems.html"):
            findings.append(Finding(name, "altered", "没有回执"))
    return findings


def _hold(folder: Path, name: str, receipt: Mapping[str, Any], outputs: Mapping[str, str]) -> Finding:
    missing = [file for file in outputs if not (folder / file).is_file()]
    if missing:
        return Finding(name, "missing", f"没有文件 {'、'.join(missing)}")
    altered = [file for file, digest in outputs.items() if file_hash(folder / file) != digest]
    if altered:
        return Finding(name, "altered", f"{'、'.join(altered)} 与回执不符")
    reasons = list(_staleness(receipt))
    return Finding(name, "stale", "；".join(reasons)) if reasons else Finding(name, "intact", "")


def _staleness(receipt: Mapping[str, Any]) -> Iterator[str]:
    root, inputs = find_root(), receipt["inputs"]
    data = root / receipt["places"]["data"]
    for file, digest in inputs["data"].items():
        if not (data / file).is_file():
            yield f"输入 {file} 已不在原处，无法重做"
        elif file_hash(data / file) != digest:
            yield f"输入 {file} 已变"
    policy = root / receipt["places"]["policy"]
    if not policy.is_file():
        yield "政策文件已不在原处，无法重做"
    elif file_hash(policy) != inputs["policy"]["sha256"]:
        yield "政策文件已变"
    notebook = root / "notebooks" / inputs["notebook"]["file"]
    if not notebook.is_file() or file_hash(notebook) != inputs["notebook"]["sha256"]:
        yield "笔记本已变"
    if inputs["code"]["sha256"] != _code_hash():
        yield "程序已变"
    if inputs["lock"] != _lock_hash():
        yield "依赖清单已变"


@cache
def _code_hash() -> str:
    """One hash over every file of the package that can change a report, with line ends evened out."""
    package = Path(__file__).parents[1]
    digest = sha256()
    for path in sorted(package.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            content = path.read_bytes()
            if path.suffix not in (".otf", ".ttf"):
                content = content.replace(b"\r\n", b"\n")
            digest.update(path.relative_to(package).as_posix().encode() + b"\0" + content + b"\0")
    return digest.hexdigest()


@cache
def _lock_hash() -> str:
    lock = find_root() / _LOCK
    return sha256(lock.read_bytes().replace(b"\r\n", b"\n")).hexdigest() if lock.is_file() else ""


def _place(path: Path) -> str:
    """A path relative to the project; only its name when it lies elsewhere, so that no machine's path is kept."""
    try:
        return path.resolve().relative_to(find_root()).as_posix()
    except ValueError:
        return path.name
