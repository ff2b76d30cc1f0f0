"""Lists in the documentation hold everything they speak of: readings, input fields, rooms, terms, versions."""

import re
import tomllib

import pytest

import hubao
from hubao.policy.diff import differences
from hubao.policy.loader import load_policy
from hubao.tables.catalogue import TABLES
from tests.docs.pages import ROOT, TOKEN, rows, text
from tests.test_house import FLOORS

DOCS = ROOT / "docs"
READINGS = text(DOCS / "readings.md")
CHANGELOG = text(ROOT / "CHANGELOG.md")
POLICIES = {year: load_policy(ROOT / "params" / "policy" / f"{year}.yaml", year) for year in (2022, 2023, 2024)}
LATEST = POLICIES[2024]


@pytest.mark.parametrize("reading", LATEST.readings)
def test_the_register_holds_every_reading_once(reading: str):
    entry = LATEST.readings[reading]
    name = f"**{reading}**" if entry.switchable else reading
    (row,) = [line for line in READINGS.splitlines() if line.startswith(f"| {name} |")]
    for said in (entry.title, *entry.options.values(), *entry.options, entry.rejected or "", entry.ground):
        assert said in row
    assert row.index(entry.chosen) == min(row.index(f"`{value}`") + 1 for value in entry.options)


def test_the_register_holds_nothing_else():
    named = re.findall(r"^\| \**([A-Z]-\w+)\** \|", READINGS, flags=re.M)
    assert named == list(LATEST.readings)


def test_all_years_chose_the_same_readings():
    chosen = {year: {key: one.chosen for key, one in policy.readings.items()} for year, policy in POLICIES.items()}
    assert chosen[2022] == chosen[2023] == chosen[2024]


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_the_inputs_page_holds_every_field_with_its_header(table):
    listed = [row[:2] for row in rows(DOCS / "inputs.md", f"{table.name} {table.label}")]
    assert listed == [[f"`{field.name}`", field.label] for field in table.fields]


def test_the_inputs_page_says_where_every_table_comes_from():
    named = {token for row in rows(DOCS / "inputs.md", "数据从哪里来") for token in TOKEN.findall(row[0])}
    assert named == set(TABLES)


def test_refused_and_accepted_spellings_are_so():
    from hubao.tables.catalogue import field_of
    from hubao.tables.parse import CellError, parse_cell

    kinds = {
        "数量": field_of("actuals", "insured_members"),
        "金额": field_of("actuals", "premium_income"),
        "比率": field_of("targets", "coverage_target"),
        "是否": field_of("extras", "app_pilot"),
        "日期": field_of("decisions", "decided_on"),
        "没有数据": field_of("actuals", "articles"),
    }
    table = {row[0]: row for row in rows(DOCS / "inputs.md", "怎么写")}
    assert list(table) == list(kinds)
    for name, field in kinds.items():
        for spelling in TOKEN.findall(table[name][1]):
            parse_cell(field, spelling)
        for spelling in TOKEN.findall(table[name][2]):
            with pytest.raises(CellError):
                parse_cell(field, spelling)


def test_the_house_page_has_the_floors_the_imports_obey():
    page = DOCS / "house.md"
    table = [row for row in rows(page, "The house") if row[0].isdigit()]
    assert [tuple(TOKEN.findall(row[1])) for row in table] == list(FLOORS)


def test_terms_of_the_glossary_stand_in_the_code():
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "hubao").rglob("*.py"))
    policy = (ROOT / "params" / "policy" / "2024.yaml").read_text(encoding="utf-8")
    lines = [line for line in text(DOCS / "glossary.md").splitlines() if line.startswith("| ")]
    for line in lines:
        for term in TOKEN.findall(line.split("|")[2]):
            assert re.search(rf"\b{re.escape(term)}\b", code + policy), term


def test_the_changelog_ends_in_this_version():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    newest = re.findall(r"^## (\S+)", CHANGELOG, flags=re.M)[0]
    assert newest == project["version"] == hubao.__version__


def test_the_changelog_names_every_change_of_policy():
    """As many rows as there are differences, target texts counted with their targets; and the same numbers."""
    for old, new in ((2022, 2023), (2023, 2024)):
        found = [one for one in differences(POLICIES[old], POLICIES[new]) if not one.key.endswith(".rule.target")]
        named = [row for row in rows(ROOT / "CHANGELOG.md", "Policy, year by year") if row[0] == str(new)]
        assert sorted(tuple(row[2:]) for row in named) == sorted((one.old, one.new) for one in found)
