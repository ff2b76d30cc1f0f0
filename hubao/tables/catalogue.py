"""All input tables and fields, once: the contract as data.

A header may be the name, the label or an alias, with the unit in brackets or without.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from hubao.appraisal.agency import Category, Participation
from hubao.tables.fields import (
    CATEGORY_LABELS,
    DECISION_LABELS,
    DISTRICTS,
    GRADE_LABELS,
    OTHERS,
    PARTICIPATION_LABELS,
    Field,
    Kind,
    Table,
)

__all__ = ["CHANGEABLE", "TABLES", "field_of", "label_of"]

AGENCY_ID = Field("agency_id", "代办处编号", Kind.ID, aliases=("编号", "代办处代码", "单位编号"))
COMPANION_NAME = Field("name", "代办处名称", Kind.TEXT, required=False, aliases=("名称", "单位名称", "代办处"))
"""People keep the name beside the number; where it stands, it must be that agency's name."""
WHY_ALIASES = ("事由", "原因")
PARTICIPATION_SPELLINGS = {
    "全员参加": Participation.ALL,
    "部分参加": Participation.PARTIAL,
    "部分单位参加": Participation.PARTIAL,
}


def count(name: str, label: str, unit: str, item: str = "", aliases: tuple[str, ...] = ()) -> Field:
    """A whole number, with its unit and the item it feeds."""
    return Field(name, label, Kind.COUNT, unit=unit, item=item, aliases=aliases)


def money(name: str, label: str, item: str = "", aliases: tuple[str, ...] = ()) -> Field:
    """An amount in yuan."""
    return Field(name, label, Kind.MONEY, unit="元", item=item, aliases=aliases)


def yes_no(name: str, label: str, item: str = "", aliases: tuple[str, ...] = ()) -> Field:
    """A yes or no."""
    return Field(name, label, Kind.YES_NO, item=item, aliases=aliases)


def for_some(field: Field, categories: frozenset[Category]) -> Field:
    """The same field, for some categories only."""
    return replace(field, categories=categories)


AGENCIES = Table(
    "agencies",
    "代办处名册",
    (
        AGENCY_ID,
        Field("name", "代办处名称", Kind.TEXT, aliases=("名称", "单位名称", "代办处")),
        Field(
            "category",
            "类别",
            Kind.CHOICE,
            aliases=("代办处类别", "单位类别"),
            choices=CATEGORY_LABELS,
            spellings={"局、总公司": Category.BUREAU, "局（总公司）": Category.BUREAU, "区县": Category.DISTRICT},
        ),
        count("staff_count", "经办人员数", "人", aliases=("经办人数", "工作人员数")),
        yes_no("electronic_archive", "开展档案电子查询", "I06", ("是否开展档案电子查询", "档案电子查询")),
    ),
)

TARGETS = Table(
    "targets",
    "年度目标",
    (
        AGENCY_ID,
        COMPANION_NAME,
        Field("coverage_target", "覆盖率目标", Kind.RATE, item="I01", aliases=("互助保障覆盖率目标", "目标覆盖率")),
        money("premium_target", "会（保）费收入目标", "I02", ("会费收入目标", "保费收入目标", "会（保）费目标")),
    ),
)

ACTUALS = Table(
    "actuals",
    "完成情况",
    (
        AGENCY_ID,
        COMPANION_NAME,
        count("insured_members", "参加互助保障人数", "人", "I01", ("参保人数", "实际参加互助保障人数")),
        count("union_members", "工会会员数", "人", "I01", ("实际工会会员数", "工会会员人数")),
        money("premium_income", "会（保）费收入", "I02", ("会费收入", "保费收入")),
        count("claims_submitted", "理赔单据上报数", "件", "I03", ("大病意外类理赔单据上报数", "理赔上报数")),
        count("claims_returned", "理赔单据打回数", "件", "I03", ("大病意外类理赔单据打回数", "理赔打回数")),
        count("dormant_start", "年初长期滞留会员数", "人", "I04", ("年初滞留会员数",)),
        count("dormant_end", "年底长期滞留会员数", "人", "I04", ("年底滞留会员数", "年末长期滞留会员数")),
        count("overcap_declared", "超封顶线已申报人次", "人次", "I05", ("二次报销超封顶线已申报人次",)),
        count("overcap_due", "超封顶线应申报人次", "人次", "I05", ("二次报销超封顶线应申报人次",)),
        count("archive_issues", "档案管理问题数", "项", "I06", ("档案问题数",)),
        yes_no("archive_loss", "档案丢失造成严重影响", "I06", ("档案丢失", "是否档案丢失造成严重影响")),
        money("budget_planned", "管理费计划支出", "I07", ("计划支出", "管理费预算")),
        money("budget_spent", "管理费实际支出", "I07", ("实际支出",)),
        count("accounts_idle", "180天未登录用户名数", "个", "I08", ("超过180天未登录用户名数", "未登录用户名数")),
        count("accounts_total", "用户名总数", "个", "I08", ("基层单位用户名总数",)),
        count("audit_issues", "稽核问题数", "个", "I09", ("稽核报告问题数",)),
        *(
            for_some(field, DISTRICTS)
            for field in (
                count("dispatches_received", "受理派单数", "件", "I11a", ("接诉即办受理派单数", "派单数")),
                count("dispatches_closed_on_time", "按时办结派单数", "件", "I11a", ("按时办结数",)),
                count("dispatches_dissatisfied", "回访不满意件数", "件", "I11a", ("不满意件数",)),
            )
        ),
        *(
            for_some(field, OTHERS)
            for field in (
                count("org_changes_due", "应办理机构变更数", "项", "I11b", ("应变更机构数",)),
                count("org_changes_on_time", "及时办理机构变更数", "项", "I11b", ("及时变更机构数",)),
            )
        ),
        count("meetings_attended", "参加会议次数", "次", "I12"),
        count("research_sessions", "研究互助保障工作次数", "次", "I13", ("研究工作次数",)),
        count("trainings", "宣传培训次数", "次", "I14", ("培训次数",)),
        count("member_activities", "开展会员活动次数", "次", "I15", ("会员活动次数",)),
        count("articles", "宣传稿件数", "篇", "I16", ("稿件数",)),
        count("wechat_followers", "公众平台关注人数", "人", "I17", ("微信公众平台注册人数", "微信关注人数")),
        count("mutual_members", "互助会会员数", "人", "I17", ("互助会会员人数",)),
    ),
)

EXTRAS = Table(
    "extras",
    "加减分情况",
    (
        AGENCY_ID,
        COMPANION_NAME,
        Field(
            "comprehensive_plan",
            "参加综合互助保障活动",
            Kind.CHOICE,
            item="B2",
            aliases=("综合互助保障活动",),
            choices=PARTICIPATION_LABELS,
            spellings=PARTICIPATION_SPELLINGS,
        ),
        Field(
            "mild_illness_plan",
            "参加轻度疾病互助保障活动",
            Kind.CHOICE,
            item="B3",
            aliases=("轻度疾病互助保障活动",),
            choices=PARTICIPATION_LABELS,
            spellings=PARTICIPATION_SPELLINGS,
        ),
        yes_no("app_pilot", "参加试点工作", "B4", ("是否参加试点工作", "参加APP试点")),
        count("medical_claims_app", "APP申报医疗类理赔数", "件", "B4", ("APP申报数",)),
        count("medical_claims", "医疗类理赔申报总数", "件", "B4", ("医疗类理赔申报数",)),
        for_some(count("loan_applications", "小额贷款申请数", "份", "B5", ("贷款申请数",)), DISTRICTS),
        for_some(money("loan_disbursed", "小额贷款放款金额", "B5", ("放款金额",)), DISTRICTS),
        count("staff_changes", "管理人员变化次数", "次", "B6", ("人员变化次数",)),
        count("staff_changes_late", "管理人员变化逾期变更次数", "次", "B6", ("逾期变更次数",)),
        count("reports_late", "报表迟报数", "张", "D3", ("迟报数",)),
        count("reports_missing", "报表少报数", "张", "D3", ("少报数",)),
        count("backlog_refusals", "积压拒付次数", "次", "D4", ("单据积压拒付次数",)),
        count("failed_payment_people", "打款失败未处理人数", "人", "D4", ("打款失败人数",)),
    ),
)

DECISIONS = Table(
    "decisions",
    "决定事项",
    (
        AGENCY_ID,
        COMPANION_NAME,
        Field("kind", "决定种类", Kind.CHOICE, aliases=("种类", "事项种类"), choices=DECISION_LABELS),
        Field("points", "分数", Kind.POINTS, required=False, unit="分", aliases=("分值",)),
        Field("reason", "理由", Kind.NOTE, aliases=WHY_ALIASES),
        Field("document", "依据文件", Kind.NOTE, required=False, aliases=("文件", "文号")),
        Field("decided_by", "决定人", Kind.TEXT, aliases=("决定机构", "决定会议")),
        Field("decided_on", "决定日期", Kind.DATE, required=False),
        Field("grade", "等次", Kind.CHOICE, required=False, aliases=("认定等次",), choices=GRADE_LABELS),
    ),
    key=(),
    required=False,
)

HISTORY = Table(
    "history",
    "历年结果",
    (
        AGENCY_ID,
        COMPANION_NAME,
        Field("year", "年度", Kind.YEAR, aliases=("年份",)),
        Field("coverage_rate", "覆盖率", Kind.RATE, required=False, item="B1", aliases=("互助保障覆盖率",)),
        Field(
            "premium_income", "会（保）费收入", Kind.MONEY, required=False, unit="元", aliases=("会费收入", "保费收入")
        ),
        Field("insured_members", "参加互助保障人数", Kind.COUNT, required=False, unit="人", aliases=("参保人数",)),
        Field("insured_units", "参保单位数", Kind.COUNT, required=False, unit="个"),
        Field("total", "总分", Kind.POINTS, required=False, unit="分", aliases=("得分",)),
        Field("grade", "等次", Kind.CHOICE, required=False, aliases=("考核等次",), choices=GRADE_LABELS),
        Field("rank_in_group", "组内名次", Kind.COUNT, required=False, unit="名", aliases=("名次",)),
    ),
    key=("agency_id", "year"),
    required=False,
)

SCALE = Table(
    "scale",
    "业务规模",
    (
        AGENCY_ID,
        COMPANION_NAME,
        count("base_units", "基层单位数", "个"),
        count("insured_units", "参保单位数", "个"),
        count("plan_kinds", "参保种类数", "种", aliases=("参保种类",)),
        count("policies", "参保份数", "份", aliases=("份数",)),
    ),
)

SELF_SCORES = Table(
    "self_scores",
    "自评分",
    (
        AGENCY_ID,
        COMPANION_NAME,
        Field("item", "指标代码", Kind.ITEM, aliases=("指标", "代码")),
        Field("actual_note", "完成值说明", Kind.NOTE, required=False, aliases=("完成值", "完成情况说明")),
        Field("self_points", "自评分", Kind.POINTS, unit="分", aliases=("自评得分",)),
        Field("evidence", "佐证材料", Kind.NOTE, required=False, aliases=("佐证材料清单",)),
    ),
    key=("agency_id", "item"),
    required=False,
)

TARGET_CHANGES = Table(
    "target_changes",
    "目标变更",
    (
        AGENCY_ID,
        COMPANION_NAME,
        Field("item", "指标代码", Kind.ITEM, aliases=("指标", "代码")),
        Field("field", "变更字段", Kind.FIELD, aliases=("字段", "变更内容")),
        Field("old", "原值", Kind.TEXT, aliases=("变更前",)),
        Field("new", "新值", Kind.TEXT, aliases=("变更后",)),
        Field("reason", "变更理由", Kind.NOTE, aliases=("理由", *WHY_ALIASES)),
        Field("requested_on", "申请日期", Kind.DATE, required=False, aliases=("提出日期",)),
        Field("approved_on", "批准日期", Kind.DATE),
        Field("approved_by", "批准人", Kind.TEXT, aliases=("批准机构",)),
    ),
    key=(),
    required=False,
)

TABLES: Mapping[str, Table] = MappingProxyType(
    {
        table.name: table
        for table in (
            AGENCIES,
            TARGETS,
            ACTUALS,
            EXTRAS,
            DECISIONS,
            HISTORY,
            SCALE,
            SELF_SCORES,
            TARGET_CHANGES,
        )
    }
)
"""Every input table by name, in the contract's order."""

CHANGEABLE: Mapping[str, tuple[str, Field]] = MappingProxyType(
    {
        field.name: (table.name, field)
        for table, names in ((TARGETS, ("coverage_target", "premium_target")), (ACTUALS, ("budget_planned",)))
        for field in table.fields
        if field.name in names
    }
)
"""What an approved change (000 art. 14(一)) may alter, never a result: field name → its table and field.

The two targets issued to an agency, and the planned spending, whose approved adjustment counts (A-07d).
"""


def field_of(table: str, name: str) -> Field:
    """A field by table and name.

    >>> field_of("actuals", "claims_returned").label
    '理赔单据打回数'
    """
    return TABLES[table][name]


def label_of(table: str, name: str) -> str:
    """The Chinese label of a field; the name itself where the table has no such field.

    >>> label_of("scale", "policies"), label_of("scale", "")
    ('参保份数', '')
    """
    return next((field.label for field in TABLES[table].fields if field.name == name), name)
