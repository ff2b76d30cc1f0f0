"""The ledgers and their columns, once: the contract as data. Other columns of an export are never read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

__all__ = ["LEDGERS", "Column", "Kind", "Ledger"]


class Kind(StrEnum):
    """How the text of a cell becomes a value."""

    ID = "id"
    TEXT = "text"
    DATE = "date"
    YES_NO = "yes_no"
    COUNT = "count"
    MONEY = "money"
    YEAR = "year"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a ledger.

    Attributes:
        name: the contract's name, in SQL and in headers alike.
        label: Chinese label, accepted as a header.
        kind: how its cells are read.
        required: whether a blank sets the row aside.
        choices: for ``Kind.CHOICE``: value → Chinese label.
    """

    name: str
    label: str
    kind: Kind
    required: bool = True
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ledger:
    """One ledger.

    Attributes:
        name: the contract's name: of the file, or of the sheet.
        label: Chinese name.
        columns: the columns that are read, the first one being its id.
        repeats: whether an id may stand in several rows that say different things, e.g. a claim returned twice.
    """

    name: str
    label: str
    columns: tuple[Column, ...]
    repeats: bool = False

    @property
    def id(self) -> str:
        """Name of the column that identifies a row."""
        return self.columns[0].name


def _id(name: str, label: str) -> Column:
    return Column(name, label, Kind.ID)


def _day(name: str, label: str, *, required: bool = False) -> Column:
    return Column(name, label, Kind.DATE, required)


def _choice(name: str, label: str, choices: Mapping[str, str], *, required: bool = True) -> Column:
    return Column(name, label, Kind.CHOICE, required, choices)


AGENCY = _id("agency_id", "代办处编号")
MEMBER = _id("member_id", "会员编号")


def _records(name: str, label: str, day: str = "held_on", day_label: str = "日期", *more: Column) -> Ledger:
    return Ledger(name, label, (_id("record_id", "记录编号"), AGENCY, _day(day, day_label, required=True), *more))


_ALL = (
    Ledger(
        "members",
        "会员台账",
        (
            MEMBER,
            AGENCY,
            _day("joined_on", "入会日期", required=True),
            _day("left_on", "退会日期"),
            Column("union_member", "是否工会会员", Kind.YES_NO),
        ),
    ),
    Ledger(
        "policies",
        "保单台账",
        (
            _id("policy_id", "保单编号"),
            MEMBER,
            AGENCY,
            Column("plan", "险种", Kind.TEXT),
            _day("starts_on", "生效日期", required=True),
            _day("ends_on", "失效日期", required=True),
            Column("shares", "份数", Kind.COUNT),
            Column("premium", "会（保）费", Kind.MONEY),
            _day("paid_on", "缴费日期"),
        ),
    ),
    Ledger(
        "claims",
        "报案登记簿",
        (
            _id("claim_id", "案件编号"),
            AGENCY,
            MEMBER,
            _choice(
                "kind",
                "申报险种",
                {"critical_illness": "大病", "accident": "意外", "hospital": "住院", "medical": "医疗"},
            ),
            _choice("channel", "申报渠道", {"app": "APP", "counter": "柜面"}),
            _day("reported_on", "报案日期"),
            _day("submitted_on", "上报日期"),
            _day("returned_on", "打回日期"),
            _day("refused_on", "拒付日期"),
            _choice("refused_for", "拒付原因", {"backlog": "积压", "other": "其他"}, required=False),
        ),
        repeats=True,
    ),
    Ledger(
        "accounts",
        "用户名台账",
        (
            _id("account_id", "用户名"),
            AGENCY,
            _day("created_on", "创建日期", required=True),
            _day("last_login_on", "最后登录日期"),
            _day("closed_on", "停用日期"),
        ),
    ),
    Ledger(
        "dispatches",
        "接诉即办派单",
        (
            _id("dispatch_id", "派单编号"),
            AGENCY,
            _day("received_on", "受理日期", required=True),
            _day("due_on", "应办结日期", required=True),
            _day("closed_on", "办结日期"),
            Column("satisfied", "是否满意", Kind.YES_NO, required=False),
        ),
    ),
    Ledger(
        "overcap",
        "超封顶线台账",
        (
            _id("case_id", "案件编号"),
            AGENCY,
            Column("window_year", "申报年度", Kind.YEAR),
            _choice(
                "status",
                "状态",
                {"new": "新建", "first_review": "初审", "review": "复审", "approved": "审批", "paid": "已支付"},
            ),
        ),
    ),
    Ledger(
        "payments",
        "打款失败台账",
        (
            _id("payment_id", "打款编号"),
            AGENCY,
            MEMBER,
            _day("failed_on", "失败日期", required=True),
            _day("fixed_on", "处理日期"),
        ),
    ),
    _records("meetings", "会议记录"),
    _records("research", "研究互助保障工作记录"),
    _records("trainings", "宣传培训记录", "held_on", "日期", _day("feedback_on", "反馈日期")),
    _records("activities", "会员活动记录", "held_on", "日期", _day("filed_on", "备案日期")),
    _records("articles", "宣传稿件记录", "submitted_on", "报送日期"),
)

LEDGERS: Mapping[str, Ledger] = MappingProxyType({ledger.name: ledger for ledger in _ALL})
"""Every ledger by its name."""
