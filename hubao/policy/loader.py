"""The strict loader: a policy file is taken whole or refused with every reason, naming file, key and mend."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from hubao.errors import PolicyError, PolicyProblem
from hubao.policy.consistency import ITEM_KINDS, inconsistencies
from hubao.policy.model import Policy
from hubao.policy.readings import SWITCHES
from hubao.policy.refusals import read_model

__all__ = ["load_policy", "with_readings"]
_KINDS = frozenset(ITEM_KINDS.values())


def load_policy(path: Path, year: int | None = None) -> Policy:
    """Load one year's policy.

    Args:
        path: the YAML file, usually ``params/policy/<year>.yaml``.
        year: the year asked for; a file for another year is refused.

    Raises:
        PolicyError: anything is unknown, repeated, missing or does not add up; all of it is listed at once.
    """
    policy = read_model(path, Policy, "往年的政策文件", _KINDS)
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
