"""The two books the press prints from: the appraisal's year (000), and the evaluation by the standard (001).

A run prints from one of them. This side is light: where things lie and what they are called; `hubao.press.opening`
opens them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from hubao.errors import ReportError
from hubao.places import data_path, points_path, policy_path, standard_path

__all__ = ["APPRAISAL", "BOOKS", "OFFICE", "REPORTS", "STANDARD", "Book", "book_of", "receipt_name", "stem_of"]

OFFICE = "office"
"""Owner of the office's own papers, which may speak of every agency."""


@dataclass(frozen=True, slots=True)
class Book:
    """What reports of one kind are printed from.

    Attributes:
        reports: report name (and notebook name) → what it is called.
        each: the report that is made once for each owner.
        owner: name of its parameter.
        noun: what an owner is called.
        folder: where those reports lie below the output folder.
        index: name of the index, which no notebook makes.
        data: year and a given folder → the input folder.
        policy: year and a given file → the file of the office's decisions.
        beside: further files below the project folder that every report rests on.
        prefix: stands before an owner's id in the name of its receipt, so that no two books' receipts meet.
    """

    reports: Mapping[str, str]
    each: str
    owner: str
    noun: str
    folder: str
    index: str
    data: Callable[[int, Path | None], Path]
    policy: Callable[[int, Path | None], Path]
    beside: tuple[str, ...] = ()
    prefix: str = ""

    def files_beside(self, root: Path) -> tuple[Path, ...]:
        """The further files every report rests on."""
        return tuple(root / name for name in self.beside)


APPRAISAL = Book(
    reports={"agency": "代办处报告", "annual": "年度报告", "quota": "名额分配说明"},
    each="agency",
    owner="agency",
    noun="代办处",
    folder="agencies",
    index="index",
    data=data_path,
    policy=policy_path,
)
STANDARD = Book(
    reports={"standard": "经办绩效评价报告", "standard_overview": "经办绩效评价总报告"},
    each="standard",
    owner="body",
    noun="机构",
    folder="standard",
    index="standard_index",
    data=standard_path,
    policy=points_path,
    beside=("params/standard/tree.yaml",),
    prefix="standard-",
)
BOOKS = (APPRAISAL, STANDARD)

REPORTS: Mapping[str, str] = {**APPRAISAL.reports, **STANDARD.reports}
"""Report name (and notebook name) → what it is called."""


def book_of(reports: Iterable[str]) -> Book:
    """The book that reports are printed from.

    Raises:
        ReportError: they come from different books, or one is unknown.
    """
    wanted = list(reports)
    for book in BOOKS:
        if wanted and all(report in book.reports or report == book.index for report in wanted):
            return book
    unknown = [report for report in wanted if report not in REPORTS]
    if unknown:
        known = "、".join(f"{name}（{label}）" for name, label in REPORTS.items())
        message = f"没有“{'、'.join(unknown)}”这种报告。可用：{known}。"
        raise ReportError(message)
    message = "代办处考核的报告与经办绩效评价的报告要分开打印，所用的数据不同。"
    raise ReportError(message)


def stem_of(report: str, owner: str) -> str:
    """Where a report goes below the output folder, without suffix.

    >>> stem_of("agency", "D01"), stem_of("standard", "S01"), stem_of("annual", OFFICE)
    ('agencies/D01', 'standard/S01', 'annual')
    """
    return report if owner == OFFICE else f"{book_of([report]).folder}/{owner}"


def receipt_name(report: str, owner: str) -> str:
    """The name of a report's receipt.

    >>> receipt_name("agency", "D01"), receipt_name("standard", "S01"), receipt_name("annual", OFFICE)
    ('D01', 'standard-S01', 'annual')
    """
    return report if owner == OFFICE else f"{book_of([report]).prefix}{owner}"
