"""``hubao actuals``: input tables counted from ledgers, what could not be counted, and the rows behind a number."""

import csv
import shutil
from pathlib import Path

import pytest

from hubao.tables.catalogue import TABLES
from tests.press.projects import ROOT, hubao

MEMBERS = """member_id,agency_id,joined_on,left_on,union_member
M1,D01,2015-01-01,,是
M2,D01,2020-05-01,,是
M3,B01,2020-05-01,,否
M4,X99,2020-05-01,,否
"""
DISPATCHES = """dispatch_id,agency_id,received_on,due_on,closed_on,satisfied
T1,D01,2024-05-01,2024-05-08,2024-05-08,是
T2,D01,2024-05-01,2024-05-08,2024-05-09,否
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    (folder / "data" / "2024").mkdir(parents=True)
    (folder / "params" / "policy").mkdir(parents=True)
    shutil.copy(ROOT / "data" / "2024" / "agencies.csv", folder / "data" / "2024")
    (folder / "exports").mkdir()
    (folder / "exports" / "members.csv").write_text(MEMBERS, encoding="utf-8")
    (folder / "exports" / "dispatches.csv").write_text(DISPATCHES, encoding="utf-8")
    return folder


def rows(path: Path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["agency_id"]: row for row in csv.DictReader(file)}


def test_tables_of_all_agencies_with_what_could_be_counted(project: Path):
    said = hubao(project, "actuals", "2024", "--ledgers", "exports")
    assert said.status == 0
    out = project / "reports" / "2024"
    found = rows(out / "actuals.csv")
    assert list(found["D01"]) == [name for name in TABLES["actuals"].names if name != "name"]
    assert len(found) == 66
    assert (found["D01"]["mutual_members"], found["D01"]["union_members"], found["B01"]["union_members"]) == (
        "2",
        "2",
        "0",
    )
    names = ("dispatches_received", "dispatches_closed_on_time", "dispatches_dissatisfied")
    assert [found["D01"][name] for name in names] == ["2", "1", "1"]
    assert [found["D02"][name] for name in names] == ["0", "0", "0"]
    assert [found["B01"][name] for name in names] == ["", "", ""]  # no. 11a does not concern a bureau
    assert found["D01"]["articles"] == ""
    assert "没有算出 articles：没有可用的台账 articles" in said.err
    with (out / "ledger_problems.csv").open(encoding="utf-8-sig", newline="") as file:
        (problem,) = csv.DictReader(file)
    assert (problem["file"], problem["cell"], problem["value"]) == ("members.csv", "第4条记录", "X99")


def test_the_rows_behind_a_number_are_shown(project: Path):
    said = hubao(project, "actuals", "2024", "--ledgers", "exports", "--explain", "D01:dispatches_closed_on_time")
    assert said.status == 0
    assert said.out.startswith("D01 dispatches_closed_on_time = 1\n-- ")
    assert said.out.endswith("计入 1 行：T1\n")


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        ("--ledgers nowhere", 1, "台账文件夹不存在"),
        ("--ledgers exports --as-of 2023-06-30", 1, "不在2024年度内"),
        ("--ledgers exports --as-of 上半年", 2, "--as-of 应写成"),
        ("--ledgers exports --explain D01", 2, "--explain 应写成"),
        ("--ledgers exports --explain D99:articles", 1, "没有编号“D99”"),
        ("--ledgers exports --data nowhere", 1, "数据文件夹不存在"),
        ("", 2, "缺少"),
    ],
)
def test_what_cannot_be_counted_is_told(project: Path, words: str, status: int, said: str):
    answer = hubao(project, "actuals", "2024", *words.split())
    assert answer.status == status
    assert said in answer.err
    assert not (project / "reports").exists()


def test_half_a_year_counts_up_to_its_day(project: Path):
    hubao(project, "actuals", "2024", "--ledgers", "exports", "--as-of", "2024-04-30")
    assert rows(project / "reports" / "2024" / "actuals.csv")["D01"]["dispatches_received"] == "0"
