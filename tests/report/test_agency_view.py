"""What an agency's report can see: its own record and its group's summary, and a digest that tells any change of it."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from enum import Enum
from functools import cache
from typing import Any

import pytest

from hubao.appraisal.agency import Agency
from hubao.press.keys import passages
from hubao.report.agency import AgencyReport
from hubao.report.agency_view import agency_view
from hubao.report.blocks import plain_blocks
from hubao.year import Year, open_year, score_year
from tests.press.projects import ROOT

PASSAGES = passages(ROOT / "notebooks" / "agency.ipynb")
COUNTS = ("insured_members", "claims_submitted", "dormant_end", "accounts_idle", "articles", "trainings")


@cache
def year() -> Year:
    return open_year(2024)


def with_agencies(agencies: Mapping[str, Agency]) -> Year:
    """The year scored again with some agencies' records replaced."""
    made = tuple(agencies.get(one.agency_id, one) for one in year().inputs.agencies)
    return replace(score_year(year().policy, replace(year().inputs, agencies=made)), policy_file=year().policy_file)


def changed(key: str, **counts: int) -> Year:
    agency = year().agency(key)
    return with_agencies({key: replace(agency, actuals=replace(agency.actuals, **counts))})


def shown(of: Year, key: str) -> list[Any]:
    report = AgencyReport(of, key)
    return [plain_blocks(getattr(report, name)(*arguments).blocks) for name, arguments in PASSAGES]


def digests(of: Year) -> dict[str, str]:
    return {key: agency_view(of, key).digest() for key in of.cards}


def reachable(value: object, seen: set[int]) -> Iterator[object]:
    """A value and everything that can be reached from it."""
    if id(value) in seen or isinstance(value, str | int | Enum | type | None):
        return
    seen.add(id(value))
    yield value
    parts = [*value, *value.values()] if isinstance(value, Mapping) else []
    parts += list(value) if isinstance(value, tuple | list | set | frozenset) else []
    parts += list(getattr(value, "__dict__", {}).values())
    parts += [getattr(value, name, None) for kind in type(value).__mro__ for name in getattr(kind, "__slots__", ())]
    for part in parts:
        yield from reachable(part, seen)


@pytest.mark.parametrize("key", ["D01", "B07", "C01"])
def test_a_report_holds_its_own_record_alone_and_no_year(key: str):
    report = AgencyReport(year(), key)
    shown(year(), key)
    found = list(reachable(report, set()))
    assert {one.agency_id for one in found if isinstance(one, Agency)} == {key}
    assert not [one for one in found if isinstance(one, Year)]


def test_every_agency_has_a_digest_of_its_own():
    assert len(set(digests(year()).values())) == len(year().cards)


def test_a_change_that_moves_neither_rank_nor_median_is_its_owners_alone():
    before, agency = digests(year()), year().agency("D02")
    after = digests(with_agencies({"D02": replace(agency, staff_count=agency.staff_count + 1)}))
    assert [key for key in before if before[key] != after[key]] == ["D02"]


def test_a_change_of_points_stays_within_the_group():
    before, after = digests(year()), digests(changed("D02", insured_members=1))
    moved = {key for key in before if before[key] != after[key]}
    assert "D02" in moved
    assert {year().group(key) for key in moved} == {year().group("D02")}
    assert len(moved) > 1


@pytest.mark.parametrize("seed", range(6))
def test_the_same_digest_means_the_same_report(seed: int):
    chance = random.Random(seed)
    key = chance.choice(list(year().cards))
    name = chance.choice(COUNTS)
    other = changed(key, **{name: max(0, getattr(year().agency(key).actuals, name) + chance.choice((-50, -1, 1, 40)))})
    before, after = digests(year()), digests(other)
    assert before[key] != after[key]
    members = year().members(year().group(key))
    for one in chance.sample([one for one in members if one != key], 6):
        same = shown(year(), one) == shown(other, one)
        assert same or before[one] != after[one], one


def test_a_trial_is_another_view():
    reading, option = next(
        (key, value)
        for key, one in year().policy.readings.items()
        if one.switchable
        for value in one.options
        if value != one.chosen
    )
    trial = year().with_readings({reading: option})
    assert agency_view(trial, "D01").digest() != agency_view(year(), "D01").digest()


def test_the_digest_is_the_same_in_another_process():
    code = (
        "from hubao.year import open_year; from hubao.report.agency_view import agency_view;"
        "print(agency_view(open_year(2024), 'D01').digest())"
    )
    made = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONHASHSEED": "77", "TZ": "Asia/Kathmandu"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert made.stdout.strip() == agency_view(year(), "D01").digest()
