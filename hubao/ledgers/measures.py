"""The measures: which field of which input table, counted from which ledgers by which query.

A query (``sql/<field>.sql``) gives the rows that count: ``agency_id`` and ``id``, and ``amount`` where amounts are
summed. The figure is their number or their sum, so that the rows behind a number are the query itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType

__all__ = ["MEASURES", "Measure"]


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure.

    Attributes:
        field: the input table's field.
        table: ``actuals``, ``extras`` or ``scale``.
        ledgers: the ledgers it needs.
        summed: whether amounts are summed; else rows are counted.
    """

    field: str
    table: str
    ledgers: tuple[str, ...]
    summed: bool = False

    @property
    def sql(self) -> str:
        """The query that gives the rows that count, with the rule in its first line."""
        return files("hubao.ledgers").joinpath("sql", f"{self.field}.sql").read_text("utf-8")

    @property
    def rule(self) -> str:
        """What is counted, in one sentence."""
        return self.sql.partition("\n")[0].removeprefix("-- ")


def _of(table: str, *ledgers: str, summed: bool = False, fields: tuple[str, ...]) -> tuple[Measure, ...]:
    return tuple(Measure(field, table, ledgers, summed) for field in fields)


_ALL = (
    *_of("actuals", "members", fields=("union_members", "mutual_members")),
    *_of("actuals", "members", "policies", fields=("dormant_start", "dormant_end")),
    *_of("actuals", "policies", fields=("insured_members",)),
    *_of("actuals", "policies", summed=True, fields=("premium_income",)),
    *_of("actuals", "claims", fields=("claims_submitted", "claims_returned")),
    *_of("actuals", "accounts", fields=("accounts_total", "accounts_idle")),
    *_of(
        "actuals",
        "dispatches",
        fields=("dispatches_received", "dispatches_closed_on_time", "dispatches_dissatisfied"),
    ),
    *_of("actuals", "overcap", fields=("overcap_due", "overcap_declared")),
    *_of("actuals", "meetings", fields=("meetings_attended",)),
    *_of("actuals", "research", fields=("research_sessions",)),
    *_of("actuals", "trainings", fields=("trainings",)),
    *_of("actuals", "activities", fields=("member_activities",)),
    *_of("actuals", "articles", fields=("articles",)),
    *_of("extras", "claims", fields=("medical_claims", "medical_claims_app", "backlog_refusals")),
    *_of("extras", "payments", fields=("failed_payment_people",)),
    *_of("scale", "policies", fields=("plan_kinds",)),
    *_of("scale", "policies", summed=True, fields=("policies",)),
)

MEASURES: Mapping[str, Measure] = MappingProxyType({measure.field: measure for measure in _ALL})
"""Every measure by its field."""
