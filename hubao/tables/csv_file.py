"""CSV files as Excel and people write them: UTF-8 with or without BOM, or GB18030; commas; quoted fields."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from hubao.errors import Problem
from hubao.tables.fields import Table
from hubao.tables.formula_text import unescape_formula
from hubao.tables.source import Grid, Row, Source, error, strip

__all__ = ["decode", "read_csv"]

LARGEST = 100 * 1024 * 1024
UTF8_BOM = b"\xef\xbb\xbf"
ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0"
SAVE_AS = "在 Excel 中另存为“CSV UTF-8（逗号分隔）”"


class RefusedFileError(Exception):
    """The whole file is refused; carries its one problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


def read_csv(path: Path, table: Table) -> tuple[Grid | None, list[Problem]]:
    """Read a CSV file into texts.

    Args:
        path: the file.
        table: the table it should hold.

    Returns:
        The texts with their lines, or ``None`` when the file cannot be read at all; and every problem met.
    """
    source = Source(path.name)
    try:
        text = decode(_bytes(path, source), source)
        return _grid(table, source, list(_rows(text, source)))
    except RefusedFileError as refused:
        return None, [refused.problem]


def decode(data: bytes, source: Source) -> str:
    """Decode a file strictly: UTF-8 (with or without BOM), else GB18030; anything else is refused with its line.

    >>> decode("代办处".encode("gb18030"), Source("agencies.csv"))
    '代办处'
    """
    if data.startswith(UTF8_BOM):
        return _strict(data[len(UTF8_BOM) :], "utf-8", source)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise RefusedFileError(error(source, "文件是 UTF-16 编码，应为 UTF-8 或 GB18030", SAVE_AS))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        if _mostly_utf8(data):
            return _strict(data, "utf-8", source)
        return _strict(data, "gb18030", source)


def _strict(data: bytes, encoding: str, source: Source) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as failure:
        line = data.count(b"\n", 0, failure.start) + 1
        raise RefusedFileError(
            error(source, "文件编码应为 UTF-8 或 GB18030，这一行有解不开的字节", SAVE_AS, cell=source.line(line))
        ) from None


def _mostly_utf8(data: bytes) -> bool:
    """Whether this is damaged UTF-8 rather than GB18030: many characters decode, few do not."""
    text = data.decode("utf-8", errors="replace")
    return sum(char > "\u07ff" and char != "\ufffd" for char in text) > text.count("\ufffd")


def _bytes(path: Path, source: Source) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise RefusedFileError(error(source, "文件超过100MB，不是一张录入表", "检查是否放错了文件"))
        data = path.read_bytes()
    except OSError as failure:
        raise RefusedFileError(
            error(source, f"文件打不开（{failure.strerror or '读取失败'}）", "检查文件权限，关闭占用它的程序")
        ) from None
    if data.startswith((ZIP, OLE)):
        raise RefusedFileError(error(source, "这是 Excel 工作簿，不是 CSV 文件", SAVE_AS + "，不要只改后缀"))
    if not data.strip(UTF8_BOM + b" \t\r\n"):
        raise RefusedFileError(error(source, "文件是空的，应有表头和数据", "填写数据；这张表用不上就删去文件"))
    return data


def _rows(text: str, source: Source) -> Iterator[Row]:
    """Split a text into rows, each with the physical line it begins on."""
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise RefusedFileError(error(source, "文件里有空字符（NUL），已损坏", SAVE_AS, cell=source.line(line)))
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, [unescape_formula(cell) for cell in cells]
            line = reader.line_num + 1
    except csv.Error as failure:
        raise RefusedFileError(_csv_problem(str(failure), source, line)) from None


def _csv_problem(failure: str, source: Source, line: int) -> Problem:
    rule, mend = "这一行的格式不是逗号分隔的 CSV", SAVE_AS
    if "end of data" in failure:
        rule, mend = "从这一行开始的引号没有配对", "补上缺少的引号，或删去多余的引号"
    elif "expected after" in failure:
        rule, mend = "引号之后应为逗号", "单元格内容里的引号要写成两个引号，或删去引号"
    elif "field larger" in failure:
        rule, mend = "这一行有过长的单元格", "检查引号是否配对，删去多余的内容"
    return error(source, rule, mend, cell=source.line(line))


def _grid(table: Table, source: Source, rows: list[Row]) -> tuple[Grid | None, list[Problem]]:
    filled = [(line, cells) for line, cells in rows if any(strip(cell) for cell in cells)]
    if not filled:
        raise RefusedFileError(error(source, "文件是空的，应有表头和数据", "填写数据；这张表用不上就删去文件"))
    header = filled[0]
    width = max(number for number, cell in enumerate(header[1], 1) if strip(cell))
    whole: list[Row] = []
    damaged: list[Row] = []
    problems: list[Problem] = []
    for line, cells in filled[1:]:
        if misfit := _misfit(cells, width, len(header[1])):
            damaged.append((line, cells))
            problems.append(
                error(
                    source,
                    f"表头有{width}列，这一行{misfit}，各格对不上列",
                    "补齐或删去逗号；内容里的逗号要用引号括起来",
                    cell=source.line(line),
                )
            )
        else:
            whole.append((line, cells))
    return Grid(table, source, header, tuple(whole), tuple(damaged)), problems


def _misfit(cells: Sequence[str], width: int, widest: int) -> str:
    if len(cells) < width:
        return f"只有{len(cells)}格"
    if any(strip(cell) for cell in cells[widest:]):
        return f"却有{len(cells)}格"
    return ""
