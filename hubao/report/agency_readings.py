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


def switchable_readings(facts: AgencyFacts) -> Table:
    """The switchable readings of this agency's items, with the effect of every alternative on its total."""
    category = facts.agency.category.value
    own = {line.item for line in facts.card.lines if facts.policy.items[line.item].concerns(category)}
    rows = [
        Row(
            cells=(f"{key} {reading.title}", reading.options[reading.chosen], _effects(facts, key, reading)),
            detail=f"依据：{reading.ground}",
            mark="own" if key in facts.year.trial else "",
        )
        for key, reading in facts.policy.readings.items()
        if reading.switchable and own & set(reading.items)
    ]
    return Table(
        owner=facts.key,
        caption="可切换的读法与换一种读法的影响",
        columns=(words("条文的问题", 5), words("采用的读法", 4), words("换读法时总分", 4)),
        rows=tuple(rows),
    )


def fixed_readings(facts: AgencyFacts) -> tuple[Block, ...]:
    """The fixed readings behind the lines in which this agency lost, gained or is flagged."""
    moved = {line.item for line in facts.card.lines if line.points != line.base or line.flags}
    rows = tuple(
        Row(cells=(f"{key} {reading.title}", reading.options[reading.chosen]))
        for key, reading in facts.policy.readings.items()
        if not reading.switchable and reading.scope in ("score", "grade") and moved & set(reading.items)
    )
    if not rows:
        return (Paragraph(owner=facts.key, text="本代办处各项得分不涉及其他读法。"),)
    return (
        Table(
            owner=facts.key,
            caption="其他涉及本代办处失分、加分或标注项目的读法",
            columns=(words("条文的问题", 5), words("采用的读法", 6)),
            rows=rows,
        ),
    )


def _effects(facts: AgencyFacts, key: str, reading: Reading) -> str:
    """What the total would be under each alternative: the agency is scored again, nothing is estimated."""
    said = []
    for value, text in reading.options.items():
        if value == reading.chosen:
            continue
        other = score(facts.agency, with_readings(facts.policy, {key: value}))
        change = other.total - facts.card.total
        said.append(f"{text}：{'不变' if change == 0 else signed(change) + '分'}")
    return "；".join(said)
