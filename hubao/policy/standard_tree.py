"""The tree of the evaluation standard (001, annex A): pillars, sections, indicators, as ``params/standard/tree.yaml``.

What must hold across keys (codes in order, the counts of 6.1) is checked by `tree_faults`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, StringConstraints

from hubao.policy.values import Frozen

__all__ = [
    "METHODS",
    "ClassName",
    "Counts",
    "Indicator",
    "MethodName",
    "Pillar",
    "Printed",
    "Section",
    "Tree",
    "tree_faults",
]

Text: TypeAlias = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
ClassName: TypeAlias = Literal["G", "E"]
MethodName: TypeAlias = Literal["comparison", "statistics", "inspection", "survey", "monitoring"]

METHODS: Mapping[MethodName, str] = {
    "comparison": "纵横比较法",
    "statistics": "统计分析法",
    "inspection": "实地核查法",
    "survey": "抽样调查法",
    "monitoring": "网络监测法",
}
"""The five methods of clause 7, in its order."""


class Printed(Frozen):
    """What the document prints where a slip was set right (S-03 to S-05)."""

    label: str | None = None
    methods: str | None = None


class Indicator(Frozen):
    """One indicator (I).

    Attributes:
        label: its name.
        class_: ``G`` general (6.2.1) or ``E`` incentive, which only adds (6.2.2); ``class`` in the file.
        methods: how it is to be evaluated (clause 7).
        definition: a short one, in words of our own.
        share: it is a part of a whole, so that more than 100 % is doubtful.
        checks: the sub-items to check one by one; empty where the document lists none.
        clause: where it stands.
        printed: what the document prints where a slip was set right.
        slips: ids of the slips and ambiguities that touch it.
        note: what a reader has to know of them.
    """

    label: Text
    class_: ClassName = Field(alias="class")
    methods: tuple[MethodName, ...] = Field(min_length=1)
    definition: Text
    share: bool = False
    checks: tuple[Text, ...] = ()
    clause: Text
    printed: Printed = Printed()
    slips: tuple[Text, ...] = ()
    note: str = ""


class Section(Frozen):
    """One section (P2) with its indicators by code, in the document's order."""

    label: Text
    indicators: Mapping[Annotated[str, Field(pattern=r"^[1-9]\.[1-9]\.[1-9][0-9]?$")], Indicator] = Field(min_length=1)


class Pillar(Frozen):
    """One pillar (P1) with its sections by code, in the document's order."""

    label: Text
    sections: Mapping[Annotated[str, Field(pattern=r"^[1-9]\.[1-9]$")], Section] = Field(min_length=1)


class Counts(Frozen):
    """How much of everything there must be (6.1 and annex A)."""

    pillars: int
    sections: int
    indicators: int
    general: int
    incentive: int
    clause: Text


class Tree(Frozen):
    """The three levels, and how they may be cited."""

    format: Literal[1]
    title: Text
    citation: Text
    remark: Text
    counts: Counts
    pillars: Mapping[Annotated[str, Field(pattern=r"^[1-9]$")], Pillar] = Field(min_length=1)

    @property
    def sections(self) -> dict[str, Section]:
        """All sections by code, in the document's order."""
        return {code: section for pillar in self.pillars.values() for code, section in pillar.sections.items()}

    @property
    def indicators(self) -> dict[str, Indicator]:
        """All indicators by code, in the document's order."""
        return {code: one for section in self.sections.values() for code, one in section.indicators.items()}


def tree_faults(tree: Tree) -> Iterator[tuple[str, str, str]]:
    """What does not hold across the keys of a tree: key, what is wrong, how to mend it."""
    for above, codes in _families(tree):
        expected = [f"{above}.{number}".lstrip(".") for number in range(1, len(codes) + 1)]
        if list(codes) != expected:
            key = f"pillars.{above}".rstrip(".")
            yield key, f"编码应依次为 {'、'.join(expected)}，现为 {'、'.join(codes)}", "请按印本次序编码"
    classes = Counter(one.class_ for one in tree.indicators.values())
    found = {
        "pillars": len(tree.pillars),
        "sections": len(tree.sections),
        "indicators": len(tree.indicators),
        "general": classes["G"],
        "incentive": classes["E"],
    }
    for name, number in found.items():
        wanted = getattr(tree.counts, name)
        if number != wanted:
            yield f"counts.{name}", f"应有{wanted}个，现有{number}个（{tree.counts.clause}）", "请补齐或删去"


def _families(tree: Tree) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The codes below every node, under that node's code."""
    yield "", tuple(tree.pillars)
    for code, pillar in tree.pillars.items():
        yield code, tuple(pillar.sections)
        for below, section in pillar.sections.items():
            yield below, tuple(section.indicators)
