"""Parameters a user gives a notebook by name: known to the notebook, of the right kind, and not ours."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from hubao.errors import ReportError
from hubao.press.jobs import OWN
from hubao.press.stock import read_notebook

__all__ = ["read_parameters"]

_KINDS = {bool: "True 或 False", int: "整数", float: "数", list: "列表，如 [1, 2]", dict: "键值，如 {'甲': 1}"}


def read_parameters(notebooks: Iterable[Path], given: Mapping[str, str]) -> dict[str, object]:
    """Read the values of parameters as the notebooks' own defaults are written.

    Args:
        notebooks: the notebooks that will get them; each must know every one.
        given: name → value as typed.

    Raises:
        ReportError: a name no notebook has or that is the command's own, or a value of another kind than the default.
    """
    if not given:
        return {}
    own = [name for name in given if name in OWN]
    if own:
        message = f"参数“{'、'.join(own)}”由命令的年度和 --data、--params、--agency、--body 给出，不能另给。"
        raise ReportError(message)
    values: dict[str, object] = {}
    for notebook in notebooks:
        defaults = _defaults(notebook)
        unknown = [name for name in given if name not in defaults]
        if unknown:
            known = "、".join(name for name in defaults if name not in OWN) or "无"
            message = f"{notebook.name} 没有参数“{'、'.join(unknown)}”（可另给的：{known}）。请核对拼写。"
            raise ReportError(message)
        values |= {name: _value(notebook, name, text, defaults[name]) for name, text in given.items()}
    return values


def _defaults(notebook: Path) -> dict[str, object]:
    """The names assigned in a notebook's parameters cell, with their default values."""
    tagged = [cell.source for cell in read_notebook(notebook).cells if "parameters" in cell.metadata.get("tags", ())]
    try:
        return {name: value for source in tagged for name, value in _assigned(source)}
    except SyntaxError:
        message = f"{notebook.name} 的参数单元格读不懂。请只写“名称 = 值”。"
        raise ReportError(message) from None


def _assigned(source: str) -> Iterator[tuple[str, object]]:
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None:
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            default = _literal(ast.unparse(statement.value))
            yield from ((target.id, default) for target in targets if isinstance(target, ast.Name))


def _value(notebook: Path, name: str, text: str, default: object) -> object:
    """A typed value: text where the default is text, nothing or an expression; else of the default's kind."""
    if default is None or isinstance(default, str):
        return text
    value, kind = _literal(text), type(default)
    if type(value) is kind or (kind is float and type(value) is int):
        return value
    message = f"{notebook.name} 的参数“{name}”应为{_KINDS.get(kind, '与缺省值同类的值')}，现为“{text}”。"
    raise ReportError(message)


def _literal(text: str) -> object:
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
