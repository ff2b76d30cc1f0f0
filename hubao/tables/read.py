"""Which tables a data folder holds, and where: CSV files, the sheets of ``inputs.xlsx``, and what is neither.

A name that nearly equals a table's is refused: a mistyped ``decision.csv``, passed over, would lose every veto.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from hubao.errors import Problem
from hubao.tables.catalogue import TABLES
from hubao.tables.csv_file import read_csv
from hubao.tables.fields import Table
from hubao.tables.header_text import normal_header
from hubao.tables.headers import nearest
from hubao.tables.source import Grid, Source, error, warning
from hubao.tables.xlsx_file import WorkbookFile, damaged, open_workbook

__all__ = ["RESULT_SHEET", "SAMPLE_FILE", "SAMPLE_SHEET", "WORKBOOK", "Folder", "read_folder"]

WORKBOOK = "inputs.xlsx"
SAMPLE_FILE = "SAMPLE.md"
SAMPLE_SHEET = "虚构数据"
RESULT_SHEET = "检查结果"
OWN_SHEETS = frozenset({SAMPLE_SHEET, RESULT_SHEET, "说明", "填表说明"})
"""Sheets that are no tables and are meant to be there."""
DATA_SUFFIXES = frozenset(
    {".csv", ".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".et", ".txt", ".tsv", ".json", ".parquet", ""}
)
"""Files with these endings could be tables; others lie in the folder as papers do."""
PASSING = ("~$", ".~", ".")
"""How the names of lock files and hidden files begin."""


@dataclass(slots=True)
class Folder:
    """What a data folder holds.

    Attributes:
        tables: the tables it may hold, by name.
        grids: tables that could be read, by name.
        sources: where each table lies, read or not.
        files: the files that were opened, in order.
        sample: whether the folder calls itself fictitious.
        problems: everything met on the way.
        doubtful: tables that exist but could not be read, or exist only under a mistyped name.
    """

    tables: Mapping[str, Table]
    grids: dict[str, Grid] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    files: list[Path] = field(default_factory=list)
    sample: bool = False
    problems: list[Problem] = field(default_factory=list)
    doubtful: set[str] = field(default_factory=set)


def read_folder(path: Path, tables: Mapping[str, Table] = TABLES) -> Folder:
    """Read every table of a data folder into texts.

    Args:
        path: the folder, e.g. ``data/2024``.
        tables: the tables it may hold, by name.

    Returns:
        The tables with their places, and every problem met; nothing is raised for bad data.
    """
    folder = Folder(tables)
    if not path.is_dir():
        what = "是文件，不是文件夹" if path.exists() else "不存在"
        folder.problems.append(error(Source(str(path)), f"数据文件夹{what}", "核对年度和 --data 给的文件夹"))
        folder.doubtful |= set(folder.tables)
        return folder
    try:
        entries = sorted(path.iterdir(), key=lambda entry: entry.name)
    except OSError as failure:
        rule = f"数据文件夹打不开（{failure.strerror or '读取失败'}）"
        folder.problems.append(error(Source(str(path)), rule, "检查文件夹的权限"))
        folder.doubtful |= set(folder.tables)
        return folder
    for entry in entries:
        _read_entry(entry, folder)
    _missing_tables(path, folder)
    return folder


def _read_entry(entry: Path, folder: Folder) -> None:
    name = entry.name
    if name == SAMPLE_FILE:
        folder.sample = True
        folder.files.append(entry)
        return
    if name.startswith(PASSING) or name.casefold() in ("thumbs.db", "desktop.ini"):
        return
    suffix = entry.suffix.casefold()
    table = _table_named(entry.stem, folder)
    if name.casefold() == WORKBOOK:
        _read_workbook(entry, folder)
    elif table and suffix == ".csv":
        _read_csv(entry, table, folder)
    elif entry.is_file() and suffix in DATA_SUFFIXES:
        folder.problems += _stranger(entry, table, folder)


def _read_csv(entry: Path, table: Table, folder: Folder) -> None:
    source = Source(entry.name)
    folder.files.append(entry)
    if not table.required and _is_blank(entry):
        return
    if not _claim(table, source, folder):
        return
    grid, problems = read_csv(entry, table)
    _take(table, grid, problems, folder)


def _is_blank(entry: Path) -> bool:
    """Whether a file holds nothing at all, as optional tables may."""
    try:
        return not entry.read_bytes().strip(b"\xef\xbb\xbf \t\r\n")
    except OSError:
        return False


def _read_workbook(entry: Path, folder: Folder) -> None:
    folder.files.append(entry)
    workbook, problems = open_workbook(entry)
    folder.problems += problems
    if workbook is None:
        folder.doubtful |= set(folder.tables)
        return
    for sheet in workbook.sheets:
        try:
            _read_sheet(workbook, sheet, folder)
        except Exception:  # a damaged sheet makes the library raise almost anything; the user needs one sentence
            folder.problems.append(damaged(Source(workbook.name, sheet)))
            folder.doubtful |= set(folder.tables)


def _read_sheet(workbook: WorkbookFile, sheet: str, folder: Folder) -> None:
    table = _table_named(sheet, folder)
    if sheet.strip() == SAMPLE_SHEET:
        folder.sample = True
    if table:
        if not table.required and workbook.is_blank(sheet):
            return
        if _claim(table, Source(workbook.name, sheet), folder):
            grid, problems = workbook.read(sheet, table)
            _take(table, grid, problems, folder)
    elif sheet.strip() not in OWN_SHEETS and not workbook.is_blank(sheet):
        folder.problems.append(_strange_sheet(Source(workbook.name, sheet), folder))


def _claim(table: Table, source: Source, folder: Folder) -> bool:
    """Note where a table lies; a second place is refused."""
    if table.name not in folder.sources:
        folder.sources[table.name] = source
        return True
    first = folder.sources[table.name]
    where = f"{first.file} 的工作表 {first.sheet}" if first.sheet else first.file
    rule = f"“{table.label}”有两份，另一份在 {where}，分不清以哪份为准"
    folder.problems.append(error(source, rule, "只保留一份，把另一份移出数据文件夹或删去"))
    folder.grids.pop(table.name, None)
    folder.doubtful.add(table.name)
    return False


def _take(table: Table, grid: Grid | None, problems: list[Problem], folder: Folder) -> None:
    folder.problems += problems
    if grid is None:
        folder.doubtful.add(table.name)
    else:
        folder.grids[table.name] = grid


def _table_named(name: str, folder: Folder) -> Table | None:
    key = normal_header(name)
    return next((table for table in folder.tables.values() if key in (table.name, normal_header(table.label))), None)


def _near_table(name: str, folder: Folder) -> Table | None:
    known = {
        spelling: table for table in folder.tables.values() for spelling in (table.name, normal_header(table.label))
    }
    # decisions_2024.csv is decisions with something behind it: passed over, it would lose every veto as well.
    near = nearest(normal_header(name), known) or next(
        (key for key in known if normal_header(name).startswith(key)), ""
    )
    return known[near] if near else None


def _stranger(entry: Path, table: Table | None, folder: Folder) -> Iterator[Problem]:
    source = Source(entry.name)
    stem = normal_header(entry.stem)
    if table or stem == "inputs":
        folder.doubtful |= {table.name} if table else set(folder.tables)
        mend = (
            f"另存为 {WORKBOOK}" if stem == "inputs" else f"另存为 {table.name if table else ''}.csv，或放进 {WORKBOOK}"
        )
        yield error(source, f"数据表只从 CSV 文件和 {WORKBOOK} 读取，这个文件没有读取", mend)
    elif near := _near_table(entry.stem, folder):
        folder.doubtful.add(near.name)
        mend = f"改名为 {near.name}.csv；不是这张表就移出数据文件夹"
        yield error(source, f"没有这张表，可能是“{near.label}”写错了文件名", mend)
    elif nearest(stem, ["inputs"]):
        folder.doubtful |= set(folder.tables)
        yield error(source, "没有读取这个文件，可能是工作簿写错了文件名", f"改名为 {WORKBOOK}；不是它就移出数据文件夹")
    else:
        yield warning(source, "这个文件不是录入表，没有读取", "核对文件名；用不上就移出数据文件夹")


def _strange_sheet(source: Source, folder: Folder) -> Problem:
    if near := _near_table(source.sheet, folder):
        folder.doubtful.add(near.name)
        mend = f"工作表改名为 {near.name} 或 {near.label}；不是这张表就删去"
        return error(source, f"没有这张表，可能是“{near.label}”写错了工作表名", mend)
    return warning(source, "这个工作表不是录入表，没有读取", "核对工作表名；用不上的工作表可以删去")


def _missing_tables(path: Path, folder: Folder) -> None:
    present = set(folder.sources) | folder.doubtful
    required = [table for table in folder.tables.values() if table.required]
    missing = [table for table in required if table.name not in present]
    if len(missing) == len(required):
        rule = "数据文件夹里没有任何录入表"
        folder.problems.append(error(Source(str(path)), rule, f"放入 {WORKBOOK}，或 {required[0].name}.csv 等各表"))
        missing = []
    folder.problems += [
        error(
            Source(f"{table.name}.csv"),
            f"缺少“{table.label}”表",
            f"放入 {table.name}.csv，或在 {WORKBOOK} 里加工作表 {table.name}",
        )
        for table in missing
    ]
    folder.doubtful |= {table.name for table in required if table.name not in folder.sources}
