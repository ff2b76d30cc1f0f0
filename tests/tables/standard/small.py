"""A small evaluation without a fault: a city and two counties, one indicator of each kind of scoring, every table.

Tests change a cell or a row of it, as text, and look at what is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import yaml

from hubao.errors import Problem, Severity
from hubao.places import tree_path
from hubao.policy.standard_loader import load_tree
from hubao.policy.standard_points import PointsFile
from hubao.standard.scheme import Scheme, scheme_of
from hubao.tables.standard.catalogue import STANDARD_TABLES
from hubao.tables.standard.inputs import collect_standard
from tests.malformed.case import Change, Said, Tables, error, sheet_place, warning
from tests.tables.good import rows_of, text_of_rows, write_csvs

__all__ = [
    "POINTS",
    "SMALL",
    "YEAR",
    "Files",
    "changed",
    "check",
    "chinese_headers",
    "chinese_names",
    "column_of",
    "doubtful",
    "dropped",
    "in_sheet",
    "is_chinese",
    "put",
    "renamed",
    "small_scheme",
    "without",
    "write_small",
    "wrong",
]

YEAR = 2024

POINTS = """\
title: 分值（小例）
region: 示例市
year: 2024
status: example
grades:
  - {grade: excellent, at_least: "90"}
  - {grade: good, at_least: "80"}
  - {grade: qualified, at_least: "60"}
indicators:
  "1.3.2": {points: "10", kind: threshold, at_least: "75%"}
  "1.3.4":
    {points: "20", kind: bands, bands: [{at_least: "9", points: "20"}, {at_least: "6", points: "10"}], unit: 个月}
  "1.4.1": {points: "2", kind: year_on_year, target: "110%"}
  "1.5.1": {points: "20", kind: checklist}
  "1.5.2": {points: "10", kind: peer_percentile, unit: 人}
  "1.5.3": {points: "20", kind: judged}
  "2.1.2": {points: "20", kind: ratio, target: "80%"}
"""
"""General points add up to 100; 1.4.1 is an incentive. The tree calls 1.3.2 and 2.1.2 shares, and lists two checks
for 1.5.1."""

SMALL: Mapping[str, str] = {
    "bodies": """\
body_id,name,level,region
S01,示例市社会保险局,市级,示例市
X01,示例甲县社会保险局,县级,示例甲县
X02,示例乙县社会保险局,县级,
""",
    "observations": """\
body_id,name,code,numerator,denominator,value,items_met,items_total,mode,source
S01,示例市社会保险局,1.3.2,800,1000,,,,,统计报表
S01,,1.3.4,,,9.5,,,,财务报表
S01,,1.4.1,110,100,,,,,财务报表
S01,,1.5.1,,,,1,2,,现场核查
S01,,1.5.1,,,,2,2,self,自评材料
X01,示例甲县社会保险局,1.3.2,,,76%,,,,统计报表
X01,,1.3.4,,,6,,,,财务报表
X01,,1.3.4,,,9,,,third_party,抽查报表
X01,,1.4.1,105,100,,,,,
X01,,1.5.1,,,,2,2,upper,
X01,,1.5.2,30,10,,,,,
X01,,2.1.2,"9,000",10000,,,,,
X02,示例乙县社会保险局,1.3.2,700.5,1000,,,,,
X02,,1.3.4,,,2.5,,,,
X02,,1.4.1,,,0.98,,,,
X02,,1.5.1,,,,0,2,,
X02,,1.5.2,20,10,,,,,
X02,,2.1.2,,,0.45,,,,
""",
    "judgements": """\
body_id,code,points,assessor,evidence,mode
S01,1.5.3,15,评价工作组,现场查看记录,
S01,1.5.3,20,本机构,自评材料,自我评价
X01,1.5.3,12.5,评价工作组,现场查看记录,
X02,1.5.3,20,评价工作组,现场查看记录,上级对下级评价
""",
    "exclusions": """\
body_id,code,reason
S01,1.5.2,市级只有一家，没有同级可比
""",
    "survey": """\
body_id,stratum,response_id,satisfied,score
S01,参保单位,Q001,yes,
S01,参保单位,Q002,否,
S01,参保个人,Q003,是,
X01,,Q001,,86.5
X01,,Q002,,100
""",
    "survey_frame": """\
body_id,stratum,population,sent
S01,参保单位,400,20
S01,参保个人,5000,50
X01,,40,40
""",
    "monitoring": """\
body_id,code,month,numerator,denominator
S01,2.1.2,2024-01,50,100
S01,2.1.2,2024-02,10,10
S01,2.1.2,2024-03,10,10
S01,2.1.2,2024-04,10,10
S01,2.1.2,2024-05,10,10
S01,2.1.2,2024-06,10,10
S01,2.1.2,2024-07,10,10
S01,2.1.2,2024-08,10,10
S01,2.1.2,2024-09,10,10
S01,2.1.2,2024-10,10,10
S01,2.1.2,2024-11,10,10
S01,2.1.2,2024-12,0,0
""",
    "history": """\
body_id,year,code,points,max_points,grade
S01,2022,,81.5,100,qualified
S01,2023,,84,100,良好
S01,2023,1,30,32,
S01,2023,1.3,20.5,,
X01,2023,,79,,
""",
}
"""Every table as CSV text. The city has no peer, and is monitored by the month where the counties report a year."""


@dataclass(frozen=True)
class Files:
    """Where a small evaluation lies: its data folder and its points file."""

    data: Path
    points: Path


def write_small(folder: Path, tables: Mapping[str, str | bytes] = SMALL) -> Files:
    """Write a small evaluation: its tables as CSV files, its points beside them."""
    points = folder / "points.yaml"
    data = write_csvs(tables, folder / "data")
    points.write_text(POINTS, encoding="utf-8")
    return Files(data, points)


@cache
def small_scheme() -> Scheme:
    """The project's tree with the small points file laid upon it."""
    return scheme_of(load_tree(tree_path()), PointsFile.model_validate(yaml.safe_load(POINTS)))


def chinese_headers(tables: Mapping[str, str] = SMALL) -> Tables:
    """The tables with Chinese labels for headers."""
    labelled = {}
    for name, text in tables.items():
        header, *rows = rows_of(text)
        labelled[name] = text_of_rows([[STANDARD_TABLES[name][field].label for field in header], *rows])
    return labelled


def chinese_names(tables: Mapping[str, str]) -> Tables:
    """The tables under their Chinese labels."""
    return {STANDARD_TABLES[name].label: text for name, text in tables.items()}


def put(table: str, line: int, field: str, text: str) -> Change:
    """Write a text into a cell; line 1 is the header, as in the file."""

    def change(tables: Tables) -> None:
        rows = rows_of(tables[table])
        rows[line - 1][column_of(table, field) - 1] = text
        tables[table] = text_of_rows(rows)

    return change


def dropped(table: str, *lines: int) -> Change:
    """Take rows out."""

    def change(tables: Tables) -> None:
        kept = [row for line, row in enumerate(tables[table].splitlines(keepends=True), 1) if line not in lines]
        tables[table] = "".join(kept)

    return change


def renamed(old: str, new: str) -> Change:
    """Write another text wherever one stands, in every table."""

    def change(tables: Tables) -> None:
        for name, text in tables.items():
            tables[name] = text.replace(old, new)

    return change


def changed(*changes: Change) -> Tables:
    """The good tables, changed."""
    tables = dict(SMALL)
    for change in changes:
        change(tables)
    return tables


def without(*names: str) -> Tables:
    """The good tables but for some."""
    return {name: text for name, text in SMALL.items() if name not in names}


def column_of(table: str, field: str) -> int:
    """Number of a field's column in the good tables."""
    return SMALL[table].splitlines()[0].split(",").index(field) + 1


def wrong(table: str, line: int, body: str, field: str, phrase: str) -> Said:
    """An error at a cell of a row; without a line, at the table as a whole."""
    cell = f"第{line}行第{column_of(table, field)}列" if line else ""
    return error(f"{table}.csv", cell, field, phrase, agency_id=body)


def doubtful(table: str, line: int, body: str, field: str, phrase: str) -> Said:
    """A warning at a cell of a row; without a line, at the table as a whole."""
    cell = f"第{line}行第{column_of(table, field)}列" if line else ""
    return warning(f"{table}.csv", cell, field, phrase, agency_id=body)


def in_sheet(said: Said) -> Said:
    """The same in a workbook with a sheet for each table."""
    return replace(
        said,
        file="inputs.xlsx",
        sheet=said.file.removesuffix(".csv"),
        cell=sheet_place(said.cell),
        phrase=re.sub(r"第\d+行第\d+列", lambda found: sheet_place(found[0]), said.phrase),
    )


def is_chinese(problem: Problem) -> bool:
    """Whether both sentences of a problem are there, and in Chinese."""
    return all(re.search("[一-龥]", text) for text in (problem.rule, problem.mend))


def check(data: Path, said: Sequence[Said]) -> None:
    """Read a folder: exactly these problems are said, each once."""
    inputs, problems = collect_standard(data, YEAR, small_scheme())
    listing = _listed(problems) or "（没有问题）"
    left = list(problems)
    for expected in said:
        found = next((problem for problem in left if expected.fits(problem)), None)
        assert found, f"not said: {expected}\nsaid:\n{listing}"
        left.remove(found)
    assert not left, f"follow-on noise:\n{_listed(left)}"
    assert all(is_chinese(problem) for problem in problems)
    assert (inputs is None) == any(expected.severity is Severity.ERROR for expected in said)


def _listed(problems: Iterable[Problem]) -> str:
    return "\n".join(map(str, problems))
