"""pandera schemas of the evaluation standard's input tables: what a single table must be, cell by cell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandera.pandas as pa
from pandera.typing import Series

from hubao.tables.schemas import FIRST_YEAR, InputSchema
from hubao.tables.standard.catalogue import STANDARD_TABLES

__all__ = ["STANDARD_SCHEMAS"]


def column(table: str, name: str, **checks: Any) -> Any:
    """A column with its Chinese title; blank only where the catalogue lets it be."""
    field = STANDARD_TABLES[table][name]
    return pa.Field(title=field.label, nullable=not field.required, **checks)


class Bodies(InputSchema):
    """被评价机构名册."""

    body_id: Series[Any] = column("bodies", "body_id", unique=True)
    name: Series[Any] = column("bodies", "name", unique=True)
    level: Series[Any] = column("bodies", "level")
    region: Series[Any] = column("bodies", "region")


class Observations(InputSchema):
    """指标数据. A denominator of zero gives no rate."""

    body_id: Series[Any] = column("observations", "body_id")
    name: Series[Any] = column("observations", "name")
    code: Series[Any] = column("observations", "code")
    numerator: Series[Any] = column("observations", "numerator")
    denominator: Series[Any] = column("observations", "denominator", gt=0)
    value: Series[Any] = column("observations", "value")
    items_met: Series[Any] = column("observations", "items_met")
    items_total: Series[Any] = column("observations", "items_total", gt=0)
    mode: Series[Any] = column("observations", "mode")
    source: Series[Any] = column("observations", "source")

    class Config(InputSchema.Config):
        """One figure for each body, indicator and mode."""

        unique = ("body_id", "code", "mode")


class Judgements(InputSchema):
    """评分记录."""

    body_id: Series[Any] = column("judgements", "body_id")
    name: Series[Any] = column("judgements", "name")
    code: Series[Any] = column("judgements", "code")
    points: Series[Any] = column("judgements", "points", ge=0)
    assessor: Series[Any] = column("judgements", "assessor")
    evidence: Series[Any] = column("judgements", "evidence")
    mode: Series[Any] = column("judgements", "mode")

    class Config(InputSchema.Config):
        """One judgement for each body, indicator and mode; several assessors agree on one first."""

        unique = ("body_id", "code", "mode")


class Exclusions(InputSchema):
    """不适用指标."""

    body_id: Series[Any] = column("exclusions", "body_id")
    name: Series[Any] = column("exclusions", "name")
    code: Series[Any] = column("exclusions", "code")
    reason: Series[Any] = column("exclusions", "reason")

    class Config(InputSchema.Config):
        """One row for each body and indicator."""

        unique = ("body_id", "code")


class Survey(InputSchema):
    """调查答卷."""

    body_id: Series[Any] = column("survey", "body_id")
    name: Series[Any] = column("survey", "name")
    stratum: Series[Any] = column("survey", "stratum")
    response_id: Series[Any] = column("survey", "response_id")
    satisfied: Series[Any] = column("survey", "satisfied")
    score: Series[Any] = column("survey", "score", ge=0, le=100)

    class Config(InputSchema.Config):
        """One row for each questionnaire that came back."""

        unique = ("body_id", "response_id")


class SurveyFrame(InputSchema):
    """抽样框."""

    body_id: Series[Any] = column("survey_frame", "body_id")
    name: Series[Any] = column("survey_frame", "name")
    stratum: Series[Any] = column("survey_frame", "stratum")
    population: Series[Any] = column("survey_frame", "population", gt=0)
    sent: Series[Any] = column("survey_frame", "sent")

    class Config(InputSchema.Config):
        """One row for each body and stratum."""

        unique = ("body_id", "stratum")


class Monitoring(InputSchema):
    """网络监测数据."""

    body_id: Series[Any] = column("monitoring", "body_id")
    name: Series[Any] = column("monitoring", "name")
    code: Series[Any] = column("monitoring", "code")
    month: Series[Any] = column("monitoring", "month")
    numerator: Series[Any] = column("monitoring", "numerator")
    denominator: Series[Any] = column("monitoring", "denominator")

    class Config(InputSchema.Config):
        """One row for each body, indicator and month."""

        unique = ("body_id", "code", "month")


class History(InputSchema):
    """历年评价结果."""

    body_id: Series[Any] = column("history", "body_id")
    name: Series[Any] = column("history", "name")
    year: Series[Any] = column("history", "year", ge=FIRST_YEAR)
    code: Series[Any] = column("history", "code")
    points: Series[Any] = column("history", "points", ge=0)
    max_points: Series[Any] = column("history", "max_points", ge=0)
    grade: Series[Any] = column("history", "grade")

    class Config(InputSchema.Config):
        """One row for each body, year and item."""

        unique = ("body_id", "year", "code")


STANDARD_SCHEMAS: Mapping[str, type[InputSchema]] = {
    "bodies": Bodies,
    "observations": Observations,
    "judgements": Judgements,
    "exclusions": Exclusions,
    "survey": Survey,
    "survey_frame": SurveyFrame,
    "monitoring": Monitoring,
    "history": History,
}
"""The schema of each input table."""
