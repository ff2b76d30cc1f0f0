"""The yearly file: everything proven, each agency once, the same bytes always."""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from tests.press.conftest import at_once
from tests.press.projects import AGENCIES, hubao, small_project

TOP = "2024年度绩效考核档案"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose reports are printed; copied for each test."""
    made = small_project(tmp_path_factory.mktemp("archived") / "project")
    with pytest.MonkeyPatch.context() as patch:
        at_once(patch)
        assert hubao(made, "render", "2024", "--report", "agency").status == 0
    return made


@pytest.fixture
def project(model: Path, tmp_path: Path) -> Path:
    shutil.copytree(model, tmp_path / "project")
    return tmp_path / "project"


def archive(project: Path) -> Path:
    said = hubao(project, "archive", "2024")
    assert said.status == 0, said.err
    return project / "reports" / "archive" / "hubao-2024.zip"


def contents(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as opened:
        return {name.removeprefix(f"{TOP}/"): opened.read(name) for name in opened.namelist()}


def test_every_agency_has_its_folder_with_report_receipt_and_inputs(project: Path):
    found = contents(archive(project))
    folders = {name.rsplit("/", 1)[0] for name in found if name.endswith(".pdf")}
    assert sorted(folder.split("/")[1].split(" ")[0] for folder in folders) == sorted(AGENCIES)
    for folder in folders:
        key = folder.split("/")[1].split(" ")[0]
        out = project / "reports" / "2024"
        assert found[f"{folder}/绩效考核评价报告.pdf"] == (out / f"agencies/{key}.pdf").read_bytes()
        assert found[f"{folder}/回执.json"] == (out / f"receipts/{key}.json").read_bytes()
        slices = {name: text for name, text in found.items() if name.startswith(f"{folder}/输入数据/")}
        assert {f"{folder}/输入数据/{table}.csv" for table in ("agencies", "actuals", "targets")} <= set(slices)
        for text in slices.values():
            rows = list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))
            assert rows
            assert {row["agency_id"] for row in rows} == {key}
    assert found["政策文件/2024.yaml"] == (project / "params/policy/2024.yaml").read_bytes()


def test_the_hashes_are_of_every_other_file(project: Path):
    found = contents(archive(project))
    listed = dict(line.split("  ", 1)[::-1] for line in found.pop("SHA256SUMS.txt").decode().splitlines())
    assert listed == {name: sha256(data).hexdigest() for name, data in found.items()}


def test_the_list_names_class_total_and_grade(project: Path):
    rows = list(csv.DictReader(io.StringIO(contents(archive(project))["目录.csv"].decode("utf-8-sig"))))
    (vetoed,) = [row for row in rows if row["代办处编号"] == "B07"]
    assert (vetoed["等次"], vetoed["文件夹"].split("/")[1][:4]) == ("不合格", "B07 ")


def test_the_same_bytes_twice_elsewhere_and_at_another_time(project: Path, model: Path, tmp_path: Path):
    shutil.copytree(model, tmp_path / "另一处")
    first, second = archive(project).read_bytes(), tmp_path / "又一次.zip"
    surroundings = {**os.environ, "PYTHONHASHSEED": "5", "TZ": "Asia/Kathmandu", "LC_ALL": "C.UTF-8"}
    words = [sys.executable, "-m", "hubao", "archive", "2024", "--out", str(second)]
    subprocess.run(words, cwd=tmp_path / "另一处", env=surroundings, check=True, capture_output=True)
    assert second.read_bytes() == first
    assert tmp_path.name.encode() not in first


HARMS: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (lambda out: (out / "agencies/D02.pdf").unlink(), "D02：缺失：没有文件 agencies/D02.pdf"),
    "altered": (
        lambda out: (out / "agencies/D02.pdf").write_bytes(b"%PDF"),
        "D02：已被改动：agencies/D02.pdf 与回执不符",
    ),
    "no receipt": (lambda out: (out / "receipts/D02.json").unlink(), "D02：没有报告或回执"),
    "stale": (
        lambda out: (out / "../../requirements.txt").write_text("", encoding="utf-8"),
        "D02：已过期：依赖清单已变",
    ),
}


@pytest.mark.parametrize("harm", HARMS)
def test_what_is_not_proven_is_refused_by_name_and_an_earlier_archive_stays(project: Path, harm: str):
    before = archive(project).read_bytes()
    act, why = HARMS[harm]
    act(project / "reports" / "2024")
    said = hubao(project, "archive", "2024")
    assert said.status == 1
    assert f"  {why}" in said.err.splitlines()
    assert "没有写出归档文件" in said.err
    folder = project / "reports" / "archive"
    assert [path.name for path in folder.iterdir()] == ["hubao-2024.zip"]
    assert (folder / "hubao-2024.zip").read_bytes() == before


def test_reports_without_paper_are_refused(project: Path, monkeypatch: pytest.MonkeyPatch):
    at_once(monkeypatch)
    assert hubao(project, "render", "2024", "--agency", "D03", "--format", "html").status == 0
    said = hubao(project, "archive", "2024")
    assert (said.status, said.err.splitlines()[1:]) == (1, ["  D03：只印了网页，没有 PDF"])


def test_the_offices_papers_go_in_where_they_were_printed(project: Path):
    assert hubao(project, "render", "2024", "--report", "annual").status == 0
    found = contents(archive(project))
    assert {"办事处/年度报告.pdf", "办事处/年度报告回执.json"} <= set(found)
