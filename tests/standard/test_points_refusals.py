"""A malformed points file is refused: with its file, the key, what is wrong and how to mend it, all at once."""

from __future__ import annotations

import re
from copy import deepcopy
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from hubao.errors import PolicyError, PolicyProblem
from hubao.policy.standard_loader import load_points, load_tree
from hubao.policy.standard_points import PointsFile

ROOT = Path(__file__).parents[2]
TREE = load_tree(ROOT / "params" / "standard" / "tree.yaml")
YEAR = 2024

SMALL: dict[str, Any] = {
    "title": "分值（小例）",
    "year": YEAR,
    "grades": [
        {"grade": "excellent", "at_least": "90"},
        {"grade": "good", "at_least": "80"},
        {"grade": "qualified", "at_least": "60"},
    ],
    "indicators": {
        "1.1.1": {"points": "20", "kind": "ratio", "target": "98%"},
        "1.2.1": {
            "points": "20",
            "kind": "bands",
            "bands": [{"at_least": "80%", "points": "20"}, {"at_least": "60%", "points": "10"}],
        },
        "1.3.2": {"points": "10", "kind": "threshold", "at_least": "75%"},
        "1.4.1": {"points": "2", "kind": "year_on_year", "base": "100%", "target": "110%"},
        "2.1.1": {"points": "30", "kind": "judged"},
        "2.2.2": {"points": "20", "kind": "checklist"},
    },
}
"""General points: 20 + 20 + 10 + 30 + 20 = 100. Section 1.4 has an incentive indicator only."""

WEIGHTS = {"1": "60%", "2": "40%", "1.1": "1/2", "1.2": "1/3", "1.3": "1/6", "2.1": "3/5", "2.2": "0.4"}
"""Pillars 3/5 + 2/5; sections 3/6 + 2/6 + 1/6, and 3/5 + 2/5."""

GONE = object()


class Edit:
    """Put a value at a path of keys, or take it away."""

    def __init__(self, *path: Any) -> None:
        *self.path, self.last, self.value = path

    def __call__(self, data: dict[str, Any]) -> None:
        place: Any = data
        for step in self.path:
            place = place[step]
        if self.value is GONE:
            del place[self.last]
        else:
            place[self.last] = self.value


def rule(code: str, *path: Any) -> Edit:
    return Edit("indicators", code, *path)


def written(folder: Path, *edits: Edit) -> Path:
    """The small points file with some changes, as a file."""
    data = deepcopy(SMALL)
    for edit in edits:
        edit(data)
    path = folder / "points-2024.yaml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


def taken(path: Path) -> PointsFile:
    return load_points(path, TREE, YEAR)


def refused(path: Path, year: int | None = YEAR) -> list[PolicyProblem]:
    """The problems of a refused file; and what must hold of every refusal."""
    with pytest.raises(PolicyError) as caught:
        load_points(path, TREE, year)
    for problem in caught.value.problems:
        assert problem.file == path.name
        assert all(re.search("[一-鿿]", said) for said in (problem.message, problem.mend)), problem
    said = str(caught.value)
    assert not re.search(r"Traceback|pydantic|https?://|<class|Error\b", said), said
    assert not re.search(r"\b[A-Za-z]{2,} [A-Za-z]{2,} [A-Za-z]{2,}\b", said), f"English: {said}"
    return list(caught.value.problems)


def mistake(name: str, *edits_and_said: Any):
    *edits, said = edits_and_said
    return pytest.param(edits, said, id=name)


def test_the_small_file_is_taken(tmp_path):
    points = taken(written(tmp_path))
    assert points.general_total == 100
    assert (points.mode, points.excluded, points.incentive_cap) == ("sum", "drop", None)


def test_weights_that_add_up_are_taken(tmp_path):
    points = taken(written(tmp_path, Edit("mode", "weighted"), Edit("weights", WEIGHTS)))
    assert points.weights["1.3"] == Fraction(1, 6)


SUM_OFF = "一般性指标分值之和为{}，应为100"

MISTAKES = [
    # Codes
    mistake(
        "unknown code",
        rule("1.1.9", {"points": "2", "kind": "judged"}),
        {"indicators.1.1.9": "指标体系里没有这个编码"},
    ),
    mistake(
        "unknown code in place of a known one",
        rule("2.1.1", GONE),
        rule("2.1.9", {"points": "30", "kind": "judged"}),
        {"indicators.2.1.9": "指标体系里没有这个编码", "indicators": SUM_OFF.format(70)},
    ),
    mistake("unknown pillar", rule("6.1.1", {"points": "2", "kind": "judged"}), {"indicators.6.1.1": "没有这个编码"}),
    mistake("no indicator at all", Edit("indicators", {}), {"indicators": "不能为空"}),
    # What general points add up to
    mistake("a point too few", rule("1.1.1", "points", "19"), {"indicators": SUM_OFF.format(99)}),
    mistake("a point too many", rule("1.1.1", "points", "21"), {"indicators": SUM_OFF.format(101)}),
    mistake("a hundredth too few", rule("1.1.1", "points", "19.99"), {"indicators": SUM_OFF.format("99.99")}),
    mistake("a third too many", rule("1.1.1", "points", "61/3"), {"indicators": SUM_OFF.format("100.333333")}),
    mistake("another total given", Edit("general_total", "90"), {"indicators": "一般性指标分值之和为100，应为90"}),
    mistake(
        "no general point at all",
        *(rule(code, GONE) for code in ("1.1.1", "1.2.1", "1.3.2", "2.1.1", "2.2.2")),
        Edit("general_total", "0"),
        {"indicators": "一般性指标的分值都是0"},
    ),
    # Kinds
    mistake(
        "bands ascending",
        rule("1.2.1", "bands", [{"at_least": "60%", "points": "10"}, {"at_least": "80%", "points": "20"}]),
        {"indicators.1.2.1.bands": "各档应从高到低排列"},
    ),
    mistake(
        "bands with one bound",
        rule("1.2.1", "bands", 1, "at_least", "0.8"),
        {"indicators.1.2.1.bands": "各档应从高到低排列，界限互不相同"},
    ),
    mistake(
        "bands ascending further down",
        rule("1.2.1", "bands", [{"at_least": n, "points": "9"} for n in ("80%", "60%", "70%")]),
        {"indicators.1.2.1.bands": "各档应从高到低排列"},
    ),
    mistake(
        "a band above the points",
        rule("1.2.1", "bands", 0, "points", "20.01"),
        {"indicators.1.2.1.bands[0].points": "高于本指标的分值"},
    ),
    mistake(
        "the second band above the points",
        rule("1.2.1", "bands", 1, "points", "21"),
        {"indicators.1.2.1.bands[1].points": "高于本指标的分值"},
    ),
    mistake("no band", rule("1.2.1", "bands", []), {"indicators.1.2.1.bands": "不能为空"}),
    mistake(
        "target below the base",
        rule("1.4.1", "target", "99%"),
        {"indicators.1.4.1.target": "应大于 base"},
    ),
    mistake(
        "target at the base",
        rule("1.4.1", "target", "1"),
        {"indicators.1.4.1.target": "应大于 base"},
    ),
    mistake(
        "target at the base that is not written",
        rule("1.4.1", {"points": "2", "kind": "year_on_year", "target": "100%"}),
        {"indicators.1.4.1.target": "应大于 base"},
    ),
    mistake("a target of nothing", rule("1.1.1", "target", "0"), {"indicators.1.1.1.target": "应大于0，现为“0”"}),
    mistake("a negative target", rule("1.1.1", "target", "-98%"), {"indicators.1.1.1.target": "应大于0"}),
    mistake("no target", rule("1.1.1", "target", GONE), {"indicators.1.1.1.target": "缺少这个键"}),
    mistake("no points", rule("2.1.1", "points", GONE), {"indicators.2.1.1.points": "缺少这个键"}),
    mistake("unknown kind", rule("1.1.1", "kind", "share"), {"indicators.1.1.1": "没有这种规则"}),
    mistake("no kind", rule("1.1.1", "kind", GONE), {"indicators.1.1.1": "没有写规则种类"}),
    mistake(
        "key of another kind",
        rule("1.3.2", "target", "75%"),
        {"indicators.1.3.2.target": "没有这个键"},
    ),
    mistake(
        "unknown peers",
        rule("1.3.2", {"points": "10", "kind": "peer_percentile", "peers": "region"}),
        {"indicators.1.3.2.peers": "不是可用的值"},
    ),
    mistake(
        "unknown direction",
        rule("1.3.2", {"points": "10", "kind": "peer_percentile", "better": "more"}),
        {"indicators.1.3.2.better": "不是可用的值"},
    ),
    # Grades
    mistake(
        "grades ascending",
        Edit("grades", [{"grade": "good", "at_least": "90"}, {"grade": "excellent", "at_least": "80"}]),
        {"grades": "等次应从优秀到合格依次排列"},
    ),
    mistake(
        "a grade twice",
        Edit("grades", [{"grade": "good", "at_least": "90"}, {"grade": "good", "at_least": "80"}]),
        {"grades": "等次应从优秀到合格依次排列，不重复"},
    ),
    mistake(
        "bounds ascending",
        Edit("grades", [{"grade": "excellent", "at_least": "80"}, {"grade": "good", "at_least": "90"}]),
        {"grades": "各等次的下限应从高到低"},
    ),
    mistake("bounds equal", Edit("grades", 1, "at_least", "90.0"), {"grades": "各等次的下限应从高到低，互不相同"}),
    mistake(
        "a bound for what has none",
        Edit("grades", [{"grade": "qualified", "at_least": "60"}, {"grade": "unqualified", "at_least": "0"}]),
        {"grades": "不合格没有下限"},
    ),
    mistake("no grade", Edit("grades", []), {"grades": "不能为空"}),
    mistake("grades left out", Edit("grades", GONE), {"grades": "缺少这个键"}),
    mistake("unknown grade", Edit("grades", 0, "grade", "优秀"), {"grades[0].grade": "不是可用的值"}),
    mistake("a negative bound", Edit("grades", 2, "at_least", "-1"), {"grades[2].at_least": "不能为负数"}),
    # Weights
    mistake("weights in the sum mode", Edit("weights", WEIGHTS), {"weights": "累加方式（mode: sum）不用权重"}),
    mistake(
        "a pillar without weight",
        Edit("mode", "weighted"),
        Edit("weights", {"1": "1"}),
        {"weights": "一级项目应给 1、2 各一个权重，现有 1"},
    ),
    mistake(
        "a section without weight",
        Edit("mode", "weighted"),
        Edit("weights", {"1.1": "1/2", "1.3": "1/2"}),
        {"weights": "“1”之下应给 1.1、1.2、1.3 各一个权重，现有 1.1、1.3"},
    ),
    mistake(
        "weights of pillars off by a hundredth",
        Edit("mode", "weighted"),
        Edit("weights", {**WEIGHTS, "2": "0.41"}),
        {"weights": "一级项目的权重之和不是1"},
    ),
    mistake(
        "weights of sections off by a hair",
        Edit("mode", "weighted"),
        Edit("weights", {**WEIGHTS, "1.3": "0.1666666667"}),
        {"weights": "“1”之下的权重之和不是1"},
    ),
    mistake(
        "a weight for an unknown section",
        Edit("mode", "weighted"),
        Edit("weights", {**WEIGHTS, "1.9": "1"}),
        {"weights.1.9": "不是一级或二级项目的编码"},
    ),
    mistake(
        "a weight for an unknown pillar",
        Edit("mode", "weighted"),
        Edit("weights", {**WEIGHTS, "9": "1"}),
        {"weights.9": "不是一级或二级项目的编码"},
    ),
    mistake(
        "a weight for an indicator",
        Edit("mode", "weighted"),
        Edit("weights", {**WEIGHTS, "1.1.1": "1"}),
        {"weights.1.1.1": "不是一级或二级项目的编码"},
    ),
    mistake(
        "a weight for a section of incentives",
        Edit("mode", "weighted"),
        Edit("weights", {**WEIGHTS, "1.3": "1/12", "1.4": "1/12"}),
        {"weights": "“1”之下应给 1.1、1.2、1.3 各一个权重，现有 1.1、1.2、1.3、1.4"},
    ),
    mistake(
        "a weight for a pillar that is not evaluated",
        Edit("mode", "weighted"),
        Edit("weights", {"1": "1/2", "2": "1/4", "3": "1/4"}),
        {"weights": "一级项目应给 1、2 各一个权重，现有 1、2、3"},
    ),
    mistake(
        "a negative weight",
        Edit("mode", "weighted"),
        Edit("weights", {"1": "1.5", "2": "-0.5"}),
        {"weights.2": "应大于0"},
    ),
    # Numbers
    mistake("negative points", rule("1.1.1", "points", "-20"), {"indicators.1.1.1.points": "不能为负数，现为“-20”"}),
    mistake(
        "negative points of a band",
        rule("1.2.1", "bands", 1, "points", "-1"),
        {"indicators.1.2.1.bands[1].points": "负"},
    ),
    mistake("a negative cap", Edit("incentive_cap", "-1"), {"incentive_cap": "不能为负数"}),
    mistake("a negative total", Edit("general_total", "-100"), {"general_total": "不能为负数"}),
    mistake("points with their unit", rule("1.1.1", "points", "20分"), {"indicators.1.1.1.points": "应为数字"}),
    mistake("points as a truth value", rule("1.1.1", "points", True), {"indicators.1.1.1.points": "应为数字"}),
    mistake("infinite points", rule("1.1.1", "points", float("inf")), {"indicators.1.1.1.points": "应为数字"}),
    mistake("points left blank", rule("1.1.1", "points", None), {"indicators.1.1.1.points": "应为数字"}),
    mistake("variation of 300%", Edit("robustness", {"variation": "300%"}), {"robustness.variation": "比率应在"}),
    mistake("too few draws", Edit("robustness", {"draws": 99}), {"robustness.draws": "数值太小"}),
    # Keys and words
    mistake("unknown key", Edit("note", "例"), {"note": "没有这个键"}),
    mistake("unknown key of a rule", rule("1.1.1", "weight", "1"), {"indicators.1.1.1.weight": "没有这个键"}),
    mistake(
        "unknown key of a band", rule("1.2.1", "bands", 0, "label", "例"), {"indicators.1.2.1.bands[0].label": "没有"}
    ),
    mistake("unknown mode", Edit("mode", "average"), {"mode": "不是可用的值，现为“average”"}),
    mistake("unknown treatment of exclusions", Edit("excluded", "spread"), {"excluded": "不是可用的值"}),
    mistake("unknown status", Edit("status", "draft"), {"status": "不是可用的值"}),
    mistake("a day in words", Edit("data_as_of", "2024年12月31日"), {"data_as_of": "应为日期"}),
    # The year
    mistake("another year's file", Edit("year", 2023), {"year": "文件是 2023 年度的，要的是 2024 年度"}),
    mistake("a year far off", Edit("year", 24), {"year": "数值太小"}),
    mistake("a year in words", Edit("year", "二〇二四"), {"year": "应为整数"}),
]


@pytest.mark.parametrize(("edits", "said"), MISTAKES)
def test_a_mistake_is_refused_with_key_and_mend(tmp_path, edits, said):
    problems = refused(written(tmp_path, *edits))
    assert {problem.key for problem in problems} == said.keys(), problems
    assert len(problems) == len(said), problems
    for problem in problems:
        assert said[problem.key] in problem.message


def test_names_of_mistakes_are_unique():
    names = [entry.id for entry in MISTAKES]
    assert len(set(names)) == len(names)


def test_all_mistakes_of_form_are_listed_at_once(tmp_path):
    edits = (
        rule("1.1.1", "points", "-20"),
        rule("1.3.2", "kind", "limit"),
        rule("2.1.1", "weight", "1"),
        Edit("grades", 0, "grade", "best"),
        Edit("incentive_cap", "四"),
    )
    assert {problem.key for problem in refused(written(tmp_path, *edits))} == {
        "indicators.1.1.1.points",
        "indicators.1.3.2",
        "indicators.2.1.1.weight",
        "grades[0].grade",
        "incentive_cap",
    }


def test_all_that_does_not_add_up_is_listed_at_once(tmp_path):
    edits = (
        rule("1.1.9", {"points": "2", "kind": "judged"}),
        rule("2.1.1", "points", "29"),
        rule("1.2.1", "bands", [{"at_least": "60%", "points": "30"}, {"at_least": "80%", "points": "20"}]),
        rule("1.4.1", "target", "1"),
        Edit("grades", 1, "grade", "unqualified"),
        Edit("weights", {"1": "0.6", "2": "0.5", "9": "1"}),
        Edit("year", 2023),
    )
    problems = refused(written(tmp_path, *edits))
    assert [problem.key for problem in problems] == [
        "indicators.1.1.9",
        "indicators",
        "indicators.1.2.1.bands[0].points",
        "indicators.1.2.1.bands",
        "indicators.1.4.1.target",
        "grades",  # out of order
        "grades",  # a bound for 不合格
        "weights",  # not in the sum mode
        "weights.9",
        "weights",  # 3/5 + 1/2
        "year",
    ]


# On the other side of the bound


@pytest.mark.parametrize(
    "edits",
    [
        (rule("1.2.1", "bands", 0, "points", "20"),),
        (rule("1.2.1", "bands", 1, "points", "20"),),  # no more for more: odd, but a region's own affair
        (rule("1.2.1", "bands", 1, "at_least", "79.99%"),),
        (rule("1.4.1", "target", "100.01%"),),
        (rule("1.4.1", "points", "500"),),  # incentive points are no part of the general total
        (rule("1.4.1", GONE),),
        (rule("1.1.1", "points", "0"), rule("2.1.1", "points", "50")),
        (rule("1.1.1", "points", "10"), Edit("general_total", "90")),
        (rule("1.1.1", "points", "61/3"), rule("2.1.1", "points", "89/3")),  # 20⅓ + 29⅔ = 50
        (Edit("grades", 1, "at_least", "89.99"),),
        (Edit("grades", [{"grade": "excellent", "at_least": "90"}, {"grade": "qualified", "at_least": "0"}]),),
        (Edit("incentive_cap", "0"),),
        (Edit("mode", "weighted"),),  # the points are the weights
        (Edit("mode", "weighted"), Edit("weights", {"1": "60%", "2": "40%"})),
        (Edit("mode", "weighted"), Edit("weights", {"2.1": "1/3", "2.2": "2/3"})),
        (Edit("year", GONE),),
        (Edit("year", 2024),),
    ],
)
def test_what_lies_just_inside_is_taken(tmp_path, edits):
    taken(written(tmp_path, *edits))


def test_a_file_of_any_year_is_taken_when_no_year_is_asked_for(tmp_path):
    assert load_points(written(tmp_path, Edit("year", 2023)), TREE).year == 2023


# Numbers are read exactly


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.1", Fraction(1, 10)),
        ('"0.1"', Fraction(1, 10)),
        ("0.3", Fraction(3, 10)),  # three times 0.1, which it is not in binary
        ('"10%"', Fraction(1, 10)),
        ('"1/3"', Fraction(1, 3)),
        ("2", Fraction(2)),
        ("0.12345678901234567890", Fraction(12345678901234567890, 10**20)),
    ],
)
def test_numbers_are_read_exactly(tmp_path, text, value):
    path = written(tmp_path, rule("1.4.1", "points", "HERE"))
    path.write_text(path.read_text(encoding="utf-8").replace("HERE", text), encoding="utf-8")
    assert taken(path).indicators["1.4.1"].points == value


def test_points_without_quotes_add_up_exactly(tmp_path):
    """0.1 + 0.2 + 99.7 is 100, and no less by a hair."""
    path = tmp_path / "points-2024.yaml"
    path.write_text(
        """\
grades: [{grade: qualified, at_least: 60}]
data_as_of: 2024-12-31
indicators:
  1.1.1: {points: 0.1, kind: judged}
  1.1.2: {points: 0.2, kind: judged}
  1.1.3: {points: 99.7, kind: judged}
""",
        encoding="utf-8",
    )
    points = taken(path)
    assert sum(rule.points for rule in points.indicators.values()) == 100
    assert points.data_as_of == date(2024, 12, 31)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("target: 98%", "target: 98%\n    target: 97%", "同一个键出现两次"),
        ("1.3.2:", "1.2.1:", "同一个键出现两次"),
        ("points: '20'", "points: 20: 1", "不合 YAML 写法"),
        ("points: '20'", "points: &all 20", "不用锚点"),
    ],
)
def test_a_file_that_is_not_strict_yaml(tmp_path, old, new, said):
    path = written(tmp_path)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    (problem,) = refused(path)
    assert problem.key.startswith("第")
    assert said in problem.message


@pytest.mark.parametrize("text", ["", "# 说明\n", "- 1.1.1\n", "分值\n"])
def test_a_file_that_holds_no_points(tmp_path, text):
    path = tmp_path / "points-2024.yaml"
    path.write_text(text, encoding="utf-8")
    (problem,) = refused(path)
    assert problem.message == "内容不是“键: 值”"


def test_a_missing_file(tmp_path):
    (problem,) = refused(tmp_path / "points-2031.yaml")
    assert problem.message == "没有这个文件"


def test_a_missing_file_is_mended_by_naming_another_points_file(tmp_path):
    (problem,) = refused(tmp_path / "points-2031.yaml")
    assert "--points" in problem.mend


@pytest.mark.parametrize(
    ("edit", "key"),
    [
        (rule("1.2.1", "bands", [{"at_least": "八成", "points": "20"}]), "indicators.1.2.1.bands[0].at_least"),
        (Edit("grades", [{"grade": "best", "at_least": "90"}]), "grades[0].grade"),
    ],
)
def test_a_list_whose_only_entry_is_wrong_is_not_called_empty(tmp_path, edit, key):
    assert [problem.key for problem in refused(written(tmp_path, edit))] == [key]


@pytest.mark.parametrize(
    ("edits", "keys"),
    [
        ([rule("1.1", {"points": "2", "kind": "judged"})], ["indicators.1.1"]),
        ([Edit("mode", "weighted"), Edit("weights", {1: "60%", 2: "40%"})], ["weights.1", "weights.2"]),
    ],
)
def test_a_key_that_is_no_code_is_named_as_it_stands_in_the_file(tmp_path, edits, keys):
    assert [problem.key for problem in refused(written(tmp_path, *edits))] == keys


@pytest.mark.parametrize("year", [2022, 2023, 2024])
def test_the_projects_own_files_are_taken(year):
    points = load_points(ROOT / "params" / "standard" / f"points-{year}.yaml", TREE, year)
    assert points.year == year
    assert points.status == "example"
