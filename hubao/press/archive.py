"""The yearly file: a zip of a year's reports by class and agency, with what each was made from; always the same bytes.

Only what is proven goes in: every report is held against its receipt first, and one that is missing, altered or stale
stops the whole.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

import pandas as pd

from hubao.errors import ReportError
from hubao.files import whole_file
from hubao.numerals import day, decimal_text
from hubao.press.books import APPRAISAL
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
_LONGEST = 50
"""Letters of an agency's name in its folder's: with the number, even in Chinese, below the 255 bytes Linux allows."""


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
    _refuse(list(_faults(year, reports, data, policy)), year.year)
    with whole_file(target) as file:
        count = _write(year, reports, policy, file)
    return Archived(target, len(year.cards), count)


def _faults(year: Year, reports: Path, data: Path, policy: Path) -> Iterator[str]:
    """Why reports cannot be filed, in the office's order."""
    findings = {finding.report: finding for finding in verify(reports, data, policy)}
    if not findings:
        message = f"{reports} 中没有报告，没有写出归档文件。请先运行 hubao render {year.year}。"
        raise ReportError(message)
    papers = [name for name in APPRAISAL.reports if name != "agency" and name in findings]
    for name in (*year.cards, *papers):
        title, finding = APPRAISAL.reports.get(name, name), findings.get(name)
        if finding is None:
            yield f"{title}：没有报告或回执"
        elif finding.state != "intact":
            yield f"{title}：{finding.label}：{finding.why}"
        elif why := _unfit(read_receipt(reports, name), _paper(name)):
            yield f"{title}：{why}"


def _unfit(receipt: Mapping[str, Any], paper: str) -> str:
    """Why a report that is whole is still not one to file; empty for one that is."""
    if receipt.get("trial") or receipt.get("standing") != "测算":
        return "是试算"
    return "" if paper in receipt["outputs"] else "只印了网页，没有 PDF"


def _paper(name: str) -> str:
    """A report's PDF below the folder of reports, by its receipt's name."""
    return f"{name}.pdf" if name in APPRAISAL.reports else f"agencies/{name}.pdf"


def _refuse(faults: list[str], year: int) -> None:
    if faults:
        listed = "\n".join(f"  {fault}" for fault in faults)
        message = (
            f"有 {len(faults)} 份报告不能归档，没有写出归档文件。请先运行 hubao render {year} 重新打印"
            f"（名额分配说明另加 --report quota；数据、政策、报告不在默认位置的，照归档时指明）：\n{listed}"
        )
        raise ReportError(message)


def _write(year: Year, reports: Path, policy: Path, file: IO[bytes]) -> int:
    """Write every file, each hashed as it goes by, and the hashes last."""
    top, sums = f"{year.year}年度绩效考核档案", {}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, content in _contents(year, reports, policy):
            archive.writestr(_entry(f"{top}/{name}"), content)
            sums[name] = sha256(content).hexdigest()
        listed = "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items()))
        archive.writestr(_entry(f"{top}/{_SUMS}"), listed.encode())
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
    yield f"政策文件/{_safe(policy.name)}", policy.read_bytes()
    for name in (name for name in APPRAISAL.reports if name != "agency"):
        if (reports / "receipts" / f"{name}.json").is_file():
            paper, receipt = _proven(reports, name)
            yield f"办事处/{APPRAISAL.reports[name]}.pdf", paper
            yield f"办事处/{APPRAISAL.reports[name]}回执.json", receipt
    tables = [(table, dict(iter(frame.groupby("agency_id")))) for table, frame in sorted(year.inputs.frames.items())]
    for key, folder in folders.items():
        paper, receipt = _proven(reports, key)
        yield f"{folder}/{_REPORT}", paper
        yield f"{folder}/{_RECEIPT}", receipt
        for table, own in tables:
            if key in own:
                yield f"{folder}/输入数据/{table}.csv", (_BOM + csv_text(own[key])).encode()


def _proven(reports: Path, name: str) -> tuple[bytes, bytes]:
    """A report's PDF and receipt, which still speak of each other: a run may be printing beside us."""
    paper = (reports / _paper(name)).read_bytes()
    receipt = (reports / "receipts" / f"{name}.json").read_bytes()
    if json.loads(receipt)["outputs"].get(_paper(name)) != sha256(paper).hexdigest():
        message = f"归档期间 {_paper(name)} 被改动，没有写出归档文件。请等打印结束后再归档。"
        raise ReportError(message)
    return paper, receipt


def _folder(year: Year, key: str) -> str:
    """Class and agency, in names that Windows can keep; the id makes them unique."""
    group = year.policy.groups[year.group(key)].short
    return f"{_safe(group)}/{_safe(f'{key} {year.cards[key].agency.name[:_LONGEST]}')}"


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
