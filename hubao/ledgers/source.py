"""Where the ledgers lie, and each as a relation of texts in DuckDB, whatever kind of file it came from.

Only the columns of the catalogue are taken: names, diagnoses and numbers of persons are never read.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
from openpyxl import load_workbook

from hubao.errors import Problem
from hubao.ledgers.catalogue import LEDGERS, Kind, Ledger
from hubao.tables.header_text import normal_header, without_unit
from hubao.tables.headers import nearest
from hubao.tables.source import Source, error, warning

__all__ = ["Found", "attach", "find_ledgers"]

CHUNK = 1 << 22
PASSING = ("~$", ".~", ".")
KINDS = (".csv", ".parquet", ".xlsx")
TYPES = {Kind.DATE: "DATE", Kind.COUNT: "BIGINT", Kind.YEAR: "BIGINT", Kind.MONEY: "DECIMAL(28, 8)"}
"""What DuckDB's own reader makes of a column, where it need not stay a text."""


@dataclass(frozen=True, slots=True)
class Found:
    """A ledger that was found: its file, and the sheet of a workbook."""

    ledger: Ledger
    path: Path
    sheet: str = ""

    @property
    def source(self) -> Source:
        """Its place, for messages."""
        return Source(self.path.name, self.sheet)


def find_ledgers(folder: Path) -> tuple[dict[str, Found], list[Problem]]:
    """Find the ledgers of a folder: ``<ledger>.csv``, ``<ledger>.parquet``, or a sheet of that name in any workbook.

    Args:
        folder: the folder.

    Returns:
        The ledgers by name, and what is doubtful: a ledger that lies there twice, a mistyped name, no folder at all.
    """
    found: dict[str, Found] = {}
    problems: list[Problem] = []
    if not folder.is_dir():
        return {}, [error(Source(str(folder)), "台账文件夹不存在", "核对 --ledgers 给的文件夹")]
    for one in _candidates(folder, problems):
        first = found.get(one.ledger.name)
        if first is None:
            found[one.ledger.name] = one
        else:
            where = f"{first.path.name} {first.sheet}".strip()
            rule = f"“{one.ledger.label}”有两份，另一份在 {where}，分不清以哪份为准"
            problems.append(error(one.source, rule, "只保留一份"))
    if not found and not problems:
        problems.append(error(Source(str(folder)), "文件夹里没有任何台账", f"放入 {'、'.join(LEDGERS)} 等文件"))
    return found, problems


def _candidates(folder: Path, problems: list[Problem]) -> Iterator[Found]:
    for path in sorted(folder.iterdir()):
        suffix = path.suffix.casefold()
        if not path.is_file() or suffix not in KINDS or path.name.startswith(PASSING):
            continue
        if suffix == ".xlsx":
            yield from _sheets(path, problems)
            continue
        ledger = _named(path.stem)
        if ledger is not None:
            yield Found(ledger, path)
        elif meant := _near(path.stem):
            rule = f"没有这种台账，可能是 {meant} 写错了名称"
            problems.append(error(Source(path.name), rule, f"改名为 {meant}{suffix}"))
        else:
            problems.append(warning(Source(path.name), "这个文件不是台账，没有读取", "核对文件名"))


def _sheets(path: Path, problems: list[Problem]) -> Iterator[Found]:
    try:
        names = load_workbook(path, read_only=True).sheetnames
    except Exception:  # a damaged workbook makes the library raise almost anything
        problems.append(error(Source(path.name), "工作簿打不开，可能已损坏", "在 Excel 中打开后另存为 .xlsx"))
        return
    for name in names:
        ledger = _named(name)
        if ledger is not None:
            yield Found(ledger, path, name)
        elif meant := _near(name):
            rule = f"没有这种台账，可能是 {meant} 写错了名称"
            problems.append(error(Source(path.name, name), rule, f"工作表改名为 {meant}"))


def _named(name: str) -> Ledger | None:
    key = normal_header(name)
    return next((one for one in LEDGERS.values() if key in (one.name, normal_header(one.label))), None)


def _near(name: str) -> str:
    known = {key: one.name for one in LEDGERS.values() for key in (one.name, normal_header(one.label))}
    return known.get(nearest(normal_header(name), known), "")


def attach(one: Found, connection: duckdb.DuckDBPyConnection, scratch: Path, *, careful: bool = False) -> list[Problem]:
    """Make a ledger a view ``raw_<ledger>``: the number of the record and the texts of its columns.

    Args:
        one: the ledger that was found.
        connection: where to.
        scratch: a folder for what has to be rewritten before DuckDB can read it.
        careful: look at the whole of a file before saying how it is encoded, not at its beginning alone.

    Returns:
        Why it cannot be used: an unreadable file, columns that are missing. There is no view then. Else
        ``quick_<ledger>()`` reads it typed as well, and fails where any cell is not of its type.
    """
    if one.path.stat().st_size == 0:
        return [error(one.source, "文件是空的", "补上表头和各行")]
    try:
        relation = _relation(one, scratch, careful=careful)
        have = [row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()]
    except (duckdb.Error, OSError, UnicodeDecodeError):
        return [error(one.source, "文件读不了：编码或格式不对", "另存为 CSV UTF-8 后重试")]
    columns, missing = _match(have, one.ledger)
    if missing:
        labels = "、".join(f"{name}（{label}）" for name, label in missing.items())
        return [error(one.source, f"缺少列 {labels}，这本台账没有使用", "补上这些列")]
    listed = ", ".join(f'CAST("{_quoted(have_name)}" AS VARCHAR) AS {name}' for name, have_name in columns.items())
    select = f"SELECT row_number() OVER () AS record, {listed} FROM {relation}"
    connection.execute(f"CREATE OR REPLACE VIEW raw_{one.ledger.name} AS {select}")
    typed = relation.replace("all_varchar = true", f"columns = {_types(have, columns, one.ledger)}")
    kinds = {column.name: TYPES.get(column.kind, "VARCHAR") for column in one.ledger.columns}
    listed = ", ".join(f'CAST("{_quoted(have)}" AS {kinds[name]}) AS {name}' for name, have in columns.items())
    connection.execute(f"CREATE OR REPLACE MACRO quick_{one.ledger.name}() AS TABLE SELECT {listed} FROM {typed}")
    return []


def _types(have: list[str], columns: dict[str, str], ledger: Ledger) -> str:
    """The type of every column of a file, as DuckDB's own reader is to take it."""
    kinds = {columns[column.name]: TYPES.get(column.kind, "VARCHAR") for column in ledger.columns}
    parts = ", ".join(f"'{_sql_text(name)}': '{kinds.get(name, 'VARCHAR')}'" for name in have)
    return f"{{{parts}}}"


def _sql_text(text: str) -> str:
    return text.replace("'", "''")


def _relation(one: Found, scratch: Path, *, careful: bool) -> str:
    """The file as DuckDB reads it."""
    suffix = one.path.suffix.casefold()
    if suffix == ".parquet":
        return f"read_parquet('{_escaped(one.path)}')"
    path = _as_csv(one, scratch) if suffix == ".xlsx" else _as_utf8(one.path, scratch, careful=careful)
    options = "header = true, all_varchar = true, delim = ',', quote = '\"', escape = '\"'"
    return f"read_csv('{_escaped(path)}', {options})"


def _as_utf8(path: Path, scratch: Path, *, careful: bool) -> Path:
    """The file itself where it is UTF-8, else a copy: Chinese Excel saves GB18030."""
    try:
        _decoded(path, "utf-8", whole=careful)
    except UnicodeDecodeError:
        copy = scratch / path.name
        with path.open("rb") as source, copy.open("w", encoding="utf-8", newline="") as target:
            reader = codecs.getreader("gb18030")(source)
            while piece := reader.read(CHUNK):
                target.write(piece)
        return copy
    return path


def _decoded(path: Path, encoding: str, *, whole: bool) -> None:
    """Try an encoding; on the beginning of a file what its last bytes mean is not known yet."""
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            decoder.decode(piece)
            if not whole:
                return
        decoder.decode(b"", final=True)


def _as_csv(one: Found, scratch: Path) -> Path:
    """A sheet as CSV; whole numbers and days as texts that say just that."""
    sheet = load_workbook(one.path, read_only=True, data_only=True)[one.sheet]
    rows = [[_text(value) for value in row] for row in sheet.iter_rows(values_only=True)]
    head, *body = rows or [[]]
    kept = [row for row in body if any(row)]
    copy = scratch / f"{one.ledger.name}-sheet.csv"
    pd.DataFrame(kept, columns=head).to_csv(copy, index=False)
    return copy


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _match(have: list[str], ledger: Ledger) -> tuple[dict[str, str], dict[str, str]]:
    """The catalogue's columns with the headers they stand under; and those that are missing, with their labels."""
    keys = {normal_header(name): name for name in have}
    keys |= {without_unit(key)[0]: name for key, name in keys.items() if without_unit(key)[0] not in keys}
    columns, missing = {}, {}
    for column in ledger.columns:
        name = keys.get(column.name) or keys.get(normal_header(column.label))
        if name is None:
            missing[column.name] = column.label
        else:
            columns[column.name] = name
    return columns, missing


def _quoted(name: str) -> str:
    return name.replace('"', '""')


def _escaped(path: Path) -> str:
    return _sql_text(str(path))
