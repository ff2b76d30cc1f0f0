"""The committed sample data is what the code makes, to the byte; it passes the check and calls itself fictitious."""

from pathlib import Path

import pytest

from hubao.errors import Severity
from hubao.sample import write_sample_years
from hubao.tables.catalogue import TABLES
from hubao.year import open_year

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("data")
    return folder, write_sample_years(folder)


def test_committed_files_are_what_the_code_makes(made):
    folder, files = made
    names = [file.relative_to(folder).as_posix() for file in files]
    differing = [name for name in names if (DATA / name).read_bytes() != (folder / name).read_bytes()]
    assert differing == [], "run `hubao sample` and commit data/"


def test_every_year_has_every_table_and_the_notice(made):
    folder, files = made
    expected = {f"{table}.csv" for table in TABLES} | {"SAMPLE.md"}
    for year in ("2022", "2023", "2024"):
        assert {file.name for file in files if file.parent.name == year} == expected
    assert {file.name for file in files if file.parent.name == "2024-excel"} == {"inputs.xlsx", "SAMPLE.md"}
    assert sorted(files) == sorted(file for file in folder.rglob("*") if file.is_file())


def test_only_warnings_are_left(sample):
    for year in sample.values():
        assert year.sample
        assert {problem.severity for problem in year.problems} <= {Severity.WARNING}


def test_the_workbook_holds_the_same_records(sample):
    workbook = open_year(2024, DATA / "2024-excel")
    assert workbook.sample
    assert workbook.inputs.agencies == sample[2024].inputs.agencies


def test_warnings_stay_few_enough_to_be_read(sample):
    assert all(len(year.problems) <= 12 for year in sample.values())


def test_the_notices_say_fictitious():
    for folder in ("2022", "2023", "2024", "2024-excel"):
        assert "虚构" in (DATA / folder / "SAMPLE.md").read_text(encoding="utf-8")
