"""Figures as people write them: counts, money, rates and points, exactly or not at all."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

__all__ = [
    "CellError",
    "parse_amount",
    "parse_count",
    "parse_money",
    "parse_number",
    "parse_points",
    "parse_rate",
    "plain",
]

FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: " ",
    0x00A0: " ",
    0x2009: " ",
    0x202F: " ",
    0x2212: "-",
    0xFE63: "-",
    0xFE6A: "%",
}
"""Full-width signs and the white space and minus signs that word processors put in. Nothing else: ``²`` is not 2."""

DIGITS = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+|[0-9]+)"
NUMBER = re.compile(rf"(?P<sign>[+-]?) ?(?P<whole>{DIGITS})?(?:\.(?P<part>[0-9]*))?")
SCIENTIFIC = re.compile(r"[+-]?[0-9]*\.?[0-9]+[eE][+-]?[0-9]+")
WITH_UNIT = re.compile(
    r"(?:约|近)?(?P<number>[+-]?[0-9][0-9, ]*(?:\.[0-9]+)?) ?(?P<scale>[百千万亿]*)(?P<unit>[一-龥]{0,4})"
)
CURRENCY = re.compile(r"(?:[¥$￥]|RMB|CNY) ?(?P<number>[0-9][0-9,]*(?:\.[0-9]+)?) ?元?", re.IGNORECASE)
SCALES = {"": 1, "百": 100, "千": 1000, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8, "万亿": 10**12}
STAND_INS = frozenset(
    {
        "-",
        "--",
        "—",
        "——",
        "–",
        "―",
        "/",
        "\\",
        "无",
        "暂无",
        "没有",
        "空",
        "缺",
        "不详",
        "未知",
        "待定",
        "待补",
        "不适用",
    }
    | {"n/a", "na", "none", "null", "nil", ".", "?", "x", "*"}
)
NOT_NUMBERS = frozenset({"nan", "inf", "+inf", "-inf", "infinity", "-infinity", "+infinity"})
VAGUE = re.compile(r"约|近|左右|余|多|以上|以下|大概|上下|至|~|～")
LONGEST_WHOLE = 15
LONGEST_PART = 20
LONGEST_TEXT = 60


class CellError(ValueError):
    """A cell whose text is not what its field holds.

    Attributes:
        rule: what is expected, in Chinese.
        mend: what to do about it.
    """

    def __init__(self, rule: str, mend: str) -> None:
        self.rule = rule
        self.mend = mend
        super().__init__(f"{rule}。{mend}")


def plain(text: str) -> str:
    """Turn full-width letters, digits and signs into plain ones, and take outer spaces off.

    >>> plain("６０ ％"), plain("Ｄ０１\u3000"), plain("5²")
    ('60 %', 'D01', '5²')
    """
    return text.translate(FULL_WIDTH).strip()


def parse_count(text: str, unit: str = "") -> int:
    """Read a whole number of zero or more.

    >>> parse_count("１，２４０"), parse_count("12.0")
    (1240, 12)

    Raises:
        CellError: it is negative, has a fraction, or is no figure.
    """
    value = _number(text, "应为不小于0的整数")
    if value < 0:
        raise CellError("数量不能是负数", "核对后填写不小于0的整数")
    if value != value.to_integral_value():
        raise CellError("数量应为整数，不能有小数", "核对后填写整数" + (f"（{unit}）" if unit else ""))
    return int(value)


def parse_money(text: str) -> Decimal:
    """Read an amount in yuan, of zero or more, with at most two decimals.

    >>> parse_money("1,240,000.50")
    Decimal('1240000.50')

    Raises:
        CellError: it is negative, finer than a fen, or no figure.
    """
    value = _number(text, "应为以元为单位的金额")
    if value < 0:
        raise CellError("金额不能是负数", "核对后填写不小于0的金额")
    if value != round(value, 2):
        raise CellError("金额最多两位小数", "按分四舍五入后填写，如 1240.50")
    return value


def parse_points(text: str) -> Fraction:
    """Read points, with at most six decimals and perhaps a sign.

    >>> parse_points("+2.5")
    Fraction(5, 2)

    Raises:
        CellError: it is finer than six decimals, or no figure.
    """
    value = _number(text, "应为分数")
    if value != round(value, 6):
        raise CellError("分数最多六位小数", "减少小数位数")
    return Fraction(value)


def parse_rate(text: str) -> Fraction:
    """Read a rate of zero or more, written as ``0.6`` or ``60%``.

    >>> parse_rate("60 %") == parse_rate("0.6") == Fraction(3, 5)
    True

    Raises:
        CellError: a bare number above 1 (60 or 60%?), a negative rate, or no figure.
    """
    key = plain(text)
    bare = not key.endswith("%")
    value = _number(key if bare else key[:-1].rstrip(), "应为比率")
    if value < 0:
        raise CellError("比率不能是负数", "核对后写作 0.6 或 60%")
    if bare and value > 1:
        raise CellError(
            "没有百分号的比率不能大于1", f"若指{_short(value)}%，请写 {_short(value)}% 或 {_short(value / 100)}"
        )
    return Fraction(value) if bare else Fraction(value) / 100


def parse_number(text: str) -> Fraction:
    """Read a figure of any kind, perhaps a percentage or with a sign.

    >>> parse_number("98%"), parse_number("9.5"), parse_number("-0.5%")
    (Fraction(49, 50), Fraction(19, 2), Fraction(-1, 200))

    Raises:
        CellError: it is no figure.
    """
    key = plain(text)
    value = _number(key.removesuffix("%").rstrip(), "应为数值")
    return Fraction(value) / 100 if key.endswith("%") else Fraction(value)


def parse_amount(text: str) -> Fraction:
    """Read a count or amount of zero or more.

    >>> parse_amount("1,240.5")
    Fraction(2481, 2)

    Raises:
        CellError: it is negative, or no figure.
    """
    value = _number(text, "应为不小于0的数")
    if value < 0:
        raise CellError("不能是负数", "核对后填写不小于0的数")
    return Fraction(value)


def _number(text: str, expected: str) -> Decimal:
    key = plain(text)
    found = NUMBER.fullmatch(key)
    if not found or not (found["whole"] or found["part"]):
        raise _diagnosis(key, expected)
    whole = re.sub("[ ,]", "", found["whole"] or "0")
    part = (found["part"] or "").rstrip("0") if len(found["part"] or "") > LONGEST_PART else found["part"] or ""
    if len(whole.lstrip("0")) > LONGEST_WHOLE or len(part) > LONGEST_PART:
        raise CellError(f"数字过长：整数部分不超过{LONGEST_WHOLE}位", "核对是否多打了数字，或把别的内容贴进了这格")
    return Decimal(f"{found['sign']}{whole}" + (f".{part}" if part else ""))


def _diagnosis(key: str, expected: str) -> CellError:
    """Say what is wrong with a text that should have been a figure."""
    lowered = key.lower()
    if len(key) > LONGEST_TEXT:
        return CellError(expected, "只写数字；说明文字另写在备注里")
    if lowered in STAND_INS:
        return CellError(f"{expected}，不用符号或文字代替空缺", "没有数据就把单元格留空；数量确为零就写 0")
    if lowered in NOT_NUMBERS:
        return CellError(f"{expected}，不能是 {key}", "填写核实后的数字；没有数据就留空")
    if SCIENTIFIC.fullmatch(key):
        return CellError("不能用科学记数法，尾数可能已丢失", "把单元格设为“数值”格式，写出全部数字")
    if key.endswith(("%", "‰")):
        return CellError(f"{expected}，不是百分数", "填写实际数量，不填比率")
    if re.fullmatch(r"\([0-9][0-9,. ]*\)", key):
        return CellError(f"{expected}，括号表示的负数不能用", "核对后填写不带括号的数字")
    if found := CURRENCY.fullmatch(key):
        return CellError(f"{expected}，不带货币符号", f"只写数字：{found['number'].replace(',', '')}")
    if re.fullmatch(r"[0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?(?: .*)?", key):
        return CellError(f"{expected}，不是日期", "把单元格设为“数值”格式后重新填写")
    if (found := WITH_UNIT.fullmatch(key)) and (found["scale"] or found["unit"] or VAGUE.search(key)):
        return _with_unit(found, key, expected)
    if re.fullmatch(r"[+-]?[0-9][0-9, ]*(?:\.[0-9, ]*)?", key):
        return CellError("千分位分隔的位置不对", "删去逗号和空格，只写数字")
    return CellError(expected, "只写数字；没有数据就留空")


def _with_unit(found: re.Match[str], key: str, expected: str) -> CellError:
    digits = re.sub("[ ,]", "", found["number"])
    scale = SCALES.get(found["scale"])
    if VAGUE.search(key):
        return CellError(f"{expected}，要确切数字", "查实后填写确切数字，不写“约”“余”一类的字")
    if scale is None:
        return CellError(expected, "只写数字")
    written = _short(Decimal(digits) * scale)
    return CellError(f"{expected}，不带单位和“万”“亿”", f"只写数字：{written}")


def _short(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
