"""Section eight of the annual report: what to mend first, what follows from art. 13, what people have to decide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from hubao.appraisal.line import Flag
from hubao.numerals import count, percent, points
from hubao.report import annual_wording as wording
from hubao.report.annual_facts import OFFICE, ItemResult, Obligation, item_results, obligations
from hubao.report.annual_gaps import combined_gaps, gap_texts
from hubao.report.annual_quota import pool_results
from hubao.report.annual_terms import cited, quoted
from hubao.report.blocks import Block, Entry, Listing, Paragraph, Row, Table
from hubao.report.columns import figure, words
from hubao.report.piece import Piece
from hubao.report.sensitivity import Effect
from hubao.tables.catalogue import TABLES
from hubao.tables.fields import Kind
from hubao.year import Year

__all__ = ["consequences", "priorities", "to_decide"]

PROPOSED = 6
"""Indicators that get a proposal of their own."""

NAMED = 3
_FLAGGED = (Flag.MANUAL_REVIEW, Flag.COUNTED_TWICE, Flag.OVER_HUNDRED, Flag.BELOW_LAST_YEAR)


def priorities(year: Year) -> Piece:
    """The indicators to mend first: how many agencies, what is missing in all, who lost most."""
    losing = [result for result in item_results(year) if result.lost]
    if not losing:
        return Piece((Paragraph(owner=OFFICE, text="各项指标均未失分，没有须整改的指标。"),))
    lost = sum((result.lost for result in losing), Fraction(0))
    first = losing[:PROPOSED]
    won = sum((result.lost for result in first), Fraction(0))
    text = (
        f"以下{count(len(first))}项失分最多，合计{points(won)}分，占{wording.ALL_LOST}的{percent(won / lost)}。"
        "请失分代办处对照差额制定措施，办事处各业务部门列入下年度动态监控（第十一条（二））。"
    )
    listing = Listing(owner=OFFICE, entries=tuple(_proposal(year, result) for result in first), ordered=True)
    return Piece((Paragraph(owner=OFFICE, text=text), listing))


def _proposal(year: Year, result: ItemResult) -> Entry:
    gaps = [gap.text for gap in combined_gaps(gap_texts(year, result.code))]
    missing = f"{'；'.join(gaps)}。" if gaps else _happened(year, result)
    return Entry(
        term=result.name,
        text=f"{count(len(result.losers))}家失分，共{points(result.lost)}分。{missing}",
        detail=f"{_most(year, result)}计分规则：{result.item.text}（{result.item.clause}）",
    )


def _most(year: Year, result: ItemResult) -> str:
    """Who lost most; nobody is named where all lost the same."""
    lost = {key: year.cards[key].line(result.code).lost for key in result.losers}
    most = max(lost.values())
    names = [year.agency(key).name for key, value in lost.items() if value == most]
    if len(names) == len(lost) > 1:
        return f"各失{points(most)}分。"
    return f"失分最多（{points(most)}分）的是{wording.named(names, NAMED)}。"


def _happened(year: Year, result: ItemResult) -> str:
    """What happened behind a deduction, added up from the counts its lines used."""
    extras = {field.name: field for field in TABLES["extras"].fields}
    sums: dict[str, int] = {}
    for key in result.losers:
        for name, value in year.cards[key].line(result.code).inputs:
            if name in extras and extras[name].kind is Kind.COUNT:
                sums[name] = sums.get(name, 0) + int(value.replace(",", ""))
    said = "、".join(f"{extras[name].label}{count(total)}{extras[name].unit}" for name, total in sums.items() if total)
    return f"合计{said}。" if said else ""


def consequences(year: Year) -> Piece:
    """What art. 13(二) asks for, cumulative: measure by measure, whom it concerns, and how many are undecided."""
    found = obligations(year)
    rows = [_obligation_row(year, one, added=number > 0) for number, one in enumerate(found)]
    feedback = "考核情况反馈给各代办处所在的区（开发区）、局总公司、产业工会（第十三条（三））。"
    if not rows:
        text = f"没有不合格的代办处，不需要采取第十三条（二）的措施。{feedback}"
        return Piece((Paragraph(owner=OFFICE, text=text),))
    columns = (words("措施", 5), figure("代办处", "家"), figure("待审定", "家"), words("名单", 8))
    pending = (
        f"待审定的{count(len(found[0].pending))}家，等次是测算建议，如审定为不合格，应办理所列措施。"
        if found[0].pending
        else ""
    )
    table = Table(
        owner=OFFICE,
        caption="不合格代办处应办事项",
        columns=columns,
        rows=tuple(rows),
        note=f"{pending}措施按连续不合格年数累加（{cited(year.policy, 'C-04')}）；整改期限文件未规定，由办事处确定。",
    )
    return Piece((table, Paragraph(owner=OFFICE, text=feedback)))


def _obligation_row(year: Year, one: Obligation, *, added: bool) -> Row:
    names = [year.agency(key).name for key in one.agencies]
    cells = (
        f"{'另加：' if added else ''}{one.measure.measure}",
        count(len(names)),
        count(len(one.pending)),
        wording.named(names),
    )
    since = f"连续{one.measure.years}年及以上不合格的" if added else "不合格的"
    return Row(cells=cells, detail=f"{since}，{one.measure.clause}")


def to_decide(year: Year, found: Sequence[Effect]) -> Piece:
    """What only people can settle: thresholds, seats, readings that move grades, lines to look at again."""
    blocks: list[Block] = [Listing(owner=OFFICE, entries=tuple(_matters(year, found)), ordered=True)]
    moving = [effect for effect in found if effect.grades]
    if moving:
        blocks.append(_moving_readings(year, moving))
    return Piece(tuple(blocks))


def _moving_readings(year: Year, moving: Sequence[Effect]) -> Table:
    """The alternatives that would change a grade, one a row, most agencies first."""
    readings = year.policy.readings
    rows = tuple(
        Row(
            cells=(
                f"{effect.reading_id} {readings[effect.reading_id].title}",
                readings[effect.reading_id].options[readings[effect.reading_id].chosen],
                effect.text,
                count(len(effect.grades)),
            )
        )
        for effect in sorted(moving, key=lambda effect: -len(effect.grades))
    )
    columns = (words("条文的问题", 6), words("现采用", 4), words("改用", 4), figure("等次变动", "家"))
    note = f"每次只改一个读法；逐家名单见{quoted('读法不同则等次不同的代办处')}。"
    return Table(owner=OFFICE, caption="待确认的读法", columns=columns, rows=rows, note=note)


def _matters(year: Year, found: Sequence[Effect]) -> Iterator[Entry]:
    proposed = sum(not result.decided and not result.vetoes for result in year.grades.values())
    if proposed:
        yield Entry(
            term="审定等次",
            text=f"{count(proposed)}家的等次是按分数线给出的测算建议，请会议逐家审定。",
            detail=year.policy.grade_plan.basis,
        )
    yield from _pools(year)
    moving = [effect for effect in found if effect.grades]
    if moving:
        agencies = {change.agency_id for effect in moving for change in effect.grades}
        yield Entry(
            term="确认读法",
            text=f"{count(len(moving))}种其他读法会改变等次，共涉及{count(len(agencies))}家，请对照下表确认现行选择。",
        )
    for flag in _FLAGGED:
        flagged = _flagged(year, flag)
        if flagged:
            yield Entry(term=flag, text=f"{wording.named(flagged, NAMED)}，逐项见各代办处报告。")
    if year.problems:
        yield Entry(term="核对数据", text=f"{count(len(year.problems))}条数据提醒待业务部门核对，见“评价过程”。")


def _pools(year: Year) -> Iterator[Entry]:
    results = pool_results(year)
    for result in results:
        if result.refused:
            yield Entry(term=f"{result.pool.label}名额", text=f"暂不能分配，须先决定：{result.refused}。")
    done = {result.pool.label: sum(line.seats for line in result.lines.values()) for result in results if result.lines}
    if done:
        seats = "、".join(f"{label}{count(number)}个" for label, number in done.items())
        yield Entry(term="审定名额", text=f"{seats}，请会议审定后下发。", detail=year.policy.quota.basis)


def _flagged(year: Year, flag: str) -> list[str]:
    found = []
    for card in year.cards.values():
        labels = [line.label for line in card.lines if flag in line.flags]
        if labels:
            found.append(f"{card.agency.name}（{'、'.join(labels)}）")
    return found
