"""Section seven of the annual report: this year beside the published years before it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from hubao.appraisal.agency import Grade
from hubao.numerals import count, points, signed, wan
from hubao.ranking import median
from hubao.report import annual_change_wording as change_wording
from hubao.report import annual_wording as wording
from hubao.report.annual_facts import OFFICE, ZERO, Movement, directions, medians, movements
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
        Paragraph(owner=OFFICE, text=change_wording.comparison_basis(len(compared), missing, year.year)),
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
    before, now = medians(compared) or (ZERO, ZERO)
    mean = sum(changes, Fraction(0)) / len(changes)
    return change_wording.change_sentence(
        year.year - 1, (before, now), mean, wording.moved_counts(*directions(compared))
    )


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
            change_wording.growth_sentence("会（保）费收入", "万元", wan(before), wan(now), growth, len(incomes)),
        )
    earlier, later = (sum(pair[side] for pair in insured) for side in (0, 1))
    if earlier:
        growth = Fraction(later - earlier, earlier)
        said.append(
            change_wording.growth_sentence("参保会员", "人", count(earlier), count(later), growth, len(insured)),
        )
    return said


def _course(year: Year) -> Figure:
    """The median total of the same agencies in each year: those that have a total in all years shown."""
    years, kept = _comparable(year)
    middles = [median(_total(year, key, one) or ZERO for key in kept) for one in years]
    size = f"{count(len(kept))}家"
    chart = course(years, middles, ceiling=year.policy.totals.ceiling, grades=[f"可比{size}"] * len(years))
    title = change_wording.course_title(len(kept), (years[0], middles[0]), (years[-1], middles[-1]))
    note = f"各年都是同样的{size}，即所列各年都有总分的代办处；以前年度为公布的总分，各年办法如有变动，不作折算。"
    return chart.figure(OFFICE, title, note)


def _comparable(year: Year) -> tuple[list[int], list[str]]:
    """The years that can be shown together, ascending, and the agencies that have a total in all of them.

    Last year is always among them. A year before it is left out, with all before it, when it would halve the agencies.
    """
    years = [year.year]
    kept = list(year.cards)
    for back in range(1, YEARS):
        one = year.year - back
        having = [key for key in kept if _total(year, key, one) is not None]
        if back > 1 and 2 * len(having) <= len(kept):
            break
        years.insert(0, one)
        kept = having
    return years, kept


def _total(year: Year, key: str, one: int) -> Fraction | None:
    if one == year.year:
        return year.cards[key].total
    past = year.agency(key).past(one)
    return past.total if past else None


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
