"""Why this number: one line of a scorecard with its inputs, arithmetic, clause and readings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from html import escape
from typing import Any

from hubao.appraisal.agency import Agency
from hubao.appraisal.line import ScoreLine
from hubao.numerals import decimal_text, points
from hubao.policy.model import Policy
from hubao.tables.catalogue import label_of

__all__ = ["Explanation", "ReadingInForce", "explain_line", "readings_in_force"]


@dataclass(frozen=True, slots=True)
class ReadingInForce:
    """One reading that governs a line: what was unclear, what was chosen, on what ground."""

    id: str
    title: str
    chosen: str
    text: str
    ground: str
    alternatives: str
    trial: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why an agency has these points. Shown as a card in JupyterLab, as text when printed."""

    agency_id: str
    name: str
    item: str
    label: str
    points: str
    max_points: str
    target: str
    actual: str
    reason: str
    gap: str
    clause: str
    quotation: str
    inputs: tuple[tuple[str, str], ...]
    readings: tuple[ReadingInForce, ...]
    flags: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The explanation as plain values, for ``hubao explain --json``."""
        plain = asdict(self)
        plain["inputs"] = [{"label": label, "value": value} for label, value in self.inputs]
        return plain

    def __str__(self) -> str:
        rows = (f"  {name}：{text}" for name, text in self._rows())
        return "\n".join([f"{self.agency_id} {self.name}", self._head, *rows])

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<dt style='font-weight:600'>{escape(name)}</dt><dd style='margin:0 0 .4em 1em'>{escape(text)}</dd>"
            for name, text in self._rows()
        )
        return (
            "<div style='border-left:3px solid #1d4e89;padding:.2em 1em;max-width:46em'>"
            f"<p style='margin:.2em 0'>{escape(self.agency_id)} {escape(self.name)}</p>"
            f"<p style='margin:.2em 0;font-size:1.2em;font-weight:600'>{escape(self._head)}</p><dl>{rows}</dl></div>"
        )

    @property
    def _head(self) -> str:
        limit = f"（满分{self.max_points}分）" if self.max_points else ""
        return f"{self.item} {self.label}：{self.points}分{limit}"

    def _rows(self) -> Iterator[tuple[str, str]]:
        """What is said below the head: name and text, the empty ones left out."""
        yield "依据", f"{self.clause}：{self.quotation}"
        yield from (("输入", f"{label} = {value}") for label, value in self.inputs)
        yield from (pair for pair in (("目标", self.target), ("完成", self.actual)) if pair[1])
        yield "计算", self.reason
        if self.gap:
            yield "差距", self.gap
        for one in self.readings:
            yield "读法", f"{one.id}{'（试算）' if one.trial else ''} {one.title}：{one.text}"
        if self.flags:
            yield "提示", "；".join(self.flags)


def explain_line(agency: Agency, line: ScoreLine, policy: Policy, trial: Mapping[str, str]) -> Explanation:
    """Explain one line.

    Args:
        agency: whose line it is.
        line: the scored line, which carries its own reason.
        policy: the policy it was scored under.
        trial: readings switched for this run.
    """
    return Explanation(
        agency_id=agency.agency_id,
        name=agency.name,
        item=line.item,
        label=line.label,
        points=points(line.points),
        max_points=decimal_text(line.max_points) if line.max_points else "",
        target=line.target_text,
        actual=line.actual_text,
        reason=line.reason,
        gap=line.gap,
        clause=line.clause,
        quotation=policy.items[line.item].text,
        inputs=tuple((_label(field), value) for field, value in line.inputs),
        readings=readings_in_force(policy, line.readings, trial),
        flags=line.flags,
    )


def readings_in_force(policy: Policy, ids: tuple[str, ...], trial: Mapping[str, str]) -> tuple[ReadingInForce, ...]:
    """Describe readings by their ids, as they stand in the policy."""
    found = []
    for reading_id in ids:
        reading = policy.readings[reading_id]
        others = [text for value, text in reading.options.items() if value != reading.chosen]
        found.append(
            ReadingInForce(
                id=reading_id,
                title=reading.title,
                chosen=reading.chosen,
                text=reading.options[reading.chosen],
                ground=reading.ground,
                alternatives="；".join([*others, *([reading.rejected] if reading.rejected else [])]),
                trial=reading_id in trial,
            )
        )
    return tuple(found)


def _label(field: str) -> str:
    if field == "decisions":
        return "认定事项"
    known = (label_of(table, field) for table in ("actuals", "extras", "history"))
    return next((label for label in known if label != field), field)
