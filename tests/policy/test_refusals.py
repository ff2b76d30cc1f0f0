"""A malformed policy is refused: with its file, the key, what is wrong and how to mend it, in plain Chinese."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from hubao.errors import PolicyError, PolicyProblem
from hubao.policy.loader import load_policy, with_readings
from tests.build import POLICY_FOLDER, policy_of

TEXT = (POLICY_FOLDER / "2022.yaml").read_text(encoding="utf-8")
UNITS, PEOPLE = "- code: units", "- code: people"


@dataclass(frozen=True)
class Edit:
    """Replace the first ``old`` after the line that begins with ``after``."""

    after: str
    old: str
    new: str

    def __call__(self, text: str) -> str:
        start = re.search(rf"^ *{re.escape(self.after)}", text, re.MULTILINE)
        assert start, f"no line {self.after}"
        at = text.find(self.old, start.start())
        assert at >= 0, f"no {self.old} after {self.after}"
        return text[:at] + self.new + text[at + len(self.old) :]


def refused(path, year=2022) -> tuple[PolicyProblem, ...]:
    """The problems of a refused file; and what must hold of every refusal."""
    with pytest.raises(PolicyError) as caught:
        load_policy(path, year)
    for problem in caught.value.problems:
        assert problem.file == path.name
        assert has_chinese(problem.message), problem
        assert has_chinese(problem.mend), problem
    said = str(caught.value)
    assert not re.search(r"Traceback|pydantic|https?://|<class|Error\b", said), said
    assert not re.search(r"\b[A-Za-z]{2,} [A-Za-z]{2,} [A-Za-z]{2,}\b", said), f"English: {said}"
    return caught.value.problems


def has_chinese(text: str) -> bool:
    return re.search(r"[一-鿿]", text) is not None


def mistake(name, after, old, new, key, said):
    return pytest.param(Edit(after, old, new), key, said, id=name)


MISTAKES = [
    # Keys
    mistake("unknown key", "I01:", "base: 20", "base: 20\n    bonus: 3", "annex1.I01.bonus", "没有这个键"),
    mistake("misspelled key", "I01:", "base: 20", "bsae: 20", "annex1.I01.bsae", "没有这个键"),
    mistake("unknown key of a rule", "I01:", "down: 1", "down: 1, most: 20", "annex1.I01.rule.most", "没有这个键"),
    mistake("unknown key of a bonus rule", "B1:", "up: 1", "up: 1, max: 5", "bonus.B1.rule.max", "没有这个键"),
    mistake("unknown section", "plausibility:", "plausibility:", "plausibilty:", "plausibilty", "没有这个键"),
    mistake("missing section", "plausibility:", "plausibility:", "plausibilty:", "plausibility", "缺少这个键"),
    mistake("missing key", "I01:", "    unit: rate\n", "", "annex1.I01.unit", "缺少这个键"),
    mistake("missing key of a rule", "I01:", ", down: 1", "", "annex1.I01.rule.down", "缺少这个键"),
    mistake("missing key of a tier", "B5:", ", points: 3", "", "bonus.B5.rule.tiers[0].points", "缺少这个键"),
    mistake("missing clause", "I07:", "    clause: 附件1第7项\n", "", "annex1.I07.clause", "缺少这个键"),
    mistake("empty clause", "I07:", "clause: 附件1第7项", 'clause: ""', "annex1.I07.clause", "不能为空"),
    mistake("blank clause", "I07:", "clause: 附件1第7项", 'clause: "　 "', "annex1.I07.clause", "不能为空"),
    mistake("clause left out", "I07:", "clause: 附件1第7项", "clause:", "annex1.I07.clause", "应为文字"),
    mistake(
        "missing effective date", "I07:", "    effective_from: 2022-03-01\n", "", "annex1.I07.effective_from", "缺少"
    ),
    mistake("missing item", "I17:", "I17:", "I18:", "annex1.I17", "缺少这一项"),
    mistake("unknown item", "I17:", "I17:", "I18:", "annex1.I18", "没有这个指标代码"),
    mistake("missing deduction", "D4:", "D4:", "D5:", "deductions.D4", "缺少这一项"),
    # Totals
    mistake("base off", "I01:", "base: 20", "base: 19", "totals.base", "合计 89，与合计行 90 不符"),
    mistake("base off for bureaus only", "I11b:", "base: 4", "base: 3", "totals.base", "合计 89"),
    mistake("plus off", "I15:", "plus: 2", "plus: 3", "totals.plus", "合计 11，与合计行 10 不符"),
    mistake("bonus off", "B6:", "plus: 1", "plus: 2", "totals.bonus", "合计 26，与 25 不符"),
    mistake("ceiling off", "totals:", "ceiling: 125", "ceiling: 120", "totals.ceiling", "不等于上限 120"),
    mistake("printed base off", "totals:", "base: 90", "base: 95", "totals.base", "与合计行 95 不符"),
    # Numbers
    mistake("not a number", "I01:", "base: 20", "base: 二十", "annex1.I01.base", "应为数字，现为“二十”"),
    mistake("number with its unit", "I01:", "base: 20", "base: 20分", "annex1.I01.base", "应为数字"),
    mistake("NaN", "I01:", "base: 20", "base: .nan", "annex1.I01.base", "应为数字"),
    mistake("NaN as text", "I01:", "base: 20", 'base: "NaN"', "annex1.I01.base", "应为数字"),
    mistake("infinite", "I01:", "base: 20", "base: .inf", "annex1.I01.base", "应为数字"),
    mistake("infinite as text", "I01:", "base: 20", 'base: "-Infinity"', "annex1.I01.base", "应为数字"),
    mistake("float notation", "I01:", "base: 20", "base: 2e1", "annex1.I01.base", "应为数字"),
    mistake("huge float notation", "I01:", "base: 20", "base: 1e999999999", "annex1.I01.base", "应为数字"),
    mistake("underscores", "I01:", "base: 20", "base: 2_0", "annex1.I01.base", "应为数字"),
    mistake("truth value", "I01:", "base: 20", "base: true", "annex1.I01.base", "应为数字，现为“True”"),
    mistake("list", "I01:", "base: 20", "base: [20]", "annex1.I01.base", "应为数字"),
    mistake("blank number", "I01:", "base: 20", "base:", "annex1.I01.base", "应为数字"),
    mistake("negative points", "I01:", "base: 20", "base: -20", "annex1.I01.base", "不能为负数，现为“-20”"),
    mistake("negative loss", "I03:", "loss: 3", "loss: -3", "annex1.I03.rule.loss", "不能为负数"),
    mistake("rate of 8000%", "I03:", '"80%"', '"8000%"', "annex1.I03.rule.target", "比率应在 0 至 200% 之间"),
    mistake("percent sign forgotten", "I03:", '"80%"', "80", "annex1.I03.rule.target", "比率应在 0 至 200% 之间"),
    mistake("target without percent", "I08:", '"40%"', "40", "annex1.I08.rule.target", "比率应在 0 至 200% 之间"),
    mistake("step without percent", "I08:", '"10%"', "10", "annex1.I08.rule.step", "比率应在 0 至 200% 之间"),
    mistake("two percent signs", "I08:", '"40%"', '"40%%"', "annex1.I08.rule.target", "应为数字"),
    mistake("division by zero", PEOPLE, '"1/4"', '"1/0"', "quota.pools[1].criteria.business_volume", "应为数字"),
    mistake("part of a seat", UNITS, "districts: 5", "districts: 5.5", "quota.pools[0].seats.districts", "应为整数"),
    mistake("negative seats", UNITS, "districts: 5", "districts: -5", "quota.pools[0].seats.districts", "数值太小"),
    mistake("year as text", "year:", "2022", "二〇二二", "year", "应为整数"),
    mistake("year far off", "year:", "2022", "22", "year", "数值太小"),
    mistake("date in words", "I01:", "2022-03-01", "2022年3月", "annex1.I01.effective_from", "应为日期"),
    mistake("number for a text", "I01:", "附件1第1项", "11", "annex1.I01.clause", "应为文字"),
    # Rules
    mistake("unknown rule", "I12:", "kind: steps", "kind: ladder", "annex1.I12.rule", "没有这种规则"),
    mistake("rule without kind", "I12:", "kind: steps, ", "", "annex1.I12.rule", "没有写规则种类"),
    mistake(
        "another item's rule",
        "I09:",
        "findings, each: 1",
        "judged, at_most: 3",
        "annex1.I09.rule.kind",
        "应为 findings",
    ),
    mistake("no rule", "I09:", "    rule: {kind: findings, each: 1}\n", "", "annex1.I09.rule", "缺少这个键"),
    mistake("step of zero", "I12:", "step: 1", "step: 0", "annex1.I12.rule.step", "步长不能为0"),
    mistake(
        "two bases",
        "I02:",
        "basis: relative",
        "basis: relative, basis_reading: A-01a",
        "annex1.I02.rule.basis",
        "只写一个",
    ),
    mistake("no basis", "I12:", "basis: count, ", "", "annex1.I12.rule.basis", "只写一个"),
    mistake(
        "unknown basis", "I12:", "basis: count", "basis: number", "annex1.I12.rule.basis", "不是可用的值，现为“number”"
    ),
    mistake("plus without up", "I13:", ", up: 1", "", "annex1.I13.plus", "不一致"),
    mistake("up without plus", "I12:", "down: 1", "down: 1, up: 1", "annex1.I12.plus", "不一致"),
    mistake("band upside down", "I07:", 'low: "85%"', 'low: "105%"', "annex1.I07.rule.low", "下限应小于上限"),
    mistake("parts do not add up", "I11a:", "loss: 2", "loss: 3", "annex1.I11a.rule.parts", "合计 5，不等于基本分 4"),
    mistake("unknown part", "I11a:", "closed_on_time", "closed", "annex1.I11a.rule.parts", "closed_on_time"),
    mistake("loss above base", "I03:", "loss: 3", "loss: 4", "annex1.I03.rule.loss", "大于基本分 3"),
    mistake("grave loss above base", "I06:", "grave: 3", "grave: 5", "annex1.I06.rule.grave", "大于基本分 3"),
    mistake("judged above base", "I10:", "at_most: 10", "at_most: 12", "annex1.I10.rule.at_most", "大于基本分 10"),
    mistake("participation above plus", "B2:", "all: 2", "all: 3", "bonus.B2.plus", "最多给 3 分"),
    mistake("halves beyond plus", "B4:", "pilot: 2", "pilot: 3", "bonus.B4.plus", "最多给 5 分"),
    mistake("top tier below plus", "B5:", "points: 10}", "points: 9}", "bonus.B5.plus", "最多给 9 分"),
    mistake("point of B6 beyond plus", "B6:", "points: 1", "points: 2", "bonus.B6.plus", "最多给 2 分"),
    mistake("tiers not ascending", "B5:", "1000000", "2500000", "bonus.B5.rule.tiers", "由低到高"),
    mistake("tiers with less for more", "B5:", "points: 5}", "points: 9}", "bonus.B5.rule.tiers", "由低到高"),
    mistake(
        "no tiers",
        "B5:",
        re.search(r"tiers:\n(?: {8}- .*\n)+", TEXT)[0],
        "tiers: []\n",
        "bonus.B5.rule.tiers",
        "由低到高",
    ),
    mistake(
        "no statements",
        "D3:",
        "budget_statements: 2, financial_statements: 4",
        "budget_statements: 0, financial_statements: 0",
        "deductions.D3.rule",
        "应大于0",
    ),
    mistake("unknown activity", "B2:", "comprehensive_plan", "big_plan", "bonus.B2.rule.activity", "不是可用的值"),
    mistake("unknown unit", "I01:", "unit: rate", "unit: percent", "annex1.I01.unit", "不是可用的值"),
    mistake("unknown area", "I01:", "area: business", "area: trade", "annex1.I01.area", "没有考核内容“trade”"),
    mistake(
        "unknown category of an item", "I11b:", "central_unit", "village", "annex1.I11b.categories[2]", "不是可用的值"
    ),
    # Readings
    mistake("chosen is no option", "A-G1:", "chosen: full", "chosen: half", "readings.A-G1.chosen", "不在 options 中"),
    mistake(
        "option nobody wrote",
        "A-G1:",
        "full: 满",
        "half: 半步, full: 满",
        "readings.A-G1.options.half",
        "程序不会这一读法",
    ),
    mistake(
        "options left out",
        "A-17c:",
        "options: {points: 按百分点",
        "options: {relative2: 按百分点",
        "readings.A-17c.options.relative2",
        "程序不会",
    ),
    mistake("no options", "A-G9:", "options: {sheet_100", "options: {} #", "readings.A-G9.options", "不能为空"),
    mistake("missing reading", "A-17c:", "A-17c:", "A-17d:", "readings.A-17c", "缺少这一读法"),
    mistake("unknown reading", "A-17c:", "A-17c:", "A-17d:", "readings.A-17d", "没有这个读法编号"),
    mistake("item names an unregistered reading", "I17:", "A-17c]", "A-17x]", "annex1.I17.readings", "没有 A-17x"),
    mistake(
        "rule names an unregistered reading",
        "I17:",
        "basis_reading: A-17c",
        "basis_reading: A-17x",
        "annex1.I17.readings",
        "没有 A-17x",
    ),
    mistake(
        "rule names no reading at all",
        "I17:",
        "basis_reading: A-17c",
        "basis_reading: 随便",
        "annex1.I17.rule.basis_reading",
        "写法不对",
    ),
    mistake(
        "reading of an unknown item", "A-17c:", "items: [I17]", "items: [I77]", "readings.A-17c.items", "没有指标 I77"
    ),
    mistake(
        "reading without ground",
        "A-17c:",
        "    ground: 按百分点恰好在0%时扣完2分\n",
        "",
        "readings.A-17c.ground",
        "缺少",
    ),
    mistake("unknown scope", "B-05c:", "scope: grade", "scope: rank", "readings.B-05c.scope", "不是可用的值"),
    # Vetoes, grades, measures
    mistake("missing veto", "vetoes:", "veto_misconduct:", "veto_conduct:", "vetoes.veto_misconduct", "缺少这一否决"),
    mistake("unknown veto", "vetoes:", "veto_misconduct:", "veto_conduct:", "vetoes.veto_conduct", "没有这种否决"),
    mistake(
        "item names an unknown veto",
        "D1:",
        "veto: veto_violation",
        "veto: veto_all",
        "deductions.D1.veto",
        "没有“veto_all”",
    ),
    mistake(
        "veto names an unregistered reading",
        "vetoes:",
        "B-D1a",
        "B-D9a",
        "vetoes.veto_violation.readings",
        "没有 B-D9a",
    ),
    mistake(
        "unknown grade of a veto",
        "vetoes:",
        "grade: unqualified",
        "grade: failed",
        "vetoes.veto_violation.grade",
        "不是可用的值",
    ),
    mistake("bounds ascending", "grade_plan:", "at_least: 95", "at_least: 55", "grade_plan.bounds", "由高到低"),
    mistake("bounds equal", "grade_plan:", "at_least: 95", "at_least: 60", "grade_plan.bounds", "由高到低"),
    mistake("grade twice", "grade_plan:", "grade: qualified", "grade: excellent", "grade_plan", "同一等次出现两次"),
    mistake(
        "grade again as the rest",
        "grade_plan:",
        "otherwise: unqualified",
        "otherwise: qualified",
        "grade_plan",
        "同一等次",
    ),
    mistake(
        "unknown grade", "grade_plan:", "grade: excellent", "grade: good", "grade_plan.bounds[0].grade", "不是可用的值"
    ),
    mistake(
        "unknown score", "grade_plan:", "score: comparable_total", "score: sum", "grade_plan.score", "不是可用的值"
    ),
    mistake("measures out of order", "consequences:", "years: 2", "years: 4", "consequences", "由小到大"),
    mistake("measures of one year twice", "consequences:", "years: 2", "years: 1", "consequences", "由小到大"),
    mistake("measure after no year", "consequences:", "years: 1", "years: 0", "consequences[0].years", "数值太小"),
    # Groups and quota
    mistake(
        "category in no group",
        "groups:",
        "[district, development_zone]",
        "[district]",
        "groups",
        "development_zone 没有归入任何组",
    ),
    mistake(
        "category in two groups",
        "groups:",
        "[bureau]",
        "[bureau, district]",
        "groups",
        "district 同时归入 districts、bureaus",
    ),
    mistake("empty group", "groups:", "[bureau]", "[]", "groups.bureaus.categories", "不能为空"),
    mistake("λ do not sum to 1", UNITS, '"1/4"', '"1/3"', "quota.pools[0].criteria", "合计 13/12，应为1"),
    mistake("unknown criterion", UNITS, "policies:", "shares:", "quota.pools[0].criteria.shares", "没有这个分配标准"),
    mistake(
        "unknown comparison", UNITS, "comparable_total", "seniority", "quota.pools[0].tie_break", "没有“seniority”"
    ),
    mistake("unknown group in seats", UNITS, "central: 1", "centre: 1", "quota.pools[0].seats.centre", "没有这个组"),
    mistake("floor above cap", UNITS, "floor: 0", "floor: 2", "quota.pools[0].floor", "下限 2 大于上限 1"),
    mistake(
        "adjustments do not net to zero",
        PEOPLE,
        "adjustments: []",
        "adjustments: [{group: districts, agency_id: D01, seats: 1, reason: 试点}]",
        "quota.pools[1].adjustments",
        "合计为 +1，应为0",
    ),
    mistake(
        "adjustments across groups",
        PEOPLE,
        "adjustments: []",
        "adjustments: [{group: districts, agency_id: D01, seats: 1, reason: 试点}, "
        "{group: bureaus, agency_id: B01, seats: -1, reason: 试点}]",
        "quota.pools[1].adjustments",
        "bureaus 组的调整合计为 -1",
    ),
    mistake(
        "adjustment in an unknown group",
        PEOPLE,
        "adjustments: []",
        "adjustments: [{group: centre, agency_id: D01, seats: 0, reason: 试点}]",
        "quota.pools[1].adjustments[0].group",
        "没有“centre”",
    ),
    mistake(
        "adjustment without reason",
        PEOPLE,
        "adjustments: []",
        "adjustments: [{group: districts, agency_id: D01, seats: 0}]",
        "quota.pools[1].adjustments[0].reason",
        "缺少这个键",
    ),
    mistake("pool twice", PEOPLE, "code: people", "code: units", "quota.pools", "“units”出现两次"),
    # The year
    mistake("another year's file", "year:", "2022", "2023", "", "period 应为 2023 年1月1日至12月31日"),
    mistake(
        "period outside the year",
        "period:",
        "end: 2022-12-31",
        "end: 2023-12-31",
        "",
        "period 应为 2022 年1月1日至12月31日",
    ),
    mistake("another format", "format:", "1", "2", "format", "不是可用的值"),
    mistake("half a year", "period:", "end: 2022-12-31", "end: 2022-06-30", "", "period 应为 2022 年1月1日至12月31日"),
    mistake("data of next year", "period:", "data_as_of: 2022-12-31", "data_as_of: 2023-01-31", "", "数据截至日"),
    mistake(
        "a veto that spares",
        "veto_violation:",
        "grade: unqualified",
        "grade: qualified",
        "vetoes.veto_violation.grade",
        "不是可用的值",
    ),
    mistake("an unknown pool", "pools:", "code: people", "code: person", "quota.pools[1].code", "不是可用的值"),
    mistake(
        "a bound above the ceiling", "bounds:", "at_least: 95", "at_least: 196", "grade_plan.bounds", "高于总分上限"
    ),
    mistake(
        "another item's reading",
        "I04:",
        "boundary_reading: A-04a",
        "boundary_reading: A-08a",
        "annex1.I04.rule.boundary_reading",
        "不是决定",
    ),
    mistake("the wrong way round", "I01:", "better: higher", "better: lower", "annex1.I01.rule.better", "方向"),
    mistake("a step that costs nothing", "I01:", "down: 1", "down: 0", "annex1.I01.rule.down", "不能为0"),
    mistake(
        "in force later",
        "I03:",
        "effective_from: 2022-03-01",
        "effective_from: 2029-03-01",
        "annex1.I03.effective_from",
        "晚于本年度",
    ),
    # YAML
    mistake("repeated key", "I01:", "base: 20", "base: 20\n    base: 20", "第{line}行 base", "同一个键出现两次"),
    mistake("repeated item", "I02:", "I02:", "I01:", "第{line}行 I01", "同一个键出现两次"),
    mistake("repeated key in one line", "I12:", "step: 1", "step: 1, step: 2", "第{line}行 step", "同一个键出现两次"),
    mistake("colon without space", "I01:", "base: 20", "base:20", "第{line}行第", "不合 YAML 写法"),
    mistake("open bracket", "I01:", "A-01e]", "A-01e", "第{line}行第", "不合 YAML 写法"),
    mistake("tab for indent", "I01:", "    base: 20", "\tbase: 20", "第{line}行第", "不合 YAML 写法"),
    mistake("open quote", "I01:", '"no": "1"', '"no": "1', "第", "不合 YAML 写法"),
    mistake("anchor", "I01:", "base: 20", "base: &twenty 20", "第{line}行第", "不用锚点"),
    mistake("reference", "I01:", "base: 20", "base: *twenty", "第{line}行第", "不用引用"),
    mistake("tag", "I01:", "base: 20", "base: !!float 20", "第{line}行第", "标记"),
    mistake("tag of a program", "I01:", "base: 20", "base: !!python/object/apply:os.getcwd []", "第{line}行第", "标记"),
    mistake("impossible date", "I01:", "2022-03-01", "2022-02-30", "第{line}行第", "2022-02-30"),
    mistake("key that is no text", "I01:", "base: 20", "1.5: 20", "第{line}行第", "键应为文字"),
    mistake("second document", "readings:", "readings:", "---\nreadings:", "第", "不合 YAML 写法"),
    mistake("control character", "I01:", "互助", "互\x07助", "第", "控制字符"),
]


@pytest.mark.parametrize(("edit", "key", "said"), MISTAKES)
def test_a_mistake_is_refused_with_key_and_mend(tmp_path, edit, key, said):
    changed = edit(TEXT)
    path = tmp_path / "2022.yaml"
    path.write_text(changed, encoding="utf-8")
    wanted = key.replace("{line}", str(first_difference(changed)))
    problems = refused(path)
    assert any(problem.key.startswith(wanted) and said in problem.message for problem in problems), problems
    assert wanted == "" or any(problem.key == wanted or wanted.startswith("第") for problem in problems), problems


def first_difference(changed: str) -> int:
    """The number of the first line that differs from the policy as it is; of the second copy of a repeated line."""
    pairs = zip(TEXT.splitlines(), changed.splitlines(), strict=False)
    return next(number for number, (old, new) in enumerate(pairs, start=1) if old != new)


def test_names_of_mistakes_are_unique():
    names = [entry.id for entry in MISTAKES]
    assert len(set(names)) == len(names)


def test_all_mistakes_are_listed_at_once(tmp_path):
    path = tmp_path / "2022.yaml"
    changed = Edit("I01:", "base: 20", "bsae: 20")(Edit("I07:", "clause: 附件1第7项", 'clause: ""')(TEXT))
    path.write_text(changed, encoding="utf-8")
    assert {problem.key for problem in refused(path)} == {"annex1.I01.bsae", "annex1.I07.clause"}


def test_all_inconsistencies_are_listed_at_once(tmp_path):
    path = tmp_path / "2022.yaml"
    changed = Edit("I01:", "base: 20", "base: 19")(Edit("B6:", "plus: 1", "plus: 2")(TEXT))
    path.write_text(changed, encoding="utf-8")
    assert {problem.key for problem in refused(path)} >= {"totals.base", "totals.bonus", "bonus.B6.plus"}


def test_a_long_value_is_not_quoted_whole(tmp_path):
    path = tmp_path / "2022.yaml"
    path.write_text(Edit("I01:", "unit: rate", f"unit: {'很' * 500}")(TEXT), encoding="utf-8")
    (problem,) = refused(path)
    assert len(str(problem)) < 200


# The file itself


def test_a_missing_file(tmp_path):
    (problem,) = refused(tmp_path / "2031.yaml", 2031)
    assert problem.message == "没有这个文件"
    assert "--params" in problem.mend


def test_a_folder_for_a_file(tmp_path):
    folder = tmp_path / "2022.yaml"
    folder.mkdir()
    (problem,) = refused(folder)
    assert "路径" in problem.mend


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (TEXT.encode("gb18030"), "不是 UTF-8 文字"),
        (TEXT.encode("utf-16"), "不是 UTF-8 文字"),
        (b"\x89PNG\r\n\x1a\n", "不是 UTF-8 文字"),
        (b"", "内容不是“键: 值”"),
        (b"# only a remark\n", "内容不是“键: 值”"),
        (b"- year: 2022\n", "内容不是“键: 值”"),
        ("二〇二二年度".encode(), "内容不是“键: 值”"),
        (b"2022\n", "内容不是“键: 值”"),
    ],
    ids=["GB 18030", "UTF-16", "a picture", "empty", "a remark only", "a list", "a text", "a number"],
)
def test_a_file_that_is_no_policy(tmp_path, content, said):
    path = tmp_path / "2022.yaml"
    path.write_bytes(content)
    (problem,) = refused(path)
    assert problem.message == said


def test_the_year_asked_for(tmp_path):
    path = tmp_path / "2023.yaml"
    path.write_text(TEXT, encoding="utf-8")
    (problem,) = refused(path, 2023)
    assert (problem.key, problem.message) == ("year", "文件是 2022 年度的，要的是 2023 年度")


def test_without_a_year_any_year_is_taken(tmp_path):
    path = tmp_path / "trial.yaml"
    path.write_text(TEXT, encoding="utf-8")
    assert load_policy(path).year == 2022


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path):
    path = tmp_path / "2022.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    assert load_policy(path, 2022) == policy_of(2022)


# Switching readings for a trial


@pytest.mark.parametrize(
    ("changes", "key", "said"),
    [
        ({"A-G99": "full"}, "readings.A-G99", "没有这个读法编号"),
        ({"A-G1": "half"}, "readings.A-G1", "没有“half”这一读法"),
        ({"A-G1": ""}, "readings.A-G1", "没有“”这一读法"),
        ({"A-G3": "floor_zero"}, "readings.A-G3", "不可切换"),
    ],
)
def test_a_trial_reading_is_refused(changes, key, said):
    with pytest.raises(PolicyError) as caught:
        with_readings(policy_of(2022), changes)
    (problem,) = caught.value.problems
    assert problem.key == key
    assert said in problem.message
    assert has_chinese(problem.mend)


def test_a_trial_leaves_the_policy_as_it_is():
    before = policy_of(2022).reading("A-G1")
    trial = with_readings(policy_of(2022), {"A-G1": "begun", "B-06a": "one"})
    assert (trial.reading("A-G1"), trial.reading("B-06a")) == ("begun", "one")
    assert policy_of(2022).reading("A-G1") == before == "full"
