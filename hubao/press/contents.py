"""The index of a year's reports, for leaders: ``reports/<year>/index.html``, with its receipt."""

from __future__ import annotations

from pathlib import Path

from hubao.files import write_bytes
from hubao.press.jobs import INDEX, OFFICE, Job
from hubao.press.receipts import Basis, make_receipt, receipt_text
from hubao.press.shelf import ASIDE
from hubao.report.annual_front import head
from hubao.report.annual_wording import named
from hubao.report.blocks import Title
from hubao.report.index_page import IndexPage, IndexRow, index_page
from hubao.year import Year

__all__ = ["index_lead", "write_index"]

_NAMED = 3
"""Vetoed agencies the lead names before it only counts."""


def write_index(year: Year, basis: Basis, out: Path) -> Path:
    """Write the index: one line per agency, with links to the reports that lie in ``out``.

    Args:
        year: the opened year.
        basis: what the run rests on, for the receipt.
        out: the output folder.
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
    path = out / f"{INDEX}.html"
    drawn = index_page(page, [_row(year, key, out) for key in year.cards]).encode()
    job = Job(INDEX, OFFICE, Path(), {}, INDEX)
    receipt = make_receipt(basis, job, {}, {path.name: drawn}, agencies=list(year.cards))
    write_bytes(drawn, path, out / ASIDE)
    write_bytes(receipt_text(receipt).encode(), out / "receipts" / f"{INDEX}.json", out / ASIDE)
    return path


def index_lead(year: Year) -> tuple[str, ...]:
    """What a leader reads above the table: how good the year was, who is vetoed, and what comes next.

    The first and last sentence are those of the annual report, so that the two never differ.
    """
    title = next(block for block in head(year).blocks if isinstance(block, Title))
    vetoed = [year.cards[key].agency.name for key, result in year.grades.items() if result.vetoes]
    middle = f"一票否决{len(vetoed)}家：{named(vetoed, _NAMED)}。" if vetoed else "没有代办处被一票否决。"
    return (title.lead[0], middle, title.lead[-1])


def _row(year: Year, key: str, out: Path) -> IndexRow:
    card, result, group = year.cards[key], year.grades[key], year.group(key)
    past = card.agency.past(year.year - 1)
    return IndexRow(
        agency_id=key,
        name=card.agency.name,
        group_label=year.policy.groups[group].short,
        total=card.total,
        rank=year.ranks_in_group.get(key),
        group_size=sum(member in year.ranks_in_group for member in year.members(group)),
        grade=result.grade.label,
        change=None if past is None or past.total is None else card.total - past.total,
        html=_link(out, f"agencies/{key}.html"),
        pdf=_link(out, f"agencies/{key}.pdf"),
        note="一票否决" if result.vetoes else ("会议审定" if result.decided else ""),
    )


def _link(out: Path, name: str) -> str:
    return name if (out / name).is_file() else ""
