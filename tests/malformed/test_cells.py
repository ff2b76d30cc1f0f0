"""One cell is wrong: each kind is refused with its place and a mend, in CSV and in a workbook, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hubao.errors import Severity
from tests.malformed.case import Said, check, column_of, set_cell, sheet_place
from tests.tables.good import GOOD, write_csvs, write_xlsx

# what kind of mistake: table, row, field, what stands there, what is said
CELLS: dict[str, tuple[str, int, str, str, str]] = {
    # counts
    "count is negative": ("actuals", 2, "claims_returned", "-3", "不能是负数"),
    "count is negative, full-width": ("actuals", 2, "claims_returned", "－３", "不能是负数"),
    "count has a fraction": ("actuals", 3, "trainings", "2.5", "应为整数"),
    "count with its unit": ("actuals", 2, "insured_members", "1200人", "只写数字：1200"),
    "count in 万": ("actuals", 2, "insured_members", "12万", "只写数字：120000"),
    "count in 万 with a fraction": ("actuals", 2, "insured_members", "1.2万人", "只写数字：12000"),
    "count is about": ("actuals", 2, "insured_members", "约1200", "要确切数字"),
    "count is more than": ("actuals", 2, "insured_members", "1200余", "要确切数字"),
    "count is a percentage": ("actuals", 2, "claims_returned", "10%", "不是百分数"),
    "count is a date": ("actuals", 2, "trainings", "2024-12-31", "不是日期"),
    "count is a word": ("actuals", 2, "articles", "四", "应为不小于0的整数"),
    "count in scientific notation": ("actuals", 2, "insured_members", "1.2E+06", "科学记数法"),
    "count is absurdly long": ("actuals", 2, "insured_members", "9" * 40, "数字过长"),
    "count is beyond every integer": ("actuals", 2, "insured_members", "9" * 5000, "数字过长"),
    "count is nan": ("actuals", 2, "insured_members", "NaN", "不能是 NaN"),
    "count is inf": ("actuals", 2, "insured_members", "-inf", "不能是 -inf"),
    "thousands separated in the wrong place": ("actuals", 2, "insured_members", "62,00", "千分位分隔的位置不对"),
    "superscript digits": ("actuals", 2, "insured_members", "62²", "应为不小于0的整数"),
    "Arabic-Indic digits": ("actuals", 2, "insured_members", "٦٢٠٠", "应为不小于0的整数"),
    "an expression": ("actuals", 2, "insured_members", "3100*2", "应为不小于0的整数"),
    # what people write for nothing
    "a hyphen for nothing": ("actuals", 3, "articles", "-", "留空"),
    "a dash for nothing": ("actuals", 3, "articles", "——", "就写 0"),
    "无 for nothing": ("actuals", 3, "articles", "无", "就写 0"),
    "a stroke for nothing": ("actuals", 3, "articles", "/", "就写 0"),
    "N/A for nothing": ("actuals", 3, "articles", "N/A", "就写 0"),
    "a blank": ("actuals", 3, "articles", "", "缺失"),
    "a full-width space": ("actuals", 3, "articles", "\u3000", "缺失"),
    "a dash where the field does not apply": ("actuals", 4, "dispatches_received", "—", "留空"),
    # spreadsheet errors
    "division by zero": ("actuals", 2, "premium_income", "#DIV/0!", "Excel 的出错提示"),
    "reference lost": ("targets", 2, "coverage_target", "#REF!", "Excel 的出错提示"),
    "column too narrow": ("actuals", 2, "premium_income", "########", "Excel 的出错提示"),
    # money
    "money is negative": ("actuals", 2, "budget_spent", "-100", "不能是负数"),
    "money finer than a fen": ("actuals", 2, "premium_income", "100.005", "最多两位小数"),
    "money in 万元": ("targets", 2, "premium_target", "100万元", "只写数字：1000000"),
    "money with a currency sign": ("targets", 2, "premium_target", "￥1000000", "只写数字：1000000"),
    "money in accountants' brackets": ("actuals", 2, "budget_spent", "(100)", "括号"),
    # rates
    "rate without its sign": ("targets", 2, "coverage_target", "60", "60% 或 0.6"),
    "rate is negative": ("targets", 2, "coverage_target", "-10%", "不能是负数"),
    "rate in permille": ("targets", 2, "coverage_target", "600‰", "应为比率"),
    "rate with two signs": ("targets", 2, "coverage_target", "60%%", "应为比率"),
    "rate as a fraction": ("targets", 2, "coverage_target", "3/5", "应为比率"),
    # yes or no, choices, dates
    "yes-no is a tick": ("agencies", 2, "electronic_archive", "√", "“是”或“否”"),
    "yes-no is 2": ("agencies", 2, "electronic_archive", "2", "“是”或“否”"),
    "category unknown": ("agencies", 2, "category", "街道", "局总公司、产业工会"),
    "participation unknown": ("extras", 2, "comprehensive_plan", "大部分", "全员、部分、未参加"),
    "grade of another rule": ("history", 2, "grade", "良好", "优秀、合格、不合格"),
    "decision kind unknown": ("decisions", 2, "kind", "bonus", "风险扣分"),
    "a day that is not": ("decisions", 2, "decided_on", "2024-02-30", "没有这一天"),
    "a date without its day": ("decisions", 2, "decided_on", "2024年12月", "年、月、日"),
    "a date with two digits of year": ("decisions", 2, "decided_on", "24-12-20", "年、月、日"),
    "a date's serial number": ("decisions", 2, "decided_on", "45646", "日期序号"),
    "year in two digits": ("history", 2, "year", "22", "四位年份"),
    "points are a word": ("decisions", 2, "points", "两分", "应为分数"),
    "points too fine": ("decisions", 2, "points", "1.0000001", "六位小数"),
    # who
    "number with a slash": ("agencies", 2, "agency_id", "../D01", "字母、数字"),
    "number with a space": ("agencies", 2, "agency_id", "D 01", "字母、数字"),
    "number in Chinese": ("agencies", 2, "agency_id", "甲01", "字母、数字"),
    "number too long": ("agencies", 2, "agency_id", "D" * 33, "不超过32位"),
    "number Windows keeps": ("agencies", 2, "agency_id", "con", "保留名称"),
    "number of a Windows port": ("agencies", 2, "agency_id", "LPT1", "保留名称"),
    "number blank": ("agencies", 2, "agency_id", "", "缺失"),
    "name blank": ("agencies", 2, "name", " ", "缺失"),
    "name over two lines": ("agencies", 2, "name", "示例甲区\n代办处", "换行"),
    "name with a direction mark": ("agencies", 2, "name", "示例\u202e甲区", "控制字符"),
    "name with a replacement mark": ("agencies", 2, "name", "示例\ufffd区", "乱码"),
    "name far too long": ("agencies", 2, "name", "示" * 101, "不超过100字"),
    "category blank": ("agencies", 2, "category", "", "缺失"),
    # ranges
    "coverage target zero": ("targets", 2, "coverage_target", "0", "不能为0"),
    "coverage target above all": ("targets", 2, "coverage_target", "101%", "不能超过100%"),
    "premium target zero": ("targets", 2, "premium_target", "0", "不能为0"),
    "union members zero": ("actuals", 2, "union_members", "0", "不能为0"),
    "budget zero": ("actuals", 2, "budget_planned", "0", "不能为0"),
    "mutual members zero": ("actuals", 2, "mutual_members", "0", "不能为0"),
    "rank zero": ("history", 2, "total", "-1", "不能是负数"),
    "year before the association": ("history", 2, "year", "1992", "1993"),
    "year beyond all": ("history", 2, "year", "2101", "不会晚于2100年"),
    # decisions and changes
    "reason blank": ("decisions", 2, "reason", "", "理由缺失"),
    "decider blank": ("decisions", 2, "decided_by", "", "决定人缺失"),
    "bonus without points": ("decisions", 2, "points", "", "写明分数"),
    "bonus of zero": ("decisions", 2, "points", "0", "大于0"),
    "negative deduction": ("decisions", 3, "points", "-1.5", "不能是负数"),
    "risk deduction above ten": ("decisions", 3, "points", "10.5", "0至10分"),
    "veto with points": ("decisions", 4, "points", "3", "不填分数"),
    "grade row with points": ("decisions", 5, "points", "3", "不填分数"),
    "grade row without grade": ("decisions", 5, "grade", "", "写明等次"),
    "grade in another row": ("decisions", 2, "grade", "qualified", "只有等次认定才填等次"),
    "change not approved on a day": ("target_changes", 2, "approved_on", "", "未经批准"),
    "change not approved by anybody": ("target_changes", 2, "approved_by", "", "未经批准"),
    "change of nothing known": ("target_changes", 2, "field", "premium", "不是已有的"),
    "change of an unknown item": ("target_changes", 2, "item", "I99", "没有这个指标代码"),
    "change under another item": ("target_changes", 2, "item", "I01", "属于指标 I02"),
    "change to nonsense": ("target_changes", 2, "new", "38万", "只写数字：380000"),
    "change to zero": ("target_changes", 2, "new", "0", "不能为0"),
    "change to a blank": ("target_changes", 2, "new", "", "新值缺失"),
    "self-score of an unknown item": ("self_scores", 2, "item", "I18", "没有这个指标代码"),
    "self-score of another category's item": ("self_scores", 3, "item", "I11a", "不适用于局总公司"),
    "self-score blank": ("self_scores", 2, "self_points", "", "缺失"),
    # fields of other categories
    "dispatches of a bureau": ("actuals", 4, "dispatches_received", "0", "不适用于局总公司"),
    "changes of a district": ("actuals", 2, "org_changes_due", "1", "不适用于区"),
    "loans of a central unit": ("extras", 5, "loan_applications", "0", "不适用于中央驻京单位"),
    "dispatches left out by a zone": ("actuals", 3, "dispatches_closed_on_time", "", "缺失"),
    "changes left out by a bureau": ("actuals", 4, "org_changes_due", "", "缺失"),
    # parts above their whole
    "returned above submitted": ("actuals", 2, "claims_returned", "101", "不应大于理赔单据上报数（101 大于 100）"),
    "closed above received": ("actuals", 2, "dispatches_closed_on_time", "21", "不应大于受理派单数"),
    "dissatisfied above received": ("actuals", 3, "dispatches_dissatisfied", "6", "不应大于受理派单数"),
    "on time above due": ("actuals", 4, "org_changes_on_time", "3", "不应大于应办理机构变更数"),
    "idle above total": ("actuals", 2, "accounts_idle", "101", "不应大于用户名总数"),
    "declared above due": ("actuals", 2, "overcap_declared", "61", "不应大于超封顶线应申报人次"),
    "claims by app above all": ("extras", 2, "medical_claims_app", "101", "不应大于医疗类理赔申报总数"),
    "late changes above changes": ("extras", 2, "staff_changes_late", "2", "不应大于管理人员变化次数"),
    "statements late beyond six": ("extras", 3, "reports_late", "7", "全年应报的6张"),
}

WARNED: dict[str, tuple[str, int, str, str, str]] = {
    "insured above union members": ("actuals", 5, "insured_members", "1001", "不应大于工会会员数"),
    "followers above members": ("actuals", 5, "wechat_followers", "901", "不应大于互助会会员数"),
    "insured units above units": ("scale", 5, "insured_units", "13", "不应大于基层单位数"),
    "no dormant members, then some": ("actuals", 5, "dormant_start", "0", "需人工核定"),
    "loans without applications": ("extras", 3, "loan_disbursed", "10000", "没有小额贷款申请"),
    "budget in 万元": ("actuals", 2, "budget_spent", "18", "可能把万元当作元"),
    "premium jumps": ("actuals", 4, "premium_income", "300000.01", "与上年相差超过50%"),
    "insured units jump": ("scale", 4, "insured_units", "9", "与上年相差超过50%"),
    "coverage jumps": ("actuals", 4, "union_members", "4400", "覆盖率与上年相差超过50%"),
    "target below last year": ("targets", 4, "coverage_target", "78.99%", "低于上年实际 79.00%"),
    "last year without coverage": ("history", 4, "coverage_rate", "", "B1"),
    "history above all": ("history", 2, "coverage_rate", "120%", "覆盖率超过100%"),
    "document blank": ("decisions", 2, "document", "", "依据文件缺失"),
    "day of decision blank": ("decisions", 2, "decided_on", "", "决定日期缺失"),
    "decided before the year": ("decisions", 2, "decided_on", "2023-12-31", "与2024年度考核对不上"),
    "decided long after": ("decisions", 2, "decided_on", "2027-01-01", "与2024年度考核对不上"),
    "approved before the year": ("target_changes", 2, "approved_on", "2022-12-31", "与2024年度考核对不上"),
    "approved before it was requested": ("target_changes", 2, "approved_on", "2024-06-02", "早于申请日期"),
    "old value not in force": ("target_changes", 2, "old", "500000", "原值与“年度目标”表"),
    "a grade beside a veto": ("decisions", 5, "grade", "excellent", "等次以不合格为准"),
}

# Native in a workbook these are something else: 1.2E+06 is 1,200,000 there, a line too long for a cell is cut.
TEXT_ONLY = {"count in scientific notation", "count is nan", "count is inf", "count is beyond every integer"}


def expected(case: tuple[str, int, str, str, str], severity: Severity) -> Said:
    table, row, field, _, phrase = case
    return Said(severity, f"{table}.csv", f"第{row}行第{column_of(table, field)}列", field, phrase)


CASES = [
    *(pytest.param(case, Severity.ERROR, id=name) for name, case in CELLS.items()),
    *(pytest.param(case, Severity.WARNING, id=name) for name, case in WARNED.items()),
]


@pytest.mark.parametrize(("case", "severity"), CASES)
def test_csv(case: tuple[str, int, str, str, str], severity: Severity, tmp_path: Path) -> None:
    tables = dict(GOOD)
    set_cell(*case[:4])(tables)
    check(write_csvs(tables, tmp_path), [expected(case, severity)])


@pytest.mark.parametrize(
    ("case", "severity"), [case for case in CASES if case.id not in TEXT_ONLY and "\n" not in case.values[0][3]]
)
def test_workbook(case: tuple[str, int, str, str, str], severity: Severity, tmp_path: Path) -> None:
    tables = dict(GOOD)
    set_cell(*case[:4])(tables)
    said = expected(case, severity)
    said = replace(said, file="inputs.xlsx", sheet=case[0], cell=sheet_place(said.cell))
    check(write_xlsx(tables, tmp_path), [said])
