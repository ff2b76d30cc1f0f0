"""An evaluation's tables: the same from every form people keep them in, and every mistake told with its place and mend."""

from __future__ import annotations

import tempfile
from datetime import date
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from hubao.errors import DataError, Severity
from hubao.evaluation import collect_evaluation, open_standard, read_evaluation
from hubao.standard.record import Body, Judgement, Mode, Observation, PastScore, Record
from hubao.tables.standard.inputs import StandardInputs, collect_bodies, collect_standard
from tests.malformed.case import Change, Said, added, error, warning
from tests.tables.good import rows_of, write_csvs, write_xlsx
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


FORMS: dict[str, dict[str, str | bytes]] = {
    "BOM": {name: text.encode("utf-8-sig") for name, text in SMALL.items()},
    "GB18030": {name: text.encode("gb18030") for name, text in SMALL.items()},
    "Chinese headers": dict(chinese_headers()),
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
        [put("bodies", 4, "body_id", "X01"), *(dropped(name, *lines) for name, lines in {
            "observations": range(14, 20), "judgements": [5]}.items())],
        [
            wrong("bodies", 4, "X01", "body_id", "重复，与第3行第1列相同"),
            wrong("bodies", 3, "X01", "level", "没有同类可比"),
        ],
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
        [wrong("monitoring", line, "S01", "code", "既有网络监测数据，又有指标数据") for line in range(2, 14)],
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
    "a checklist monitored": (
        [added("monitoring", "X01,1.5.1,2024-01,1,2"), dropped("observations", 11)],
        [
            wrong("monitoring", 14, "X01", "code", "1.5.1 机构建设不用比率计分"),
            doubtful("monitoring", 0, "X01", "", "缺2月、3月、4月"),
        ],
    ),
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
    in_sheets = [one if "没有数据" in one.phrase and False else in_sheet(one) for one in said]
    check(write_xlsx(changed(*changes), tmp_path), in_sheets)


def test_code_of_a_workbook_is_a_date(tmp_path: Path) -> None:
    write_xlsx(SMALL, tmp_path)
    workbook = load_workbook(tmp_path / "inputs.xlsx")
    workbook["observations"]["C2"] = date(2001, 3, 2)
    workbook.save(tmp_path / "inputs.xlsx")
    check(tmp_path, [in_sheet(wrong("observations", 2, "S01", "code", "把这一列设为“文本”格式后重填"))])
