"""On-site inspection (7.3): check lists printed as forms to fill in, and read back as rows of the input tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Protection, Side
from openpyxl.utils import get_column_letter

from hubao.errors import Problem
from hubao.files import write_bytes
from hubao.numerals import points
from hubao.policy.standard_points import Checklist, Judged
from hubao.standard.record import Body
from hubao.standard.scheme import Rated, Scheme
from hubao.tables.fields import Field, Kind, Table
from hubao.tables.parsed import Entry, Parsed, parse_grid
from hubao.tables.source import Source, error, order_of
from hubao.tables.standard.catalogue import STANDARD_TABLES
from hubao.tables.write import fill_sheet, save_workbook
from hubao.tables.xlsx_file import open_workbook

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["Inspection", "Met", "read_checklists", "write_checklist"]

SHEET = "核查表"


class Met(StrEnum):
    """What was found of one sub-item."""

    YES = "yes"
    NO = "no"
    NOT_APPLICABLE = "not_applicable"


CHECKLIST = Table(
    SHEET,
    SHEET,
    (
        Field("body_id", "机构编号", Kind.ID),
        Field("code", "指标编码", Kind.CODE),
        Field("label", "评价指标", Kind.TEXT),
        Field("item", "序号", Kind.COUNT, required=False),
        Field("requirement", "核查内容", Kind.NOTE),
        Field(
            "met",
            "是否符合",
            Kind.CHOICE,
            required=False,
            choices={Met.YES: "是", Met.NO: "否", Met.NOT_APPLICABLE: "不适用"},
        ),
        Field("points", "评分", Kind.POINTS, required=False, unit="分"),
        Field("evidence", "佐证", Kind.NOTE, required=False),
        Field("assessor", "核查人", Kind.TEXT, required=False),
    ),
    key=("body_id", "code", "item"),
    owner="body_id",
)
WIDTHS = (10, 9, 20, 6, 40, 10, 9, 34, 12)
TO_FILL = ("met", "points", "evidence", "assessor")


@dataclass(frozen=True, slots=True, eq=False)
class Inspection:
    """What filled forms say.

    Attributes:
        observations: rows of the ``observations`` table, from the sub-items checked.
        judgements: rows of the ``judgements`` table, from the points given.
        problems: what is wrong with the forms; with an error the two frames are empty.
    """

    observations: pd.DataFrame
    judgements: pd.DataFrame
    problems: tuple[Problem, ...]


def write_checklist(body: Body, scheme: Scheme, year: int, path: Path) -> None:
    """Write the form for one body: every sub-item to check, every indicator to judge, with lists to choose from.

    Args:
        body: who is inspected.
        scheme: tree and points.
        year: the evaluation year.
        path: the workbook.
    """
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    sheet = workbook.create_sheet(SHEET)
    rows = [row for rated in scheme.rated for row in _rows(body, rated)]
    fill_sheet(sheet, CHECKLIST, pd.DataFrame(rows, columns=list(CHECKLIST.names), dtype=object))
    _lay_out(sheet, body, year)
    write_bytes(save_workbook(workbook), path)


def _rows(body: Body, rated: Rated) -> Iterator[tuple[Any, ...]]:
    own = (body.body_id, rated.code, rated.indicator.label)
    if isinstance(rated.rule, Checklist):
        listed = rated.indicator.checks or (rated.indicator.definition,)
        yield from ((*own, number, text, None, None, None, None) for number, text in enumerate(listed, 1))
    elif isinstance(rated.rule, Judged):
        asked = f"{rated.indicator.definition}（评0至{points(rated.rule.points)}分）"
        yield (*own, None, asked, None, None, None, None)


def _lay_out(sheet: Worksheet, body: Body, year: int) -> None:
    """For paper: landscape, the head on every page, who and what in the page's head; only the answers can be typed."""
    names = list(CHECKLIST.names)
    thin = Side(style="thin", color="FFD5D9DE")
    for number, width in enumerate(WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    for line, row in enumerate(sheet.iter_rows(), 1):
        for name, cell in zip(names, row, strict=True):
            cell.border = Border(bottom=thin)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.protection = Protection(locked=line == 1 or name not in TO_FILL)
    sheet.protection.sheet = True  # without a password: against slips, not against people
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]  # a new sheet has them
    sheet.print_title_rows = "1:1"
    name = f"{body.name}（{body.body_id}）".replace("&", "&&")
    sheet.oddHeader.center.text = f"{year}年度社会保险经办绩效评价实地核查表　{name}"  # type: ignore[union-attr]
    sheet.oddFooter.center.text = "— &P / &N —　核查人签字：　　　　　　日期：　　　　　"  # type: ignore[union-attr]


def read_checklists(paths: Iterable[Path], scheme: Scheme) -> Inspection:
    """Read filled forms back.

    Sub-items that do not apply are not counted; an indicator of which none applies belongs into ``exclusions``.

    Args:
        paths: the workbooks.
        scheme: tree and points.
    """
    problems: list[Problem] = []
    entries: list[Entry] = []
    for path in paths:
        workbook, met = open_workbook(path)
        problems += met
        if workbook is None:
            continue
        if SHEET not in workbook.sheets:
            problems.append(error(Source(path.name), f"没有工作表“{SHEET}”", "用 hubao checklists 打印的表填写"))
            continue
        grid, met = workbook.read(SHEET, CHECKLIST)
        problems += met
        if grid is not None:
            parsed, met = parse_grid(grid)
            problems += [*met, *_check(parsed, scheme)]
            entries += parsed.entries
    problems += _twice(entries)
    ordered = tuple(sorted(problems, key=order_of))
    if ordered:
        entries = []
    return Inspection(_observations(entries, scheme), _judgements(entries), ordered)


def _check(parsed: Parsed, scheme: Scheme) -> Iterator[Problem]:
    rules = {rated.code: rated for rated in scheme.rated}
    for entry in parsed.entries:
        code, number = entry.values.get("code"), entry.values.get("item")
        if not isinstance(code, str) or entry.is_refused("item"):
            continue
        rated = rules.get(code)
        rows = list(_rows(Body("", "", ""), rated)) if rated else []
        if number not in [row[3] for row in rows]:
            yield entry.error("code", "核查表里没有这一条，可能是旧表或被改动", "用 hubao checklists 重新打印的表填写")
        elif rated is not None:
            yield from _answer(entry, rated)


def _answer(entry: Entry, rated: Rated) -> Iterator[Problem]:
    name = f"{rated.code} {rated.indicator.label}"
    judged = isinstance(rated.rule, Judged)
    wanted, other = ("points", "met") if judged else ("met", "points")
    if entry.is_blank(wanted):
        yield entry.error(wanted, f"{name}没有填", "补填；不适用的选“不适用”" if not judged else "补填评分")
    if not entry.is_blank(other):
        yield entry.error(other, f"{name}不填这一格", "删去这格内容")
    given = entry.values.get("points")
    if judged and given is not None and not 0 <= given <= rated.rule.points:  # type: ignore[operator]  # fractions
        yield entry.error("points", f"{name}应评0至{points(rated.rule.points)}分", "改正评分")
    for needed in ("evidence", "assessor") if judged else ():
        if entry.is_blank(needed):
            yield entry.error(needed, f"{name}缺{CHECKLIST[needed].label}", f"补写{CHECKLIST[needed].label}")


def _twice(entries: Sequence[Entry]) -> Iterator[Problem]:
    first: dict[tuple[object, ...], Entry] = {}
    for entry in entries:
        key = tuple(entry.values.get(name) for name in CHECKLIST.key)
        if key in first:
            where = first[key].parsed.source.file
            yield entry.error("code", f"同一条在 {where} 里已经填过", "只留一份表")
        else:
            first[key] = entry


def _observations(entries: Sequence[Entry], scheme: Scheme) -> pd.DataFrame:
    found: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        if entry.values.get("met") is not None:
            found.setdefault((entry.agency_id, str(entry.values["code"])), []).append(entry)
    rows = []
    for (body, code), own in found.items():
        said = [entry.values["met"] for entry in own]
        total = sum(one is not Met.NOT_APPLICABLE for one in said)
        if total:
            rows.append(
                {
                    "body_id": body,
                    "code": code,
                    "items_met": said.count(Met.YES),
                    "items_total": total,
                    "source": "实地核查",
                }
            )
    return _frame("observations", rows)


def _judgements(entries: Sequence[Entry]) -> pd.DataFrame:
    names = ("code", "points", "assessor", "evidence")
    rows = [
        {"body_id": entry.agency_id, **{name: entry.values[name] for name in names}}
        for entry in entries
        if entry.values.get("points") is not None
    ]
    return _frame("judgements", rows)


def _frame(table: str, rows: Sequence[dict[str, Any]]) -> pd.DataFrame:
    names = [name for name in STANDARD_TABLES[table].names if name not in ("name", "mode")]
    return pd.DataFrame([[row.get(name) for name in names] for row in rows], columns=names, dtype=object)
