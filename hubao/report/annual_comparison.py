"""Section seven of the annual report: this year beside the published years before it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from hubao.appraisal.agency import Grade
from hubao.appraisal.ranking import median
from hubao.numerals import count, points, signed, wan
from hubao.report import annual_wording as wording
from hubao.report.annual_facts import OFFICE, Movement, directions, movements
from hubao.report.blocks import Block, Figure, Paragraph, Row, Table
from hubao.report.charts import course
from hubao.report.columns import amount, figure, section, words
from hubao.report.piece import Piece
from hubao.year import Year

__all__ = ["comparison"]

SHOWN = 5
"""Agencies listed among the biggest risers, and among the biggest fallers."""

YEARS = 3


def comparison(year: Year) -> Piece:
    """How totals, business and grades moved against last year, and who moved most."""
    moves = movements(year)
    compared = [move for move in moves.values() if move.change is not None]
    missing = [year.agency(key).name for key, move in moves.items() if move.change is None]
    blocks: list[Block] = [
        Paragraph(owner=OFFICE, text=wording.comparison_basis(len(compared), missing, year.year)),
    ]
    if compared:
        blocks.append(Paragraph(owner=OFFICE, text=_change(year, compared)))
    blocks += [Paragraph(owner=OFFICE, text=text) for text in _growths(year)]
    if compared:
        blocks += [_course(year), *_extremes(year, compared)]
    if any(move.last_grade for move in moves.values()):
        blocks.append(_transitions(year, list(moves.values())))
    return Piece(tuple(blocks))


def _change(year: Year, compared: Sequence[Movement]) -> str:
    changes = [move.change for move in compared if move.change is not None]
    before = median(move.last_total for move in compared if move.last_total is not None)
    now = median(move.total for move in compared)
    mean = sum(changes, Fraction(0)) / len(changes)
    return wording.change_sentence(year.year - 1, (before, now), mean, wording.moved_counts(*directions(compared)))


def _growths(year: Year) -> list[str]:
    """The two business sums, over the agencies that have a last year for them."""
    incomes, insured = [], []
    for card in year.cards.values():
        past, actuals = card.agency.past(year.year - 1), card.agency.actuals
        if past is not None and past.premium_income is not None:
            incomes.append((Fraction(past.premium_income), Fraction(actuals.premium_income)))
        if past is not None and past.insured_members is not None:
            insured.append((past.insured_members, actuals.insured_members))
    said = []
    before, now = (sum((pair[side] for pair in incomes), Fraction(0)) for side in (0, 1))
    if before:
        growth = (now - before) / before
        said.append(
            wording.growth_sentence("会（保）费收入", "万元", wan(before), wan(now), growth, len(incomes)),
        )
    earlier, later = (sum(pair[side] for pair in insured) for side in (0, 1))
    if earlier:
        growth = Fraction(later - earlier, earlier)
        said.append(
            wording.growth_sentence("参保会员", "人", count(earlier), count(later), growth, len(insured)),
        )
    return said


def _course(year: Year) -> Figure:
    """The median total of each year; every year's own agencies, as many as it has."""
    years = [year.year - back for back in range(YEARS - 1, -1, -1)]
    totals = [_totals(year, one) for one in years]
    medians = [median(values) if values else None for values in totals]
    sizes = [f"{count(len(values))}家" if values else "" for values in totals]
    chart = course(years, medians, ceiling=year.policy.totals.ceiling, grades=sizes)
    known = [(one, value) for one, value in zip(years, medians, strict=True) if value is not None]
    (first, before), (last, now) = known[0], known[-1]
    title = (
        f"总分中位数由{first}年度的{points(before)}分到{last}年度的{points(now)}分，{wording.change_word(now - before)}"
    )
    return chart.figure(OFFICE, title, "以前年度为公布的总分；年份下方为有总分的家数，各年办法如有变动，不作折算。")


def _totals(year: Year, one: int) -> list[Fraction]:
    if one == year.year:
        return [card.total for card in year.cards.values()]
    pasts = (card.agency.past(one) for card in year.cards.values())
    return [past.total for past in pasts if past is not None and past.total is not None]


def _extremes(year: Year, compared: Sequence[Movement]) -> list[Block]:
    risen = sorted((move for move in compared if (move.change or 0) > 0), key=lambda move: -(move.change or 0))
    fallen = sorted((move for move in compared if (move.change or 0) < 0), key=lambda move: move.change or 0)
    rows: list[Row] = []
    for label, moves in (("上升最多", risen), ("下降最多", fallen)):
        if moves:
            rows += [section(label), *(_extreme_row(year, move) for move in moves[:SHOWN])]
    if not rows:
        return []
    columns = (
        words("代办处", 6),
        words("组别", 3),
        amount("上年", "分"),
        amount("本年", "分"),
        amount("变动", "分"),
        figure("名次变动"),
    )
    note = f"上升、下降各列至多{SHOWN}家；全部代办处的变动见组内排名。"
    table = Table(owner=OFFICE, caption="总分变动最大的代办处", columns=columns, rows=tuple(rows), note=note)
    return [table]


def _extreme_row(year: Year, move: Movement) -> Row:
    cells = (
        year.agency(move.agency_id).name,
        year.policy.groups[year.group(move.agency_id)].short,
        points(move.last_total or 0),
        points(move.total),
        signed(move.change or 0),
        wording.climbed(move.climbed),
    )
    return Row(cells=cells)


def _transitions(year: Year, moves: Sequence[Movement]) -> Table:
    counted = Counter((move.last_grade, move.grade) for move in moves)
    lines: list[tuple[str, Grade | None]] = [(f"上年{grade.label}", grade) for grade in Grade]
    if any(move.last_grade is None for move in moves):
        lines.append(("上年没有等次", None))
    rows = tuple(
        Row(cells=(label, *(count(counted[last, grade]) for grade in Grade), count(_row_sum(counted, last))))
        for label, last in lines
    )
    columns = (
        words(f"{year.year - 1}年度", 3),
        *(figure(f"本年{grade.label}", "家") for grade in Grade),
        figure("合计", "家"),
    )
    return Table(owner=OFFICE, caption="等次变化", columns=columns, rows=rows)


def _row_sum(counted: Counter[tuple[Grade | None, Grade]], last: Grade | None) -> int:
    return sum(counted[last, grade] for grade in Grade)
