"""The index of a year's reports, for leaders: ``reports/<year>/index.html``."""

from __future__ import annotations

from pathlib import Path

from hubao.report.index_page import IndexPage, IndexRow, index_page
from hubao.tables.write import write_bytes
from hubao.year import Year

__all__ = ["write_index"]


def write_index(year: Year, out: Path) -> Path:
    """Write the index: one line per agency, with links to the reports that lie in ``out``.

    Args:
        year: the opened year.
        out: the output folder.
    """
    head = IndexPage(
        office=year.policy.report.issuer,
        year=year.year,
        notice=year.policy.report.notice,
        sample=year.sample,
        annual_html=_link(out, "annual.html"),
        annual_pdf=_link(out, "annual.pdf"),
    )
    path = out / "index.html"
    write_bytes(index_page(head, [_row(year, key, out) for key in year.cards]).encode(), path)
    return path


def _row(year: Year, key: str, out: Path) -> IndexRow:
    card, result, group = year.cards[key], year.grades[key], year.group(key)
    past = card.agency.past(year.year - 1)
    return IndexRow(
        agency_id=key,
        name=card.agency.name,
        group_label=year.policy.groups[group].short,
        total=card.total,
        rank=year.ranks_in_group.get(key),
        group_size=len(year.members(group)),
        grade=result.grade.label,
        change=None if past is None or past.total is None else card.total - past.total,
        html=_link(out, f"agencies/{key}.html"),
        pdf=_link(out, f"agencies/{key}.pdf"),
        note="一票否决" if result.vetoes else "",
    )


def _link(out: Path, name: str) -> str:
    return name if (out / name).is_file() else ""
