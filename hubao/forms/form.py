"""The workbook of one agency: targets filled in, cells to fill marked, points reckoned as one types."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from hubao.forms.formulas import NO_CASES, item_formula, total_formula
from hubao.forms.layout import (
    COLUMNS,
    EVIDENCE_HEADS,
    EVIDENCE_SHEET,
    FORM_SHEET,
    HEADS,
    STAMP_LABELS,
    STAMP_SHEET,
    VERSION,
    FormRow,
    form_rows,
)
from hubao.numerals import bound, money, points
from hubao.policy.model import Item, Policy
from hubao.tables.check_figures import NOT_ABOVE
from hubao.tables.fields import CATEGORY_LABELS, Field, Kind
from hubao.tables.notices import Notice
from hubao.tables.write import save_workbook

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["HEAD_LINE", "form_bytes"]

HEAD_LINE = 4
WIDTHS = (7, 18, 14, 8, 21, 15, 6, 13, 8, 8, 20, 20, 34, 9, 24)
TO_FILL = PatternFill("solid", start_color="FFFFF6D6")
HEAD = PatternFill("solid", start_color="FFE8ECF1")
FACE = "Calibri"
GREY = Font(name=FACE, color="FF6B747D", size=8)
BOLD = Font(name=FACE, size=11, bold=True)
LINE = Border(bottom=Side(style="thin", color="FFD5D9DE"))
WRAP = Alignment(wrap_text=True, vertical="top")
OPEN = Protection(locked=False)
ITEM_CELLS = ("no", "label", "target", "full", "trial", "self_points", "actual_note", "evidence", "text")
FORMATS = {Kind.COUNT: "#,##0", Kind.MONEY: "#,##0.00"}
EVIDENCE_WIDTHS = (10, 40, 8, 14, 34, 24)
EVIDENCE_LINES = 50
HOW = (
    "黄色格由代办处填写，灰色和白色格不改；数量填整数，金额以元为单位；没有数据留空，确实为零填 0。"
    "试算分随填随算，以办事处综合评价为准。"
)
NOTE_SIZE = (300, 130)
LINE_HEIGHT, SMALL_LINE_HEIGHT, SMALL_PER_WIDTH = 15, 11, 0.66
"""Points a line needs, a small one, and how many small Chinese characters fit a unit of a column's width."""


def form_bytes(policy: Policy, notice: Notice, digest: str) -> bytes:
    """The form of one agency as a workbook; the same bytes for the same targets and policy.

    Three sheets: the form itself, a list of evidence, and a stamp that says which year, agency and policy it is for.
    Locked cells are protected without a password: against slips, not against people.

    Args:
        policy: the year's policy.
        notice: the agency and its targets.
        digest: digest of the policy file, for the stamp.
    """
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    _fill(workbook.create_sheet(FORM_SHEET), policy, notice)
    _evidence(workbook.create_sheet(EVIDENCE_SHEET), policy, notice)
    _stamp(workbook.create_sheet(STAMP_SHEET), policy, notice, digest)
    return save_workbook(workbook)


def _fill(sheet: Worksheet, policy: Policy, notice: Notice) -> None:
    _top(sheet, policy, notice)
    rows = form_rows(policy, notice.category)
    lines = _lines(rows)
    cells = {row.field.name: f"{_letter('value')}{line}" for row, line in lines if row.field}
    lists = _Lists(sheet)
    trials: dict[str, list[str]] = {}
    section = ""
    for row, line in lines:
        if row.section != section:
            section = row.section
            sheet.cell(line - 1, COLUMNS["no"], section).font = BOLD
        _field_cells(sheet, line, row, policy, cells, lists)
        if row.first and row.item:
            _item_cells(sheet, line, row, policy, notice, cells, lists)
            trials.setdefault(section, []).append(f"{_letter('trial')}{line}")
        if row.first:
            _span(sheet, line, sum(1 for other in rows if other.item == row.item) if row.item else 1)
    last = lines[-1][1]
    _totals(sheet, last, policy, [",".join(own) for own in trials.values()])
    _finish(sheet, policy, notice, last + 7)
    lists.put()


def _lines(rows: Sequence[FormRow]) -> list[tuple[FormRow, int]]:
    """Each row with its line; a heading's line is left free before each section."""
    placed, line, section = [], HEAD_LINE, ""
    for row in rows:
        line += 1 if row.section == section else 2
        section = row.section
        placed.append((row, line))
    return placed


def _letter(name: str) -> str:
    return get_column_letter(COLUMNS[name])


def _top(sheet: Worksheet, policy: Policy, notice: Notice) -> None:
    sheet.cell(1, COLUMNS["no"], f"{policy.year}年度代办处绩效考核目标完成情况表").font = Font(
        name=FACE, bold=True, size=15
    )
    who = f"{notice.name}（{notice.agency_id}）　{CATEGORY_LABELS[notice.category]}"
    _text(sheet.cell(2, COLUMNS["no"]), f"代办处：{who}")
    sheet.cell(3, COLUMNS["no"], HOW)
    for name, label in HEADS.items():
        cell = sheet.cell(HEAD_LINE, COLUMNS[name], label)
        cell.font, cell.fill, cell.alignment = BOLD, HEAD, Alignment(wrap_text=True, horizontal="center")
    sheet.row_dimensions[HEAD_LINE].height = 2 * LINE_HEIGHT


def _text(cell: Cell | MergedCell, text: str) -> None:
    """A text that stays one, whatever it begins with."""
    cell.value = text
    cell.data_type = "s"


def _field_cells(
    sheet: Worksheet, line: int, row: FormRow, policy: Policy, cells: Mapping[str, str], lists: _Lists
) -> None:
    for number in COLUMNS.values():
        cell = sheet.cell(line, number)
        cell.border, cell.alignment = LINE, WRAP
    code, name = sheet.cell(line, COLUMNS["item"], row.item or None), sheet.cell(line, COLUMNS["field"])
    code.font = name.font = GREY
    if row.field is None:
        asked = "由办事处按决定事项认定" if row.item == "I10" else "由第1、2项和上年覆盖率算出"
        sheet.cell(line, COLUMNS["asked"], asked).font = GREY
        return
    field = row.field
    name.value = field.name
    sheet.cell(line, COLUMNS["asked"], field.label)
    sheet.cell(line, COLUMNS["unit"], field.unit or None)
    value = sheet.cell(line, COLUMNS["value"])
    value.fill, value.protection = TO_FILL, OPEN
    value.number_format = FORMATS.get(field.kind, "General")
    clause = policy.items[row.item].clause if row.item else "第十条（二）"
    unit = f"，单位：{field.unit}" if field.unit else ""
    note = Comment(f"{field.label}{unit}。{field.kind.label}。依据：{clause}。", "互保")
    note.width, note.height = NOTE_SIZE
    value.comment = note
    lists.add(field, value.coordinate)
    sheet.cell(line, COLUMNS["check"], f"={_check(field, cells)}").font = GREY


def _check(field: Field, cells: Mapping[str, str]) -> str:
    """What the form says about a cell at once; the office checks everything again."""
    own = cells[field.name]
    checks = [(f"ISBLANK({own})", "待填")]
    if field.kind in (Kind.COUNT, Kind.MONEY):
        checks.append((f"NOT(ISNUMBER({own}))", "应为数字"))
        whole = f"{own}<>INT({own})" if field.kind is Kind.COUNT else f"{own}<>ROUND({own},2)"
        wanted = "应为不小于0的整数" if field.kind is Kind.COUNT else "应为金额，最多两位小数"
        checks.append((f"OR({own}<0,{whole})", wanted))
    for _, part, larger in NOT_ABOVE:
        if part == field.name and larger in cells:
            checks.append((f"AND(ISNUMBER({cells[larger]}),{own}>{cells[larger]})", "大于总数，请核对"))
    said = '""'
    for test, words in reversed(checks):
        said = f'IF({test},"{words}",{said})'
    return said


def _item_cells(
    sheet: Worksheet,
    line: int,
    row: FormRow,
    policy: Policy,
    notice: Notice,
    cells: Mapping[str, str],
    lists: _Lists,
) -> None:
    item = policy.items[row.item]
    sheet.cell(line, COLUMNS["no"], item.no)
    sheet.cell(line, COLUMNS["label"], item.label)
    _text(sheet.cell(line, COLUMNS["target"]), _target(row.item, item, notice))
    full = f"{points(item.base)}（+{points(item.plus)}）" if item.base and item.plus else points(item.max_points)
    sheet.cell(line, COLUMNS["full"], full if row.item[0] in "IB" else None)
    sheet.cell(line, COLUMNS["text"], f"{item.text}（{item.clause}）").font = GREY
    trial = sheet.cell(line, COLUMNS["trial"], f"={item_formula(policy, row.item, notice, cells.__getitem__)}")
    trial.font, trial.number_format = BOLD, "0.####"
    for name in ("self_points", "actual_note", "evidence"):
        cell = sheet.cell(line, COLUMNS[name])
        cell.fill, cell.protection = TO_FILL, OPEN
    least, most = (Fraction(0), item.max_points) if row.item[0] in "IB" else (Fraction(-100), Fraction(0))
    lists.between(least, most, sheet.cell(line, COLUMNS["self_points"]).coordinate)


def _target(code: str, item: Item, notice: Notice) -> str:
    if code == "I01":
        return bound(notice.targets.coverage_target)
    if code == "I02":
        return f"{money(notice.targets.premium_target)}元"
    if code == "B1":
        last = notice.last_coverage
        return "没有上年覆盖率" if last is None else f"上年 {bound(last)}"
    return item.target_text


def _span(sheet: Worksheet, line: int, height: int) -> None:
    """An item's own cells go over all its rows, which are high enough for the longest of its texts."""
    if height > 1:
        for name in ITEM_CELLS:
            # merge_cells would format every cell below anew, which takes half of all time; they have their formats
            sheet.merged_cells.add(f"{_letter(name)}{line}:{_letter(name)}{line + height - 1}")
    per_line = int(WIDTHS[COLUMNS["text"] - 1] * SMALL_PER_WIDTH)
    text = len(str(sheet.cell(line, COLUMNS["text"]).value or "")) / per_line * SMALL_LINE_HEIGHT
    label = len(str(sheet.cell(line, COLUMNS["label"]).value or "")) / (WIDTHS[COLUMNS["label"] - 1] / 2) * LINE_HEIGHT
    needed = math.ceil((max(text, label) + LINE_HEIGHT) / height)
    for number in range(line, line + height):
        sheet.row_dimensions[number].height = max(LINE_HEIGHT + 3, needed)


def _totals(sheet: Worksheet, last: int, policy: Policy, sums: Sequence[str]) -> None:
    trial, check, line = _letter("trial"), _letter("check"), last + 2
    labels = (
        f"主表合计（{points(policy.totals.sheet)}分）",
        f"加分合计（{points(policy.totals.bonus)}分）",
        "减分合计",
    )
    for number, (label, cells) in enumerate(zip(labels, sums, strict=True)):
        sheet.cell(line + number, COLUMNS["label"], label)
        sheet.cell(line + number, COLUMNS["trial"], f"=SUM({cells})")
    total = total_formula(policy, *(f"{trial}{line + number}" for number in range(3)))
    sheet.cell(line + 3, COLUMNS["label"], f"试算总分（以{points(policy.totals.ceiling)}分为限）")
    sheet.cell(line + 3, COLUMNS["trial"], f"={total}")
    blank = f'COUNTIF({check}{HEAD_LINE + 1}:{check}{last},"待填")'
    stuck = f'COUNTIF({trial}{HEAD_LINE + 1}:{trial}{last},"{NO_CASES}")'
    left = f'=IF({blank}>0,"还有"&{blank}&"格待填",IF({stuck}>0,"有{NO_CASES}",""))'
    sheet.cell(line + 3, COLUMNS["check"], left).font = GREY
    for number in range(4):
        for name in ("label", "trial"):
            sheet.cell(line + number, COLUMNS[name]).font = BOLD
        sheet.cell(line + number, COLUMNS["trial"]).number_format = "0.####"


def _finish(sheet: Worksheet, policy: Policy, notice: Notice, line: int) -> None:
    """For screens and paper: the head always in view, landscape, the agency's name on every page."""
    _text(sheet.cell(line, COLUMNS["label"]), "代办处负责人签字：　　　　　　　填报人：　　　　　　　填报日期：")
    for number, width in enumerate(WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = f"{_letter('target')}{HEAD_LINE + 1}"
    sheet.print_title_rows = f"{HEAD_LINE}:{HEAD_LINE}"
    sheet.print_area = f"A1:{_letter('text')}{line}"
    _page(sheet, policy, notice)


def _page(sheet: Worksheet, policy: Policy, notice: Notice) -> None:
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]  # a new sheet has them
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    name = f"{notice.name}（{notice.agency_id}）".replace("&", "&&")
    sheet.oddHeader.right.text = f"{policy.year}年度　{name}"  # type: ignore[union-attr]
    sheet.oddFooter.center.text = "— &P / &N —"  # type: ignore[union-attr]


class _Lists:
    """Input checks and lists to choose from, each written once for all its cells."""

    def __init__(self, sheet: Worksheet) -> None:
        self._sheet = sheet
        self._known: dict[tuple[object, ...], DataValidation] = {}

    def add(self, field: Field, cell: str) -> None:
        """The check a field's kind asks for."""
        if field.choices or field.kind is Kind.YES_NO:
            listed = ",".join((field.choices or {"yes": "是", "no": "否"}).values())
            self._take(("list", listed), cell, type="list", formula1=f'"{listed}"', error=f"请从列表中选择：{listed}")
        elif field.kind is Kind.COUNT:
            self._take(
                ("whole",), cell, type="whole", operator="greaterThanOrEqual", formula1="0", error="填不小于0的整数"
            )
        elif field.kind is Kind.MONEY:
            words = "填以元为单位的金额，不小于0"
            self._take(("money",), cell, type="decimal", operator="greaterThanOrEqual", formula1="0", error=words)

    def between(self, least: Fraction, most: Fraction, cell: str) -> None:
        """Points between two limits."""
        low, high = points(least), points(most)
        words = f"自评分应在{low}到{high}之间"
        self._take((low, high), cell, type="decimal", operator="between", formula1=low, formula2=high, error=words)

    def _take(self, key: tuple[object, ...], cell: str, **checked: Any) -> None:
        if key not in self._known:
            self._known[key] = DataValidation(
                allow_blank=True, showErrorMessage=True, errorTitle="请核对", sqref=cell, **checked
            )
        else:
            self._known[key].add(cell)

    def put(self) -> None:
        """Give the sheet its checks."""
        for one in self._known.values():
            self._sheet.add_data_validation(one)


def _evidence(sheet: Worksheet, policy: Policy, notice: Notice) -> None:
    for number, (label, width) in enumerate(zip(EVIDENCE_HEADS.values(), EVIDENCE_WIDTHS, strict=True), 1):
        cell = sheet.cell(1, number, label)
        cell.font, cell.fill = BOLD, HEAD
        sheet.column_dimensions[get_column_letter(number)].width = width
        for line in range(2, EVIDENCE_LINES + 2):
            blank = sheet.cell(line, number)
            blank.protection, blank.border, blank.alignment = OPEN, LINE, WRAP
    codes = ",".join(dict.fromkeys(row.item for row in form_rows(policy, notice.category) if row.item))
    choice = DataValidation(type="list", formula1=f'"{codes}"', allow_blank=True, sqref=f"A2:A{EVIDENCE_LINES + 1}")
    sheet.add_data_validation(choice)
    sheet.freeze_panes, sheet.print_title_rows = "A2", "1:1"
    _page(sheet, policy, notice)


def _stamp(sheet: Worksheet, policy: Policy, notice: Notice, digest: str) -> None:
    texts = {
        "version": VERSION,
        "year": str(policy.year),
        "agency_id": notice.agency_id,
        "name": notice.name,
        "category": CATEGORY_LABELS[notice.category],
        "coverage": bound(notice.targets.coverage_target),
        "premium": money(notice.targets.premium_target),
        "digest": digest,
    }
    for line, (name, label) in enumerate(STAMP_LABELS.items(), 1):
        sheet.cell(line, 1, label).font = BOLD
        _text(sheet.cell(line, 2), texts[name])
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 22, 70
    _page(sheet, policy, notice)
