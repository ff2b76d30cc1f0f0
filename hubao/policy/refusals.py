"""A file of parameters as a typed value, or every reason why it is refused: file, key, fault, mend."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from hubao.errors import PolicyError, PolicyProblem
from hubao.policy.strict_yaml import read_yaml

__all__ = ["read_model"]

Model = TypeVar("Model", bound=BaseModel)

_BAD_KEY = "[key]"
"""What pydantic puts behind a key that is itself at fault."""

_MENDS = {
    "missing": ("缺少这个键", "请补上"),
    "extra_forbidden": ("没有这个键", "请删去或改正拼写"),
    "string_type": ("应为文字", "请加引号写成文字"),
    "string_too_short": ("不能为空", "请填写内容（条款不可缺）"),
    "int_type": ("应为整数", "请写整数"),
    "int_parsing": ("应为整数", "请写整数"),
    "int_from_float": ("应为整数", "请写整数"),
    "bool_type": ("应为 true 或 false", "请写 true 或 false"),
    "date_type": ("应为日期", "请写成 2024-01-31 的样子"),
    "date_from_datetime_parsing": ("应为日期", "请写成 2024-01-31 的样子"),
    "greater_than_equal": ("数值太小", "请核对"),
    "less_than_equal": ("数值太大", "请核对"),
    "literal_error": ("不是可用的值", "请在可用的值中选择"),
    "union_tag_invalid": ("没有这种规则", "请核对 kind"),
    "union_tag_not_found": ("没有写规则种类", "请补上 kind"),
    "tuple_type": ("应为列表", "请写成以“-”开头的各行或 [ ]"),
    "dict_type": ("应为键值", "请写成“键: 值”"),
    "mapping_type": ("应为键值", "请写成“键: 值”"),
    "model_type": ("应为键值", "请写成“键: 值”"),
    "model_attributes_type": ("应为键值", "请写成“键: 值”"),
    "too_short": ("不能为空", "请至少写一项"),
    "string_pattern_mismatch": ("写法不对", "请核对编号"),
}


def read_model(
    path: Path,
    model: type[Model],
    model_to_follow: str,
    kinds: Collection[str] = (),
    otherwise: str = "用 --params 指明政策文件",
) -> Model:
    """Read a YAML file as a typed value.

    Args:
        path: the file.
        model: what it must be.
        model_to_follow: a file that is right, as the mend names it, e.g. 往年的政策文件.
        kinds: tags of the model's unions, which pydantic puts into the path of a key.
        otherwise: what else to do where there is no such file.

    Raises:
        PolicyError: anything is unknown, repeated, missing or of the wrong kind; all of it is listed at once.
    """
    data = read_yaml(path, otherwise)
    if not isinstance(data, dict):
        raise PolicyError([PolicyProblem(path.name, "", "内容不是“键: 值”", f"请对照{model_to_follow}")])
    try:
        return model.model_validate(data)
    except ValidationError as error:
        found = [_problem(path, detail, model_to_follow, kinds) for detail in _own(error.errors())]
        raise PolicyError(found) from None


def _own(details: Sequence[ErrorDetails]) -> list[ErrorDetails]:
    """The faults without those that only follow from another: a list whose one entry is wrong is not empty."""
    places = [detail["loc"] for detail in details]
    return [
        detail
        for detail in details
        if detail["type"] != "too_short"
        or not any(place[: len(detail["loc"])] == detail["loc"] and place != detail["loc"] for place in places)
    ]


def _problem(path: Path, detail: ErrorDetails, model_to_follow: str, kinds: Collection[str]) -> PolicyProblem:
    message, mend = _MENDS.get(detail["type"], ("值不对", f"请对照{model_to_follow}"))
    context: Mapping[str, Any] = detail.get("ctx", {})
    if detail["type"] == "value_error":
        message, mend = str(context["error"]), "请改正"
    elif detail["type"] not in ("missing", "extra_forbidden", "model_type", "dict_type"):
        shown = str(context.get("tag", detail["input"]))
        message = f"{message}，现为“{shown if len(shown) <= 40 else shown[:40] + '…'}”"
    if "expected" in context:
        mend = f"{mend}：{_listed(context['expected'])}"
    if "expected_tags" in context:
        mend = f"{mend}：{_listed(context['expected_tags'])}"
    return PolicyProblem(path.name, _key(detail["loc"], kinds), message, mend)


def _listed(expected: object) -> str:
    return str(expected).replace(" or ", "、").replace(", ", "、").replace("'", "")


def _key(location: tuple[int | str, ...], kinds: Collection[str]) -> str:
    text = ""
    if location and location[-1] == _BAD_KEY:
        location = (*location[:-2], str(location[-2]))
    for before, part in zip(("", *location), location, strict=False):
        # pydantic puts the tag of a union between the key and its fields; a reader knows it as the value of ``kind``.
        if not (part in kinds and (before == "rule" or "." in str(before))):
            text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text.lstrip(".")
