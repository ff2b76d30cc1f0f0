"""The strict loader: a policy file is taken whole or refused with every reason, naming file, key and mend."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from hubao.errors import PolicyError, PolicyProblem
from hubao.policy.consistency import ITEM_KINDS, inconsistencies
from hubao.policy.model import Policy
from hubao.policy.readings import SWITCHES
from hubao.policy.strict_yaml import read_yaml

__all__ = ["load_policy", "with_readings"]

_KINDS = frozenset(ITEM_KINDS.values())
_MENDS = {
    "missing": ("缺少这个键", "请补上"),
    "extra_forbidden": ("没有这个键", "请删去或改正拼写"),
    "string_type": ("应为文字", "请加引号写成文字"),
    "string_too_short": ("不能为空", "请填写内容（条款不可缺）"),
    "int_type": ("应为整数", "请写整数"),
    "int_parsing": ("应为整数", "请写整数"),
    "int_from_float": ("应为整数", "请写整数"),
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


def load_policy(path: Path, year: int | None = None) -> Policy:
    """Load one year's policy.

    Args:
        path: the YAML file, usually ``params/policy/<year>.yaml``.
        year: the year asked for; a file for another year is refused.

    Raises:
        PolicyError: anything is unknown, repeated, missing or does not add up; all of it is listed at once.
    """
    data = read_yaml(path)
    if not isinstance(data, dict):
        raise PolicyError([PolicyProblem(path.name, "", "内容不是“键: 值”", "请对照往年的政策文件")])
    try:
        policy = Policy.model_validate(data)
    except ValidationError as error:
        raise PolicyError([_problem(path, detail) for detail in error.errors()]) from None
    found = [PolicyProblem(path.name, key, message, mend) for key, message, mend in inconsistencies(policy)]
    if year is not None and policy.year != year:
        found.append(PolicyProblem(path.name, "year", f"文件是 {policy.year} 年度的，要的是 {year} 年度", "请换文件"))
    if found:
        raise PolicyError(found)
    return policy


def with_readings(policy: Policy, changes: Mapping[str, str]) -> Policy:
    """Return the policy with other readings chosen, for a trial.

    Raises:
        PolicyError: a reading does not exist, is fixed, or lacks that value.

    >>> from pathlib import Path
    >>> policy = load_policy(Path("params/policy/2022.yaml"))
    >>> with_readings(policy, {"A-G1": "proportional"}).reading("A-G1")
    'proportional'
    """
    problems = [problem for reading, value in changes.items() for problem in _refusals(policy, reading, value)]
    if problems:
        raise PolicyError(problems)
    readings = {
        key: reading.model_copy(update={"chosen": changes[key]}) if key in changes else reading
        for key, reading in policy.readings.items()
    }
    return policy.model_copy(update={"readings": readings})


def _refusals(policy: Policy, reading: str, value: str) -> list[PolicyProblem]:
    name = f"{policy.year} 年度政策"
    if reading not in policy.readings:
        return [PolicyProblem(name, f"readings.{reading}", "没有这个读法编号", f"可切换的：{'、'.join(SWITCHES)}")]
    entry = policy.readings[reading]
    if not entry.switchable:
        return [PolicyProblem(name, f"readings.{reading}", "这一读法不可切换", f"可切换的：{'、'.join(SWITCHES)}")]
    if value not in entry.options:
        options = "、".join(f"{key}（{text}）" for key, text in entry.options.items())
        return [PolicyProblem(name, f"readings.{reading}", f"没有“{value}”这一读法", f"可选：{options}")]
    return []


def _problem(path: Path, detail: ErrorDetails) -> PolicyProblem:
    message, mend = _MENDS.get(detail["type"], ("值不对", "请对照往年的政策文件"))
    context: Mapping[str, Any] = detail.get("ctx", {})
    if detail["type"] == "value_error":
        message, mend = str(context["error"]), "请改正"
    elif detail["type"] not in ("missing", "extra_forbidden", "model_type", "dict_type"):
        shown = str(detail["input"])
        message = f"{message}，现为“{shown if len(shown) <= 40 else shown[:40] + '…'}”"
    if "expected" in context:
        mend = f"{mend}：{str(context['expected']).replace(' or ', '、')}"
    if "expected_tags" in context:
        mend = f"{mend}：{context['expected_tags']}"
    return PolicyProblem(path.name, _key(detail["loc"]), message, mend)


def _key(location: tuple[int | str, ...]) -> str:
    text = ""
    for before, part in zip(("", *location), location, strict=False):
        # pydantic puts the tag of a rule's kind between the key and its fields; a reader knows it as ``rule``.
        if before != "rule" or part not in _KINDS:
            text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text.lstrip(".")
