"""The readings that touch an agency: which were chosen, and what the alternatives would change for it."""

from __future__ import annotations

from hubao.appraisal.score import score
from hubao.numerals import signed
from hubao.policy.loader import with_readings
from hubao.policy.model import Reading
from hubao.report.agency_facts import AgencyFacts
from hubao.report.blocks import Block, Paragraph, Row, Table
from hubao.report.columns import words

__all__ = ["fixed_readings", "switchable_readings"]


def switchable_readings(facts: AgencyFacts) -> tuple[Block, ...]:
    """The switchable readings whose alternatives would move this agency's points, with the effect on its total."""
    category = facts.agency.category.value
    own = {line.item for line in facts.card.lines if facts.policy.items[line.item].concerns(category)}
    rows, still = [], []
    for key, reading in facts.policy.readings.items():
        if not reading.switchable or not own & set(reading.items):
            continue
        effects = _effects(facts, key, reading)
        if not effects and key not in facts.view.trial:
            still.append(f"{reading.title}（{key}）")
            continue
        cells = (f"{reading.title}（{key}）", reading.options[reading.chosen], "；".join(effects) or "不变")
        rows.append(Row(cells=cells, detail=f"理由：{reading.ground}", mark="own" if key in facts.view.trial else ""))
    blocks: list[Block] = []
    if rows:
        blocks.append(
            Table(
                owner=facts.key,
                caption="换一种读法会改变本代办处得分的条文",
                columns=(words("条文的问题", 5), words("采用的读法", 4), words("换读法时总分变化", 4)),
                rows=tuple(rows),
            )
        )
    if still:
        text = f"另有{len(still)}处条文可换读法，换后本代办处各项得分都不变：{'；'.join(still)}。"
        blocks.append(Paragraph(owner=facts.key, text=text))
    return tuple(blocks)


def fixed_readings(facts: AgencyFacts) -> tuple[Block, ...]:
    """The fixed readings behind the lines in which this agency lost points or is flagged."""
    moved = {line.item for line in facts.card.lines if line.lost > 0 or line.flags}
    rows = tuple(
        Row(cells=(f"{reading.title}（{key}）", reading.options[reading.chosen]))
        for key, reading in facts.policy.readings.items()
        if not reading.switchable and reading.scope in ("score", "grade") and moved & set(reading.items)
    )
    if not rows:
        return (Paragraph(owner=facts.key, text="本代办处各项得分不涉及其他读法。"),)
    return (
        Table(
            owner=facts.key,
            caption="涉及本代办处失分或标注项目的其他读法",
            columns=(words("条文的问题", 5), words("采用的读法", 6)),
            rows=rows,
        ),
    )


def _effects(facts: AgencyFacts, key: str, reading: Reading) -> list[str]:
    """What each alternative would do to the total: the agency is scored again, nothing is estimated.

    Empty when no line moves at all.
    """
    said = []
    for value, text in reading.options.items():
        if value == reading.chosen:
            continue
        other = score(facts.agency, with_readings(facts.policy, {key: value}))
        if any(new.points != old.points for new, old in zip(other.lines, facts.card.lines, strict=True)) or (
            other.total != facts.card.total
        ):
            change = other.total - facts.card.total
            said.append(f"{text}：{'总分不变，分项有变' if change == 0 else signed(change) + '分'}")
    return said
