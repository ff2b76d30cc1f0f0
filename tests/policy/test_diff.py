"""What two years' policies differ in: named by key and in Chinese, and nothing that differs by its nature."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from hubao.policy.diff import Difference, differences, retimed
from hubao.policy.loader import load_policy
from hubao.policy.model import Policy

FOLDER = Path(__file__).parents[2] / "params" / "policy"


def policy(year: int) -> Policy:
    return load_policy(FOLDER / f"{year}.yaml", year)


def changed(tmp_path: Path, old: str, new: str) -> Policy:
    """2022's policy with one text changed, and loaded as strictly as ever."""
    text = (FOLDER / "2022.yaml").read_text(encoding="utf-8")
    assert text.count(old) == 1
    path = tmp_path / "2022.yaml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return load_policy(path, 2022)


def by_key(found: tuple[Difference, ...]) -> dict[str, tuple[str, str, str]]:
    return {one.key: (one.subject, one.old, one.new) for one in found}


def test_a_policy_does_not_differ_from_itself():
    assert differences(policy(2024), policy(2024)) == ()


def test_a_year_in_another_year_differs_in_its_rules_only():
    assert differences(policy(2022), retimed(policy(2022), policy(2023))) == ()
    moved = retimed(policy(2022), policy(2023))
    assert (moved.year, moved.period) == (2023, policy(2023).period)


def test_the_sample_years_differ_where_their_assumptions_say():
    assert by_key(differences(policy(2023), policy(2024))) == {
        "annex1.I08.target_text": ("第8项信息安全", "≤35%", "≤40%"),
        "annex1.I08.rule.target": ("第8项信息安全", "0.35", "0.4"),
        "grade_plan.bounds[0].at_least": ("等次方案", "95", "96"),
        **{
            f"readings.A-08a.options.{value}": ("读法 A-08a：第8项“每超目标值10%”按百分点还是相对值", old, new)
            for value, old, new in (
                ("points", "按百分点（45%、55%、65%）", "按百分点（50%、60%、70%）"),
                ("relative", "按目标值的10%（38.5%、42%、45.5%）", "按目标值的10%（44%、48%、52%）"),
            )
        },
        "quota.pools[units].seats.bureaus": ("名额：优秀单位", "14", "12"),
        "quota.pools[people].seats.districts": ("名额：优秀个人", "40", "44"),
        "quota.pools[people].cap": ("名额：优秀个人", "6", "8"),
    }


def test_forth_and_back_are_mirrors():
    forth, back = differences(policy(2022), policy(2024)), differences(policy(2024), policy(2022))
    assert forth
    assert {(one.key, one.old, one.new) for one in forth} == {(one.key, one.new, one.old) for one in back}


def test_a_reading_is_named_by_its_number_and_question(tmp_path: Path):
    reading = policy(2022).readings["A-04a"]
    text = (FOLDER / "2022.yaml").read_text(encoding="utf-8")
    entry = yaml.safe_load(text)["readings"]["A-04a"]
    assert entry["chosen"] == "inclusive"
    start = text.index("  A-04a:")
    other = text[:start] + text[start:].replace("chosen: inclusive", "chosen: strict", 1)
    path = tmp_path / "2022.yaml"
    path.write_text(other, encoding="utf-8")
    assert by_key(differences(policy(2022), load_policy(path, 2022))) == {
        "readings.A-04a.chosen": (f"读法 A-04a：{reading.title}", "inclusive", "strict")
    }


def test_the_title_of_a_year_is_no_difference(tmp_path: Path):
    title = f"title: {policy(2022).title}"
    assert differences(policy(2022), changed(tmp_path, title, "title: 另一个题目")) == ()


@pytest.mark.parametrize("year", [2022, 2023, 2024])
def test_every_policy_of_the_project_can_be_compared(year: int):
    found = differences(policy(2022), policy(year))
    assert all(one.subject and one.old != one.new for one in found)
    assert all(any("一" <= sign <= "鿿" for sign in one.subject) for one in found)
