"""The annual report's first screen, and its sections one to four: what was appraised, on what basis, and who."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction

from hubao.appraisal.agency import Grade
from hubao.appraisal.line import Scorecard
from hubao.numerals import count, day, half_up, percent, points, wan
from hubao.ranking import median
from hubao.report import annual_wording as wording
from hubao.report.annual_facts import (
    OFFICE,
    ItemResult,
    Movement,
    business,
    directions,
    group_results,
    item_results,
    medians,
    movements,
    obligations,
)
from hubao.report.annual_gaps import combined_gaps, gap_texts
from hubao.report.annual_terms import cited
from hubao.report.blocks import (
    Block,
    Callout,
    Entry,
    KeyFigure,
    KeyFigures,
    Listing,
    Paragraph,
    Row,
    Table,
    Title,
)
from hubao.report.columns import amount, figure, words
from hubao.report.piece import Piece
from hubao.tables.fields import CATEGORY_LABELS
from hubao.year import Year

__all__ = ["assumptions", "basis", "head", "scope", "scope_notes", "subject"]

TOP = 3
"""Indicators named in the first sentences."""


def head(year: Year) -> Piece:
    """The title with its sentences, and the key figures."""
    title = Title(
        owner=OFFICE,
        what="代办处绩效考核评价报告",
        who=year.policy.report.issuer,
        year=year.year,
        notice=year.policy.report.notice,
        sample=year.sample,
        lead=_lead(year),
    )
    blocks: list[Block] = [title, KeyFigures(owner=OFFICE, figures=_key_figures(year))]
    if year.trial:
        text = f"本报告按改换的读法试算（{year.trial_text}），不是正式测算结果。"
        blocks.append(Callout(owner=OFFICE, title="试算", text=text, tone="stop"))
    return Piece(tuple(blocks))


def _lead(year: Year) -> tuple[str, ...]:
    moves = movements(year)
    grades = Counter(result.grade for result in year.grades.values())
    vetoed = sum(bool(result.vetoes) for result in year.grades.values())
    decided = sum(result.decided for result in year.grades.values())
    losing = [result for result in item_results(year) if result.lost]
    standing = wording.standing_sentence(
        year.year,
        len(year.cards),
        median(card.total for card in year.cards.values()),
        medians(moves.values()),
        _compared(moves),
        wording.moved_counts(*directions(moves.values())),
        wording.grades_sentence(grades, decided, vetoed),
    )
    lost = sum((result.lost for result in losing), Fraction(0))
    most = [(result.name, len(result.losers), result.lost) for result in losing[:TOP]]
    following = wording.next_sentence(_measures(year), _priority(year, losing))
    return (standing, wording.loss_sentence(most, lost, vetoed), following)


def _compared(moves: Mapping[str, Movement]) -> int:
    return sum(move.last_total is not None for move in moves.values())


def _measures(year: Year) -> str:
    """What art. 13(二) asks for in one clause, on the condition that proposed grades are confirmed."""
    unqualified = [result for result in year.grades.values() if result.grade is Grade.UNQUALIFIED]
    settled = sum(result.decided or bool(result.vetoes) for result in unqualified)
    steps = [(one.measure.years, one.measure.measure, len(one.agencies)) for one in obligations(year)]
    return wording.measures_clause(settled, len(unqualified) - settled, steps)


def _priority(year: Year, losing: Sequence[ItemResult]) -> tuple[str, str] | None:
    if not losing:
        return None
    first = losing[0]
    gaps = combined_gaps(gap_texts(year, first.code))
    return first.name, "；".join(gap.text for gap in gaps)


def _key_figures(year: Year) -> tuple[KeyFigure, ...]:
    cards = list(year.cards.values())
    middle = median(card.total for card in cards)
    grades = Counter(result.grade for result in year.grades.values())
    vetoed = sum(bool(result.vetoes) for result in year.grades.values())
    ceiling = year.policy.totals.ceiling
    figures = [
        KeyFigure(
            label="参评代办处", value=count(len(cards)), unit="家", note=f"{len(group_results(year))}个组，组内排名"
        ),
        KeyFigure(
            label="总分中位数",
            value=points(middle),
            unit="分",
            note=_against(year),
            bar=str(half_up(middle / ceiling, 4)),
            tone="main",
        ),
        KeyFigure(
            label=_grade_label(year, Grade.EXCELLENT),
            value=count(grades[Grade.EXCELLENT]),
            unit="家",
            note=f"{_grade_label(year, Grade.QUALIFIED)}{count(grades[Grade.QUALIFIED])}家",
        ),
        KeyFigure(
            label=_grade_label(year, Grade.UNQUALIFIED),
            value=count(grades[Grade.UNQUALIFIED]),
            unit="家",
            note=f"其中一票否决{count(vetoed)}家" if vetoed else "没有一票否决",
            tone="stop" if grades[Grade.UNQUALIFIED] else "plain",
        ),
    ]
    return (*figures, _most_lost(item_results(year)))


def _against(year: Year) -> str:
    """The medians of those that have a last year: the same agencies in both years."""
    moves = movements(year)
    found = medians(moves.values())
    if found is None:
        return "没有上年得分"
    before, now = found
    return f"可比{count(_compared(moves))}家：{points(before)}→{points(now)}"


def _grade_label(year: Year, grade: Grade) -> str:
    """建议优秀 while every grade is a proposal; 优秀 once the meeting has decided all of them."""
    settled = all(result.decided or result.vetoes for result in year.grades.values())
    return grade.label if settled else f"建议{grade.label}"


def _most_lost(results: Sequence[ItemResult]) -> KeyFigure:
    if not results or not results[0].lost:
        return KeyFigure(label="失分家数最多的指标", value="0", unit="项", note="各项指标均未失分")
    often = max(results, key=lambda result: len(result.losers))
    share = percent(Fraction(len(often.losers), often.concerned))
    note = f"{often.name}：占考核该项家数的{share}"
    return KeyFigure(label="失分家数最多的指标", value=count(len(often.losers)), unit="家", note=note, tone="loss")


def subject(year: Year) -> Piece:
    """What is appraised: which year's work, up to which day, on which sheets."""
    policy = year.policy
    period = f"{day(policy.period.start)}至{day(policy.period.end)}"
    totals = policy.totals
    text = (
        f"评价项目为{policy.title}，考核周期{period}，数据截至{day(policy.period.data_as_of)}。"
        f"主表满分{points(totals.sheet)}分（基本分{points(totals.base)}分、调节加分{points(totals.plus)}分），"
        f"加分项{points(totals.bonus)}分，总分不超过{points(totals.ceiling)}分（{totals.clause}）。"
    )
    areas = "、".join(f"{area.label}（{area.clause}）" for area in policy.content_areas.values())
    return Piece((Paragraph(owner=OFFICE, text=text), Paragraph(owner=OFFICE, text=f"考核内容分为{areas}。")))


def basis(year: Year) -> Piece:
    """The documents the appraisal rests on, with their numbers."""
    rows = [
        Row(
            cells=(f"《{source.title}》", source.number or "未印文号", source.issued),
            detail=source.note or "",
        )
        for source in year.policy.sources
    ]
    columns = (words("文件", 6), words("文号", 2), words("印发", 2))
    return Piece((Table(owner=OFFICE, caption="评价依据的文件", columns=columns, rows=tuple(rows)),))


def assumptions(year: Year) -> Piece:
    """Everything the documents leave open and the office filled in: thresholds, quota, sample assumptions."""
    policy = year.policy
    entries = [
        Entry(term="等次分数线", text=_bounds(year), detail=policy.grade_plan.basis),
        Entry(term="优秀名额", text="各组名额、权重、上下限见《优秀名额分配测算》。", detail=policy.quota.basis),
        Entry(
            term="合理性核对",
            text=f"与上年相比变动超过{percent(policy.plausibility.jump, 0)}的数据提请核对，不影响得分。",
            detail=policy.plausibility.basis,
        ),
    ]
    entries += [Entry(term="示例设定", text=text) for text in policy.assumptions]
    return Piece((Listing(owner=OFFICE, entries=tuple(entries)),))


def _bounds(year: Year) -> str:
    plan = year.policy.grade_plan
    score = "可比总分" if plan.score == "comparable_total" else "总分"
    parts = [f"{points(bound.at_least)}分及以上建议{Grade(bound.grade).label}" for bound in plan.bounds]
    return f"{score}{'，'.join(parts)}，其余建议{Grade(plan.otherwise).label}。"


def scope(year: Year) -> Piece:
    """Who was covered, by group and category, with the size of their business."""
    rows = []
    categories = {(year.group(key), card.agency.category) for key, card in year.cards.items()}
    for code, group in year.policy.groups.items():
        for name in group.categories:
            members = [
                key
                for key, card in year.cards.items()
                if card.agency.category.value == name and year.group(key) == code
            ]
            if members:
                rows.append(
                    _scope_row(group.short, CATEGORY_LABELS[year.cards[members[0]].agency.category], year, members)
                )
    if len(categories) > 1:
        rows.append(_scope_row("合计", "", year, list(year.cards), total=True))
    columns = (
        words("组别", 2),
        words("类别", 2),
        figure("家数"),
        figure("工会会员", "人"),
        figure("参保会员", "人"),
        amount("会（保）费收入", "万元"),
    )
    counts = {group.short: len(group.members) for group in group_results(year)}
    opening = f"{wording.covered(len(year.cards), counts)}。以录入的年度代办处名册为准。"
    table = Table(owner=OFFICE, caption="参评代办处", columns=columns, rows=tuple(rows))
    return Piece((Paragraph(owner=OFFICE, text=opening), table))


def _scope_row(group: str, category: str, year: Year, members: list[str], *, total: bool = False) -> Row:
    own = business(year, members)
    cells = (group, category, count(own.agencies), count(own.members), count(own.insured), wan(own.income))
    return Row(cells=cells, mark="total" if total else "")


def scope_notes(year: Year) -> Piece:
    """Who was not covered or not compared, and why."""
    cards = year.cards.values()
    without = [card.agency.name for card in cards if card.agency.past(year.year - 1) is None]
    partly = [card.agency.name for card in cards if _lacks_figures(card, year.year - 1)]
    vetoed = [year.agency(key).name for key, result in year.grades.items() if result.vetoes]
    entries = [_reading_entry(year, "A-G18", "中央驻京单位"), _reading_entry(year, "A-G17", "工作人员个人考核")]
    if vetoed:
        entries.append(
            Entry(
                term="不参加排名", text=f"一票否决的{count(len(vetoed))}家照常计分，不排名次：{wording.named(vetoed)}。"
            )
        )
    if without:
        text = f"{count(len(without))}家照常计分，不与上年比较，增长率按0计：{wording.named(without)}。"
        entries.append(Entry(term=f"没有{year.year - 1}年度数据", text=text))
    if partly:
        text = (
            f"{count(len(partly))}家的上年覆盖率或会（保）费收入未录入，不计相应的加分或增长：{wording.named(partly)}。"
        )
        entries.append(Entry(term=f"{year.year - 1}年度数据不全", text=text))
    entries.append(Entry(term="名册以外的单位", text="未列入年度名册的单位不在评价范围，也无法从录入的数据中列出。"))
    return Piece((Listing(owner=OFFICE, entries=tuple(entries)),))


def _lacks_figures(card: Scorecard, last: int) -> bool:
    past = card.agency.past(last)
    return past is not None and (past.coverage_rate is None or past.premium_income is None)


def _reading_entry(year: Year, reading_id: str, term: str) -> Entry:
    reading = year.policy.readings.get(reading_id)
    if reading is None:
        return Entry(term=term, text="政策未作规定。")
    text = f"{reading.options[reading.chosen]}。"
    return Entry(term=term, text=text, detail=f"{cited(year.policy, reading_id)}，理由：{reading.ground}")
