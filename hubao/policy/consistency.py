"""What must hold across the keys of a policy: totals that add up, references that exist, bounds that make sense."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import get_args

from hubao.numerals import points
from hubao.policy.model import CategoryName, Item, Policy, Pool
from hubao.policy.readings import KNOWN_VALUES
from hubao.policy.rules import (
    AppUse,
    Band,
    LoanTiers,
    ParticipationTiers,
    Reports,
    Rule,
    Steps,
    Thresholds,
    TimelyChanges,
)

__all__ = ["ITEM_KINDS", "QUOTA_CRITERIA", "inconsistencies"]

# Which kind of rule the scorer can follow for an item: measures are tied to items, numbers are not.
ITEM_KINDS: Mapping[str, str] = {
    **dict.fromkeys(("I01", "I02", "I08", "I12", "I13", "I14", "I15", "I16", "I17"), "steps"),
    **dict.fromkeys(("I03", "I04", "I05"), "threshold"),
    **dict.fromkeys(("I06", "I09"), "findings"),
    "I07": "band",
    "I10": "judged",
    "I11a": "thresholds",
    "I11b": "all_on_time",
    "B1": "growth_steps",
    "B2": "participation",
    "B3": "participation",
    "B4": "app_use",
    "B5": "loan_tiers",
    "B6": "timely_changes",
    "D1": "veto_only",
    "D2": "veto_only",
    "D3": "reports",
    "D4": "claim_handling",
    "M10": "manual",
    "M14": "manual",
}

QUOTA_CRITERIA = (
    "business_volume",
    "business_growth",
    "unit_coverage",
    "unit_growth",
    "member_coverage",
    "member_growth",
    "plan_kinds",
    "policies",
)

_SHEETS = {"annex1": "I", "bonus": "B", "deductions": "D", "discretionary": "M"}
_VETOES = ("veto_violation", "veto_security", "veto_false_report", "veto_misconduct")
_CATEGORIES: tuple[CategoryName, ...] = get_args(CategoryName)

_LADDER = 3
"""Steps of the ladder of measures in art. 13(二)."""

Finding = tuple[str, str, str]


def inconsistencies(policy: Policy) -> Iterator[Finding]:
    """Yield ``(key, message, mend)`` for everything that does not hold together."""
    yield from _item_codes(policy)
    yield from _totals(policy)
    for code, item in policy.items.items():
        yield from _item(policy, code, item)
    yield from _readings(policy)
    yield from _groups(policy)
    yield from _grades(policy)
    yield from _vetoes(policy)
    for index, pool in enumerate(policy.quota.pools):
        yield from _pool(policy, f"quota.pools[{index}]", pool)
    yield from _repeated_pools(policy)


def _item_codes(policy: Policy) -> Iterator[Finding]:
    for sheet, letter in _SHEETS.items():
        present = set(getattr(policy, sheet))
        wanted = {code for code in ITEM_KINDS if code.startswith(letter)}
        for code in sorted(wanted - present):
            yield f"{sheet}.{code}", "缺少这一项", "请照附件补上"
        for code in sorted(present - wanted):
            yield f"{sheet}.{code}", "没有这个指标代码", f"可用的代码：{'、'.join(sorted(wanted))}"


def _totals(policy: Policy) -> Iterator[Finding]:
    totals = policy.totals
    yield from _sheet_totals(policy)
    found = sum((item.max_points for item in policy.bonus.values()), Fraction(0))
    if found != totals.bonus:
        yield (
            "totals.bonus",
            f"加分项合计 {points(found)}，与 {points(totals.bonus)} 不符",
            "请核对 bonus 各项的 plus",
        )
    if totals.sheet + totals.bonus != totals.ceiling:
        yield (
            "totals.ceiling",
            f"主表 {points(totals.sheet)} 加加分项 {points(totals.bonus)} 不等于上限 {points(totals.ceiling)}",
            "请核对 totals",
        )


def _sheet_totals(policy: Policy) -> Iterator[Finding]:
    """The main sheet's totals, for the first category that they do not fit."""
    totals = policy.totals
    for category in _CATEGORIES:
        own = [item for item in policy.annex1.values() if item.concerns(category)]
        for name, wanted in (("base", totals.base), ("plus", totals.plus)):
            found = sum((getattr(item, name) for item in own), Fraction(0))
            if found != wanted:
                label = "基本分" if name == "base" else "调节分上限"
                yield (
                    f"totals.{name}",
                    f"{category} 类各项{label}合计 {points(found)}，与合计行 {points(wanted)} 不符",
                    "请核对 annex1 各项与合计行",
                )
                return


def _item(policy: Policy, code: str, item: Item) -> Iterator[Finding]:
    key = f"{next(sheet for sheet in _SHEETS if code in getattr(policy, sheet))}.{code}"
    wanted = ITEM_KINDS.get(code)
    if wanted is not None and item.rule.kind != wanted:
        yield f"{key}.rule.kind", f"{code} 的规则种类应为 {wanted}，现为 {item.rule.kind}", "请照原文件改回"
        return
    if item.area not in policy.content_areas:
        yield f"{key}.area", f"没有考核内容“{item.area}”", f"可用的：{'、'.join(policy.content_areas)}"
    if item.veto is not None and item.veto not in policy.vetoes:
        yield f"{key}.veto", f"vetoes 中没有“{item.veto}”", "请核对否决的名称"
    for reading in (*item.readings, *_rule_readings(item)):
        if reading not in policy.readings:
            yield f"{key}.readings", f"readings 中没有 {reading}", "请在 readings 登记这一读法"
    yield from _bound_readings(key, code, item)
    yield from _rule(key, code, item)
    if item.effective_from > policy.period.end:
        yield f"{key}.effective_from", f"{item.effective_from} 起才生效，晚于本年度", "请核对生效日期"


def _rule_readings(item: Item) -> list[str]:
    fields = item.rule.model_dump()
    return [value for name, value in fields.items() if name.endswith("_reading") and value is not None]


# Which reading decides what in an item's rule: another one would be obeyed without being meant.
_RULE_READINGS: Mapping[str, Mapping[str, str]] = {
    "I01": {"basis_reading": "A-01a"},
    "I04": {"boundary_reading": "A-04a"},
    "I07": {"above_reading": "A-07b"},
    "I08": {"basis_reading": "A-08a"},
    "I17": {"basis_reading": "A-17c"},
    "B1": {"requires_reading": "B-01a", "basis_reading": "B-01b"},
    "B5": {"applications_reading": "B-05a"},
    "B6": {"no_change_reading": "B-06a"},
    "D4": {"boundary_reading": "B-D4b"},
    "M10": {"allowed_reading": "A-10a"},
}
_LOWER_IS_BETTER = ("I08",)


def _bound_readings(key: str, code: str, item: Item) -> Iterator[Finding]:
    wanted = _RULE_READINGS.get(code, {})
    fields = {name: value for name, value in dict(item.rule).items() if name.endswith("_reading")}
    for name, value in fields.items():
        if value != wanted.get(name):
            mend = f"应为 {wanted[name]}" if name in wanted else "请删去"
            yield f"{key}.rule.{name}", f"{value or '空'} 不是决定这一条的读法", mend


def _rule(key: str, code: str, item: Item) -> Iterator[Finding]:
    rule = item.rule
    best = _best(rule)
    if best is not None and best != item.plus:
        yield (
            f"{key}.plus",
            f"规则最多给 {points(best)} 分，与调节分上限 {points(item.plus)} 不一致",
            "请核对 plus 与 rule",
        )
    for name in ("loss", "grave", "at_most"):
        lost = getattr(rule, name, None)
        if lost is not None and lost > item.base:
            yield f"{key}.rule.{name}", f"扣 {points(lost)} 分，大于基本分 {points(item.base)}", "每项以扣完基本分为止"
    if isinstance(rule, Steps):
        for name in ("target", "step"):
            value = getattr(rule, name)
            if item.unit == "rate" and value is not None and value > 2:
                yield f"{key}.rule.{name}", f"比率应在 0 至 200% 之间，现为“{points(value)}”", "请写百分号，如 40%"
        if rule.step == 0:
            yield f"{key}.rule.step", "步长不能为0", "请写每步的大小，如 5%"
        if rule.down == 0:
            yield f"{key}.rule.down", "每步扣分不能为0", "请照原文件填写"
        if rule.better != ("lower" if code in _LOWER_IS_BETTER else "higher"):
            yield f"{key}.rule.better", "多与少的方向与指标不符", "只有第8项越少越好（lower）"
        if (rule.basis is None) == (rule.basis_reading is None):
            yield f"{key}.rule.basis", "basis 与 basis_reading 应写且只写一个", "请删去其一"
        if (rule.up is not None) != (item.plus > 0):
            yield f"{key}.plus", "调节分上限与规则的加分（up）不一致", "有加分的写 plus 与 up，没有的都不写"
    if isinstance(rule, Band):
        if rule.step == 0:
            yield f"{key}.rule.step", "步长不能为0", "请写每步的大小，如 5%"
        if rule.low >= rule.high:
            yield f"{key}.rule.low", "下限应小于上限", "请核对 low 与 high"
    if isinstance(rule, Thresholds):
        lost = sum((part.loss for part in rule.parts), Fraction(0))
        if lost != item.base:
            yield f"{key}.rule.parts", f"各部分扣分合计 {points(lost)}，不等于基本分 {points(item.base)}", "请核对 loss"
        if [part.measure for part in rule.parts] != ["closed_on_time", "satisfied"]:
            yield f"{key}.rule.parts", "应依次为 closed_on_time、satisfied 两部分", "请核对 measure"
    if isinstance(rule, LoanTiers) and not _ascending([(tier.at_least, tier.points) for tier in rule.tiers]):
        yield f"{key}.rule.tiers", "各档金额与分数应由低到高", "请调整各档次序"
    if isinstance(rule, Reports) and rule.budget_statements + rule.financial_statements < 1:
        yield f"{key}.rule", "应报报表张数应大于0", "请写明预算报表与财务报表张数"


def _best(rule: Rule) -> Fraction | None:
    """The most a bonus rule can give; ``None`` where the item's own limit cuts it off."""
    if isinstance(rule, ParticipationTiers):
        return max(rule.all, rule.partial)
    if isinstance(rule, AppUse):
        return rule.pilot + rule.share
    if isinstance(rule, LoanTiers) and rule.tiers:
        return rule.tiers[-1].points
    return rule.points if isinstance(rule, TimelyChanges) else None


def _ascending(tiers: list[tuple[Fraction, Fraction]]) -> bool:
    return bool(tiers) and all(low[0] < high[0] and low[1] < high[1] for low, high in pairwise(tiers))


def _readings(policy: Policy) -> Iterator[Finding]:
    for reading_id in KNOWN_VALUES:
        if reading_id not in policy.readings:
            yield f"readings.{reading_id}", "缺少这一读法", "请登记所选读法、可选读法与依据"
    for reading_id, reading in policy.readings.items():
        key = f"readings.{reading_id}"
        known = KNOWN_VALUES.get(reading_id)
        if known is None:
            yield key, "没有这个读法编号", "请核对编号"
            continue
        for value in reading.options:
            if value not in known:
                yield f"{key}.options.{value}", f"程序不会这一读法（{value}）", f"可用的：{'、'.join(known)}"
        if reading.chosen not in reading.options:
            yield f"{key}.chosen", f"所选读法“{reading.chosen}”不在 options 中", f"可选：{'、'.join(reading.options)}"
        for code in reading.items:
            if code not in policy.items:
                yield f"{key}.items", f"没有指标 {code}", "请核对指标代码"


def _groups(policy: Policy) -> Iterator[Finding]:
    for category in _CATEGORIES:
        owners = [code for code, group in policy.groups.items() if category in group.categories]
        if len(owners) != 1:
            said = "没有归入任何组" if not owners else f"同时归入 {'、'.join(owners)}"
            yield "groups", f"类别 {category} {said}", "每个类别应恰好归入一组"


def _grades(policy: Policy) -> Iterator[Finding]:
    plan = policy.grade_plan
    bounds = [bound.at_least for bound in plan.bounds]
    if bounds != sorted(bounds, reverse=True) or len(set(bounds)) != len(bounds):
        yield "grade_plan.bounds", "各等次的分数线应由高到低", "请调整次序"
    names = [*(bound.grade for bound in plan.bounds), plan.otherwise]
    if len(set(names)) != len(names):
        yield "grade_plan", "同一等次出现两次", "请核对 bounds 与 otherwise"
    if bounds and bounds[0] > policy.totals.ceiling:
        yield "grade_plan.bounds", f"分数线高于总分上限 {points(policy.totals.ceiling)}", "请核对 at_least"
    years = [consequence.years for consequence in policy.consequences]
    if years != list(range(1, len(years) + 1)) or len(years) < _LADDER:
        yield "consequences", "连续年数应由小到大且不重复，第十三条（二）的各级措施都要有", "请核对 years"


def _vetoes(policy: Policy) -> Iterator[Finding]:
    for kind in _VETOES:
        if kind not in policy.vetoes:
            yield f"vetoes.{kind}", "缺少这一否决", "请照附件2与第十四条补上"
    for kind, veto in policy.vetoes.items():
        if kind not in _VETOES:
            yield f"vetoes.{kind}", "没有这种否决", f"可用的：{'、'.join(_VETOES)}"
        for reading in veto.readings:
            if reading not in policy.readings:
                yield f"vetoes.{kind}.readings", f"readings 中没有 {reading}", "请在 readings 登记这一读法"


def _pool(policy: Policy, key: str, pool: Pool) -> Iterator[Finding]:
    total = sum(pool.criteria.values(), Fraction(0))
    if total != 1:
        yield f"{key}.criteria", f"各权重合计 {total}，应为1", "可写成分数，如 1/6"
    for name in pool.criteria:
        if name not in QUOTA_CRITERIA:
            yield f"{key}.criteria.{name}", "没有这个分配标准", f"可用的：{'、'.join(QUOTA_CRITERIA)}"
    for name in pool.tie_break:
        if name not in (*QUOTA_CRITERIA, "comparable_total"):
            yield f"{key}.tie_break", f"没有“{name}”这个比较项", "可用分配标准或 comparable_total"
    for group in pool.seats:
        if group not in policy.groups:
            yield f"{key}.seats.{group}", "没有这个组", f"可用的：{'、'.join(policy.groups)}"
    if pool.cap is not None and pool.floor is not None and pool.floor > pool.cap:
        yield f"{key}.floor", f"下限 {pool.floor} 大于上限 {pool.cap}", "请核对 floor 与 cap"
    yield from _adjustments(policy, key, pool)


def _adjustments(policy: Policy, key: str, pool: Pool) -> Iterator[Finding]:
    net: dict[str, int] = {}
    for index, adjustment in enumerate(pool.adjustments):
        if adjustment.group not in policy.groups:
            yield f"{key}.adjustments[{index}].group", f"没有“{adjustment.group}”这个组", "请核对组名"
        net[adjustment.group] = net.get(adjustment.group, 0) + adjustment.seats
    for group, seats in net.items():
        if seats != 0:
            yield f"{key}.adjustments", f"{group} 组的调整合计为 {seats:+d}，应为0", "增减应相抵"


def _repeated_pools(policy: Policy) -> Iterator[Finding]:
    codes = [pool.code for pool in policy.quota.pools]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield "quota.pools", f"“{code}”出现两次", "每种名额只写一次"
