"""Holding printed reports against their receipts: intact, altered, missing, or no longer what its basis would give."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Literal, TypeAlias

from hubao.press.receipts import OUTSIDE, code_hash, file_hash, lock_hash
from hubao.year import find_root

__all__ = ["Finding", "State", "verify"]

State: TypeAlias = Literal["intact", "altered", "missing", "stale", "unproven"]

_LABELS: Mapping[State, str] = {
    "intact": "完好",
    "altered": "已被改动",
    "missing": "缺失",
    "stale": "已过期",
    "unproven": "依据不在项目内",
}
_NOT_REPORTS = ("problems.html",)
_FACES = (".html", ".pdf")


@dataclass(frozen=True, slots=True)
class Finding:
    """What `verify` found for one report, and why.

    Attributes:
        report: the receipt's name, or the file no receipt speaks of.
        state: ``intact`` (it can be made again, byte for byte), ``altered``, ``missing``, ``stale`` (whole, but made
            from something that has changed since), or ``unproven`` (whole, but made from files outside the project).
        why: what differs; empty when intact.
    """

    report: str
    state: State
    why: str = ""

    @property
    def label(self) -> str:
        """The state in Chinese."""
        return _LABELS[self.state]


@dataclass(frozen=True, slots=True)
class _Places:
    """Where to look for what a report was made from; ``None`` means where the receipt says."""

    root: Path
    data: Path | None
    policy: Path | None


def verify(folder: Path, data: Path | None = None, policy: Path | None = None) -> list[Finding]:
    """Hold every report below a folder against its receipt.

    Args:
        folder: an output folder such as ``reports/2024``.
        data: the input folder, where it lies outside the project.
        policy: the policy file, where it lies outside the project.

    Returns:
        One finding per receipt, in order of name, and one per report file that no receipt speaks of.
    """
    places = _Places(_project(folder), data, policy)
    findings: list[Finding] = []
    covered: set[str] = set()
    for path in sorted((folder / "receipts").glob("*.json")):
        try:
            receipt = json.loads(path.read_text(encoding="utf-8"))
            outputs = _outputs(receipt, path.stem)
            findings.append(_hold(folder, path.stem, receipt, outputs, places))
        except (ValueError, KeyError, TypeError, AttributeError):
            findings.append(Finding(path.stem, "altered", "回执本身被改动，读不懂"))
            continue
        covered.update(outputs)
    return findings + [Finding(name, "altered", "没有回执") for name in _reports(folder) if name not in covered]


def _project(folder: Path) -> Path:
    """The project a folder of reports lies in; the current one for reports taken elsewhere."""
    found = find_root(folder)
    return found if folder.resolve().is_relative_to(found) else find_root()


def _outputs(receipt: Mapping[str, Any], name: str) -> dict[str, str]:
    outputs = dict(receipt["outputs"])
    outside = [file for file in outputs if PurePosixPath(file).is_absolute() or ".." in PurePosixPath(file).parts]
    if outside or {PurePosixPath(file).stem for file in outputs} != {name}:
        raise ValueError(name)
    return outputs


def _reports(folder: Path) -> Iterator[str]:
    for path in sorted((*folder.glob("agencies/*"), *folder.glob("*"))):
        if path.suffix in _FACES and path.is_file() and path.name not in _NOT_REPORTS:
            yield path.relative_to(folder).as_posix()


def _hold(folder: Path, name: str, receipt: Mapping[str, Any], outputs: Mapping[str, str], places: _Places) -> Finding:
    missing = [file for file in outputs if not (folder / file).is_file()]
    if missing:
        return Finding(name, "missing", f"没有文件 {'、'.join(missing)}")
    altered = [file for file, digest in outputs.items() if file_hash(folder / file) != digest]
    if altered:
        return Finding(name, "altered", f"{'、'.join(altered)} 与回执不符")
    changed, unknown = list(_changes(receipt, places)), list(_unknown(receipt, places))
    if changed:
        return Finding(name, "stale", "；".join([*changed, *unknown]))
    return Finding(name, "unproven", "；".join(unknown)) if unknown else Finding(name, "intact")


def _changes(receipt: Mapping[str, Any], places: _Places) -> Iterator[str]:
    """What differs now from what the report was made from."""
    inputs, root = receipt["inputs"], places.root
    data, policy = _look(receipt, "data", places.data, root), _look(receipt, "policy", places.policy, root)
    if data is not None:
        for file, digest in inputs["data"].items():
            yield from _change(f"输入 {file}", data / file, digest)
    if policy is not None:
        yield from _change(f"政策文件 {inputs['policy']['file']}", policy, inputs["policy"]["sha256"])
    if inputs["notebook"]:
        notebook = root / "notebooks" / inputs["notebook"]["file"]
        yield from _change(f"笔记本 {notebook.name}", notebook, inputs["notebook"]["sha256"])
    if inputs["code"]["sha256"] != code_hash():
        yield "程序已变"
    if inputs["lock"] != lock_hash(root):
        yield "依赖清单已变"


def _change(what: str, path: Path, digest: str) -> Iterator[str]:
    if not path.is_file():
        yield f"{what} 已不在原处，无法重做"
    elif file_hash(path) != digest:
        yield f"{what} 已变"


def _unknown(receipt: Mapping[str, Any], places: _Places) -> Iterator[str]:
    if _look(receipt, "data", places.data, places.root) is None:
        yield "报告文件未被改动，但输入数据在项目外，请用 --data 指明其目录再核对"
    if _look(receipt, "policy", places.policy, places.root) is None:
        yield "政策文件在项目外，请用 --params 指明后再核对"


def _look(receipt: Mapping[str, Any], kind: str, given: Path | None, root: Path) -> Path | None:
    """Where data or policy should lie now; ``None`` when only the maker knew."""
    place = str(receipt["places"][kind])
    if given is not None or place.startswith(OUTSIDE):
        return given
    return root / place
