"""YAML as a policy file needs it: exact numbers, no repeated keys, no references, nothing guessed.

Differences from plain YAML 1.1: a number with decimals becomes a ``Decimal`` of its digits; only ``true`` and ``false``
are truth values (``no`` is a word); there are no anchors, tags or octal numbers; a repeated key is an error.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from yaml.reader import ReaderError

from hubao.errors import PolicyError, PolicyProblem

__all__ = ["read_yaml"]

_BOOL = "tag:yaml.org,2002:bool"
_INT = "tag:yaml.org,2002:int"
_FLOAT = "tag:yaml.org,2002:float"
_NULL = "tag:yaml.org,2002:null"
_DATE = "tag:yaml.org,2002:timestamp"
_MAP = "tag:yaml.org,2002:map"


class _Refused(yaml.YAMLError):
    """YAML that is well formed but not for a policy file."""

    def __init__(self, problem: str, mark: Any) -> None:
        super().__init__(problem)
        self.problem, self.problem_mark = problem, mark


class _StrictLoader(yaml.SafeLoader):
    """A safe loader that collects the repeated keys it meets in ``repeated``."""

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self.repeated: list[tuple[str, int]] = []

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event: yaml.Event = self.peek_event()  # type: ignore[no-untyped-call]  # PyYAML's parser has no types
        if isinstance(event, yaml.AliasEvent):
            raise _Refused("不用引用（*）", event.start_mark)
        if getattr(event, "anchor", None) is not None:
            raise _Refused("不用锚点（&）", event.start_mark)
        if getattr(event, "tag", None) is not None:
            raise _Refused("不用类型标记（!）", event.start_mark)
        return super().compose_node(parent, index)

    def construct_exact_mapping(self, node: yaml.MappingNode) -> dict[Any, Any]:
        mapping: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str | int):
                raise _Refused(f"键应为文字，现为“{key}”", key_node.start_mark)
            if key in mapping:
                self.repeated.append((str(key), key_node.start_mark.line + 1))
            mapping[key] = self.construct_object(value_node, deep=True)
        return mapping

    def construct_decimal(self, node: yaml.ScalarNode) -> Decimal:
        return Decimal(self.construct_scalar(node))

    def construct_date(self, node: yaml.ScalarNode) -> date:
        try:
            return date.fromisoformat(self.construct_scalar(node))
        except ValueError:
            raise _Refused(f"没有 {node.value} 这一天", node.start_mark) from None


_StrictLoader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    (_BOOL, r"^(?:true|false)$", "tf"),
    (_INT, r"^-?(?:0|[1-9][0-9]*)$", "-0123456789"),
    (_FLOAT, r"^-?(?:0|[1-9][0-9]*)\.[0-9]+$", "-0123456789"),
    (_NULL, r"^(?:null|~|)$", ["n", "~", ""]),
    (_DATE, r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "0123456789"),
):
    _StrictLoader.add_implicit_resolver(_tag, re.compile(_pattern), list(_first))
_StrictLoader.add_constructor(_FLOAT, _StrictLoader.construct_decimal)
_StrictLoader.add_constructor(_DATE, _StrictLoader.construct_date)
_StrictLoader.add_constructor(_MAP, _StrictLoader.construct_exact_mapping)


def read_yaml(path: Path, otherwise: str = "用 --params 指明政策文件") -> Any:
    """Read one YAML file strictly.

    Args:
        path: the file.
        otherwise: what else to do where there is no such file.

    Raises:
        PolicyError: the file is missing, not UTF-8, not YAML, or repeats a key; all repeated keys are listed.
    """
    loader = None
    try:
        loader = _StrictLoader(path.read_text(encoding="utf-8-sig"))
        data = loader.get_single_data()
    except FileNotFoundError:
        raise _refused(path, "", "没有这个文件", f"请核对年度或{otherwise}") from None
    except OSError:
        said = "是文件夹，不是文件" if path.is_dir() else "读不了这个文件"
        raise _refused(path, "", said, "请核对路径与权限") from None
    except UnicodeDecodeError:
        raise _refused(path, "", "不是 UTF-8 文字", "请另存为 UTF-8 编码") from None
    except yaml.YAMLError as error:
        raise _refused(path, *_syntax(error)) from None
    finally:
        if loader is not None:
            loader.dispose()
    if loader.repeated:
        raise PolicyError(
            [
                PolicyProblem(path.name, f"第{line}行 {key}", "同一个键出现两次", "请只保留一处")
                for key, line in loader.repeated
            ]
        )
    return data


def _refused(path: Path, key: str, message: str, mend: str) -> PolicyError:
    return PolicyError([PolicyProblem(path.name, key, message, mend)])


def _syntax(error: yaml.YAMLError) -> tuple[str, str, str]:
    if isinstance(error, ReaderError):
        return f"第{error.position + 1}个字符", "有看不见的控制字符", "请删去该字符"
    mark = getattr(error, "problem_mark", None)
    # What was left open is noticed further down; the mistake is where it began.
    if re.match("while (scanning|parsing a flow)", getattr(error, "context", None) or "") or mark is None:
        mark = getattr(error, "context_mark", None) or mark
    place = f"第{mark.line + 1}行第{mark.column + 1}列" if mark else ""
    problem = getattr(error, "problem", None) or "内容无法识别"
    said = problem if re.search(r"[一-鿿]", problem) else "不合 YAML 写法"
    return place, said, "请检查该处的缩进、冒号后的空格与引号"
