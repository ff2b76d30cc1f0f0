"""The evaluation's reports: eight headings, every sentence from values, awkward cases, nobody else's name."""

import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import nbformat
import pytest

from hubao.evaluation import Evaluation, evaluate, open_standard
from hubao.press.identity import Names
from hubao.report.blocks import Figure, KeyFigures, Table, Title
from hubao.report.standard_body import BodyReport
from hubao.report.standard_overview import OverviewReport
from hubao.standard.rollup import grade_of
from hubao.standard.scheme import scheme_of

ROOT = Path(__file__).parents[2]
NOTEBOOKS = {"standard": BodyReport, "standard_overview": OverviewReport}
EIGHT = ["一、评价项目", "二、评价依据", "三、评价目的", "四、评价范围"]
EIGHT += ["五、评价过程", "六、评价方法", "七、评价结果", "八、意见、建议"]
PASSAGE = re.compile(r"report\.(\w+)\(\)")


@pytest.fixture(scope="module")
def evaluation() -> Evaluation:
    return open_standard(2024)


def cells(name: str) -> list:
    return nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4).cells


def passages(name: str) -> list[str]:
    return [found[1] for cell in cells(name) if (found := PASSAGE.fullmatch(cell.source))]


def blocks(report: object, name: str) -> list:
    return [block for passage in passages(name) for block in getattr(report, passage)().blocks]


def texts(found: list) -> str:
    return "\n".join(str(block.model_dump(exclude={"svg"})) for block in found)


def table(found: list, caption: str) -> Table:
    return next(block for block in found if isinstance(block, Table) and block.caption.startswith(caption))


def alone(evaluation: Evaluation, key: str) -> Evaluation:
    """The same evaluation with one body of a level of its own, by the upper level alone, nobody placed among peers."""
    records = tuple(
        replace(one, body=replace(one.body, level="省级")) if one.body.body_id == key else one
        for one in evaluation.inputs.records
    )
    known = evaluation.scheme.tree.indicators
    rules = {code: one for code, one in evaluation.points.indicators.items() if one.kind != "peer_percentile"}
    general = sum((one.points for code, one in rules.items() if known[code].class_ == "G"), Fraction(0))
    file = evaluation.points.model_copy(update={"indicators": rules, "general_total": general})
    inputs = replace(evaluation.inputs, records=records, by_mode={}, own_rows={})
    return evaluate(scheme_of(evaluation.scheme.tree, file), inputs, 2024)


def both(evaluation: Evaluation) -> list[tuple[object, str]]:
    """A report of each kind, with its notebook."""
    return [(BodyReport(evaluation, "S01"), "standard"), (OverviewReport(evaluation), "standard_overview")]


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_the_eight_headings_stand_in_their_order(name: str):
    headings = re.findall(r"^## (.+)$", "\n\n".join(cell.source for cell in cells(name)), re.MULTILINE)
    assert headings == EIGHT


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_notebooks_show_every_passage_once(name: str):
    public = {one for one in vars(NOTEBOOKS[name]) if not one.startswith("_")}
    assert sorted(passages(name)) == sorted(public)
    ids = [cell["id"] for cell in cells(name)]
    assert len(set(ids)) == len(ids)
    assert all(identity.replace("-", "").isalpha() and identity.islower() for identity in ids)


def test_parameters_are_those_of_the_contract():
    parameters = {name: cells(name)[0].source for name in NOTEBOOKS}
    assert parameters["standard"] == 'year = 2024\ndata = None\npolicy = None\nbody = "S01"'
    assert parameters["standard_overview"] == "year = 2024\ndata = None\npolicy = None"


def test_every_body_gets_a_report_that_names_nobody_else(evaluation: Evaluation):
    names = Names({key: one.body.name for key, one in evaluation.scores.items()}, {"P1", "P2"})
    for key in evaluation.scores:
        found = blocks(BodyReport(evaluation, key), "standard")
        assert {block.owner for block in found} == {key}
        assert names.others(texts(found), key) == []


def test_no_sentence_is_left_without_its_number(evaluation: Evaluation):
    for key in evaluation.scores:
        (title,) = [one for one in BodyReport(evaluation, key).head().blocks if isinstance(one, Title)]
        assert len(title.lead) == 3
        assert all(line.endswith("。") and "None" not in line and "Fraction" not in line for line in title.lead)
        assert f"{evaluation.year}年度总分" in title.lead[0]


def test_the_draft_is_cited_with_an_honest_remark(evaluation: Evaluation):
    for report, name in (
        (BodyReport(evaluation, "S01"), "standard"),
        (OverviewReport(evaluation), "standard_overview"),
    ):
        said = texts(blocks(report, name))
        assert "《社会保险经办绩效评价规范》草案文本" in said
        assert "公式" in said
        assert "附录B" in said
        assert "不声称与印行本逐条一致" in said
        assert "示例" in said


def test_a_section_of_incentive_indicators_shows_points_and_no_percentage(evaluation: Evaluation):
    lines = BodyReport(evaluation, "S02").lines().blocks[0]
    (head,) = [row.cells[0] for row in lines.rows if row.mark == "section" and "1.4" in row.cells[0]]
    assert "加分" in head
    assert "%" not in head
    assert "得分率" not in head


def test_the_composition_adds_up_to_the_total(evaluation: Evaluation):
    for key in ("S01", "S02", "X05", "X20"):
        score = evaluation.scores[key]
        found = table(blocks(BodyReport(evaluation, key), "standard"), "总分的组成")
        general = sum(Fraction(row.cells[1]) for row in found.rows if row.mark != "total")
        assert abs(general - score.total.general) <= Fraction(5, 200)  # five parts, each rounded to 0.005
        assert found.rows[-1].mark == "total"


def test_a_body_without_a_last_year_says_so(evaluation: Evaluation):
    report = BodyReport(evaluation, "X28")
    title, figures = report.head().blocks
    assert "没有上年得分可比" in title.lead[0]
    assert isinstance(figures, KeyFigures)
    assert figures.figures[-1].value == "—"
    assert "暂不能作纵向比较" in texts(list(report.vertical().blocks))


def test_a_body_that_was_not_surveyed_says_so(evaluation: Evaluation):
    assert "没有对该机构作满意度调查" in texts(list(BodyReport(evaluation, "X09").survey().blocks))


def test_what_does_not_apply_is_listed_with_its_reason(evaluation: Evaluation):
    report = BodyReport(evaluation, "X09")
    assert "部级系统由上级统一接入" in texts(list(report.scope().blocks))
    lines = report.lines().blocks[0]
    (row,) = [row for row in lines.rows if row.cells[0].startswith("4.5.1")]
    assert row.cells[3:] == ("——", "——")
    assert "不适用：部级系统由上级统一接入" in row.detail


def test_a_cap_that_was_reached_is_told(evaluation: Evaluation):
    assert evaluation.scores["S02"].total.capped
    assert "已达上限" in BodyReport(evaluation, "S02").head().blocks[0].lead[0]
    assert "按上限4分计" in texts(list(BodyReport(evaluation, "S02").outcome().blocks))


def test_a_total_just_below_a_bound_is_not_printed_as_the_bound(evaluation: Evaluation):
    bounds = tuple(
        one.model_copy(update={"at_least": evaluation.scores["S06"].points + Fraction(1, 10_000)})
        if one.grade == "good"
        else one
        for one in evaluation.points.grades
    )
    other = evaluation.with_points(evaluation.points.model_copy(update={"grades": bounds}))
    assert other.scores["S06"].grade == "qualified"
    lead = BodyReport(other, "S06").head().blocks[0].lead[0]
    printed = Fraction(re.search(r"总分([\d.]+)分", lead)[1])
    assert grade_of(printed, other.points) == "qualified"


def test_a_body_alone_at_its_level_is_compared_with_nobody(evaluation: Evaluation):
    report = BodyReport(alone(evaluation, "S01"), "S01")
    found = blocks(report, "standard")
    assert "省级仅此1家，不作名次比较" in found[0].lead[0]
    assert "不作强弱项比较" in found[0].lead[1]
    assert "中位数" not in texts(list(report.horizontal().blocks))


def test_without_other_modes_there_is_nothing_to_compare(evaluation: Evaluation):
    other = alone(evaluation, "S01")
    assert "没有自我评价和第三方评价" in texts(list(BodyReport(other, "S02").modes().blocks))
    assert "没有自我评价和第三方评价" in texts(list(OverviewReport(other).modes().blocks))


def test_the_weighted_mode_is_marked_as_not_the_standards(evaluation: Evaluation):
    other = evaluation.with_points(evaluation.points.model_copy(update={"mode": "weighted"}))
    for report, name in both(other):
        assert any(getattr(block, "title", "") == "非标准原文" for block in report.head().blocks)
        assert "不是标准原文" in texts(blocks(report, name))
    assert "权重" in [column.header for column in BodyReport(other, "S01").outcome().blocks[1].columns]


def test_strengths_and_weaknesses_are_no_artefacts_of_ties(evaluation: Evaluation):
    for key in evaluation.scores:
        own = {one.body.body_id for one in evaluation.peers(key)} - {key}
        found = BodyReport(evaluation, key).differences().blocks
        named = {
            (block.caption, row.cells[0].split()[0])
            for block in found
            if isinstance(block, Table)
            for row in block.rows
        }
        for code, rates in evaluation.section_rates.items():
            if key not in rates:
                continue
            others = [rates[one] for one in own if one in rates]
            lower, higher = (sum(rate < rates[key] for rate in others), sum(rate > rates[key] for rate in others))
            assert (("明显的强项", code) in named) == (3 * lower >= 2 * len(others))
            assert (("明显的弱项", code) in named) == (3 * higher >= 2 * len(others))


def test_robustness_speaks_of_the_grade_and_never_of_an_error_of_the_score(evaluation: Evaluation):
    for key, trial in evaluation.robustness.items():
        said = BodyReport(evaluation, key).robustness().blocks[0].text
        assert "±" not in said
        assert ("等级均为" in said) == (trial.holds == 1)


def test_the_overview_counts_grades_and_ranks_everybody(evaluation: Evaluation):
    found = blocks(OverviewReport(evaluation), "standard_overview")
    rows = table(found, "各层级总分与等级").rows
    assert rows[-1].cells[0] == "合计"
    assert sum(int(cell) for cell in rows[-1].cells[-4:]) == 40
    ranked = [row for block in found if isinstance(block, Table) and "排名" in block.caption for row in block.rows]
    assert len(ranked) == 40
    assert {block.owner for block in found} == {"office"}


def test_every_chart_states_its_numbers(evaluation: Evaluation):
    for report, name in (
        (BodyReport(evaluation, "S01"), "standard"),
        (OverviewReport(evaluation), "standard_overview"),
    ):
        figures = [block for block in blocks(report, name) if isinstance(block, Figure)]
        assert len(figures) >= 2
        assert all(figure.alt.startswith(figure.title) and re.search(r"\d", figure.title) for figure in figures)


def test_an_evaluation_of_few_indicators_has_reports_as_well(evaluation: Evaluation):
    chosen = {"1.1.1": "60", "1.4.4": "2", "5.1.2": "1.5", "2.5.1": "38.5"}
    rules = {
        code: evaluation.points.indicators[code].model_copy(update={"points": Fraction(points)})
        for code, points in chosen.items()
    }
    other = evaluation.with_points(evaluation.points.model_copy(update={"indicators": rules, "incentive_cap": None}))
    said = texts(blocks(BodyReport(other, "X05"), "standard"))
    assert "未赋分、不评价的指标64项" in said
    blocks(OverviewReport(other), "standard_overview")
