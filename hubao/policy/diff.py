"""What two years' policies differ in, key by key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from hubao.numerals import decimal_text, is_finite_decimal
from hubao.policy.model import Policy
from hubao.policy.values import Frozen

__all__ = ["Difference", "differences", "retimed"]

# These differ from year to year by their nature and say nothing about the rules.
_YEARLY = ("year", "title", "period", "status", "assumptions")
_MISSING = "（无）"


@dataclass(frozen=True, slots=True)
class Difference:
    """One key in which two policies differ; ``subject`` says in Chinese what the key is about."""

    key: str
    subject: str
    old: str
    new: str


def differences(old: Policy, new: Policy) -> tuple[Difference, ...]:
    """List every difference of substance between two policies, in the order of the file.

    >>> from pathlib import Path
    >>> from hubao.policy.loader import load_policy
    >>> policy = load_policy(Path("params/policy/2022.yaml"))
    >>> differences(policy, policy)
    ()
    """
    before, after = dict(_flat("", _substance(old))), dict(_flat("", _substance(new)))
    keys = list(dict.fromkeys((*before, *after)))
    return tuple(
        Difference(key, _subject(key, new), before.get(key, _MISSING), after.get(key, _MISSING))
        for key in keys
        if before.get(key) != after.get(key)
    )


def retimed(policy: Policy, like: Policy) -> Policy:
    """The rules of one policy in the year of another: what would that year look like under these rules?"""
    return policy.model_copy(update={"year": like.year, "period": like.period})


def _substance(policy: Policy) -> dict[str, object]:
    return {key: value for key, value in dict(policy).items() if key not in _YEARLY}


def _flat(prefix: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, Frozen):
        value = dict(value)
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _flat(f"{prefix}.{key}" if prefix else str(key), part)
    elif isinstance(value, tuple) and any(isinstance(part, Frozen) for part in value):
        for index, part in enumerate(value):
            # A pool is known by its code, not by its place.
            yield from _flat(f"{prefix}[{getattr(part, 'code', index)}]", part)
    else:
        yield prefix, _text(value)


def _text(value: object) -> str:
    if value is None:
        return _MISSING
    if isinstance(value, Fraction):
        return decimal_text(value) if is_finite_decimal(value) else str(value)
    if isinstance(value, tuple):
        return "、".join(str(part) for part in value) or _MISSING
    return str(value)


def _subject(key: str, policy: Policy) -> str:
    parts = key.replace("[", ".").replace("]", "").split(".")
    items = policy.items
    if len(parts) > 1 and parts[1] in items:
        return f"第{items[parts[1]].no}项{items[parts[1]].label}" if parts[0] == "annex1" else items[parts[1]].label
    if parts[0] == "readings" and parts[1] in policy.readings:
        return f"读法 {parts[1]}：{policy.readings[parts[1]].title}"
    if parts[:2] == ["quota", "pools"] and len(parts) > 2:
        return next((f"名额：{pool.label}" for pool in policy.quota.pools if pool.code == parts[2]), "名额")
    return {"grade_plan": "等次方案", "consequences": "结果应用", "plausibility": "合理性检查"}.get(parts[0], parts[0])
