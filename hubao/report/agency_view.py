"""Everything that one agency's report may say, and nothing else of the year.

An `hubao.report.agency.AgencyReport` holds this view alone. What is not in it cannot stand in the report, so its digest
tells whether a change of the year's inputs can have changed the report.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from pathlib import Path

from pydantic import BaseModel

from hubao.appraisal.grade import GradeResult
from hubao.appraisal.line import Scorecard
from hubao.policy.model import Policy
from hubao.year import Year

__all__ = ["COMPARABLE_FROM", "AgencyView", "agency_view"]

COMPARABLE_FROM = 5
"""A median of fewer agencies would give one agency's exact points away."""

_HASHED_ELSEWHERE = frozenset({"policy", "policy_file"})

_PLAIN = frozenset({type(None), str, bool, int, Decimal, Fraction, date})
"""Kinds, and none derived from them, whose text tells all of the value and is the same in every process."""


@dataclass(frozen=True, slots=True)
class AgencyView:
    """One agency's year with what its report says of the group.

    Attributes:
        year: the appraisal year.
        policy: the policy in force.
        policy_file: where it was read from; ``None`` when it was made in memory.
        trial: readings switched for this run.
        sample: whether the data is fictitious.
        card: the agency's scorecard, which holds its own record.
        result: its grade and the reason.
        group: the group's short name.
        size: how many agencies the group has, vetoed ones included.
        ranked: how many of them have a rank.
        rank: its rank in the group; ``None`` when vetoed.
        shared: how many agencies share the rank, this one included.
        median_total: the group's median comparable total; ``None`` where the group is too small to compare.
        medians: content area → the group's median points; empty where the group is too small.
    """

    year: int
    policy: Policy
    policy_file: Path | None
    trial: Mapping[str, str]
    sample: bool
    card: Scorecard
    result: GradeResult
    group: str
    size: int
    ranked: int
    rank: int | None
    shared: int
    median_total: Fraction | None
    medians: Mapping[str, Fraction]

    @property
    def trial_text(self) -> str:
        """The switched readings as text, as `Year.trial_text` has them."""
        return "；".join(f"{key}={value}" for key, value in sorted(self.trial.items()))

    def digest(self) -> str:
        """SHA-256 over all of the view but the policy and its file, which whoever compares digests holds by itself.

        Raises:
            TypeError: the view holds a kind of value of which no digest can be made.
        """
        seen = (field.name for field in fields(self) if field.name not in _HASHED_ELSEWHERE)
        lines = (line for name in seen for line in _canonical(name, getattr(self, name)))
        return sha256("\n".join(lines).encode()).hexdigest()


def agency_view(year: Year, agency_id: str) -> AgencyView:
    """What an agency's report may say of a year.

    Args:
        year: the opened year.
        agency_id: the agency's id.

    Raises:
        HubaoError: there is no such agency this year.
    """
    card, code = year.card(agency_id), year.group(agency_id)
    group, rank = year.groups[code], year.ranks_in_group.get(agency_id)
    comparable = group.size >= COMPARABLE_FROM
    return AgencyView(
        year=year.year,
        policy=year.policy,
        policy_file=year.policy_file,
        trial=dict(year.trial),
        sample=year.sample,
        card=card,
        result=year.grades[agency_id],
        group=year.policy.groups[code].short,
        size=group.size,
        ranked=group.ranked,
        rank=rank,
        shared=group.holders[rank] if rank is not None else 0,
        median_total=group.median_total if comparable else None,
        medians={line.area: group.medians[line.area] for line in card.sheet_lines} if comparable else {},
    )


def _canonical(name: str, value: object) -> Iterator[str]:
    """A value as lines that differ wherever the value does, and nowhere else.

    Raises:
        TypeError: a kind of value nobody has thought about yet.
    """
    kind = type(value).__name__
    if isinstance(value, enum.Enum):
        yield f"{name}:{kind}:{value.name}"
    elif type(value) in _PLAIN:
        # In ASCII: which characters `repr` writes out depends on the Unicode edition of the Python that runs.
        yield f"{name}:{kind}:{value!a}"
    elif isinstance(value, BaseModel) or (is_dataclass(value) and not isinstance(value, type)):
        yield f"{name}:{kind}:"
        parts = type(value).model_fields if isinstance(value, BaseModel) else [field.name for field in fields(value)]
        for part in parts:
            yield from _canonical(f"{name}.{part}", getattr(value, part))
    elif isinstance(value, Mapping) and all(type(key) is str for key in value):
        yield f"{name}:mapping:{len(value)}"
        for key in sorted(value):
            yield from _canonical(f"{name}[{key!a}]", value[key])
    elif isinstance(value, tuple | list):
        yield f"{name}:{kind}:{len(value)}"
        for number, part in enumerate(value):
            yield from _canonical(f"{name}[{number}]", part)
    else:
        message = f"{name} is a {kind}, of which no digest can be made"
        raise TypeError(message)
