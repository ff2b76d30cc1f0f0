"""A spreadsheet's reckoning with exact numbers: what the form's formulas mean, read apart from their writer.

It knows the functions the form uses, and that a blank cell is 0 in sums and that texts do not count.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from openpyxl.formula import Tokenizer

BINDING = {">": 1, "<": 1, ">=": 1, "<=": 1, "=": 1, "<>": 1, "&": 2, "+": 3, "-": 3, "*": 4, "/": 4}


def evaluate(formula: str, cells: Mapping[str, Any]) -> Any:
    """The value of a formula (with its sign of equality); cells that are not given are blank."""
    tokens = [token for token in Tokenizer(formula).items if token.type != "WHITE-SPACE"]
    reader = _Reader(tokens, cells)
    value = reader.expression(0)
    assert reader.at == len(tokens), f"left over: {tokens[reader.at :]}"
    return value


class _Reader:
    def __init__(self, tokens: list[Any], cells: Mapping[str, Any]) -> None:
        self.tokens, self.cells, self.at = tokens, cells, 0

    def peek(self) -> Any:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def take(self) -> Any:
        self.at += 1
        return self.tokens[self.at - 1]

    def expression(self, least: int) -> Any:
        left = self.operand()
        while (sign := self.peek()) is not None and sign.type == "OPERATOR-INFIX" and BINDING[sign.value] > least:
            self.take()
            left = _apply(sign.value, left, self.expression(BINDING[sign.value]))
        return left

    def operand(self) -> Any:
        token = self.take()
        if token.type == "OPERATOR-PREFIX":
            value = self.operand()
            return _Lazy(lambda: -_number(value)).value if token.value == "-" else value
        if token.type == "PAREN":
            value = self.expression(0)
            assert self.take().value == ")"
            return value
        if token.type == "FUNC":
            return self.function(token.value[:-1])
        assert token.type == "OPERAND", token
        if token.subtype == "NUMBER":
            return Fraction(token.value)
        if token.subtype == "TEXT":
            return token.value[1:-1]
        assert token.subtype == "RANGE", token
        return self.cells.get(token.value)

    def function(self, name: str) -> Any:
        given = []
        while True:
            given.append(self.expression(0))
            if self.take().type == "FUNC":
                break
        return _FUNCTIONS[name](*given)


class _Error:
    """#DIV/0!, which travels until an IF passes it by."""


class _Lazy:
    def __init__(self, make: Any) -> None:
        try:
            self.value = make()
        except (ZeroDivisionError, TypeError):
            self.value = _Error()


def _number(value: Any) -> Fraction:
    if value is None:
        return Fraction(0)
    if isinstance(value, str | _Error):
        raise TypeError
    return Fraction(value)


def _apply(sign: str, left: Any, right: Any) -> Any:
    if isinstance(left, _Error) or isinstance(right, _Error):
        return _Error()
    if sign == "&":
        return f"{left}{right}"
    if sign == "=" and (isinstance(left, str) or isinstance(right, str)):
        return left == right

    def make() -> Any:
        one, two = _number(left), _number(right)
        table = {
            "+": lambda: one + two,
            "-": lambda: one - two,
            "*": lambda: one * two,
            "/": lambda: one / two,
            ">": lambda: one > two,
            "<": lambda: one < two,
            ">=": lambda: one >= two,
            "<=": lambda: one <= two,
            "=": lambda: one == two,
            "<>": lambda: one != two,
        }
        return table[sign]()

    return _Lazy(make).value


def _round(value: Any, places: Any) -> Any:
    scale = Fraction(10) ** int(places)
    return _Lazy(lambda: Fraction(math.floor(_number(value) * scale + Fraction(1, 2))) / scale).value


_FUNCTIONS = {
    "IF": lambda test, yes, no: test if isinstance(test, _Error) else (yes if test else no),
    "AND": lambda *tests: all(tests),
    "OR": lambda *tests: any(tests),
    "COUNT": lambda *values: Fraction(sum(isinstance(one, int | Fraction | Decimal) for one in values)),
    "COUNTA": lambda *values: Fraction(sum(one is not None for one in values)),
    "INT": lambda value: _Lazy(lambda: Fraction(math.floor(_number(value)))).value,
    "ROUND": _round,
    "MAX": lambda *values: _Lazy(lambda: max(map(_number, values))).value,
    "MIN": lambda *values: _Lazy(lambda: min(map(_number, values))).value,
}
