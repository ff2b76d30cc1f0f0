"""A submitted workbook given back with its doubtful cells coloured and a note on each."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill

from hubao.errors import Problem, Severity
from hubao.files import write_bytes
from hubao.tables.read import RESULT_SHEET
from hubao.tables.source import is_cell, order_of
from hubao.tables.write import save_workbook

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["annotated_copy"]

FILLS = {
    Severity.ERROR: PatternFill("solid", start_color="FFF4C7C3"),
    Severity.WARNING: PatternFill("solid", start_color="FFFCE8B2"),
}
AUTHOR = "互保"
HEADS = ("程度", "工作表", "单元格", "代办处编号", "字段", "填写内容", "问题", "怎么改")
WIDTHS = (6, 14, 10, 12, 20, 18, 50, 50)


def annotated_copy(workbook_path: Path, problems: Iterable[Problem], out_path: Path) -> bool:
    """Write a copy of a submitted workbook in which each doubtful cell is coloured and says how to mend it.

    A new first sheet lists every problem with a link to its cell. The submitted workbook itself stays as it is, and
    the copy may be corrected and submitted again.

    Args:
        workbook_path: the submitted ``inputs.xlsx``.
        problems: everything met; problems of other files are passed over.
        out_path: the copy.

    Returns:
        Whether a copy could be made; of a damaged workbook there is none.
    """
    try:
        with warnings.catch_warnings(action="ignore"):  # about styles and extensions, which the copy may lose
            workbook = load_workbook(io.BytesIO(workbook_path.read_bytes()))
    except Exception:  # a damaged workbook makes the library raise almost anything; the list of problems says so
        return False
    own = sorted((problem for problem in problems if problem.file == workbook_path.name), key=order_of)
    for problem in own:
        if problem.sheet in workbook.sheetnames and is_cell(problem.cell):
            _mark(workbook[problem.sheet], problem)
    _list(workbook, own)
    write_bytes(save_workbook(workbook), out_path)
    return True


def _mark(sheet: Worksheet, problem: Problem) -> None:
    cell = sheet[problem.cell]
    earlier = f"{cell.comment.text}\n" if cell.comment else ""
    if cell.fill != FILLS[Severity.ERROR]:
        cell.fill = FILLS[problem.severity]
    note = Comment(f"{earlier}【{problem.severity.label}】{problem.rule}。{problem.mend}。", AUTHOR)
    note.width, note.height = 320, 120 + 40 * earlier.count("\n")
    cell.comment = note


def _list(workbook: Workbook, problems: list[Problem]) -> None:
    if RESULT_SHEET in workbook.sheetnames:
        workbook.remove(workbook[RESULT_SHEET])
    sheet = workbook.create_sheet(RESULT_SHEET, 0)
    workbook.active = 0
    sheet.append(HEADS)
    for number, width in enumerate(WIDTHS, 1):
        sheet.cell(1, number).font = Font(bold=True)
        sheet.column_dimensions[sheet.cell(1, number).column_letter].width = width
    sheet.freeze_panes = "A2"
    for line, problem in enumerate(problems, 2):
        _row(sheet, line, problem)
    for other in workbook.worksheets:
        other.sheet_view.tabSelected = other is sheet


def _row(sheet: Worksheet, line: int, problem: Problem) -> None:
    texts = (
        problem.severity.label,
        problem.sheet,
        problem.cell,
        problem.agency_id,
        problem.label,
        problem.value,
        problem.rule,
        problem.mend,
    )
    for number, text in enumerate(texts, 1):
        cell = sheet.cell(line, number)
        cell.value = text
        cell.data_type = "s"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.cell(line, 1).fill = FILLS[problem.severity]
    if problem.sheet and is_cell(problem.cell):
        link = sheet.cell(line, 3)
        link.hyperlink = f"#'{problem.sheet.replace(chr(39), chr(39) * 2)}'!{problem.cell}"
        link.font = Font(color="FF1D4E89", underline="single")
