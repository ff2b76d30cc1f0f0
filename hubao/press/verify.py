"""Holding printed reports against their receipts: intact, altered, missing, or no longer what its basis would give."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Literal, TypeAlias

from hubao.places import find_root
from hubao.press.again import Places, keys_today, printed_again
from hubao.press.books import BOOKS, OFFICE, book_of, receipt_name, stem_of
from hubao.press.receipts import FORMAT, OUTSIDE, code_hash, file_hash, lock_hash

__all__ = ["Finding", "State", "remake", "verify"]

State: TypeAlias = Literal["intact", "altered", "missing", "stale", "unproven", "differs"]

_LABELS: Mapping[State, str] = {
    "intact": "完好",
    "altered": "已被改动",
    "missing": "缺失",
    "stale": "已过期",
    "unproven": "依据不在项目内",
    "differs": "重做不符",
}
_NOT_REPORTS = ("problems.html", "standard-problems.html")
_FACES = (".html", ".pdf")
_INDEXES = frozenset(book.index for book in BOOKS)


@dataclass(frozen=True, slots=True)
class Finding:
    """What `verify` found for one report, and why.

    Attributes:
        report: the receipt's name, or the file no receipt speaks of.
        state: ``intact`` (it can be made again, byte for byte), ``altered``, ``missing``, ``stale`` (whole, but made
            from something that has changed since), ``unproven`` (whole, but made from files outside the project), or
            ``differs`` (it was made again, and did not come out the same).
        why: what differs; empty when intact.
    """

    report: str
    state: State
    why: str = ""

    @property
    def label(self) -> str:
        """The state in Chinese."""
        return _LABELS[self.state]


def verify(folder: Path, data: Path | None = None, policy: Path | None = None) -> list[Finding]:
    """Hold every report below a folder against its receipt.

    A report whose data files have changed, but not the part that it depends on, is still intact.

    Args:
        folder: an output folder such as ``reports/2024``.
        data: the input folder, where it lies outside the project.
        policy: the policy file, where it lies outside the project.

    Returns:
        One finding per receipt, in order of name, and one per report file that no receipt speaks of.
    """
    places = _places(folder, data, policy)
    receipts, findings = _read(folder)
    doubtful: dict[str, Mapping[str, Any]] = {}
    for name, receipt in receipts.items():
        findings[name] = _hold(folder, name, receipt, places)
        if findings[name].state == "stale" and _only_data_changed(receipt, places):
            doubtful[name] = receipt
    keys = keys_today(doubtful, places) if doubtful else {}
    for name, receipt in doubtful.items():
        if name not in _INDEXES and keys.get(name) == receipt["key"]:
            findings[name] = Finding(name, "intact")
    covered = {file for receipt in receipts.values() for file in receipt["outputs"]}
    old = {name for name, finding in findings.items() if name not in receipts and finding.state == "stale"}
    strays = [
        Finding(name, "altered", "没有回执")
        for name in _reports(folder)
        if name not in covered and PurePosixPath(name).stem not in old
    ]
    return [findings[name] for name in sorted(findings)] + strays


def remake(
    folder: Path, findings: Sequence[Finding], workers: int, data: Path | None = None, policy: Path | None = None
) -> list[Finding]:
    """Print every intact report again in a scratch folder, and compare the bytes, receipts included.

    Args:
        folder: the output folder.
        findings: what `verify` found there.
        workers: reports printed at once.
        data: as for `verify`.
        policy: as for `verify`.

    Returns:
        The findings, those of the reports that did not come out the same replaced.
    """
    receipts, _ = _read(folder)
    intact = {one.report: receipts[one.report] for one in findings if one.state == "intact" and one.report in receipts}
    with tempfile.TemporaryDirectory(prefix="hubao-", ignore_cleanup_errors=True) as scratch:
        made = Path(scratch)
        failures = printed_again(intact, _places(folder, data, policy), made, workers)
        if len(intact) < len(receipts):
            for index in _INDEXES:
                intact.pop(index, None)  # an index links what lies beside it, and here not all does
        again = {name: _compared(name, receipt, folder, made, failures) for name, receipt in intact.items()}
    return [again.get(one.report, one) for one in findings]


def _compared(name: str, receipt: Mapping[str, Any], folder: Path, made: Path, failures: Mapping[str, str]) -> Finding:
    if name in failures:
        return Finding(name, "differs", failures[name])
    files = [*receipt["outputs"], f"receipts/{name}.json"]
    other = [
        file for file in files if not (made / file).is_file() or file_hash(made / file) != file_hash(folder / file)
    ]
    return Finding(name, "differs", f"{'、'.join(other)} 与原来的字节不同") if other else Finding(name, "intact")


def _places(folder: Path, data: Path | None, policy: Path | None) -> Places:
    """The project a folder of reports lies in; the current one for reports taken elsewhere."""
    found = find_root(folder)
    root = found if folder.resolve().is_relative_to(found) else find_root()
    return Places(root, data.resolve() if data else None, policy.resolve() if policy else None)


def _read(folder: Path) -> tuple[dict[str, Mapping[str, Any]], dict[str, Finding]]:
    """The receipts that can be read, and findings for those that cannot."""
    receipts: dict[str, Mapping[str, Any]] = {}
    findings: dict[str, Finding] = {}
    for path in sorted((folder / "receipts").glob("*.json")):
        try:
            receipt = json.loads(path.read_text(encoding="utf-8"))
            if receipt["format"] != FORMAT:
                findings[path.stem] = Finding(path.stem, "stale", "回执是另一版本的程序写的，请重新打印")
                continue
            receipts[path.stem] = _checked(receipt, path.stem)
        except (ValueError, KeyError, TypeError, AttributeError):
            findings[path.stem] = Finding(path.stem, "altered", "回执本身被改动，读不懂")
    return receipts, findings


def _checked(receipt: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A receipt that has what the checks below read; raises one of many errors else."""
    outputs, inputs = dict(receipt["outputs"]), receipt["inputs"]
    outside = [file for file in outputs if PurePosixPath(file).is_absolute() or ".." in PurePosixPath(file).parts]
    report, owner = str(receipt["report"]), str(receipt["owner"])
    if outside or {str(PurePosixPath(file).with_suffix("")) for file in outputs} != {stem_of(report, owner)}:
        raise ValueError(name)
    if name != receipt_name(report, owner) or (owner == OFFICE) == (report in {book.each for book in BOOKS}):
        raise ValueError(name)
    dict(receipt["parameters"]), dict(receipt["trial"]), dict(inputs["data"]), dict(inputs["notebook"])
    _ = receipt["standing"], receipt["key"], int(receipt["year"]), inputs["lock"]
    _ = inputs["policy"]["sha256"], inputs["code"]["sha256"], receipt["places"]["data"], receipt["places"]["policy"]
    return receipt


def _reports(folder: Path) -> Iterator[str]:
    below = (path for book in BOOKS for path in folder.glob(f"{book.folder}/*"))
    for path in sorted((*below, *folder.glob("*"))):
        if path.suffix in _FACES and path.is_file() and path.name not in _NOT_REPORTS:
            yield path.relative_to(folder).as_posix()


def _hold(folder: Path, name: str, receipt: Mapping[str, Any], places: Places) -> Finding:
    outputs = receipt["outputs"]
    missing = [file for file in outputs if not (folder / file).is_file()]
    if missing:
        return Finding(name, "missing", f"没有文件 {'、'.join(missing)}")
    altered = [file for file, digest in outputs.items() if file_hash(folder / file) != digest]
    if altered:
        return Finding(name, "altered", f"{'、'.join(altered)} 与回执不符")
    changed = [*_data_changes(receipt, places), *_other_changes(receipt, places)]
    unknown = list(_unknown(receipt, places))
    if changed:
        return Finding(name, "stale", "；".join([*changed, *unknown]))
    return Finding(name, "unproven", "；".join(unknown)) if unknown else Finding(name, "intact")


def _only_data_changed(receipt: Mapping[str, Any], places: Places) -> bool:
    return not list(_other_changes(receipt, places)) and not list(_unknown(receipt, places))


def _data_changes(receipt: Mapping[str, Any], places: Places) -> Iterator[str]:
    data = _look(receipt, "data", places.data, places.root)
    if data is not None:
        for file, digest in receipt["inputs"]["data"].items():
            yield from _change(f"输入 {file}", data / file, digest)


def _other_changes(receipt: Mapping[str, Any], places: Places) -> Iterator[str]:
    """What but the data differs now from what the report was made from."""
    inputs = receipt["inputs"]
    policy = _look(receipt, "policy", places.policy, places.root)
    if policy is not None:
        yield from _change(f"政策文件 {inputs['policy']['file']}", policy, inputs["policy"]["sha256"])
    for name, digest in dict(inputs["policy"].get("beside", {})).items():
        yield from _change(f"参数文件 {name}", _beside(name, receipt, places), digest)
    if inputs["notebook"]:
        notebook = places.root / "notebooks" / inputs["notebook"]["file"]
        yield from _change(f"笔记本 {notebook.name}", notebook, inputs["notebook"]["sha256"])
    if inputs["code"]["sha256"] != code_hash():
        yield "程序已变"
    if inputs["lock"] != lock_hash(places.root):
        yield "依赖清单已变"


def _beside(name: str, receipt: Mapping[str, Any], places: Places) -> Path:
    files = book_of([str(receipt["report"])]).files_beside(places.root)
    return next((path for path in files if path.name == name), places.root / name)


def _change(what: str, path: Path, digest: str) -> Iterator[str]:
    if not path.is_file():
        yield f"{what} 已不在原处，无法重做"
    elif file_hash(path) != digest:
        yield f"{what} 已变"


def _unknown(receipt: Mapping[str, Any], places: Places) -> Iterator[str]:
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
