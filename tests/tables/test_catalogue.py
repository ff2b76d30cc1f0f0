"""The catalogue is whole: every field of the records, every header once, every schema in step."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from hubao.appraisal.agency import (
    Actuals,
    Agency,
    Decision,
    Extras,
    PastYear,
    Scale,
    SelfScore,
    TargetChange,
    Targets,
)
from hubao.tables.catalogue import TABLES, label_of
from hubao.tables.check_schema import RANGES, ROWS
from hubao.tables.fields import ITEM_CODES, Kind
from hubao.tables.header_text import normal_header
from hubao.tables.schemas import SCHEMAS

RECORDS: dict[str, type[Any]] = {
    "targets": Targets,
    "actuals": Actuals,
    "extras": Extras,
    "scale": Scale,
    "decisions": Decision,
    "history": PastYear,
    "self_scores": SelfScore,
    "target_changes": TargetChange,
}


@pytest.mark.parametrize("table", RECORDS)
def test_a_table_holds_what_its_record_holds(table: str) -> None:
    assert set(TABLES[table].names) - {"agency_id", "name"} == {field.name for field in fields(RECORDS[table])}


def test_the_register_holds_the_agency_itself() -> None:
    own = {field.name for field in fields(Agency)} - set(TABLES) - {"notes"}
    assert set(TABLES["agencies"].names) == own


@pytest.mark.parametrize("table", TABLES)
def test_no_header_means_two_fields(table: str) -> None:
    headers = [normal_header(header) for field in TABLES[table].fields for header in field.headers]
    assert len(headers) == len(set(headers))


def test_no_name_means_two_tables() -> None:
    names = [name for table in TABLES.values() for name in (table.name, normal_header(table.label))]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("table", TABLES)
def test_schema_is_in_step(table: str) -> None:
    columns = SCHEMAS[table].to_schema().columns
    assert list(columns) == list(TABLES[table].names)
    for field in TABLES[table].fields:
        assert columns[field.name].title == field.label
        assert columns[field.name].nullable == (not (field.required and field.concerns_all))


@pytest.mark.parametrize("table", TABLES)
def test_every_check_of_a_schema_has_its_words(table: str) -> None:
    schema = SCHEMAS[table].to_schema()
    assert {str(check.error) for check in schema.checks} <= set(ROWS)
    assert {str(check.error) for column in schema.columns.values() for check in column.checks} <= set(RANGES)


def test_choices_and_items() -> None:
    for table in TABLES.values():
        for field in table.fields:
            assert (field.kind is Kind.CHOICE) == bool(field.choices), field.name
            assert not field.item or field.item in ITEM_CODES, field.name
            assert field.label, field.name
            assert label_of(table.name, field.name) == field.label


def test_only_three_items_concern_some() -> None:
    """A district or development zone fills 11a and B5, the others 11b."""
    some = {field.item for table in TABLES.values() for field in table.fields if not field.concerns_all}
    assert some == {"I11a", "I11b", "B5"}
