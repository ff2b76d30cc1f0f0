"""The index of a year's reports, for leaders, with its receipt: of the appraisal, and of the evaluation."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from hubao.evaluation import Evaluation
from hubao.files import write_bytes
from hubao.press.books import APPRAISAL, OFFICE, STANDARD, Book, stem_of
from hubao.press.jobs import Job
from hubao.press.receipts import Basis, make_receipt, receipt_text
from hubao.press.shelf import ASIDE
from hubao.report.annual_front import head
from hubao.report.annual_wording import named
from hubao.report.blocks import Title
from hubao.report.index_page import IndexPage, IndexRow, index_page
from hubao.report.standard_overview import OverviewReport
from hubao.report.standard_wording import notice, trial_text
from hubao.standard.comparison import changes, vertical
from hubao.standard.words import GRADE_LABELS
from hubao.year import Year

__all__ = ["appraisal_index", "index_lead", "standard_index", "write_index"]

_NAMED = 3
"""Vetoed agencies the lead names before it only counts."""


def write_index(book: Book, page: IndexPage, rows: Sequence[IndexRow], basis: Basis, out: Path) -> Path:
    """Write the index: one line per owner, with links to the reports that lie in ``out``.

    Args:
        book: whose index it is.
        page: what it says.
        rows: its lines.
        basis: what the run rests on, for the receipt.
        out: the output folder.
    """
    path = out / f"{book.index}.html"
    drawn = index_page(page, rows).encode()
    job = Job(book.index, OFFICE, Path(), {}, book.index)
    receipt = make_receipt(basis, job, {}, {path.name: drawn}, agencies=[row.agency_id for row in rows])
    write_bytes(drawn, path, out / ASIDE)
    write_bytes(receipt_text(receipt).encode(), out / "receipts" / f"{book.index}.json", out / ASIDE)
    return path


def appraisal_index(year: Year, out: Path) -> tuple[IndexPage, list[IndexRow]]:
    """What the appraisal's index says.

    Args:
        year: the opened year.
        out: the output folder, in which reports are looked for.
    """
    page = IndexPage(
        office=year.policy.report.issuer,
        year=year.year,
        notice=year.policy.report.notice,
        sample=year.sample,
        lead=index_lead(year),
        annual_html=_link(out, "annual.html"),
        annual_pdf=_link(out, "annual.pdf"),
    )
    return page, [_agency_row(year, key, out) for key in year.cards]


def standard_index(evaluation: Evaluation, out: Path) -> tuple[IndexPage, list[IndexRow]]:
    """What the evaluation's index says.

    Args:
        evaluation: the opened evaluation.
        out: the output folder, in which reports are looked for.
    """
    title = next(block for block in OverviewReport(evaluation).head().blocks if isinstance(block, Title))
    page = IndexPage(
        office=evaluation.points.report.issuer,
        year=evaluation.year,
        notice=notice(evaluation.points),
        sample=evaluation.sample,
        lead=title.lead,
        annual_html=_link(out, "standard_overview.html"),
        annual_pdf=_link(out, "standard_overview.pdf"),
        what="社会保险经办绩效评价报告",
        noun="机构",
        group="层级",
        rank="同级名次",
        grade="等级",
        remark="名次在同一层级内按总分排列，总分相同的并列；等级按分值文件的界限评定，未经审定。",
    )
    return page, [_body_row(evaluation, key, out) for key in evaluation.scores]


def index_lead(year: Year) -> tuple[str, ...]:
    """What a leader reads above the table: how good the year was, who is vetoed, and what comes next.

    The first and last sentence are those of the annual report, so that the two never differ.
    """
    title = next(block for block in head(year).blocks if isinstance(block, Title))
    vetoed = [year.cards[key].agency.name for key, result in year.grades.items() if result.vetoes]
    middle = f"一票否决{len(vetoed)}家：{named(vetoed, _NAMED)}。" if vetoed else "没有代办处被一票否决。"
    return (title.lead[0], middle, title.lead[-1])


def _agency_row(year: Year, key: str, out: Path) -> IndexRow:
    card, result, group = year.cards[key], year.grades[key], year.group(key)
    past = card.agency.past(year.year - 1)
    stem = stem_of(APPRAISAL.each, key)
    return IndexRow(
        agency_id=key,
        name=card.agency.name,
        group_label=year.policy.groups[group].short,
        total=card.total,
        rank=year.ranks_in_group.get(key),
        group_size=sum(member in year.ranks_in_group for member in year.members(group)),
        grade=result.grade.label,
        change=None if past is None or past.total is None else card.total - past.total,
        html=_link(out, f"{stem}.html"),
        pdf=_link(out, f"{stem}.pdf"),
        note="一票否决" if result.vetoes else ("会议审定" if result.decided else ""),
    )


def _body_row(evaluation: Evaluation, key: str, out: Path) -> IndexRow:
    one = evaluation.scores[key]
    stem = stem_of(STANDARD.each, key)
    shaky = evaluation.robustness[key]
    return IndexRow(
        agency_id=key,
        name=one.body.name,
        group_label=one.body.level or "全体",
        total=one.points,
        rank=evaluation.ranks_in_level[key],
        group_size=len(evaluation.peers(key)),
        grade=GRADE_LABELS[one.grade],
        change=changes(one.points, vertical(one.record.history, "", evaluation.year, 1)),
        html=_link(out, f"{stem}.html"),
        pdf=_link(out, f"{stem}.pdf"),
        note="" if shaky.holds == 1 else f"试算{trial_text(shaky)}",
        places=2,
    )


def _link(out: Path, name: str) -> str:
    return name if (out / name).is_file() else ""
