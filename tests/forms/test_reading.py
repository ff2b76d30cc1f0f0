"""Filled forms read back: the right numbers, or a refusal that names the cell."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from openpyxl import load_workbook

from hubao.errors import Severity
from hubao.forms.form import form_bytes
from hubao.forms.layout import COLUMNS, EVIDENCE_SHEET, FORM_SHEET
from hubao.forms.reading import read_form
from hubao.policy.loader import load_policy
from tests.build import all_at_most, on_target
from tests.forms.filling import figures_of, fill, notice_of, typed
from tests.forms.mutations import MUTATIONS, mutate
from tests.press.projects import hubao, small_project

POLICY = load_policy(Path(__file__).parents[2] / "params" / "policy" / "2022.yaml", 2022)
AGENCY = all_at_most()
NOTICE = notice_of(AGENCY, POLICY)
FIGURES = figures_of(AGENCY)
FORM = form_bytes(POLICY, NOTICE, "digest")


def read(workbook, folder: Path):
    workbook.save(folder / "D01.xlsx")
    return read_form(folder / "D01.xlsx", POLICY, {"D01": NOTICE})


def errors(problems):
    return [one for one in problems if one.severity is Severity.ERROR]


def test_what_was_typed_is_what_is_read(tmp_path: Path):
    form, problems = read(fill(FORM, FIGURES), tmp_path)
    assert errors(problems) == []
    assert {name: typed(value) for name, value in form.values.items()} == FIGURES
    assert form.agency_id == "D01"


def check_mutation(seed: int, folder: Path) -> str:
    """One mutated form: right numbers or a refusal with its place; returns what was done."""
    workbook = fill(FORM, FIGURES)
    name, outcome = mutate(workbook, FIGURES, seed)
    form, problems = read(workbook, folder)
    wrong = errors(problems)
    assert bool(form) != bool(wrong), name
    assert all(one.rule and one.mend for one in wrong), name
    if outcome.must_refuse:
        assert wrong, (seed, name)
        assert any(one.cell or one.sheet or "两张" in one.rule or one.field for one in wrong), (seed, name, wrong)
        return name
    if outcome.must_read:
        assert not wrong, (seed, name, wrong)
    if form:
        expected = {**FIGURES, outcome.field: outcome.value} if outcome.field else FIGURES
        expected = {key: value for key, value in expected.items() if value is not None}
        assert {key: typed(value) for key, value in form.values.items()} == expected, (seed, name)
    return name


def test_mutated_forms_give_right_numbers_or_a_refusal(tmp_path: Path):
    assert len({check_mutation(seed, tmp_path) for seed in range(60)}) > len(MUTATIONS) / 2


@pytest.mark.slow
def test_five_hundred_mutated_forms(tmp_path: Path):
    assert {check_mutation(seed, tmp_path) for seed in range(500)} == set(MUTATIONS)


def test_self_scores_and_evidence(tmp_path: Path):
    workbook = fill(FORM, FIGURES)
    sheet = workbook[FORM_SHEET]
    line = next(n for n in range(5, 60) if sheet.cell(n, COLUMNS["item"]).value == "I16")
    for name, value in (("self_points", "2.5分"), ("actual_note", "=投稿五篇"), ("evidence", "稿件目录")):
        sheet.cell(line, COLUMNS[name]).value = value
        sheet.cell(line, COLUMNS[name]).data_type = "s"
    for column, value in enumerate(("I16", "稿件剪报", 5), 1):
        workbook[EVIDENCE_SHEET].cell(2, column).value = value
    form, problems = read(workbook, tmp_path)
    assert errors(problems) == []
    assert form.self_scores == {
        "I16": {
            "item": "I16",
            "self_points": Fraction(5, 2),
            "actual_note": "=投稿五篇",
            "evidence": "稿件目录；稿件剪报（5份）",
        }
    }


@pytest.mark.parametrize(("name", "value"), [("self_points", 99), ("self_points", "优"), ("actual_note", "只有说明")])
def test_a_wrong_self_score_names_its_cell(tmp_path: Path, name: str, value: object):
    workbook = fill(FORM, FIGURES)
    workbook[FORM_SHEET].cell(6, COLUMNS[name]).value = value
    form, problems = read(workbook, tmp_path)
    assert form is None
    assert [(one.sheet, one.cell) for one in errors(problems)] == [(FORM_SHEET, f"J{6}")]


# --- hostile workbooks


def packed(changes: dict[str, bytes], folder: Path) -> Path:
    """The form with parts added or replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(FORM)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in changes:
                new.writestr(name, old.read(name))
        for name, data in changes.items():
            new.writestr(name, data)
    (folder / "D01.xlsx").write_bytes(out.getvalue())
    return folder / "D01.xlsx"


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><sst>&b;</sst>'
LINK = b'<Relationships><Relationship Id="r1" Type="x/oleObject" Target="x:/" TargetMode="External"/></Relationships>'
HOSTILE = {
    "a bomb": {"xl/media/image1.png": b"0" * (40 * 1024 * 1024)},
    "macros": {"xl/vbaProject.bin": b"macro"},
    "another file": {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"},
    "an address": {"xl/worksheets/_rels/sheet9.xml.rels": LINK},
    "entities": {"xl/sharedStrings.xml": ENTITIES},
    "hidden entities": {"xl/sharedStrings.xml": ENTITIES.decode().encode("utf-16")},
    "many parts": {f"xl/media/{number}.txt": b"" for number in range(600)},
}


@pytest.mark.parametrize("parts", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_workbook_is_not_opened(tmp_path: Path, parts: dict[str, bytes], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("hubao.forms.reading.open_workbook", lambda path: pytest.fail("it was opened"))
    form, problems = read_form(packed(parts, tmp_path), POLICY, {"D01": NOTICE})
    assert form is None
    assert [one.file for one in errors(problems)] == ["D01.xlsx"]


def test_a_million_empty_rows_do_not_matter(tmp_path: Path):
    workbook = fill(FORM, FIGURES)
    sheet = workbook[FORM_SHEET]
    for line in range(100, 40_000):
        sheet.row_dimensions[line].height = 15
    form, problems = read(workbook, tmp_path)
    assert errors(problems) == []
    assert form.values["articles"] == AGENCY.actuals.articles


@pytest.mark.parametrize("data", [b"", b"no workbook", b"PK\x03\x04", FORM[:4000], b"\xd0\xcf\x11\xe0" + b"0" * 600])
def test_a_damaged_file_is_one_sentence(tmp_path: Path, data: bytes):
    (tmp_path / "D01.xlsx").write_bytes(data)
    form, problems = read_form(tmp_path / "D01.xlsx", POLICY, {"D01": NOTICE})
    assert (form, len(errors(problems))) == (None, 1)


def test_flipped_bytes_never_change_a_number(tmp_path: Path):
    whole = io.BytesIO()
    fill(FORM, FIGURES).save(whole)
    for seed in range(40):
        draw, data = Random(seed), bytearray(whole.getvalue())
        for _ in range(draw.choice([1, 3, 50])):
            data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
        (tmp_path / "D01.xlsx").write_bytes(data)
        form, problems = read_form(tmp_path / "D01.xlsx", POLICY, {"D01": NOTICE})
        assert bool(form) != bool(errors(problems)), seed
        if form:
            assert {name: typed(value) for name, value in form.values.items()} == FIGURES, seed


# --- the command


def filled_project(tmp_path: Path):
    """A project with the forms of two agencies, filled in with the sample's own figures."""
    import hubao as front

    project = small_project(tmp_path / "project")
    year = front.open_year(2024, data=project / "data" / "2024")
    said = hubao(project, "forms", "2024", "--agency", "D01", "--agency", "U01", "--out", str(tmp_path / "forms"))
    assert said.status == 0, said.err
    for path in (tmp_path / "forms").iterdir():
        agency = year.agency(path.name.split("-")[0])
        fill(path.read_bytes(), figures_of(agency)).save(path)
    return project, year


def test_the_command_writes_input_tables(tmp_path: Path):
    project, year = filled_project(tmp_path)
    out = tmp_path / "out"
    said = hubao(project, "import", str(tmp_path / "forms"), "--year", "2024", "--out", str(out))
    assert said.status == 0, said.err
    lines = (out / "actuals.csv").read_text(encoding="utf-8-sig").splitlines()
    head = lines[0].split(",")
    for line in lines[1:]:
        row = dict(zip(head, line.split(","), strict=True))
        agency = year.agency(row["agency_id"])
        assert int(row["insured_members"]) == agency.actuals.insured_members
        assert Decimal(row["premium_income"]) == agency.actuals.premium_income
    assert sorted(line.split(",")[0] for line in lines[1:]) == ["D01", "U01"]
    assert "B07" in said.err


def test_the_command_gives_a_doubtful_form_back(tmp_path: Path):
    project, _ = filled_project(tmp_path)
    out = tmp_path / "out"
    path = next((tmp_path / "forms").glob("D01*"))
    workbook = load_workbook(path)
    sheet = workbook[FORM_SHEET]
    line = next(n for n in range(5, 60) if sheet.cell(n, COLUMNS["field"]).value == "trainings")
    cell = sheet.cell(line, COLUMNS["value"])
    cell.value = "约5次"
    workbook.save(path)
    said = hubao(project, "import", str(tmp_path / "forms"), "--year", "2024", "--out", str(out))
    assert said.status == 1
    assert f"{FORM_SHEET} · {cell.coordinate}" in said.err
    assert "Traceback" not in said.err
    assert not (out / "actuals.csv").exists()
    (copy,) = out.glob("*批注.xlsx")
    marked = load_workbook(copy)[FORM_SHEET][cell.coordinate]
    assert "要确切数字" in marked.comment.text
    assert marked.fill.start_color.rgb == "FFF4C7C3"


def test_two_forms_of_one_agency_are_refused(tmp_path: Path):
    project, _ = filled_project(tmp_path)
    path = next((tmp_path / "forms").glob("D01*"))
    (tmp_path / "forms" / "again.xlsx").write_bytes(path.read_bytes())
    said = hubao(project, "import", str(tmp_path / "forms"), "--year", "2024", "--out", str(tmp_path / "out"))
    assert said.status == 1
    assert "D01 的表有两份" in said.err


def test_a_form_of_a_blank_year_says_what_is_missing(tmp_path: Path):
    form, problems = read(fill(FORM, {}), tmp_path)
    assert form.values == {}
    blank = {one.field for one in problems if "没有填" in one.rule}
    assert blank == set(figures_of(on_target()))
