"""An evaluation's tables: the same from every form people keep them in; every mistake told with place and mend."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from hubao.errors import DataError, Severity
from hubao.evaluation import Evaluation, collect_evaluation, evaluate, open_standard, read_evaluation
from hubao.standard.record import Body, Judgement, Mode, Observation, PastScore, Record
from hubao.tables.standard.inputs import StandardInputs, collect_bodies, collect_standard
from tests.malformed.case import Change, Said, added, error, warning
from tests.tables.good import rows_of, text_of_rows, write_csvs, write_xlsx
from tests.tables.standard.small import (
    SMALL,
    YEAR,
    changed,
    check,
    chinese_headers,
    chinese_names,
    doubtful,
    dropped,
    in_sheet,
    is_chinese,
    put,
    renamed,
    small_scheme,
    without,
    write_small,
    wrong,
)

bounded = settings(derandomize=True, deadline=None, max_examples=20, suppress_health_check=list(HealthCheck))


def read(data: Path) -> StandardInputs:
    """Read a folder in which nothing stops the scoring."""
    inputs, problems = collect_standard(data, YEAR, small_scheme())
    assert inputs is not None, "\n".join(map(str, problems))
    return inputs


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> StandardInputs:
    return read(write_csvs(SMALL, tmp_path_factory.mktemp("good")))


# what is read


def test_records(good: StandardInputs) -> None:
    city, first, second = good.records
    assert good.problems == ()
    assert city == Record(
        body=Body("S01", "示例市社会保险局", "市级", "示例市"),
        observations={
            "1.3.2": Observation(numerator=Fraction(800), denominator=Fraction(1000), source="统计报表"),
            "1.3.4": Observation(value=Fraction(19, 2), source="财务报表"),
            "1.4.1": Observation(numerator=Fraction(110), denominator=Fraction(100), source="财务报表"),
            "1.5.1": Observation(items_met=1, items_total=2, source="现场核查"),
            "2.1.2": Observation(numerator=Fraction(150), denominator=Fraction(200), source="网络监测各月合计"),
        },
        judgements={"1.5.3": Judgement(Fraction(15), "评价工作组", "现场查看记录")},
        exclusions={"1.5.2": "市级只有一家，没有同级可比"},
        history=(
            PastScore(2022, "", Fraction(163, 2), Fraction(100), "qualified"),
            PastScore(2023, "", Fraction(84), Fraction(100), "good"),
            PastScore(2023, "1", Fraction(30), Fraction(32)),
            PastScore(2023, "1.3", Fraction(41, 2)),
        ),
    )
    assert first.observations["1.3.2"] == Observation(value=Fraction(76, 100), source="统计报表")
    assert first.observations["2.1.2"] == Observation(numerator=Fraction(9000), denominator=Fraction(10000))
    assert (second.body.region, second.exclusions, second.history) == ("", {}, ())


def test_survey_is_kept_as_submitted(good: StandardInputs) -> None:
    survey, frame = good.frames["survey"], good.frames["survey_frame"]
    assert survey["satisfied"].tolist() == [True, False, True, None, None]
    assert survey["score"].tolist() == [None, None, None, Fraction(173, 2), Fraction(100)]
    assert frame["stratum"].tolist() == ["参保单位", "参保个人", "全体"]  # a survey that is not stratified
    assert frame["population"].tolist() == [400, 5000, 40]


FORMS: dict[str, Mapping[str, str | bytes]] = {
    "BOM": {name: text.encode("utf-8-sig") for name, text in SMALL.items()},
    "GB18030": {name: text.encode("gb18030") for name, text in SMALL.items()},
    "Chinese headers": chinese_headers(),
    "Chinese headers with BOM": {name: text.encode("utf-8-sig") for name, text in chinese_headers().items()},
    "Chinese headers in GB18030": {name: text.encode("gb18030") for name, text in chinese_headers().items()},
    "Chinese file names": {f"{label}.csv": text for label, text in chinese_names(SMALL).items()},
}
WORKBOOKS = {
    "sheets": SMALL,
    "sheets with Chinese headers": chinese_headers(),
    "Chinese sheets": chinese_names(SMALL),
    "Chinese sheets with Chinese headers": chinese_names(chinese_headers()),
}


def same(found: StandardInputs, good: StandardInputs) -> bool:
    """Whether two readings hold the same, survey and monthly figures included."""
    frames = [{name: frame.to_dict("list") for name, frame in one.frames.items()} for one in (found, good)]
    return (found.problems, found.records, found.by_mode, found.own_rows, frames[0]) == (
        good.problems,
        good.records,
        good.by_mode,
        good.own_rows,
        frames[1],
    )


@pytest.mark.parametrize("form", FORMS)
def test_forms(form: str, good: StandardInputs, tmp_path: Path) -> None:
    assert same(read(write_csvs(FORMS[form], tmp_path)), good)


@pytest.mark.parametrize("form", WORKBOOKS)
def test_workbooks(form: str, good: StandardInputs, tmp_path: Path) -> None:
    assert same(read(write_xlsx(WORKBOOKS[form], tmp_path)), good)


def test_tables_may_be_spread(good: StandardInputs, tmp_path: Path) -> None:
    write_csvs(without("observations", "survey"), tmp_path)
    write_xlsx({name: SMALL[name] for name in ("observations", "survey")}, tmp_path)
    assert same(read(tmp_path), good)


def test_optional_tables_may_be_absent(good: StandardInputs, tmp_path: Path) -> None:
    inputs = read(write_csvs(without("survey", "survey_frame", "history"), tmp_path))
    assert inputs.problems == ()
    assert [record.observations for record in inputs.records] == [record.observations for record in good.records]
    assert all(record.history == () for record in inputs.records)
    assert len(inputs.frames["survey"]) == 0


def test_month_of_a_workbook_may_be_a_date(good: StandardInputs, tmp_path: Path) -> None:
    """A spreadsheet turns 2024-03 into the first day of that month: nothing is lost by it."""
    write_xlsx(SMALL, tmp_path)
    workbook = load_workbook(tmp_path / "inputs.xlsx")
    workbook["monitoring"]["C4"] = date(2024, 3, 1)
    workbook.save(tmp_path / "inputs.xlsx")
    assert same(read(tmp_path), good)


# what is refused, and what is doubted

UNKNOWN = "名册里没有这个编号"
ZEROS = [put("monitoring", line, field, "0") for line in range(2, 14) for field in ("numerator", "denominator")]

# what is changed in the good tables → everything that is said
BAD: dict[str, tuple[list[Change], list[Said]]] = {
    # bodies
    "body unknown in observations": (
        [added("observations", "S09,,1.3.2,1,2,,,,,")],
        [wrong("observations", 20, "S09", "body_id", UNKNOWN)],
    ),
    "body unknown in judgements": (
        [added("judgements", "S09,1.5.3,1,评价工作组,记录,")],
        [wrong("judgements", 6, "S09", "body_id", UNKNOWN)],
    ),
    "body unknown in exclusions": (
        [added("exclusions", "S09,1.5.3,无此业务")],
        [wrong("exclusions", 3, "S09", "body_id", UNKNOWN)],
    ),
    "body unknown in survey": (
        [added("survey", "S09,,Q1,yes,")],
        [wrong("survey", 7, "S09", "body_id", UNKNOWN)],
    ),
    "body unknown in survey_frame": (
        [added("survey_frame", "S09,,10,5")],
        [wrong("survey_frame", 5, "S09", "body_id", UNKNOWN)],
    ),
    "body unknown in history": (
        [added("history", "S09,2023,,80,100,")],
        [wrong("history", 7, "S09", "body_id", UNKNOWN)],
    ),
    "body in small letters": (
        [added("survey", "s01,,Q9,yes,")],
        [wrong("survey", 7, "s01", "body_id", "可能是 S01")],
    ),
    "ids that differ only in case": (
        [renamed("X02", "x01")],
        [wrong("bodies", 4, "x01", "body_id", "只差大小写")],
    ),
    "one id twice": (
        [added("bodies", "X01,示例丙县社会保险局,县级,")],
        [wrong("bodies", 5, "X01", "body_id", "机构编号重复，与第3行第1列相同")],
    ),
    "one name twice": (
        [put("bodies", 4, "name", "示例甲县社会保险局"), put("observations", 14, "name", "")],
        [wrong("bodies", 4, "X02", "name", "重复")],
    ),
    "a name beside the wrong id": (
        [put("observations", 7, "name", "示例乙县社会保险局")],
        [wrong("observations", 7, "X01", "name", "X01 在名册里是“示例甲县社会保险局”")],
    ),
    # codes
    "code unknown": (
        [put("observations", 8, "code", "1.3.9")],
        [wrong("observations", 8, "X01", "code", "没有编码 1.3.9。核对编码，可能是 1.3.")],
    ),
    "code far from all": (
        [put("judgements", 4, "code", "9.9.99")],
        [wrong("judgements", 4, "X01", "code", "核对编码；编码见附录A")],
    ),
    "code turned into a date": (
        [put("observations", 2, "code", "2001-01-01")],
        [wrong("observations", 2, "S01", "code", "编码被表格软件当成了日期")],
    ),
    "code turned into a date with strokes": (
        [put("judgements", 5, "code", "2001/5/3")],
        [wrong("judgements", 5, "X02", "code", "编码被表格软件当成了日期")],
    ),
    "code is a name": (
        [put("observations", 2, "code", "参保登记率")],
        [wrong("observations", 2, "S01", "code", "写作 1.1.1")],
    ),
    "code is a section's": (
        [put("observations", 2, "code", "1.3")],
        [wrong("observations", 2, "S01", "code", "编码见附录A，写作 1.1.1")],
    ),
    "code blank": (
        [added("exclusions", "X01,,无此业务")],
        [wrong("exclusions", 3, "X01", "code", "指标编码缺失")],
    ),
    "indicator without points": (
        [added("observations", "S01,,1.1.1,1,2,,,,,")],
        [doubtful("observations", 20, "S01", "code", "1.1.1（参保登记率）没有赋分，这一行没有用上")],
    ),
    # figures
    "no figure": (
        [put("observations", 3, "value", "")],
        [wrong("observations", 3, "S01", "numerator", "没有数据。只用一种填法：分子与分母，或数值")],
    ),
    "no figure of a checklist": (
        [put("observations", 5, "items_met", ""), put("observations", 5, "items_total", "")],
        [wrong("observations", 5, "S01", "numerator", "只用一种填法：符合条数与核对条数")],
    ),
    "two ways of figure": (
        [put("observations", 2, "value", "80%")],
        [wrong("observations", 2, "S01", "value", "用了不止一种填法")],
    ),
    "three ways of figure": (
        [put("observations", 5, field, "1") for field in ("numerator", "denominator", "value")],
        [wrong("observations", 5, "S01", "value", "用了不止一种填法")],
    ),
    "numerator alone": (
        [put("observations", 2, "denominator", "")],
        [wrong("observations", 2, "S01", "denominator", "缺分母")],
    ),
    "denominator alone": (
        [put("observations", 2, "numerator", "")],
        [wrong("observations", 2, "S01", "numerator", "缺分子")],
    ),
    "items without their total": (
        [put("observations", 5, "items_total", "")],
        [wrong("observations", 5, "S01", "items_total", "缺核对条数")],
    ),
    "denominator zero": (
        [put("observations", 2, "denominator", "0")],
        [wrong("observations", 2, "S01", "denominator", "分母不能为0")],
    ),
    "no items checked": (
        [put("observations", 5, "items_total", "0")],
        [wrong("observations", 5, "S01", "items_total", "核对条数不能为0")],
    ),
    "more items met than checked": (
        [put("observations", 5, "items_met", "3")],
        [wrong("observations", 5, "S01", "items_met", "符合条数多于核对条数")],
    ),
    "all items met": ([put("observations", 5, "items_met", "2")], []),
    "more items checked than there are": (
        [put("observations", 5, "items_total", "3")],
        [doubtful("observations", 5, "S01", "items_total", "附录A列有2条，这里核对了3条")],
    ),
    "fewer items checked than there are": (
        [put("observations", 5, "items_total", "1")],
        [doubtful("observations", 5, "S01", "items_total", "附录A列有2条，这里核对了1条")],
    ),
    "checklist given as a ratio": (
        [dropped("observations", 5), added("observations", "S01,,1.5.1,1,2,,,,,")],
        [wrong("observations", 19, "S01", "numerator", "填法与计分方式不合。应填符合条数与核对条数")],
    ),
    "checklist given as a value": (
        [dropped("observations", 5), added("observations", "S01,,1.5.1,,,50%,,,,")],
        [wrong("observations", 19, "S01", "value", "填法与计分方式不合。应填符合条数与核对条数")],
    ),
    "ratio given as items": (
        [dropped("observations", 13), added("observations", "X01,,2.1.2,,,,9,10,,")],
        [wrong("observations", 19, "X01", "items_met", "填法与计分方式不合。应填分子与分母，或数值")],
    ),
    "negative count": (
        [put("observations", 5, "items_met", "-1")],
        [wrong("observations", 5, "S01", "items_met", "不能是负数")],
    ),
    "negative numerator": (
        [put("observations", 2, "numerator", "－800")],
        [wrong("observations", 2, "S01", "numerator", "不能是负数")],
    ),
    "part of an item": (
        [put("observations", 5, "items_met", "1.5")],
        [wrong("observations", 5, "S01", "items_met", "应为整数")],
    ),
    "count in 万": (
        [put("observations", 2, "denominator", "0.1万")],
        [wrong("observations", 2, "S01", "denominator", "只写数字：1000")],
    ),
    "more than the whole": (
        [put("observations", 2, "numerator", "1000.5")],
        [doubtful("observations", 2, "S01", "numerator", "部分占整体的比例，分子大于分母")],
    ),
    "just the whole": ([put("observations", 2, "numerator", "1000")], []),
    "figure of a judged indicator": (
        [added("observations", "S01,,1.5.3,1,2,,,,,")],
        [doubtful("observations", 20, "S01", "code", "由人工评分，这一行数据没有用上")],
    ),
    "mode unknown": (
        [put("observations", 6, "mode", "同行评价")],
        [wrong("observations", 6, "S01", "mode", "自我评价、第三方评价、上级对下级评价")],
    ),
    # judgements
    "judged above the points": (
        [put("judgements", 2, "points", "20.5")],
        [wrong("judgements", 2, "S01", "points", "满分20分，评分不能更高。填写0至20的分数")],
    ),
    "judged negative": (
        [put("judgements", 2, "points", "-1")],
        [wrong("judgements", 2, "S01", "points", "不能是负数")],
    ),
    "judged without points": (
        [put("judgements", 2, "points", "")],
        [wrong("judgements", 2, "S01", "points", "评分缺失")],
    ),
    "judged by nobody": (
        [put("judgements", 2, "assessor", "")],
        [wrong("judgements", 2, "S01", "assessor", "评分人缺失")],
    ),
    "judged without evidence": (
        [put("judgements", 3, "evidence", "\u3000")],
        [wrong("judgements", 3, "S01", "evidence", "佐证缺失")],
    ),
    "judgement of what is counted": (
        [added("judgements", "S01,1.3.2,5,评价工作组,记录,")],
        [doubtful("judgements", 6, "S01", "code", "不由人工评分，这一行没有用上")],
    ),
    # twice
    "observed twice": (
        [added("observations", "S01,,1.3.2,900,1000,,,,,")],
        [wrong("observations", 20, "S01", "mode", "机构编号、指标编码、评价方式重复，与第2行第9列相同")],
    ),
    "observed twice, the governing mode written out": (
        [added("observations", "S01,,1.3.2,800,1000,,,,上级对下级评价,")],
        [wrong("observations", 20, "S01", "mode", "重复")],
    ),
    "observed in three modes": (
        [added("observations", "S01,,1.3.2,900,1000,,,,self,", "S01,,1.3.2,850,1000,,,,第三方,")],
        [],
    ),
    "judged twice": (
        [added("judgements", "X02,1.5.3,19,另一评价人,记录,")],
        [wrong("judgements", 6, "X02", "mode", "机构编号、指标编码、评价方式重复")],
    ),
    "excluded twice": (
        [added("exclusions", "S01,1.5.2,没有同级")],
        [wrong("exclusions", 3, "S01", "code", "重复")],
    ),
    # missing and excluded
    "observation missing": (
        [dropped("observations", 2)],
        [wrong("observations", 0, "S01", "body_id", "S01 的1.3.2 职工基本医疗保险保障水平没有数据")],
    ),
    "checklist missing": (
        [dropped("observations", 11)],
        [wrong("observations", 0, "X01", "body_id", "补填符合条数与核对条数")],
    ),
    "judgement missing": (
        [dropped("judgements", 4)],
        [wrong("judgements", 0, "X01", "body_id", "X01 的1.5.3 场地设施没有数据。补填评分、评分人与佐证")],
    ),
    "self-assessment alone is missing too": (
        [dropped("observations", 5)],
        [wrong("observations", 0, "S01", "body_id", "S01 的1.5.1 机构建设没有数据")],
    ),
    "monitoring missing": (
        [dropped("monitoring", *range(2, 14))],
        [wrong("observations", 0, "S01", "body_id", "S01 的2.1.2 限时办结率没有数据")],
    ),
    "missing and excluded": ([dropped("observations", 2), added("exclusions", "S01,1.3.2,职工医保由省级统筹")], []),
    "observed and excluded": (
        [added("exclusions", "S01,1.3.2,职工医保由省级统筹")],
        [doubtful("observations", 2, "S01", "code", "已列为不适用，这一行没有用上")],
    ),
    "judged and excluded": (
        [added("exclusions", "X01,1.5.3,场地由市级提供")],
        [doubtful("judgements", 4, "X01", "code", "已列为不适用，这一行没有用上")],
    ),
    "excluded without a reason": (
        [put("exclusions", 2, "reason", "")],
        [wrong("exclusions", 2, "S01", "reason", "不适用的理由缺失")],
    ),
    "alone at its level": (
        [dropped("exclusions", 2), added("observations", "S01,,1.5.2,50,10,,,,,")],
        [wrong("bodies", 2, "S01", "level", "按同类位次计分，但市级只有 S01 一家，没有同类可比")],
    ),
    "alone since the other is excluded": (
        [dropped("observations", 12), added("exclusions", "X01,1.5.2,编制由市级统管")],
        [wrong("bodies", 4, "X02", "level", "县级只有 X02 一家")],
    ),
    "two at the level": (
        [put("bodies", 2, "level", "县级"), dropped("exclusions", 2), added("observations", "S01,,1.5.2,50,10,,,,,")],
        [],
    ),
    # monitoring
    "monitored and observed": (
        [added("observations", "S01,,2.1.2,150,200,,,,,")],
        [wrong("monitoring", 2, "S01", "code", "既有网络监测数据，又有指标数据")],
    ),
    "monitored, and assessed by itself": ([added("observations", "S01,,2.1.2,190,200,,,,self,")], []),
    "months missing": (
        [dropped("monitoring", 3, 12)],
        [doubtful("monitoring", 0, "S01", "", "2.1.2 限时办结率的网络监测数据缺2月、11月")],
    ),
    "month of another year": (
        [added("monitoring", "S01,2.1.2,2023-12,1,2")],
        [wrong("monitoring", 14, "S01", "month", "不是2024年度的月份")],
    ),
    "a thirteenth month": (
        [added("monitoring", "S01,2.1.2,2024-13,1,2")],
        [wrong("monitoring", 14, "S01", "month", "写作 2024-03")],
    ),
    "month twice": (
        [added("monitoring", "S01,2.1.2,2024年3月,1,2")],
        [wrong("monitoring", 14, "S01", "month", "机构编号、指标编码、月份重复，与第4行第3列相同")],
    ),
    "all denominators zero": (
        ZEROS,
        [wrong("monitoring", 13, "S01", "denominator", "各月分母都是0，算不出比率")],
    ),
    "no business in all months but one": (ZEROS[2:], []),
    # survey
    "satisfied and scored": (
        [put("survey", 2, "score", "90")],
        [wrong("survey", 2, "S01", "score", "是否满意与评分只填一个")],
    ),
    "scored over a hundred": (
        [put("survey", 5, "score", "100.5")],
        [wrong("survey", 5, "X01", "score", "评分不能超过100")],
    ),
    "scored below nothing": (
        [put("survey", 5, "score", "-0.5")],
        [wrong("survey", 5, "X01", "score", "评分不能是负数")],
    ),
    "satisfied perhaps": (
        [put("survey", 2, "satisfied", "一般")],
        [wrong("survey", 2, "S01", "satisfied", "“是”或“否”")],
    ),
    "answered twice": (
        [added("survey", "S01,参保单位,Q003,是,")],
        [wrong("survey", 7, "S01", "response_id", "机构编号、答卷编号重复")],
    ),
    "more sent than there are": (
        [put("survey_frame", 4, "sent", "41")],
        [wrong("survey_frame", 4, "X01", "sent", "发放份数多于总体人数")],
    ),
    "nobody to ask": (
        [put("survey_frame", 4, "population", "0"), put("survey_frame", 4, "sent", "0")],
        [wrong("survey_frame", 4, "X01", "population", "总体人数不能为0")],
    ),
    "stratum twice": (
        [added("survey_frame", "X01,全体,40,40")],
        [wrong("survey_frame", 5, "X01", "stratum", "机构编号、层重复")],
    ),
    # history
    "history of the same year": (
        [put("history", 6, "year", "2024")],
        [wrong("history", 6, "X01", "year", "早于评价年度2024")],
    ),
    "history of a later year": (
        [put("history", 6, "year", "2025年度")],
        [wrong("history", 6, "X01", "year", "早于评价年度2024")],
    ),
    "two totals for one year": (
        [added("history", "X01,2023,,80,,")],
        [wrong("history", 7, "X01", "code", "机构编号、年度、项目编码重复，与第6行第3列相同")],
    ),
    "two scores of one pillar": (
        [added("history", "S01,2023,1,31,,")],
        [wrong("history", 7, "S01", "code", "重复，与第4行第3列相同")],
    ),
    "history of a code that is not": (
        [put("history", 4, "code", "6")],
        [wrong("history", 4, "S01", "code", "指标体系里没有编码 6")],
    ),
    "grade of another rule": (
        [put("history", 2, "grade", "称职")],
        [wrong("history", 2, "S01", "grade", "优秀、良好、合格、不合格")],
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad(name: str, tmp_path: Path) -> None:
    changes, said = BAD[name]
    check(write_csvs(changed(*changes), tmp_path), said)


@pytest.mark.parametrize("name", BAD)
def test_bad_in_a_workbook(name: str, tmp_path: Path) -> None:
    changes, said = BAD[name]
    check(write_xlsx(changed(*changes), tmp_path), [in_sheet(one) for one in said])


def test_code_of_a_workbook_is_a_date(tmp_path: Path) -> None:
    write_xlsx(SMALL, tmp_path)
    workbook = load_workbook(tmp_path / "inputs.xlsx")
    workbook["observations"]["C2"] = date(2001, 3, 2)
    workbook.save(tmp_path / "inputs.xlsx")
    check(tmp_path, [in_sheet(wrong("observations", 2, "S01", "code", "把这一列设为“文本”格式后重填"))])


# what the folder holds → everything that is said
FILES: dict[str, tuple[Mapping[str, str | bytes], list[Said]]] = {
    "observations mistyped": (
        {**without("observations"), "observation.csv": SMALL["observations"]},
        [error("observation.csv", "", "", "可能是“指标数据”写错了文件名。改名为 observations.csv")],
    ),
    "observations with a year behind": (
        {**SMALL, "observations_2023.csv": SMALL["observations"]},
        [error("observations_2023.csv", "", "", "可能是“指标数据”写错了文件名")],
    ),
    "observations twice": (
        {**SMALL, "指标数据.csv": SMALL["observations"]},
        [error("指标数据.csv", "", "", "“指标数据”有两份，另一份在 observations.csv")],
    ),
    "no observations": (
        without("observations"),
        [error("observations.csv", "", "", "缺少“指标数据”表。放入 observations.csv，或在 inputs.xlsx 里加工作表")],
    ),
    "no bodies": (
        without("bodies"),
        [error("bodies.csv", "", "", "缺少“被评价机构名册”表")],
    ),
    "observations empty": (
        {**SMALL, "observations": b""},
        [error("observations.csv", "", "", "文件是空的")],
    ),
    "bodies empty": (
        {**SMALL, "bodies": b"\xef\xbb\xbf\r\n"},
        [error("bodies.csv", "", "", "文件是空的")],
    ),
    "bodies of a header only": (
        {**SMALL, "bodies": "body_id,name,level,region\n"},
        [error("bodies.csv", "", "", "只有表头，没有数据")],
    ),
    "survey empty": ({**SMALL, "survey": b"", "survey_frame": b"\n"}, []),
    "judgements empty": (
        {**SMALL, "judgements": b""},
        [wrong("judgements", 0, body, "body_id", f"{body} 的1.5.3") for body in ("S01", "X01", "X02")],
    ),
    "no column of codes": (
        {**SMALL, "observations": SMALL["observations"].replace("name,code", "name,memo", 1)},
        [
            error("observations.csv", "", "code", "缺少“指标编码”一列"),
            warning("observations.csv", "第1行第3列", "", "整列没有读取"),
        ],
    ),
    "something else": (
        {**SMALL, "通讯录.csv": "姓名,电话\n"},
        [warning("通讯录.csv", "", "", "这个文件不是录入表")],
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_files(name: str, tmp_path: Path) -> None:
    tables, said = FILES[name]
    check(write_csvs(tables, tmp_path), said)


def test_folder_without_tables(tmp_path: Path) -> None:
    check(tmp_path, [error(str(tmp_path), "", "", "数据文件夹里没有任何录入表。放入 inputs.xlsx，或 bodies.csv")])
    missing = tmp_path / "2042"
    check(missing, [error(str(missing), "", "", "数据文件夹不存在")])


UTF16 = "文件是 UTF-16 编码"
OUT_OF_STEP = "各格对不上列"

# one mistake → the one thing that is said of it: what cannot be read is not called missing, single or alone as well
ONCE: dict[str, tuple[Mapping[str, str | bytes], Said]] = {
    "judgements mistyped": (
        {**without("judgements"), "judgement.csv": SMALL["judgements"]},
        error("judgement.csv", "", "", "可能是“评分记录”写错了文件名"),
    ),
    "judgements unreadable": (
        {**SMALL, "judgements": SMALL["judgements"].encode("utf-16")},
        error("judgements.csv", "", "", UTF16),
    ),
    "monitoring unreadable": (
        {**SMALL, "monitoring": SMALL["monitoring"].encode("utf-16")},
        error("monitoring.csv", "", "", UTF16),
    ),
    "exclusions mistyped": (
        {**without("exclusions"), "exclusion.csv": SMALL["exclusions"]},
        error("exclusion.csv", "", "", "可能是“不适用指标”写错了文件名"),
    ),
    "exclusions unreadable": (
        {**SMALL, "exclusions": SMALL["exclusions"].encode("utf-16")},
        error("exclusions.csv", "", "", UTF16),
    ),
    "observations of a header only": (
        {**SMALL, "observations": SMALL["observations"].partition("\n")[0]},
        error("observations.csv", "", "", "只有表头，没有数据"),
    ),
    "a row of observations out of step": (
        {**SMALL, "observations": SMALL["observations"].replace("1.3.4,,,9.5,", "1.3.4,,9.5")},
        error("observations.csv", "第3行", "", OUT_OF_STEP),
    ),
    "a row of exclusions out of step": (
        {**SMALL, "exclusions": SMALL["exclusions"].replace("，", ",")},
        error("exclusions.csv", "第2行", "", OUT_OF_STEP),
    ),
    "a body's number with a space": (
        changed(put("observations", 3, "body_id", "S 01")),
        wrong("observations", 3, "", "body_id", "字母、数字"),
    ),
    "code of an exclusion turned into a date": (
        changed(put("exclusions", 2, "code", "2001-05-02")),
        wrong("exclusions", 2, "S01", "code", "编码被表格软件当成了日期"),
    ),
    "code of an exclusion unknown": (
        changed(put("exclusions", 2, "code", "1.5.9")),
        wrong("exclusions", 2, "S01", "code", "没有编码 1.5.9"),
    ),
    "level with a hidden sign": (
        changed(put("bodies", 3, "level", "县\u202e级")),
        wrong("bodies", 3, "X01", "level", "控制字符"),
    ),
    "month in words": (
        changed(put("monitoring", 4, "month", "三月")),
        wrong("monitoring", 4, "S01", "month", "写作 2024-03"),
    ),
    "judged and monitored": (
        changed(added("monitoring", "X01,1.5.3,2024-01,1,2")),
        wrong("monitoring", 14, "X01", "code", "1.5.3 场地设施不用比率计分"),
    ),
}


@pytest.mark.parametrize("name", ONCE)
def test_one_mistake_is_told_once(name: str, tmp_path: Path) -> None:
    tables, said = ONCE[name]
    check(write_csvs(tables, tmp_path), [said])


# rows of indicators that do not apply, or have no points
UNUSED: dict[str, list[Change]] = {
    "excluded, without a figure": [added("observations", "S01,,1.5.2,,,,,,,")],
    "excluded, judged above the points": [
        added("exclusions", "X01,1.5.3,场地由市级提供"),
        put("judgements", 4, "points", "30"),
    ],
    "excluded since there was no business": [*ZEROS, added("exclusions", "S01,2.1.2,全年没有业务")],
    "excluded, observed and monitored": [
        added("observations", "S01,,2.1.2,150,200,,,,,"),
        added("exclusions", "S01,2.1.2,由省级统一经办"),
    ],
    "without points, observed and monitored": [
        added("observations", "S01,,2.1.1,1,2,,,,,"),
        added("monitoring", "S01,2.1.1,2024-01,1,2"),
    ],
    "without points, no business": [added("monitoring", "S01,2.1.1,2024-01,0,0")],
    "without points, two figures": [added("observations", "S01,,1.1.1,1,2,50%,,,,")],
}


@pytest.mark.parametrize("name", UNUSED)
def test_rows_that_are_not_used_stop_nothing(name: str, tmp_path: Path) -> None:
    inputs, problems = collect_standard(write_csvs(changed(*UNUSED[name]), tmp_path), YEAR, small_scheme())
    assert problems
    assert [str(problem) for problem in problems if problem.severity is Severity.ERROR] == []
    assert inputs is not None


def test_a_share_given_as_a_bare_value_above_one_is_refused(tmp_path: Path) -> None:
    """98 for 98%: it would bring all points."""
    said = wrong("observations", 19, "X02", "value", "没有百分号的数不猜是不是百分数")
    check(write_csvs(changed(put("observations", 19, "value", "98")), tmp_path), [said])


@pytest.mark.parametrize("text", ["101%", "１０１％"])
def test_a_share_above_all_is_doubted(text: str, tmp_path: Path) -> None:
    said = doubtful("observations", 19, "X02", "value", "不应大于100%")
    check(write_csvs(changed(put("observations", 19, "value", text)), tmp_path), [said])


@pytest.mark.parametrize("text", ["98%", "0.98", "1", "100%"])
def test_a_share_of_at_most_all_is_read(text: str, tmp_path: Path) -> None:
    check(write_csvs(changed(put("observations", 19, "value", text)), tmp_path), [])


def test_mend_of_half_a_checklist_leads_to_a_checklist(tmp_path: Path) -> None:
    """A value would be refused in turn."""
    _, problems = collect_standard(
        write_csvs(changed(put("observations", 5, "items_total", "")), tmp_path), YEAR, small_scheme()
    )
    assert ["数值" in problem.mend for problem in problems] == [False]


# everything at once

SEVERAL = changed(
    put("bodies", 3, "name", ""),
    put("history", 2, "year", "2024"),
    put("judgements", 4, "points", "20.5"),
    added("monitoring", "S01,2.1.2,2023-12,1,2"),
    dropped("observations", 19),
    put("observations", 2, "denominator", "0"),
    put("observations", 2, "source", "报\ufffd"),
    put("observations", 3, "value", "九个半月"),
    put("observations", 11, "items_met", "3"),
    put("survey", 6, "score", "101"),
)
PLACES = [
    ("bodies.csv", "第3行第2列"),
    ("history.csv", "第2行第2列"),
    ("judgements.csv", "第4行第3列"),
    ("monitoring.csv", "第14行第3列"),
    ("observations.csv", ""),  # X02 without 2.1.2
    ("observations.csv", "第2行第5列"),
    ("observations.csv", "第2行第10列"),
    ("observations.csv", "第3行第6列"),
    ("observations.csv", "第11行第7列"),
    ("survey.csv", "第6行第5列"),
    ("通讯录.csv", ""),  # a warning
]


def test_all_problems_at_once_in_order(tmp_path: Path) -> None:
    files = write_small(tmp_path, {**SEVERAL, "通讯录.csv": "姓名\n"})
    evaluation, problems = collect_evaluation(YEAR, files.data, files.points)
    assert evaluation is None
    assert [(problem.file, problem.cell) for problem in problems] == PLACES
    assert all(is_chinese(problem) for problem in problems)


def test_order_in_a_workbook(tmp_path: Path) -> None:
    """Column J comes behind E, row 11 behind row 3."""
    _, problems = collect_standard(write_xlsx(SEVERAL, tmp_path), YEAR, small_scheme())
    assert [(problem.sheet, problem.cell) for problem in problems] == [
        ("bodies", "B3"),
        ("history", "B2"),
        ("judgements", "C4"),
        ("monitoring", "C14"),
        ("observations", ""),
        ("observations", "E2"),
        ("observations", "J2"),
        ("observations", "F3"),
        ("observations", "G11"),
        ("survey", "E6"),
    ]


@pytest.mark.parametrize("opener", [open_standard, read_evaluation])
def test_refusal_lists_everything(opener: Callable[..., Evaluation], tmp_path: Path) -> None:
    files = write_small(tmp_path, {**SEVERAL, "通讯录.csv": "姓名\n"})
    with pytest.raises(DataError) as refused:
        opener(YEAR, files.data, files.points)
    problems = refused.value.problems
    assert problems == collect_evaluation(YEAR, files.data, files.points)[1]
    first, *lines = str(refused.value).splitlines()
    assert first == "输入数据有 10 处错误，未计分。"
    assert lines == [str(problem) for problem in problems if problem.severity is Severity.ERROR]


@pytest.mark.parametrize("opener", [open_standard, read_evaluation])
def test_warnings_stop_nothing(opener: Callable[..., Evaluation], tmp_path: Path) -> None:
    files = write_small(tmp_path, {**SMALL, "通讯录.csv": "姓名\n"})
    evaluation = opener(YEAR, files.data, files.points)
    assert [problem.file for problem in evaluation.problems] == ["通讯录.csv"]
    # 10 + 20 + 10 (one of two checks) + 15 + 20 × 75/80, and 2 of the incentive
    assert evaluation.scores["S01"].points == Fraction("75.75")


TEXTS = st.one_of(
    st.sampled_from(
        [
            *("", " ", "-", "=1+1", "'", '"', "NaN", "inf", "60%", "%", ".", "1e9", "#REF!", "1,2", "9" * 5000),
            *(
                "\x00",
                "\ud7ff",
                "\u202e",
                "S01",
                "s01",
                "X01",
                "X02",
                "CON",
                "1.3.2",
                "1.5.1",
                "1.5.2",
                "1.5.3",
                "2.1.2",
            ),
            *(
                "2.1.1",
                "1",
                "1.1",
                "0.0.0",
                "2001-01-01",
                "2024-03",
                "2024-13",
                "2023-12",
                "self",
                "自评",
                "upper",
                "是",
            ),
            *("0", "-1", "1/2", "２", "²", "县级", "良好", "2022", "2024"),
        ]
    ),
    st.text(max_size=20),
    st.decimals(allow_nan=True).map(str),
    st.integers().map(str),
)
NUMBER = st.integers(0, 99)


@pytest.fixture(scope="module")
def points(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small(tmp_path_factory.mktemp("points")).points


def told(data: Path, points: Path) -> None:
    """Open an evaluation: it is scored, or refused with problems in Chinese, a line each."""
    try:
        problems = read_evaluation(YEAR, data, points).problems
        assert all(problem.severity is Severity.WARNING for problem in problems)
    except DataError as refused:
        problems = refused.problems
        assert any(problem.severity is Severity.ERROR for problem in problems)
    assert all(is_chinese(problem) and len(str(problem).splitlines()) == 1 for problem in problems)


@given(changes=st.lists(st.tuples(st.sampled_from(sorted(SMALL)), NUMBER, NUMBER, TEXTS), min_size=1, max_size=4))
@bounded
def test_any_text_in_any_cell(changes: list[tuple[str, int, int, str]], points: Path) -> None:
    tables = dict(SMALL)
    for table, row, column, text in changes:
        rows = rows_of(SMALL[table])
        put(table, row % len(rows) + 1, rows[0][column % len(rows[0])], text)(tables)
    with tempfile.TemporaryDirectory() as folder:
        data = write_csvs({name: text.encode("utf-8", "surrogatepass") for name, text in tables.items()}, Path(folder))
        told(data, points)


@given(table=st.sampled_from(sorted(SMALL)), content=st.binary(max_size=300))
@bounded
def test_any_bytes_for_a_table(table: str, content: bytes, points: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        told(write_csvs({**SMALL, table: content}, Path(folder)), points)


# monitoring


def test_a_year_is_sum_over_sum(good: StandardInputs) -> None:
    """50 of 100 in January, 10 of 10 in ten months, nothing to do in December."""
    months = [Fraction(50, 100), *[Fraction(10, 10)] * 10]
    figure = good.records[0].observations["2.1.2"].measured
    assert figure == Fraction(50 + 10 * 10, 100 + 10 * 10)  # 75%
    assert figure != sum(months) / 11  # 95.45%, which would reach the target of 80%
    evaluation = evaluate(small_scheme(), good, YEAR)
    assert evaluation.scores["S01"].line("2.1.2").points == 20 * Fraction(75, 80)
    assert evaluation.monitoring("S01")["2.1.2"].total == figure


def test_bodies_and_indicators_are_summed_apart(tmp_path: Path) -> None:
    rows = [f"X02,2.1.2,2024-{month:02d},1,4" for month in range(1, 13)]
    rows += [f"X02,1.3.2,2024-{month:02d},9,10" for month in range(1, 13)]
    tables = changed(dropped("observations", 14, 19), added("monitoring", *rows))
    city, _, county = read(write_csvs(tables, tmp_path)).records
    assert city.observations["2.1.2"].measured == Fraction(150, 200)
    assert county.observations["2.1.2"] == Observation(
        numerator=Fraction(12), denominator=Fraction(48), source="网络监测各月合计"
    )
    assert county.observations["1.3.2"].measured == Fraction(108, 120)


def test_order_of_months_changes_nothing(good: StandardInputs, tmp_path: Path) -> None:
    header, *rows = SMALL["monitoring"].splitlines(keepends=True)
    found = read(write_csvs({**SMALL, "monitoring": header + "".join(rows[::-1])}, tmp_path))
    assert found.records == good.records


# modes


def test_a_mode_fills_in_some_and_takes_the_rest(good: StandardInputs) -> None:
    city, first, _ = good.records
    assert city.observations["1.5.1"].items_met == 1  # the row without a mode governs
    assert good.by_mode == {
        Mode.SELF: {
            "S01": replace(
                city,
                observations={
                    **city.observations,
                    "1.5.1": Observation(items_met=2, items_total=2, source="自评材料"),
                },
                judgements={"1.5.3": Judgement(Fraction(20), "本机构", "自评材料")},
            )
        },
        Mode.THIRD_PARTY: {
            "X01": replace(
                first,
                observations={**first.observations, "1.3.4": Observation(value=Fraction(9), source="抽查报表")},
            )
        },
    }
    assert good.own_rows == {Mode.SELF: {"S01": 2}, Mode.THIRD_PARTY: {"X01": 1}}


def test_scores_of_the_modes(good: StandardInputs) -> None:
    evaluation = evaluate(small_scheme(), good, YEAR)
    governing, own = evaluation.scores["S01"], evaluation.by_mode[Mode.SELF]["S01"]
    assert own.points - governing.points == (20 - 10) + (20 - 15)  # both checks met, and five points more for the rooms
    third = evaluation.by_mode[Mode.THIRD_PARTY]["X01"]
    assert third.points - evaluation.scores["X01"].points == 20 - 10  # nine months instead of six


@pytest.mark.parametrize("text", ["upper", "UPPER", "上级对下级评价", "上级", "上级评价", " ", "\u3000"])
def test_a_blank_is_the_governing_mode(text: str, good: StandardInputs, tmp_path: Path) -> None:
    changes = [put("observations", line, "mode", text) for line in (2, 3, 4, 5, 7)]
    found = read(write_csvs(changed(*changes, put("judgements", 2, "mode", text)), tmp_path))
    assert (found.records, found.by_mode) == (good.records, good.by_mode)


@pytest.mark.parametrize(("text", "mode"), [("自评", Mode.SELF), ("第三方", Mode.THIRD_PARTY)])
def test_modes_as_people_write_them(text: str, mode: Mode, tmp_path: Path) -> None:
    tables = changed(*(put("observations", line, "mode", text) for line in (6, 9)), dropped("judgements", 3))
    assert read(write_csvs(tables, tmp_path)).own_rows == {mode: {"S01": 1, "X01": 1}}


def test_tables_without_a_mode_are_the_governing_ones(good: StandardInputs, tmp_path: Path) -> None:
    rows = rows_of(changed(dropped("judgements", 3))["judgements"])
    tables = {**changed(dropped("observations", 6, 9)), "judgements": text_of_rows([row[:-1] for row in rows])}
    found = read(write_csvs(tables, tmp_path))
    assert (found.records, found.by_mode, found.own_rows) == (good.records, {}, {})


def test_own_figure_beside_a_monitored_one(good: StandardInputs, tmp_path: Path) -> None:
    found = read(write_csvs(changed(added("observations", "S01,,2.1.2,190,200,,,,self,")), tmp_path))
    assert found.records == good.records
    assert found.by_mode[Mode.SELF]["S01"].observations["2.1.2"].measured == Fraction(190, 200)


def test_exclusions_hold_in_every_mode(tmp_path: Path) -> None:
    found = read(write_csvs(changed(added("exclusions", "S01,1.5.1,机构由省级统一设置")), tmp_path))
    own = found.by_mode[Mode.SELF]["S01"]
    assert (
        own.exclusions
        == found.records[0].exclusions
        == {
            "1.5.2": "市级只有一家，没有同级可比",
            "1.5.1": "机构由省级统一设置",
        }
    )
    assert "1.5.1" not in own.observations
    assert found.own_rows[Mode.SELF] == {"S01": 1}  # the judgement is left
    score = evaluate(small_scheme(), found, YEAR).by_mode[Mode.SELF]["S01"]
    assert score.line("1.5.1").excluded == "机构由省级统一设置"
    assert score.line("1.5.1").max_points == 0


def test_a_mode_with_nothing_but_exclusions_makes_no_record(tmp_path: Path) -> None:
    rows = ("S01,1.5.1,机构由省级统一设置", "S01,1.5.3,场地由省级提供")
    found = read(write_csvs(changed(added("exclusions", *rows)), tmp_path))
    assert set(found.by_mode) == set(found.own_rows) == {Mode.THIRD_PARTY}


# bodies alone, before there are figures


def test_bodies_alone(good: StandardInputs, tmp_path: Path) -> None:
    bodies, problems = collect_bodies(write_csvs({"bodies": SMALL["bodies"], "observations": b"\xff\xff"}, tmp_path))
    assert bodies == tuple(record.body for record in good.records)
    assert problems == ()


def test_bodies_alone_with_a_mistake(tmp_path: Path) -> None:
    _, problems = collect_bodies(write_csvs({"bodies": changed(renamed("X02", "x01"))["bodies"]}, tmp_path))
    assert [(problem.cell, problem.field) for problem in problems] == [("第4行第1列", "body_id")]


# the bodies lie in the folder like this → what is said
NO_BODIES = {
    "none": "缺少“被评价机构名册”表",
    "a header only": "只有表头，没有数据",
    "two places": "“被评价机构名册”有两份",
}


@pytest.mark.parametrize("name", NO_BODIES)
def test_no_bodies_is_an_error(name: str, tmp_path: Path) -> None:
    write_csvs(without("bodies"), tmp_path)
    if name == "a header only":
        write_csvs({"bodies": "body_id,name,level,region\n"}, tmp_path)
    elif name == "two places":
        write_csvs({"bodies": SMALL["bodies"]}, tmp_path)
        write_xlsx({"bodies": SMALL["bodies"]}, tmp_path)
    bodies, problems = collect_bodies(tmp_path)
    assert bodies == ()
    errors = [problem.rule for problem in problems if problem.severity is Severity.ERROR]
    assert any(NO_BODIES[name] in rule for rule in errors)
