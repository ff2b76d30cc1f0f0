"""Section six of the annual report: how was scored, and what each reading weighs."""

from __future__ import annotations

from collections.abc import Sequence

from hubao.appraisal.agency import Grade
from hubao.numerals import count, points, signed
from hubao.policy.model import Item, Reading
from hubao.report import annual_wording as wording
from hubao.report.annual_facts import OFFICE
from hubao.report.annual_terms import quoted
from hubao.report.blocks import Block, Paragraph, Row, Table
from hubao.report.charts import ranked
from hubao.report.columns import amount, centred, figure, section, words
from hubao.report.piece import Piece
from hubao.report.sensitivity import Effect
from hubao.year import Year

__all__ = ["effects_page", "fixed_register", "indicators", "method", "readings_in_force", "switched"]

CHARTED = 8
"""Alternatives shown in the chart; the table beside it has all of them."""


def method(year: Year) -> Piece:
    """How points become a total, a rank and a grade."""
    policy = year.policy
    totals = policy.totals
    groups = "、".join(group.short for group in policy.groups.values())
    composed = (
        f"主表逐项计分，每项扣至0分为止；主表得分加上加分项和酌情加分、减去减分项，为总分，"
        f"最低0分、最高{points(totals.ceiling)}分。"
    )
    ranked_by = (
        f"按{groups}分组，组内以可比总分排名。可比总分不含只有区、开发区可得的小额贷款加分；"
        "得分相同的名次并列；一票否决的代办处照常计分，不排名次。"
    )
    graded = (
        "等次由会议审定；本报告在审定之前给出测算建议，分数线为非文件规定。一票否决直接定为"
        f"{_vetoed_grade(year)}，不改变得分。"
    )
    exact = "比率以未舍入的精确值与目标比较，只在印出时四舍五入。"
    return Piece(tuple(Paragraph(owner=OFFICE, text=text) for text in (composed, ranked_by, graded + exact)))


def _vetoed_grade(year: Year) -> str:
    grades = dict.fromkeys(Grade(veto.grade).label for veto in year.policy.vetoes.values())
    return "、".join(grades)


def indicators(year: Year) -> Piece:
    """Every item of annex 1 and 2 with target, points and rule as the document words it."""
    policy = year.policy
    rows: list[Row] = []
    for code, area in policy.content_areas.items():
        own = [item for item in policy.annex1.values() if item.area == code]
        if own:
            rows += [section(f"主表：{area.label}"), *(_indicator(item) for item in own)]
    rows += [section("加分项"), *(_indicator(item) for item in policy.bonus.values())]
    rows += [section("减分项"), *(_indicator(item, limited=False) for item in policy.deductions.values())]
    rows += [section("酌情加分"), *(_indicator(item, limited=False) for item in policy.discretionary.values())]
    columns = (words("指标", 6), words("目标值", 4), amount("基本分", "分"), amount("最高分", "分"))
    return Piece((Table(owner=OFFICE, caption="考核指标与计分规则", columns=columns, rows=tuple(rows)),))


def _indicator(item: Item, *, limited: bool = True) -> Row:
    number = item.no.partition("（")
    name = f"{number[0]}. {item.label}" + (f"（{number[2]}" if number[1] else "")
    limit = points(item.max_points) if limited else "—"
    base = points(item.base) if item.base else "—"
    return Row(cells=(name, item.target_text, base, limit), detail=f"{item.text}（{item.clause}）")


def readings_in_force(year: Year) -> Piece:
    """The switchable readings: what is unclear, what was chosen, on what ground."""
    rows = tuple(
        Row(
            cells=(
                f"{key}{'（试算）' if key in year.trial else ''} {reading.title}",
                reading.options[reading.chosen],
                "；".join(text for value, text in reading.options.items() if value != reading.chosen),
            ),
            detail=f"理由：{reading.ground}",
        )
        for key, reading in year.policy.readings.items()
        if reading.switchable
    )
    columns = (words("条文的问题", 6), words("采用的读法", 4), words("其他读法", 4))
    return Piece((Table(owner=OFFICE, caption="可切换的读法", columns=columns, rows=rows),))


def effects_page(year: Year, found: Sequence[Effect]) -> Piece:
    """What each alternative reading would change, heaviest first, and whose grade would be another."""
    moving = [effect for effect in found if effect.changes]
    heaviest = max(found, key=lambda effect: effect.weight, default=None)
    top = None
    if heaviest is not None and heaviest.changes:
        top = (switched(year, heaviest), len(heaviest.changes), len(heaviest.grades))
    finding = wording.effect_finding(len(found), len(moving), top)
    blocks: list[Block] = [Paragraph(owner=OFFICE, text=f"{finding}。")]
    if moving:
        blocks.append(_effects_chart(year, moving))
    if found:
        blocks.append(_effects_table(year, found))
    if any(effect.grades for effect in found):
        blocks.append(_grade_changes(year, found))
    return Piece(tuple(blocks))


def switched(year: Year, effect: Effect) -> str:
    """Name an alternative so that it can be understood without the register."""
    return f"{effect.reading_id} {year.policy.readings[effect.reading_id].title}：改为{quoted(effect.text)}"


def _effects_chart(year: Year, moving: Sequence[Effect]) -> Block:
    shown = sorted(moving, key=lambda effect: -len(effect.changes))[:CHARTED]
    readings = year.policy.readings
    labels = [f"{effect.reading_id} {readings[effect.reading_id].title}：{effect.text}" for effect in shown]
    first = shown[0]
    title = f"牵动最广的是{switched(year, first)}，{count(len(first.changes))}家总分变动"
    note = f"只列变动家数最多的{CHARTED}种读法。" if len(moving) > CHARTED else ""
    chart = ranked(labels, [len(effect.changes) for effect in shown], unit="家")
    return chart.figure(OFFICE, title, note)


def _effects_table(year: Year, found: Sequence[Effect]) -> Table:
    ordered = sorted(found, key=lambda effect: effect.weight, reverse=True)
    columns = (
        words("改用的读法", 8),
        figure("指标分", "家"),
        figure("总分", "家"),
        figure("等次", "家"),
        figure("名次", "家"),
        amount("平均", "分"),
        amount("最大", "分"),
    )
    return Table(
        owner=OFFICE,
        caption="逐一改用其他读法的影响",
        columns=columns,
        rows=tuple(_effect_row(year, effect) for effect in ordered),
        note="每次只改一个读法，全部代办处重新计分。前四栏为有变动的家数，名次为组内名次；"
        "后两栏为总分变动的平均与最大，平均只算有变动的代办处，保留两位小数。",
    )


def _effect_row(year: Year, effect: Effect) -> Row:
    reading: Reading = year.policy.readings[effect.reading_id]
    largest = effect.largest
    cells = (
        switched(year, effect),
        count(len(effect.lines)),
        count(len(effect.changes)),
        count(len(effect.grades)),
        count(len(effect.ranks)),
        signed(effect.mean) if effect.changes else "—",
        signed(largest[1]) if largest else "—",
    )
    return Row(cells=cells, detail=f"现采用{quoted(reading.options[reading.chosen])}")


def _grade_changes(year: Year, found: Sequence[Effect]) -> Table:
    rows: list[Row] = []
    for effect in found:
        if effect.grades:
            rows.append(section(switched(year, effect)))
        for change in effect.grades:
            cells = (year.agency(change.agency_id).name, change.before.label, change.after.label)
            rows.append(Row(cells=cells))
    columns = (words("代办处", 7), centred("现等次"), centred("改后等次"))
    return Table(owner=OFFICE, caption="读法不同则等次不同的代办处", columns=columns, rows=tuple(rows))


def fixed_register(year: Year) -> Piece:
    """The other readings: those where another was set aside, and how many left no choice."""
    fixed = {key: reading for key, reading in year.policy.readings.items() if not reading.switchable}
    chosen = {key: reading for key, reading in fixed.items() if reading.rejected}
    rows = tuple(
        Row(
            cells=(f"{key} {reading.title}", reading.options[reading.chosen], reading.ground),
        )
        for key, reading in chosen.items()
    )
    text = (
        f"另有{count(len(fixed))}项读法由程序固定，不能切换；其中{count(len(chosen))}项舍弃过别的读法，列于下表，"
        "舍弃的读法和其余各项见政策文件。"
    )
    columns = (words("条文的问题", 5), words("采用的读法", 5), words("理由", 5))
    blocks: list[Block] = [Paragraph(owner=OFFICE, text=text)]
    if rows:
        blocks.append(Table(owner=OFFICE, caption="固定的读法", columns=columns, rows=rows))
    return Piece(tuple(blocks))
