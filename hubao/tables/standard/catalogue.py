"""The input tables of the evaluation standard, once: ``data/<year>/standard``."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from hubao.standard.record import Mode
from hubao.standard.words import GRADE_LABELS
from hubao.tables.fields import Field, Kind, Table

__all__ = ["STANDARD_TABLES"]

BODY_ID = Field("body_id", "机构编号", Kind.ID, aliases=("编号", "机构代码", "被评价机构编号"))
BODY_NAME = Field("name", "机构名称", Kind.TEXT, required=False, aliases=("名称", "被评价机构"))
CODE = Field("code", "指标编码", Kind.CODE, aliases=("编码", "指标代码"))
MODE = Field(
    "mode",
    "评价方式",
    Kind.CHOICE,
    required=False,
    aliases=("方式",),
    choices={mode: mode.label for mode in Mode},
    spellings={"自评": Mode.SELF, "第三方": Mode.THIRD_PARTY, "上级": Mode.UPPER, "上级评价": Mode.UPPER},
)
"""Who evaluates (clause 8); a blank means the governing mode, upper over lower."""

BODIES = Table(
    "bodies",
    "被评价机构名册",
    (
        BODY_ID,
        Field("name", "机构名称", Kind.TEXT, aliases=("名称", "被评价机构")),
        Field("level", "层级", Kind.TEXT, required=False, aliases=("级别", "机构层级")),
        Field("region", "地区", Kind.TEXT, required=False, aliases=("所在地区", "统筹地区")),
    ),
    key=("body_id",),
    owner="body_id",
)
OBSERVATIONS = Table(
    "observations",
    "指标数据",
    (
        BODY_ID,
        BODY_NAME,
        CODE,
        Field("numerator", "分子", Kind.AMOUNT, required=False),
        Field("denominator", "分母", Kind.AMOUNT, required=False),
        Field("value", "数值", Kind.NUMBER, required=False, aliases=("指标值",)),
        Field("items_met", "符合条数", Kind.COUNT, required=False, unit="条"),
        Field("items_total", "核对条数", Kind.COUNT, required=False, unit="条"),
        MODE,
        Field("source", "数据来源", Kind.NOTE, required=False, aliases=("来源",)),
    ),
    key=("body_id", "code", "mode"),
    owner="body_id",
)
JUDGEMENTS = Table(
    "judgements",
    "评分记录",
    (
        BODY_ID,
        BODY_NAME,
        CODE,
        Field("points", "评分", Kind.POINTS, unit="分", aliases=("得分",)),
        Field("assessor", "评分人", Kind.TEXT, aliases=("评价人",)),
        Field("evidence", "佐证", Kind.NOTE, aliases=("佐证材料", "依据")),
        MODE,
    ),
    key=("body_id", "code", "mode"),
    required=False,
    owner="body_id",
)
EXCLUSIONS = Table(
    "exclusions",
    "不适用指标",
    (BODY_ID, BODY_NAME, CODE, Field("reason", "不适用的理由", Kind.NOTE, aliases=("理由", "原因"))),
    key=("body_id", "code"),
    required=False,
    owner="body_id",
)
SURVEY = Table(
    "survey",
    "调查答卷",
    (
        BODY_ID,
        BODY_NAME,
        Field("stratum", "层", Kind.TEXT, required=False, aliases=("抽样层", "人群")),
        Field("response_id", "答卷编号", Kind.ID, aliases=("问卷编号",)),
        Field("satisfied", "是否满意", Kind.YES_NO, required=False, aliases=("满意",)),
        Field("score", "评分", Kind.NUMBER, required=False, unit="分", aliases=("满意度评分",)),
    ),
    key=("body_id", "response_id"),
    required=False,
    owner="body_id",
)
SURVEY_FRAME = Table(
    "survey_frame",
    "抽样框",
    (
        BODY_ID,
        BODY_NAME,
        Field("stratum", "层", Kind.TEXT, required=False, aliases=("抽样层", "人群")),
        Field("population", "总体人数", Kind.COUNT, unit="人", aliases=("人数",)),
        Field("sent", "发放份数", Kind.COUNT, required=False, unit="份", aliases=("发出份数",)),
    ),
    key=("body_id", "stratum"),
    required=False,
    owner="body_id",
)
MONITORING = Table(
    "monitoring",
    "网络监测数据",
    (
        BODY_ID,
        BODY_NAME,
        CODE,
        Field("month", "月份", Kind.MONTH),
        Field("numerator", "分子", Kind.AMOUNT),
        Field("denominator", "分母", Kind.AMOUNT),
    ),
    key=("body_id", "code", "month"),
    required=False,
    owner="body_id",
)
HISTORY = Table(
    "history",
    "历年评价结果",
    (
        BODY_ID,
        BODY_NAME,
        Field("year", "年度", Kind.YEAR, aliases=("年份",)),
        Field("code", "项目编码", Kind.CODE, required=False, aliases=("编码",)),
        Field("points", "得分", Kind.POINTS, unit="分", aliases=("总分",)),
        Field("max_points", "满分", Kind.POINTS, required=False, unit="分"),
        Field("grade", "等级", Kind.CHOICE, required=False, aliases=("等次",), choices=GRADE_LABELS),
    ),
    key=("body_id", "year", "code"),
    required=False,
    owner="body_id",
)

STANDARD_TABLES: Mapping[str, Table] = MappingProxyType(
    {
        table.name: table
        for table in (
            BODIES,
            OBSERVATIONS,
            JUDGEMENTS,
            EXCLUSIONS,
            SURVEY,
            SURVEY_FRAME,
            MONITORING,
            HISTORY,
        )
    }
)
"""Every input table of the evaluation standard, by the contract's name. A history row without a code is the total."""
