"""From a cell's text to an exact value, or a refusal that says how to mend it.

What people really type is read: full-width digits, thousands separators, ``60 %``, ``是``, ``2024年12月31日``.
What could be meant in two ways is refused: ``60`` as a rate, ``12万``, ``约1200``. A blank is missing, never zero.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from typing import TypeAlias

from hubao.privacy import find_personal
from hubao.tables.amounts import (
    CellError,
    parse_amount,
    parse_count,
    parse_money,
    parse_number,
    parse_points,
    parse_rate,
    plain,
)
from hubao.tables.catalogue import CHANGEABLE
from hubao.tables.fields import ITEM_CODES, Field, Kind
from hubao.tables.header_text import normal_header
from hubao.tables.source import UncachedFormula, strip

__all__ = ["CellError", "Value", "parse_cell"]

Value: TypeAlias = object
"""An exact value: ``int``, ``Decimal``, ``Fraction``, ``bool``, ``date``, ``str`` or an enumeration's member."""

ID_PATTERN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}")
RESERVED = frozenset(
    {"CON", "PRN", "AUX", "NUL", *(f"COM{digit}" for digit in range(10)), *(f"LPT{digit}" for digit in range(10))}
)
"""Names Windows keeps for devices; agency numbers become file names."""

YES_NO: Mapping[str, bool] = {
    **dict.fromkeys(("yes", "true", "1", "是"), True),
    **dict.fromkeys(("no", "false", "0", "否"), False),
}
DATE_PATTERNS = (
    re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[ T]00?:00(?::00)?)?"),
    re.compile(r"([0-9]{4})/([0-9]{1,2})/([0-9]{1,2})(?: 00?:00(?::00)?)?"),
    re.compile(r"([0-9]{4})\.([0-9]{1,2})\.([0-9]{1,2})"),
    re.compile(r"([0-9]{4}) ?年 ?([0-9]{1,2}) ?月 ?([0-9]{1,2}) ?日"),
    re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})"),
)
EXCEL_ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!", "#####")
LONGEST = {Kind.TEXT: 100, Kind.NOTE: 2000}
HIDDEN = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
LINE_BREAKS = frozenset("\n\r\t")


def parse_cell(field: Field, text: str) -> Value | None:
    """Read one cell.

    Args:
        field: what the cell should hold.
        text: the cell's text, as submitted.

    Returns:
        The exact value; ``None`` for a blank, which is missing and never zero.

    Raises:
        CellError: the text is not what the field holds; its ``rule`` and ``mend`` are fit for the user.

    >>> from hubao.tables.catalogue import field_of
    >>> parse_cell(field_of("targets", "coverage_target"), "６０％")
    Fraction(3, 5)
    >>> parse_cell(field_of("actuals", "insured_members"), "1,240")
    1240
    >>> parse_cell(field_of("actuals", "insured_members"), "\u3000") is None
    True
    """
    stripped = strip(text)
    if not stripped:
        return None
    if isinstance(text, UncachedFormula):
        raise CellError("公式没有保存计算结果，读不到数值", "在 Excel 中重新计算后保存，或直接填写结果")
    if stripped.upper().startswith(EXCEL_ERRORS):
        raise CellError("单元格是 Excel 的出错提示", "改正公式后重新保存，或直接填写结果")
    return PARSERS[field.kind](field, stripped)


def _id(field: Field, text: str) -> str:
    code = plain(text)
    if not ID_PATTERN.fullmatch(code):
        raise CellError(
            "编号只用字母、数字、“-”和“_”，以字母或数字开头，不超过32位",
            "改成这样的编号，如 D01；各表要用同一个编号",
        )
    if code.upper() in RESERVED:
        raise CellError("这个编号是 Windows 的保留名称，不能用作报告文件名", "换一个编号，如 D01；各表要用同一个编号")
    return code


def _text(field: Field, text: str) -> str:
    allowed = LINE_BREAKS if field.kind is Kind.NOTE else frozenset[str]()
    if any(unicodedata.category(char) in HIDDEN and char not in allowed for char in text) or "\ufffd" in text:
        what = "不能有换行、控制字符或乱码" if field.kind is Kind.TEXT else "不能有控制字符或乱码"
        raise CellError(f"文字{what}", "删去这格内容后重新键入")
    if personal := list(find_personal(text)):
        kinds = "、".join(dict.fromkeys(one.kind.value for one in personal))
        raise CellError(f"文字里有{kinds}，个人信息不得写入", "删去号码；需要时写件数或编号")
    if len(text) > LONGEST[field.kind]:
        raise CellError(f"文字不超过{LONGEST[field.kind]}字，现有{len(text)}字", "删短文字，细节写进附件")
    return text


def _yes_no(field: Field, text: str) -> bool:
    key = plain(text).lower()
    if re.fullmatch(r"[01]\.0+", key):
        key = key[0]
    if key not in YES_NO:
        raise CellError("应填“是”或“否”", "改写成 是 或 否")
    return YES_NO[key]


@cache
def _spellings(field: Field) -> Mapping[str, Value]:
    """Every text a choice answers to, in normal spelling."""
    choices = field.choices or {}
    texts: dict[str, Value] = {**(field.spellings or {}), **{str(value): value for value in choices}}
    texts |= {label: value for value, label in choices.items()}
    return {normal_header(text): value for text, value in texts.items()}


def _choice(field: Field, text: str) -> Value:
    known = _spellings(field)
    key = normal_header(text)
    if key not in known:
        raise CellError(f"应为选项之一：{'、'.join((field.choices or {}).values())}", "照选项原文填写")
    return known[key]


def _date(field: Field, text: str) -> date:
    key = plain(text)
    for pattern in DATE_PATTERNS:
        if found := pattern.fullmatch(key):
            year, month, day = (int(part) for part in found.groups())
            try:
                return date(year, month, day)
            except ValueError:
                raise CellError("历法上没有这一天", "核对年、月、日，写作 2024-12-31") from None
    if re.fullmatch(r"[0-9]{5}(\.[0-9]+)?", key):
        raise CellError("这是 Excel 的日期序号，不是日期", "把单元格设为日期格式，或写作 2024-12-31")
    raise CellError("应为写全年、月、日的日期", "写作 2024-12-31、2024/12/31、2024年12月31日 或 20241231")


def _year(field: Field, text: str) -> int:
    found = re.fullmatch(r"([12][0-9]{3})(?:\.0+)? ?(?:年|年度)?", plain(text))
    if not found:
        raise CellError("应为四位年份", "写作 2023")
    return int(found[1])


def _item(field: Field, text: str) -> str:
    """An item's code in the contract's spelling; whether the item exists is for the checks to say."""
    code = plain(text)
    return next((item for item in ITEM_CODES if item.casefold() == code.casefold()), code)


def _field(field: Field, text: str) -> str:
    key = normal_header(text)
    for name, (_, target) in CHANGEABLE.items():
        if key in {normal_header(header) for header in target.headers}:
            return name
    raise CellError("变更的不是已有的目标", "写字段的名称，如 覆盖率目标、会（保）费收入目标")


def _code(field: Field, text: str) -> str:
    key = plain(text)
    if any(pattern.fullmatch(key) for pattern in DATE_PATTERNS[:4]):
        raise CellError("编码被表格软件当成了日期", "把这一列设为“文本”格式后重填，如 1.1.1")
    if not re.fullmatch(r"[1-9](?:\.[1-9][0-9]?){0,2}", key):
        raise CellError("应为指标体系的编码", "写作 1.1.1；项目写作 1.1 或 1")
    return key


def _month(field: Field, text: str) -> str:
    found = re.fullmatch(r"([12][0-9]{3}) ?[-/.年] ?([0-9]{1,2}) ?(?:月|[-/.]0?1(?: 00?:00(?::00)?)?)?", plain(text))
    if not found or not 1 <= int(found[2]) <= 12:
        raise CellError("应为年和月", "写作 2024-03")
    return f"{found[1]}-{int(found[2]):02d}"


def _count(field: Field, text: str) -> int:
    return parse_count(text, field.unit)


def _rate(field: Field, text: str) -> Fraction:
    return parse_rate(text)


PARSERS: Mapping[Kind, Callable[[Field, str], Value]] = {
    Kind.ID: _id,
    Kind.TEXT: _text,
    Kind.NOTE: _text,
    Kind.COUNT: _count,
    Kind.MONEY: lambda field, text: parse_money(text),
    Kind.RATE: _rate,
    Kind.POINTS: lambda field, text: parse_points(text),
    Kind.YES_NO: _yes_no,
    Kind.CHOICE: _choice,
    Kind.DATE: _date,
    Kind.YEAR: _year,
    Kind.ITEM: _item,
    Kind.FIELD: _field,
    Kind.NUMBER: lambda field, text: parse_number(text),
    Kind.AMOUNT: lambda field, text: parse_amount(text),
    Kind.CODE: _code,
    Kind.MONTH: _month,
}
