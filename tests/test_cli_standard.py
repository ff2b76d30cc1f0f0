"""``hubao standard`` and ``hubao checklists``, run in a small project: files, exit status, refusals."""

import csv
import shutil
from pathlib import Path

import pytest
import yaml
from openpyxl import load_workbook

from tests.press.projects import ROOT, files_below, hubao


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    shutil.copytree(ROOT / "params", folder / "params")
    shutil.copytree(ROOT / "data" / "2024" / "standard", folder / "data" / "2024" / "standard")
    return folder


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_four_tables_of_the_contract(project: Path):
    said = hubao(project, "standard", "2024")
    assert (said.status, said.err) == (0, "")
    out = project / "reports" / "2024"
    heads = {
        "indicators": ["body_id", "code", "class", "points", "max_points", "reason"],
        "sections": ["body_id", "code", "points", "max_points"],
        "pillars": ["body_id", "code", "points", "max_points"],
        "bodies": ["body_id", "name", "general", "incentive", "total", "grade", "rank"],
    }
    found = {name: rows(out / f"{name}.csv") for name in heads}
    assert {name: list(table[0])[: len(heads[name])] for name, table in found.items()} == heads
    assert {name: len(table) for name, table in found.items()} == {
        "indicators": 40 * 68,
        "sections": 40 * 23,
        "pillars": 40 * 5,
        "bodies": 40,
    }
    assert {row["grade"] for row in found["bodies"]} <= {"excellent", "good", "qualified", "unqualified"}
    (only_incentive,) = {row["max_points"] for row in found["sections"] if row["code"] == "1.4"}
    assert only_incentive == "0"
    assert {row["rate"] for row in found["sections"] if row["code"] == "1.4"} == {""}


def test_the_same_inputs_give_the_same_bytes(project: Path):
    hubao(project, "standard", "2024", "--out", project / "a")
    hubao(project, "standard", "2024", "--out", project / "b")
    assert files_below(project / "a") == files_below(project / "b")


def test_refused_inputs_leave_earlier_results_and_list_every_problem(project: Path):
    hubao(project, "standard", "2024")
    out = project / "reports" / "2024"
    before = (out / "bodies.csv").read_bytes()
    path = project / "data" / "2024" / "standard" / "observations.csv"
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    kept = [line for line in lines if not line.startswith(("S03,1.2.2,", "X10,3.4.1,"))]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    said = hubao(project, "standard", "2024")
    assert said.status == 1
    assert "Traceback" not in said.out + said.err
    assert "S03 的1.2.2 基本养老保险费征缴（收）率没有数据" in said.err
    assert "X10 的3.4.1 社会保险稽核没有数据" in said.err
    assert "bodies.csv 等是以前的结果，本次没有更新" in said.err
    assert (out / "bodies.csv").read_bytes() == before
    listed = rows(out / "standard-problems.csv")
    assert [(row["agency_id"], row["value"]) for row in listed if row["severity"] == "error"] == [
        ("S03", "1.2.2"),
        ("X10", "3.4.1"),
    ]
    assert "S03" in (out / "standard-problems.html").read_text(encoding="utf-8")


def test_a_bad_points_file_is_refused_with_file_key_and_mend(project: Path):
    points = project / "mine.yaml"
    points.write_text('indicators: {"1.1.1": {points: "99", kind: ratio, target: "1"}}\ngrades: []\n', encoding="utf-8")
    said = hubao(project, "standard", "2024", "--points", points)
    assert said.status == 1
    assert "mine.yaml：grades" in said.err
    points.write_text(
        'indicators: {"1.1.1": {points: "99", kind: ratio, target: "1"}}\ngrades: [{grade: good, at_least: "80"}]\n',
        encoding="utf-8",
    )
    said = hubao(project, "standard", "2024", "--points", points)
    assert said.status == 1
    assert "mine.yaml：indicators：一般性指标分值之和为99，应为100" in said.err


def test_an_explanation_says_figure_arithmetic_and_clause(project: Path):
    said = hubao(project, "standard", "2024", "--explain", "X05:2.3.1")
    assert said.status == 0
    assert "条中符合" in said.out
    assert "分值按9/8倍放大" in said.out
    assert "附录A 2.3" in said.out
    said = hubao(project, "standard", "2024", "--explain", "S01")
    assert len(said.out.splitlines()) == 68 + 23 + 5 + 3
    assert said.out.splitlines()[-1].startswith("总分 P：")


@pytest.mark.parametrize(("wanted", "said"), [("S99", "没有编号为“S99”"), ("S01:9.9.9", "9.9.9 没有赋分")])
def test_an_unknown_body_or_indicator_is_told(project: Path, wanted: str, said: str):
    answer = hubao(project, "standard", "2024", "--explain", wanted)
    assert answer.status == 1
    assert said in answer.err


def test_the_other_example_scores_an_agency_by_what_it_has(project: Path):
    points = project / "params" / "standard" / "points-mutual-aid.yaml"
    rules = yaml.safe_load(points.read_text(encoding="utf-8"))["indicators"]
    data = project / "agencies"
    data.mkdir()
    (data / "bodies.csv").write_text("body_id,name,level\nD01,示例甲区代办处,区\n", encoding="utf-8")
    tables = {
        "observations": "body_id,code,numerator,denominator,items_met,items_total",
        "judgements": "body_id,code,points,assessor,evidence",
    }
    for code, rule in rules.items():
        if rule["kind"] == "judged":
            tables["judgements"] += f"\nD01,{code},{rule['points']},评价组,台账"
        elif rule["kind"] == "checklist":
            tables["observations"] += f"\nD01,{code},,,1,2"
        else:
            tables["observations"] += f"\nD01,{code},1,1,,"
    for name, text in tables.items():
        (data / f"{name}.csv").write_text(text + "\n", encoding="utf-8")
    said = hubao(project, "standard", "2024", "--points", points, "--data", data, "--out", project / "out")
    assert (said.status, said.err) == (0, "")
    (row,) = rows(project / "out" / "bodies.csv")
    # Half of the check lists' 8 + 8 + 4 + 6 + 6 + 5 + 4 = 41 points is lost; two points are added.
    assert (row["general"], row["incentive"], row["total"], row["grade"]) == ("79.5", "2", "81.5", "qualified")


def test_forms_need_the_bodies_alone_and_come_back_as_input_rows(project: Path):
    data = project / "data" / "2024" / "standard"
    for path in data.glob("*.csv"):
        if path.name != "bodies.csv":
            path.unlink()
    said = hubao(project, "checklists", "2024", "--body", "S01", "--body", "X03")
    assert (said.status, said.err) == (0, "")
    folder = project / "reports" / "2024" / "checklists"
    assert {path.name for path in folder.iterdir()} == {"S01-核查表.xlsx", "X03-核查表.xlsx"}
    book = load_workbook(folder / "S01-核查表.xlsx")
    sheet = book.active
    for row in range(2, sheet.max_row + 1):
        if "评0至" in sheet.cell(row, 5).value:
            sheet.cell(row, 7).value, sheet.cell(row, 8).value, sheet.cell(row, 9).value = 0.5, "台账", "评价组"
        else:
            sheet.cell(row, 6).value = "是"
    book.save(folder / "S01-核查表.xlsx")
    said = hubao(project, "checklists", "2024", folder / "S01-核查表.xlsx", "--out", project / "back")
    assert said.status == 0
    observations = rows(project / "back" / "observations-核查表.csv")
    assert all(row["items_met"] == row["items_total"] for row in observations)
    assert {row["body_id"] for row in observations} == {"S01"}
    assert {row["points"] for row in rows(project / "back" / "judgements-核查表.csv")} == {"0.5"}


def test_an_empty_form_is_refused_and_nothing_is_written(project: Path):
    hubao(project, "checklists", "2024", "--body", "S01", "--out", project / "forms")
    said = hubao(project, "checklists", "2024", project / "forms" / "S01-核查表.xlsx", "--out", project / "back")
    assert said.status == 1
    assert "没有填" in said.out
    assert not (project / "back").exists()


@pytest.mark.parametrize(
    ("words", "said"), [("--body S99", "被评价机构名册里没有“S99”"), ("--data nowhere", "数据文件夹不存在")]
)
def test_forms_for_nobody_are_refused(project: Path, words: str, said: str):
    answer = hubao(project, "checklists", "2024", *words.split())
    assert answer.status == 1
    assert said in answer.out + answer.err
