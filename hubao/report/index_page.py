"""The year's index for leaders: one table of all agencies, to sort, to filter, and to open each report from."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from markupsafe import Markup

from hubao.errors import ReportError
from hubao.numerals import Exact, decimal_text, half_up, points, signed
from hubao.report.alignment import split_decimal, text_width
from hubao.report.html import DIGIT_EM, style_sheet, templates

__all__ = ["IndexPage", "IndexRow", "index_page"]

_GRADES = ("优秀", "良好", "合格", "不合格")
_SAFE_LINK = re.compile(r"(?!.*\.\.)[A-Za-z0-9_][A-Za-z0-9_\-./]*")
_MISSING = "—"


@dataclass(frozen=True, slots=True)
class IndexRow:
    """One agency's line in the index.

    Attributes:
        agency_id: the agency's key.
        name: its name.
        group_label: the group it is ranked in, in Chinese.
        total: total score.
        rank: rank in the group; ``None`` for a vetoed agency, which has none.
        group_size: how many the group ranks.
        grade: proposed grade, in Chinese; empty when there is none.
        change: total less last year's; ``None`` without a last year.
        html: relative address of the report for screens; empty when it was not made.
        pdf: relative address of the report for paper; empty when it was not made.
        note: what a leader must know beside the grade, e.g. 一票否决.
        places: decimals the total is rounded to; ``None`` writes it as points of a rule are written.
    """

    agency_id: str
    name: str
    group_label: str
    total: Exact
    rank: int | None
    group_size: int
    grade: str
    change: Exact | None
    html: str = ""
    pdf: str = ""
    note: str = ""
    places: int | None = None


@dataclass(frozen=True, slots=True)
class IndexPage:
    """What the index says beside its table.

    Attributes:
        office: whose year it is.
        year: the appraisal year.
        notice: what these papers are (测算材料，未经审定……).
        sample: whether the data are made up; then every screen and sheet says so.
        lead: one or two sentences above the table.
        annual_html: relative address of the annual report for screens; empty when it was not made.
        annual_pdf: the same for paper.
        what: what the reports are called.
        noun: what those they are about are called.
        group: what a group is called.
        rank: what the rank in the group is called.
        grade: what a grade is called.
        remark: what the table's ranks and grades are.
    """

    office: str
    year: int
    notice: str
    sample: bool
    lead: tuple[str, ...] = ()
    annual_html: str = ""
    annual_pdf: str = ""
    what: str = "代办处绩效考核报告"
    noun: str = "代办处"
    group: str = "组别"
    rank: str = "组内名次"
    grade: str = "等次"
    remark: str = (
        "组内名次按不含小额贷款加分的可比总分排列；一票否决的代办处不排名，以“—”表示。"
        "等次为按参数测算的建议，由办公会审定。"
    )


@dataclass(frozen=True, slots=True)
class _Number:
    """A number on its column's decimal point, with the value it sorts by; an empty value sorts last."""

    whole: str
    fraction: str
    room: float
    value: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class _Line:
    row: IndexRow
    total: _Number
    change: _Number
    rank: str
    grade_order: str


def index_page(head: IndexPage, rows: Sequence[IndexRow]) -> str:
    """Draw the index as one HTML file, in the order the rows are given.

    Without a script it is a plain table; the inline script adds sorting and filtering.

    Raises:
        ReportError: an agency is listed twice, or an address leads out of the reports' folder.

    >>> head = IndexPage(office="示例办事处", year=2024, notice="测算材料，未经审定。", sample=True)
    >>> row = IndexRow("D01", "示例甲区代办处", "区类", 101, 4, 17, "优秀", None, "agencies/D01.html")
    >>> '<a href="agencies/D01.html">示例甲区代办处</a>' in index_page(head, [row])
    True
    """
    _check(head, rows)
    environment = templates()
    script = environment.get_template("index.js").render().strip()
    return environment.get_template("index.html.j2").render(
        head=head,
        lines=_lines(rows),
        groups=list(dict.fromkeys(row.group_label for row in rows)),
        css=style_sheet("index"),
        # The project's own script; nothing of a report enters it.
        script=Markup(script),
        script_hash=b64encode(sha256(script.encode()).digest()).decode(),
    )


def _check(head: IndexPage, rows: Sequence[IndexRow]) -> None:
    seen: set[str] = set()
    for row in rows:
        if row.agency_id in seen:
            message = f"目录中{row.agency_id}（{row.name}）出现了两次"
            raise ReportError(message)
        seen.add(row.agency_id)
    for link in (head.annual_html, head.annual_pdf, *(link for row in rows for link in (row.html, row.pdf))):
        if link and not _SAFE_LINK.fullmatch(link):
            message = f"目录中的地址“{link}”不是报告文件夹内的相对地址"
            raise ReportError(message)


def _lines(rows: Sequence[IndexRow]) -> list[_Line]:
    totals = _numbers([row.total for row in rows], [_total(row) for row in rows])
    changes = _numbers(
        [row.change for row in rows], [_MISSING if row.change is None else signed(row.change) for row in rows]
    )
    return [
        _Line(row, total, change, "" if row.rank is None else str(row.rank), _grade_order(row.grade))
        for row, total, change in zip(rows, totals, changes, strict=True)
    ]


def _total(row: IndexRow) -> str:
    return points(row.total if row.places is None else half_up(row.total, row.places))


def _numbers(values: Sequence[Exact | None], texts: Sequence[str]) -> list[_Number]:
    parts = [split_decimal(text) for text in texts]
    room = round(DIGIT_EM * text_width(fraction for _, fraction in parts), 2)
    return [
        _Number(whole, fraction, room, "" if value is None else decimal_text(value), _tone(value))
        for value, (whole, fraction) in zip(values, parts, strict=True)
    ]


def _tone(value: Exact | None) -> str:
    if value is None or value == 0:
        return "quiet"
    return "gain" if value > 0 else "loss"


def _grade_order(grade: str) -> str:
    return str(_GRADES.index(grade)) if grade in _GRADES else ""
