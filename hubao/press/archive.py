"""The yearly file: a zip of a year's reports by class and agency, with what each was made from; always the same bytes.

Only what is proven goes in: every report is held against its receipt first, and one that is missing, altered or stale
stops the whole.
"""

from __future__ import annotations

import os
import re
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pandas as pd

from hubao.errors import ReportError
from hubao.numerals import day, decimal_text
from hubao.press.jobs import OFFICE, REPORTS
from hubao.press.standing import read_receipt
from hubao.press.verify import verify
from hubao.tables.write import csv_text
from hubao.year import Year

__all__ = ["Archived", "archive_year"]

_DATE = (1980, 1, 1, 0, 0, 0)
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_BOM = "\ufeff"
_REPORT = "绩效考核评价报告.pdf"
_RECEIPT = "回执.json"
_SUMS = "SHA256SUMS.txt"


@dataclass(frozen=True, slots=True)
class Archived:
    """What was put into the archive.

    Attributes:
        path: the archive.
        agencies: how many agencies' reports it holds.
        files: how many files it holds, the list of hashes included.
    """

    path: Path
    agencies: int
    files: int


def archive_year(year: Year, reports: Path, target: Path, data: Path, policy: Path) -> Archived:
    """Put a year's reports into one zip.

    Args:
        year: the opened year.
        reports: the folder they were printed into.
        target: the archive; an earlier one is replaced when the new one is whole.
        data: the folder of the inputs.
        policy: the policy file.

    Raises:
        ReportError: a report is missing, altered, stale, a trial, or was printed without PDF; every such one is named.
        OSError: a file cannot be read or written.
    """
    _refuse(list(_faults(year, reports, data, policy)))
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".~", suffix=".zip")
    aside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            count = _write(year, reports, policy, file)
            file.flush()
            os.fsync(file.fileno())
        aside.chmod(0o644)
        aside.replace(target)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    return Archived(target, len(year.cards), count)


def _faults(year: Year, reports: Path, data: Path, policy: Path) -> Iterator[str]:
    """Why reports cannot be filed, in the office's order."""
    findings = {finding.report: finding for finding in verify(reports, data, policy)}
    if not findings:
        message = f"{reports} 中没有报告，没有写出归档文件。请先运行 hubao render {year.year}。"
        raise ReportError(message)
    for key in year.cards:
        finding, receipt = findings.get(key), read_receipt(reports, key)
        if finding is None:
            yield f"{key}：没有报告或回执"
        elif finding.state != "intact":
            yield f"{key}：{finding.label}：{finding.why}"
        elif f"agencies/{key}.pdf" not in receipt["outputs"]:
            yield f"{key}：只印了网页，没有 PDF"
        elif receipt["trial"]:
            yield f"{key}：是试算"
    for name in (name for name in REPORTS if name in findings and name != "agency"):
        if findings[name].state != "intact":
            yield f"{REPORTS[name]}：{findings[name].label}：{findings[name].why}"


def _refuse(faults: list[str]) -> None:
    if faults:
        listed = "\n".join(f"  {fault}" for fault in faults)
        message = f"有 {len(faults)} 份报告不能归档，没有写出归档文件。请先用 hubao render 重新打印：\n{listed}"
        raise ReportError(message)


def _write(year: Year, reports: Path, policy: Path, file: object) -> int:
    """Write every file in order of its name, each hashed as it goes by, and the hashes last."""
    top, sums = f"{year.year}年度绩效考核档案", []
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:  # type: ignore[call-overload]  # a binary file
        for name, content in _contents(year, reports, policy):
            archive.writestr(_entry(f"{top}/{name}"), content)
            sums.append(f"{sha256(content).hexdigest()}  {name}\n")
        archive.writestr(_entry(f"{top}/{_SUMS}"), "".join(sums).encode())
    return len(sums) + 1


def _entry(name: str) -> zipfile.ZipInfo:
    """An entry without clock, owner or system, so that the same contents give the same bytes anywhere."""
    entry = zipfile.ZipInfo(name, _DATE)
    entry.create_system = 3
    entry.external_attr = 0o100644 << 16
    return entry


def _contents(year: Year, reports: Path, policy: Path) -> Iterator[tuple[str, bytes]]:
    """Name and contents of every file but the list of hashes; one agency's at a time is held in memory."""
    folders = {key: _folder(year, key) for key in year.cards}
    yield "说明.txt", _note(year, policy).encode("utf-8-sig")
    yield "目录.csv", (_BOM + csv_text(_list(year, folders))).encode()
    yield f"政策文件/{policy.name}", policy.read_bytes()
    for name in (name for name in REPORTS if name != "agency"):
        receipt = read_receipt(reports, name)
        if receipt.get("owner") == OFFICE and f"{name}.pdf" in receipt["outputs"]:
            yield f"办事处/{REPORTS[name]}.pdf", (reports / f"{name}.pdf").read_bytes()
            yield f"办事处/{REPORTS[name]}回执.json", (reports / "receipts" / f"{name}.json").read_bytes()
    for key, folder in folders.items():
        yield f"{folder}/{_REPORT}", (reports / "agencies" / f"{key}.pdf").read_bytes()
        yield f"{folder}/{_RECEIPT}", (reports / "receipts" / f"{key}.json").read_bytes()
        for table, frame in sorted(year.inputs.frames.items()):
            own = frame[frame["agency_id"] == key]
            if len(own):
                yield f"{folder}/输入数据/{table}.csv", (_BOM + csv_text(own)).encode()


def _folder(year: Year, key: str) -> str:
    """Class and agency, in names that Windows can keep; the id makes them unique."""
    group = year.policy.groups[year.group(key)].short
    return f"{_safe(group)}/{_safe(f'{key} {year.cards[key].agency.name}')}"


def _safe(name: str) -> str:
    """A text as a file's name.

    >>> _safe('D01 甲/乙：“一”. ')
    'D01 甲_乙：“一”'
    """
    return _UNSAFE.sub("_", name).rstrip(". ") or "_"


def _list(year: Year, folders: dict[str, str]) -> pd.DataFrame:
    rows = [
        {
            "类别": year.policy.groups[year.group(key)].short,
            "代办处编号": key,
            "代办处名称": card.agency.name,
            "总分": decimal_text(card.total),
            "等次": year.grades[key].grade.label,
            "等次由来": "会议审定" if year.grades[key].decided else "测算建议",
            "文件夹": folders[key],
        }
        for key, card in year.cards.items()
    ]
    return pd.DataFrame(rows)


def _note(year: Year, policy: Path) -> str:
    lines = [
        f"{year.year}年度代办处绩效考核档案",
        *(["本档案全部数据均为虚构，仅作示例，与任何单位无关。"] if year.sample else []),
        f"{year.policy.report.notice}。",
        "",
        f"数据截至{day(year.policy.period.data_as_of)}，依据政策文件 {policy.name}，共{len(year.cards)}家代办处。",
        "各代办处的文件夹按类别排列，内有评价报告、回执和本年度的输入数据；办事处文件夹内是年度报告等。",
        "回执写明报告由哪些数据、政策、程序生成，以及各文件的 SHA-256 校验值。",
        f"{_SUMS} 列出全部文件的校验值。核对方法：",
        f"  Linux、macOS：在本文件夹内运行 sha256sum -c {_SUMS}",
        "  Windows：certutil -hashfile 文件名 SHA256，与清单对照",
    ]
    return "\r\n".join(lines) + "\r\n"
