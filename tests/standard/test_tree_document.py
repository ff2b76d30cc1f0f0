"""The tree against annex A of the document it was taken from: labels, classes, methods, and how many sub-items."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from hubao.errors import PolicyError, PolicyProblem
from hubao.policy.standard_loader import load_tree
from hubao.policy.standard_tree import METHODS, Tree

ROOT = Path(__file__).parents[2]
TREE_FILE = ROOT / "params" / "standard" / "tree.yaml"
TREE = load_tree(TREE_FILE)
DOCUMENT = next(iter((ROOT.parent / "shared" / "seeds").glob("001*.txt")), None)

# Of the canonical text of annex A as the document prints it; where the document is at hand it is derived anew.
PRINTED_DIGEST = "1dfd6f25b04c8696ddaf0762a289175b099fbdc90f7b333f244c17c9dc291f12"

COLUMNS = 6
MISPRINTS = {"网络检测法": "网络监测法", "网络监督法": "网络监测法"}  # S-03
CUT_OFF = "〔原文截断〕"  # S-04


class Line(NamedTuple):
    """A line of annex A as it is printed; a pillar or section has its code and label only."""

    code: str
    label: str
    class_: str = ""
    methods: str = ""
    checks: int = 0


# Reading the document


def cells_of(text: str) -> list[str]:
    """The cells of the table of annex A: each begins on a new line with a tab, and may go on over several lines."""
    lines = text.split("\n")
    start = next(number for number, line in enumerate(lines) if re.sub(r"\s", "", line) == "附录A")
    return "\n".join(lines[start + 1 :]).split("\n\t")[1:]


def rows_of(text: str) -> list[list[str]]:
    """The rows of the table below its header."""
    cells = cells_of(text)
    assert len(cells) % COLUMNS == 0, f"{len(cells)} cells are no whole rows"
    rows = [cells[start : start + COLUMNS] for start in range(0, len(cells), COLUMNS)]
    assert [joined(cell) for cell in rows[0]][:3] == ["一级项目（P1）", "二级项目（P2）", "评价指标（I）"]
    return rows[1:]


def joined(cell: str) -> str:
    """A label, put together again where the column was too narrow for it."""
    return re.sub(r"\s", "", cell)


def lines_of_document(text: str) -> Iterator[Line]:
    """Every pillar, section and indicator, with the code of its place."""
    pillar = section = indicator = 0
    for first, second, label, explanation, class_, methods in rows_of(text):
        if joined(first):
            pillar, section = pillar + 1, 0
            yield Line(f"{pillar}", joined(first))
        if joined(second):
            section, indicator = section + 1, 0
            yield Line(f"{pillar}.{section}", joined(second))
        indicator += 1
        named = "、".join(re.findall(r"[^\s、]+", methods))
        checks = len(re.findall(r"^[a-z]\)", explanation, re.MULTILINE))
        yield Line(f"{pillar}.{section}.{indicator}", joined(label), joined(class_), named, checks)


def lines_of_tree(tree: Tree) -> Iterator[Line]:
    """The same of the tree, as printed."""
    for pillar_code, pillar in tree.pillars.items():
        yield Line(pillar_code, pillar.label)
        for section_code, section in pillar.sections.items():
            yield Line(section_code, section.label)
            for code, one in section.indicators.items():
                label = one.printed.label or one.label
                methods = one.printed.methods or "、".join(METHODS[method] for method in one.methods)
                yield Line(code, label, one.class_, methods, len(one.checks))


def canonical(lines: Iterator[Line]) -> str:
    return "\n".join(" ".join(map(str, line)) for line in lines)


def digest(text: str) -> str:
    return sha256(text.encode("utf-8")).hexdigest()


@pytest.fixture(scope="module")
def document() -> list[Line]:
    if DOCUMENT is None:
        pytest.skip("the document is not at hand")
    return list(lines_of_document(DOCUMENT.read_text(encoding="utf-8")))


# The tree is the document's


def test_the_tree_is_the_documents_table(document):
    assert list(lines_of_tree(TREE)) == document


def test_the_digest_is_the_documents(document):
    assert digest(canonical(iter(document))) == PRINTED_DIGEST


def test_the_tree_has_the_digest_of_the_document():
    assert digest(canonical(lines_of_tree(TREE))) == PRINTED_DIGEST


def test_the_table_is_read_cell_by_cell():
    text = """\
符合附录A的规定
附　录　A
（规范性附录）

\t一级项目（P1）
\t二级项目（P2）
\t评价指标（I）
\t评价指标说明
\t指标类别
\t评价方法

\t业务经办
\t社会保
险登记

\t缴费核定

\t审核情况，主要包括：

d) 核定情况；
k) 存档情况。
\tG
\t 网络监测法、

抽样调查法

\t
\t
\t费用征收
\t规范性情况 a) 不在行首
\tE
\t统计分析法

纵横比较法
"""
    assert list(lines_of_document(text)) == [
        Line("1", "业务经办"),
        Line("1.1", "社会保险登记"),
        Line("1.1.1", "缴费核定", "G", "网络监测法、抽样调查法", 2),
        Line("1.1.2", "费用征收", "E", "统计分析法、纵横比较法", 0),
    ]


# What was set right


def test_only_misprinted_methods_are_kept_as_printed():
    """S-03: five indicators name a method that clause 7 does not know."""
    printed = {code: one.printed.methods for code, one in TREE.indicators.items() if one.printed.methods is not None}
    assert printed == {
        "2.5.1": "网络检测法、实地核查法",
        "3.1.1": "网络检测法、实地核查法、抽样调查法",
        "5.2.3": "实地核查法、网络监督法",
        "5.3.1": "实地核查法、网络监督法",
        "5.3.2": "实地核查法、网络监督法",
    }


def test_misprinted_methods_are_read_as_network_monitoring():
    for code, one in TREE.indicators.items():
        read = "、".join(METHODS[method] for method in one.methods)
        if one.printed.methods is not None:
            assert read != one.printed.methods, code
            assert read == "、".join(MISPRINTS.get(name, name) for name in one.printed.methods.split("、")), code
            assert "S-03" in one.slips


def test_only_the_label_that_is_cut_off_is_kept_as_printed():
    printed = {code: one for code, one in TREE.indicators.items() if one.printed.label is not None}
    assert list(printed) == ["3.3.3"]
    (one,) = printed.values()
    assert one.label == f"{one.printed.label}{CUT_OFF}"
    assert "S-04" in one.slips


@pytest.mark.parametrize(("code", "checks"), [("2.3.2", 5), ("3.2.3", 2), ("3.3.2", 2)])
def test_letters_that_ran_on_are_counted_from_one(code, checks):
    """S-05: printed d) to h); i) and d); j) and k)."""
    assert len(TREE.indicators[code].checks) == checks
    assert "S-05" in TREE.indicators[code].slips


def test_the_one_indicator_with_vertical_and_horizontal_comparison():
    """S-07: a cell break stands for the comma."""
    compared = {code: one.methods for code, one in TREE.indicators.items() if "comparison" in one.methods}
    assert compared == {"1.2.1": ("statistics", "comparison")}


# Counts (6.1 and annex A)


def test_there_are_5_pillars_23_sections_and_68_indicators():
    assert (len(TREE.pillars), len(TREE.sections), len(TREE.indicators)) == (5, 23, 68)
    assert [len(pillar.sections) for pillar in TREE.pillars.values()] == [5, 5, 5, 5, 3]
    assert [len(section.indicators) for section in TREE.sections.values()] == [
        *(3, 4, 6, 4, 4),
        *(3, 4, 5, 3, 1),
        *(3, 3, 3, 2, 2),
        *(1, 1, 1, 2, 2),
        *(5, 4, 2),
    ]


def test_63_indicators_are_general_and_5_incentive():
    assert Counter(one.class_ for one in TREE.indicators.values()) == {"G": 63, "E": 5}
    incentive = [code for code, one in TREE.indicators.items() if one.class_ == "E"]
    assert incentive == ["1.4.1", "1.4.2", "1.4.3", "1.4.4", "1.5.4"]


def test_how_often_each_method_is_asked_for():
    asked = Counter(method for one in TREE.indicators.values() for method in one.methods)
    assert asked == {"statistics": 22, "inspection": 33, "survey": 24, "monitoring": 24, "comparison": 1}


def test_the_document_has_the_counts_it_speaks_of(document):
    levels = Counter(line.code.count(".") for line in document)
    assert levels == {0: 5, 1: 23, 2: 68}
    assert Counter(line.class_ for line in document if line.class_) == {"G": 63, "E": 5}


# A tree that is not the document's is refused

Change = Callable[[dict[str, Any]], None]


def section(tree: dict[str, Any], code: str) -> dict[str, Any]:
    return tree["pillars"][code[0]]["sections"][code]["indicators"]


def without_the_last(tree: dict[str, Any]) -> None:
    del section(tree, "5.3")["5.3.2"]


def without_one_between(tree: dict[str, Any]) -> None:
    del section(tree, "1.1")["1.1.2"]


def without_a_section(tree: dict[str, Any]) -> None:
    del tree["pillars"]["2"]["sections"]["2.5"]  # holds 2.5.1 alone


def without_a_pillar(tree: dict[str, Any]) -> None:
    del tree["pillars"]["5"]  # 3 sections, 11 indicators, all general


def one_too_many(tree: dict[str, Any]) -> None:
    section(tree, "5.3")["5.3.3"] = dict(section(tree, "5.1")["5.1.2"], methods=["survey"])


def general_for_incentive(tree: dict[str, Any]) -> None:
    section(tree, "1.5")["1.5.4"]["class"] = "G"


def indicators_out_of_order(tree: dict[str, Any]) -> None:
    own = section(tree, "1.1")
    own["1.1.1"] = own.pop("1.1.1")


def sections_out_of_order(tree: dict[str, Any]) -> None:
    own = tree["pillars"]["4"]["sections"]
    own["4.2"] = own.pop("4.2")


def pillars_out_of_order(tree: dict[str, Any]) -> None:
    tree["pillars"]["1"] = tree["pillars"].pop("1")


def under_another_section(tree: dict[str, Any]) -> None:
    section(tree, "1.2")["1.1.3"] = section(tree, "1.1").pop("1.1.3")


def refused(tree: dict[str, Any], path: Path) -> tuple[PolicyProblem, ...]:
    """The problems of a refused tree; each names the file, a key and a mend in Chinese."""
    path.write_text(yaml.safe_dump(tree, allow_unicode=True, sort_keys=False), encoding="utf-8")
    with pytest.raises(PolicyError) as caught:
        load_tree(path)
    for problem in caught.value.problems:
        assert problem.file == path.name
        assert problem.key
        assert all(re.search("[一-鿿]", said) for said in (problem.message, problem.mend)), problem
    return caught.value.problems


@pytest.fixture(scope="module")
def plain() -> dict[str, Any]:
    return yaml.safe_load(TREE_FILE.read_text(encoding="utf-8"))


def test_a_copy_of_the_tree_is_taken(tmp_path, plain):
    path = tmp_path / "tree.yaml"
    path.write_text(yaml.safe_dump(plain, allow_unicode=True, sort_keys=False), encoding="utf-8")
    assert load_tree(path) == TREE


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (without_the_last, {"counts.indicators": "应有68个，现有67个", "counts.general": "应有63个，现有62个"}),
        (
            without_one_between,
            {
                "pillars.1.1": "编码应依次为 1.1.1、1.1.2，现为 1.1.1、1.1.3",
                "counts.indicators": "应有68个，现有67个",
                "counts.general": "应有63个，现有62个",
            },
        ),
        (
            without_a_section,
            {
                "counts.sections": "应有23个，现有22个",
                "counts.indicators": "应有68个，现有67个",
                "counts.general": "应有63个，现有62个",
            },
        ),
        (
            without_a_pillar,
            {
                "counts.pillars": "应有5个，现有4个",
                "counts.sections": "应有23个，现有20个",
                "counts.indicators": "应有68个，现有57个",
                "counts.general": "应有63个，现有52个",
            },
        ),
        (one_too_many, {"counts.indicators": "应有68个，现有69个", "counts.general": "应有63个，现有64个"}),
        (general_for_incentive, {"counts.general": "应有63个，现有64个", "counts.incentive": "应有5个，现有4个"}),
        (indicators_out_of_order, {"pillars.1.1": "编码应依次为 1.1.1、1.1.2、1.1.3，现为 1.1.2、1.1.3、1.1.1"}),
        (sections_out_of_order, {"pillars.4": "现为 4.1、4.3、4.4、4.5、4.2"}),
        (pillars_out_of_order, {"pillars": "现为 2、3、4、5、1"}),
        (
            under_another_section,
            {"pillars.1.2": "编码应依次为 1.2.1、1.2.2、1.2.3、1.2.4、1.2.5，现为 1.2.1、1.2.2、1.2.3、1.2.4、1.1.3"},
        ),
    ],
    ids=lambda value: value.__name__ if callable(value) else "said",
)
def test_a_tree_that_is_not_the_documents_is_refused(tmp_path, plain, change: Change, said):
    tree = deepcopy(plain)
    change(tree)
    problems = {problem.key: problem.message for problem in refused(tree, tmp_path / "tree.yaml")}
    assert problems.keys() == said.keys()
    for key, phrase in said.items():
        assert phrase in problems[key]


@pytest.mark.parametrize(
    ("field", "value", "key", "said"),
    [
        ("class", "N", "pillars.1.sections.1.1.indicators.1.1.1.class", "不是可用的值"),
        ("methods", ["survey", "网络检测法"], "pillars.1.sections.1.1.indicators.1.1.1.methods[1]", "不是可用的值"),
        ("methods", [], "pillars.1.sections.1.1.indicators.1.1.1.methods", "不能为空"),
        ("label", "", "pillars.1.sections.1.1.indicators.1.1.1.label", "不能为空"),
        ("weight", "1", "pillars.1.sections.1.1.indicators.1.1.1.weight", "没有这个键"),
    ],
)
def test_an_indicator_of_another_form_is_refused(tmp_path, plain, field, value, key, said):
    tree = deepcopy(plain)
    section(tree, "1.1")["1.1.1"][field] = value
    (problem,) = refused(tree, tmp_path / "tree.yaml")
    assert problem.key == key
    assert said in problem.message
