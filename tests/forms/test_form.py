"""The form as a workbook: what it says, what can be typed, what a spreadsheet program makes of it."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import pytest
from openpyxl import load_workbook

from hubao.appraisal.agency import Category
from hubao.appraisal.score import score
from hubao.forms.form import form_bytes
from hubao.forms.layout import COLUMNS, EVIDENCE_SHEET, FORM_SHEET, HEADS, STAMP_SHEET, form_rows
from hubao.policy.loader import load_policy
from tests.build import agency_with, on_target
from tests.forms.filling import figures_of, fill, notice_of, trials, undecided
from tests.press.projects import hubao, small_project
from tests.random_agency import random_agency

POLICY = load_policy(Path(__file__).parents[2] / "params" / "policy" / "2022.yaml", 2022)
OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


def made(agency):
    return form_bytes(POLICY, notice_of(agency, POLICY), "digest")


def sheet_of(agency):
    return load_workbook(io.BytesIO(made(agency)))[FORM_SHEET]


def column(sheet, name):
    return [sheet.cell(line, COLUMNS[name]).value for line in range(5, sheet.max_row + 1)]


def test_the_same_form_twice_is_the_same_bytes():
    assert made(on_target()) == made(on_target())


def test_each_category_is_asked_what_concerns_it():
    district = {row.item for row in form_rows(POLICY, Category.DISTRICT)}
    bureau = {row.item for row in form_rows(POLICY, Category.BUREAU)}
    assert district - bureau == {"I11a", "B5"}
    assert bureau - district == {"I11b"}
    for category in Category:
        asked = [row.field.name for row in form_rows(POLICY, category) if row.field]
        assert sorted(asked) == sorted(figures_of(on_target(category)))


def test_targets_are_filled_in_and_cells_to_fill_alone_are_open():
    sheet = sheet_of(agency_with(on_target(), name="=示例"))
    assert sheet.cell(2, 1).value == "代办处：=示例（D01）　区"
    shown = zip(column(sheet, "item"), column(sheet, "target"), strict=True)
    targets = {code: target for code, target in shown if target}
    assert (targets["I01"], targets["I02"], targets["I03"]) == ("60%", "1,000,000.00元", "≥80%")
    to_fill = {"value", "self_points", "actual_note", "evidence"}
    for row in sheet.iter_rows(min_row=5):
        for cell in row:
            if not cell.protection.locked:
                assert list(HEADS)[cell.column - 1] in to_fill, cell.coordinate
    for line, name in enumerate(column(sheet, "field"), 5):
        if name:
            value = sheet.cell(line, COLUMNS["value"])
            assert (value.protection.locked, value.value) == (False, None)
            assert value.comment is not None
    assert sheet.protection.sheet


def test_a_name_that_looks_like_a_formula_stays_a_text():
    workbook = load_workbook(io.BytesIO(made(agency_with(on_target(), name="=1+1"))))
    stamp = workbook[STAMP_SHEET]
    assert [(cell.value, cell.data_type) for cell in stamp["B"]][3] == ("=1+1", "s")
    assert workbook.sheetnames == [FORM_SHEET, EVIDENCE_SHEET, STAMP_SHEET]


def test_lists_and_checks_cover_every_cell_to_fill():
    sheet = sheet_of(on_target())
    for line, name in enumerate(column(sheet, "field"), 5):
        if name:
            cell = sheet.cell(line, COLUMNS["value"]).coordinate
            assert any(cell in one.sqref for one in sheet.data_validations.dataValidation), name


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_reckons_the_scorers_points(tmp_path: Path):
    agencies = [undecided(random_agency(seed)) for seed in range(12)]
    for number, agency in enumerate(agencies):
        fill(made(agency), figures_of(agency)).save(tmp_path / f"{number}.xlsx")
    out = tmp_path / "out"
    command = [OFFICE, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "xlsx", "--outdir", str(out), *map(str, sorted(tmp_path.glob("*.xlsx")))]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    for number, agency in enumerate(agencies):
        card = score(agency, POLICY)
        shown = trials(out / f"{number}.xlsx")
        for line in card.lines:
            if line.item in shown:
                assert shown[line.item] == pytest.approx(float(line.points), abs=1e-9), (number, line.item)
        assert shown[""] == pytest.approx(float(card.total), abs=1e-9)


def test_the_command_writes_one_workbook_per_agency(tmp_path: Path):
    project = small_project(tmp_path / "project")
    (year,) = (int(path.name) for path in (project / "data").iterdir())
    for table in ("actuals", "extras", "scale"):
        (project / "data" / str(year) / f"{table}.csv").unlink(missing_ok=True)
    said = hubao(project, "forms", str(year))
    assert said.status == 0, said.err
    written = sorted(path.name for path in (project / "reports" / str(year) / "forms").iterdir())
    assert written
    assert all(name.endswith(f"-{year}年度绩效考核目标完成情况表.xlsx") for name in written)
    refused = hubao(project, "forms", str(year), "--agency", "ZZ", "--out", str(tmp_path / "none"))
    assert (refused.status, (tmp_path / "none").exists()) == (1, False)
    assert "ZZ" in refused.err


def test_a_wrong_target_stops_all_forms(tmp_path: Path):
    project = small_project(tmp_path / "project")
    (folder,) = (project / "data").iterdir()
    targets = folder / "targets.csv"
    lines = targets.read_text(encoding="utf-8-sig").splitlines()
    cells = lines[1].split(",")
    cells[lines[0].split(",").index("coverage_target")] = "六成"
    targets.write_text("\n".join([lines[0], ",".join(cells), *lines[2:]]), encoding="utf-8")
    said = hubao(project, "forms", folder.name, "--out", str(tmp_path / "none"))
    assert (said.status, (tmp_path / "none").exists()) == (1, False)
    assert "targets.csv" in said.err
    assert "Traceback" not in said.err
