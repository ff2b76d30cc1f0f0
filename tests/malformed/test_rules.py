"""Tables that do not agree, with each other or with the year."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from hubao.errors import DataError
from hubao.tables.book import Limits
from hubao.tables.inputs import collect, read_inputs
from tests.malformed.case import Change, Said, added, check, dropped, error, set_cell, sheet_place, warning
from tests.tables.good import GOOD, YEAR, write_csvs, write_xlsx

DECISION = "K01,merit_bonus,1,获奖,示例发〔2024〕7号,主任办公会,2024-12-20,"
GRADE = "B01,grade,,复议,示例发〔2025〕3号,主任办公会,2025-02-20,qualified"
CHANGE = "K01,I02,premium_target,{old},{new},园区企业合并,,{day},主任办公会"

# what is changed in the good year → everything that is said
RULES: dict[str, tuple[list[Change], list[Said]]] = {
    # agencies
    "missing from the targets": (
        [dropped("targets", 2)],
        [error("targets.csv", "", "", "没有这个代办处", agency_id="D01")],
    ),
    "missing from the actuals": (
        [dropped("actuals", 3)],
        [error("actuals.csv", "", "", "“完成情况”表里没有", agency_id="K01")],
    ),
    "missing from the extras": (
        [dropped("extras", 4)],
        [error("extras.csv", "", "", "没有这个代办处", agency_id="B01")],
    ),
    "missing from the scale": (
        [dropped("scale", 5)],
        [error("scale.csv", "", "", "没有这个代办处", agency_id="C01")],
    ),
    "unknown in the targets": (
        [added("targets", "Z09,0.5,1000")],
        [error("targets.csv", "第6行第1列", "agency_id", "名册里没有这个编号")],
    ),
    "unknown in the decisions": (
        [added("decisions", DECISION.replace("K01", "Z09"))],
        [error("decisions.csv", "第6行第1列", "agency_id", "名册里没有这个编号")],
    ),
    "unknown in the history": (
        [added("history", "Z09,2023,0.5,1,1,1,90,qualified")],
        [error("history.csv", "第7行第1列", "agency_id", "名册里没有这个编号")],
    ),
    "unknown in the self-scores": (
        [added("self_scores", "Z09,I01,,20,")],
        [error("self_scores.csv", "第4行第1列", "agency_id", "名册里没有这个编号")],
    ),
    "unknown in the changes": (
        [set_cell("target_changes", 2, "agency_id", "Z09")],
        [error("target_changes.csv", "第2行第1列", "agency_id", "名册里没有这个编号")],
    ),
    "written in lower case elsewhere": (
        [set_cell("decisions", 2, "agency_id", "d01")],
        [error("decisions.csv", "第2行第1列", "agency_id", "可能是 D01")],
    ),
    "twice in the register but for case": (
        [
            added("agencies", "d01,示例甲区二处,district,1,no"),
            added("targets", "d01,0.6,1000"),
            added("scale", "d01,10,5,1,10"),
            added("extras", "d01,none,none,no,0,0,0,0,0,0,0,0,0,0"),
            added("actuals", "d01,6,10,1000,0,0,0,0,0,0,0,no,100,90,0,0,0,0,0,0,,,3,2,4,2,4,1,9"),
            added("history", "d01,2023,0.6,1000,6,5,90,qualified"),
        ],
        [error("agencies.csv", "第6行第1列", "agency_id", "只差大小写")],
    ),
    "two of one name": (
        [set_cell("agencies", 3, "name", "示例甲区代办处")],
        [error("agencies.csv", "第3行第2列", "name", "代办处名称重复，与第2行第2列相同")],
    ),
    # keys
    "twice in the register": (
        [added("agencies", "D01,示例甲区二处,district,6,yes")],
        [error("agencies.csv", "第6行第1列", "agency_id", "与第2行第1列相同")],
    ),
    "twice in the targets, three times": (
        [added("targets", "D01,0.5,1", "D01,0.6,1000000")],
        [
            error("targets.csv", "第6行第1列", "agency_id", "与第2行第1列相同"),
            error("targets.csv", "第7行第1列", "agency_id", "与第2行第1列相同"),
        ],
    ),
    "one year twice": (
        [added("history", "D01,2022,0.55,900000,5500,280,88.5,qualified")],
        [error("history.csv", "第7行第2列", "year", "代办处编号、年度重复")],
    ),
    "one self-score twice": (
        [added("self_scores", "D01,i01,,19,")],
        [error("self_scores.csv", "第4行第2列", "item", "与第2行第2列相同")],
    ),
    # decisions
    "one decision twice": (
        [added("decisions", DECISION, DECISION)],
        [error("decisions.csv", "第7行", "", "与第6行完全相同")],
    ),
    "two grades": (
        [added("decisions", GRADE)],
        [error("decisions.csv", "第6行第2列", "kind", "只能有一个等次认定，另一个在第5行")],
    ),
    "risk deductions above ten together": (
        [added("decisions", DECISION.replace("merit_bonus,1", "risk_deduction,9"))],
        [warning("decisions.csv", "第6行第3列", "points", "合计10.5分")],
    ),
    "a veto of points and a grade at once": (
        [added("decisions", DECISION.replace("merit_bonus,1", "veto_misconduct,1") + "excellent")],
        [
            error("decisions.csv", "第6行第3列", "points", "不填分数"),
            error("decisions.csv", "第6行第8列", "grade", "只有等次认定才填等次"),
        ],
    ),
    # history
    "this year is not past": (
        [added("history", "D01,2024,0.62,1020000,6200,300,95,qualified")],
        [error("history.csv", "第7行第2列", "year", "只填2024年以前")],
    ),
    "next year is not past": (
        [added("history", "D01,2025,0.62,1020000,6200,300,95,qualified")],
        [error("history.csv", "第7行第2列", "year", "只填2024年以前")],
    ),
    "last year is missing": (
        [dropped("history", 4)],
        [warning("history.csv", "", "", "示例开发区代办处没有2023年度的结果", agency_id="K01")],
    ),
    "last year may be unreadable, not missing": (
        [set_cell("history", 4, "year", "23")],
        [error("history.csv", "第4行第2列", "year", "四位年份")],
    ),
    "a fall is a jump as well": (
        [set_cell("actuals", 2, "premium_income", "489999.99")],
        [warning("actuals.csv", "第2行第4列", "premium_income", "上年 980,000.00，本年 489,999.99")],
    ),
    "insured jump, and coverage with them once": (
        [set_cell("actuals", 2, "insured_members", "8701")],
        [warning("actuals.csv", "第2行第2列", "insured_members", "上年 5,800，本年 8,701")],
    ),
    # changes
    "two changes on one day": (
        [added("target_changes", CHANGE.format(old="380000", new="370000", day="2024-06-20"))],
        [error("target_changes.csv", "第3行第5列", "new", "与第2行同一天批准")],
    ),
    "a change after a change, from a value not in force": (
        [added("target_changes", CHANGE.format(old="400000", new="370000", day="2024-08-01"))],
        [warning("target_changes.csv", "第3行第4列", "old", "原值与第2行的新值不一致")],
    ),
    "a change of a result": (
        [added("target_changes", "K01,I03,claims_returned,4,3,重复登记,,2024-08-01,主任办公会")],
        [error("target_changes.csv", "第3行第3列", "field", "变更的不是已有的目标")],
    ),
    "a change that breaks a rule is where it is written": (
        [added("target_changes", "K01,I01,coverage_target,50%,0,撤并,,2024-08-01,主任办公会")],
        [error("target_changes.csv", "第3行第5列", "new", "不能为0")],
    ),
    # names beside numbers
    "rows pasted out of step": (
        [
            lambda tables: tables.update(
                scale="编号,名称,基层单位数,参保单位数,参保种类,份数\n"
                "D01,示例甲区代办处,600,300,7,9000\nK01,某某集团代办处,200,110,6,3200\n"
                "B01,,30,22,5,2100\nC01,某某中央单位代办处,12,10,4,800\n"
            )
        ],
        [error("scale.csv", "第3行第2列", "name", "K01 在名册里是“示例开发区代办处”")],
    ),
    # one mistake is one problem
    "a number of the register unreadable: nobody is unknown": (
        [set_cell("agencies", 2, "agency_id", "D/01")],
        [error("agencies.csv", "第2行第1列", "agency_id", "字母、数字")],
    ),
    "a number elsewhere unreadable: nobody is missing": (
        [set_cell("actuals", 2, "agency_id", "D/01")],
        [error("actuals.csv", "第2行第1列", "agency_id", "字母、数字")],
    ),
    "a category unreadable: no field is out of place": (
        [set_cell("agencies", 2, "category", "区域")],
        [error("agencies.csv", "第2行第3列", "category", "选项之一")],
    ),
    "a whole unreadable: its parts are not above it": (
        [set_cell("actuals", 2, "dispatches_received", "二十")],
        [error("actuals.csv", "第2行第18列", "dispatches_received", "应为不小于0的整数")],
    ),
    "a kind unreadable: its points are not out of place": (
        [set_cell("decisions", 4, "kind", "否决"), set_cell("decisions", 4, "points", "1")],
        [error("decisions.csv", "第4行第2列", "kind", "选项之一")],
    ),
    "everything in one pass, in order": (
        [
            set_cell("scale", 2, "policies", "x"),
            set_cell("actuals", 3, "articles", "x"),
            set_cell("actuals", 2, "mutual_members", ""),
            set_cell("actuals", 2, "trainings", "-1"),
        ],
        [
            error("actuals.csv", "第2行第25列", "trainings", "不能是负数", agency_id="D01"),
            error("actuals.csv", "第2行第29列", "mutual_members", "缺失", agency_id="D01"),
            error("actuals.csv", "第3行第27列", "articles", "应为不小于0的整数", agency_id="K01"),
            error("scale.csv", "第2行第5列", "policies", "应为不小于0的整数", agency_id="D01"),
        ],
    ),
}


def in_workbook(one: Said) -> Said:
    return replace(one, file="inputs.xlsx", sheet=one.file.removesuffix(".csv"), cell=sheet_place(one.cell))


@pytest.mark.parametrize("name", RULES)
def test_csv(name: str, tmp_path: Path) -> None:
    changes, said = RULES[name]
    tables = dict(GOOD)
    for change in changes:
        change(tables)
    check(write_csvs(tables, tmp_path), said)


@pytest.mark.parametrize("name", [name for name in RULES if "与第" not in RULES[name][1][0].phrase])
def test_workbook(name: str, tmp_path: Path) -> None:
    changes, said = RULES[name]
    tables = dict(GOOD)
    for change in changes:
        change(tables)
    check(write_xlsx(tables, tmp_path), [in_workbook(one) for one in said])


def test_refused_inputs_are_not_returned(tmp_path: Path) -> None:
    tables = dict(GOOD)
    set_cell("scale", 2, "policies", "x")(tables)
    set_cell("scale", 4, "insured_units", "9")(tables)
    folder = write_csvs(tables, tmp_path)
    with pytest.raises(DataError, match="1 处错误") as failure:
        read_inputs(folder, YEAR)
    assert failure.value.problems == collect(folder, YEAR)[1]
    assert [problem.severity.label for problem in failure.value.problems] == ["错误", "提醒"]


def test_numbers_of_the_policy_decide(tmp_path: Path) -> None:
    tables = dict(GOOD)
    set_cell("extras", 3, "reports_late", "3")(tables)
    set_cell("decisions", 3, "points", "4")(tables)
    folder = write_csvs(tables, tmp_path)
    check(folder, [])
    strict = Limits(jump=Fraction(1, 50), statements=2, risk_points=3, item_codes=("I02",))  # type: ignore[arg-type]
    said = [
        error("extras.csv", "第3行第11列", "reports_late", "全年应报的2张"),
        error("decisions.csv", "第3行第3列", "points", "0至3分"),
        error("self_scores.csv", "第2行第2列", "item", "没有这个指标代码"),
        error("self_scores.csv", "第3行第2列", "item", "没有这个指标代码"),
        warning("actuals.csv", "第2行第2列", "insured_members", "超过2%"),
        warning("actuals.csv", "第3行第2列", "insured_members", "超过2%"),
        warning("actuals.csv", "第4行第2列", "insured_members", "超过2%"),
        warning("actuals.csv", "第5行第2列", "insured_members", "超过2%"),
        warning("actuals.csv", "第2行第4列", "premium_income", "超过2%"),
        warning("actuals.csv", "第3行第4列", "premium_income", "超过2%"),
        warning("actuals.csv", "第4行第4列", "premium_income", "超过2%"),
        warning("scale.csv", "第2行第3列", "insured_units", "超过2%"),
        warning("scale.csv", "第3行第3列", "insured_units", "超过2%"),
        warning("scale.csv", "第4行第3列", "insured_units", "超过2%"),
        warning("scale.csv", "第5行第3列", "insured_units", "超过2%"),
    ]
    check(folder, said, strict)
