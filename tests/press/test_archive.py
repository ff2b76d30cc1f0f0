"""The yearly file: everything proven, each agency once, the same bytes always."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path

import pytest

from hubao.errors import ReportError
from hubao.press.archive import archive_year
from hubao.tables.write import csv_text
from hubao.year import open_year
from tests.press.conftest import at_once
from tests.press.projects import AGENCIES, ROOT, Said, hubao, small_project

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


def change_receipt(out: Path, name: str, **changes: object) -> None:
    path = out / "receipts" / f"{name}.json"
    receipt = {**json.loads(path.read_text(encoding="utf-8")), **changes}
    path.write_text(json.dumps(receipt, ensure_ascii=False), encoding="utf-8")


def print_annual(out: Path, *suffixes: str) -> None:
    """Put an annual report where a run would, without the seconds its notebook takes."""
    outputs = {f"annual.{suffix}": f"年度报告 {suffix}".encode() for suffix in suffixes}
    for name, data in outputs.items():
        (out / name).write_bytes(data)
    receipt = json.loads((out / "receipts/D01.json").read_text(encoding="utf-8"))
    notebook = ROOT / "notebooks" / "annual.ipynb"
    receipt["inputs"]["notebook"] = {"file": notebook.name, "sha256": sha256(notebook.read_bytes()).hexdigest()}
    receipt |= {
        "report": "annual",
        "owner": "office",
        "outputs": {name: sha256(data).hexdigest() for name, data in outputs.items()},
    }
    (out / "receipts/annual.json").write_text(json.dumps(receipt), encoding="utf-8")


def rename(data: Path, names: Mapping[str, str]) -> None:
    """Give agencies other names, in every table that says them."""
    for path in data.glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        for row in rows:
            if "name" in row:
                row["name"] = names.get(row["agency_id"], row["name"])
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]) if rows else [])
            writer.writeheader()
            writer.writerows(rows)


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


def test_the_slices_are_the_tables_rows_as_submitted(project: Path):
    found = contents(archive(project))
    expected = {}
    for table, frame in open_year(
        2024, project / "data/2024", project / "params/policy/2024.yaml"
    ).inputs.frames.items():
        for key in AGENCIES:
            rows = [number for number, owner in enumerate(frame["agency_id"]) if owner == key]
            if rows:
                expected[key, f"{table}.csv"] = csv_text(frame.iloc[rows]).encode("utf-8-sig")
    slices = {
        (name.split("/")[1].split(" ")[0], name.rsplit("/", 1)[1]): data
        for name, data in found.items()
        if "/输入数据/" in name
    }
    assert slices == expected


def test_the_hashes_are_of_every_other_file_in_order(project: Path):
    found = contents(archive(project))
    lines = [line.split("  ", 1) for line in found.pop("SHA256SUMS.txt").decode().splitlines()]
    assert [name for _, name in lines] == sorted(found)
    assert {name: digest for digest, name in lines} == {name: sha256(data).hexdigest() for name, data in found.items()}


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="macOS and Windows have no sha256sum")
def test_unpacked_it_can_be_checked_as_the_note_says(project: Path, tmp_path: Path):
    with zipfile.ZipFile(archive(project)) as opened:
        opened.extractall(tmp_path)
    words = ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS.txt"]
    assert subprocess.run(words, cwd=tmp_path / TOP, check=False).returncode == 0
    (tmp_path / TOP / "目录.csv").write_text("", encoding="utf-8")
    assert subprocess.run(words, cwd=tmp_path / TOP, check=False, capture_output=True).returncode == 1


def test_the_note_says_what_is_in_it(project: Path):
    note = contents(archive(project))["说明.txt"].decode("utf-8-sig")
    for said in (
        "数据均为虚构",
        "数据截至2024年12月31日",
        "政策文件 2024.yaml",
        "共6家代办处",
        "sha256sum -c",
        "certutil",
    ):
        assert said in note


def test_real_data_are_not_called_fictitious(project: Path, without_kernel: None):
    (project / "data/2024/SAMPLE.md").unlink()
    assert hubao(project, "render", "2024", "--report", "agency").status == 0
    assert "虚构" not in contents(archive(project))["说明.txt"].decode()


def test_entries_carry_no_clock_and_say_that_names_are_utf_8(project: Path):
    with zipfile.ZipFile(archive(project)) as opened:
        entries = opened.infolist()
    kinds = {(one.date_time, one.create_system, one.external_attr, one.compress_type) for one in entries}
    assert kinds == {((1980, 1, 1, 0, 0, 0), 3, 0o100644 << 16, zipfile.ZIP_STORED)}
    assert all(one.flag_bits & 0x800 for one in entries)


def test_names_that_windows_or_linux_cannot_keep(project: Path, without_kernel: None):
    long = "示" * 100
    rename(
        project / "data/2024", {"D01": '../甲:乙*?"<丙>|\\丁. .', "D02": "...", "D03": long, "U01": long[:99] + "乙"}
    )
    assert hubao(project, "render", "2024", "--report", "agency").status == 0
    found = contents(archive(project))
    folders = {name.rsplit("/", 1)[0] for name in found if name.endswith("/绩效考核评价报告.pdf")}
    assert {"区类/D01 .._甲_乙____丙___丁", "区类/D02", f"区类/D03 {long[:50]}"} <= folders
    assert len(folders) == len(AGENCIES)
    for name in found:
        for part in name.split("/"):
            assert not re.search(r'[<>:"\\|?*\x00-\x1f]|[. ]$', part)
            assert len(part.encode()) <= 255
    rows = csv.DictReader(io.StringIO(found["目录.csv"].decode("utf-8-sig")))
    assert {row["文件夹"] for row in rows} == folders


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
    for data in contents(second).values():
        for place in (tmp_path, model, ROOT, Path.home(), Path(sys.prefix)):
            assert len(place.parts) < 2 or f"{place}".encode() not in data


def test_everything_may_lie_outside_the_project(project: Path, tmp_path: Path, without_kernel: None):
    usb = tmp_path / "U盘"
    shutil.copytree(project / "data/2024", usb / "录入")
    shutil.copy(project / "params/policy/2024.yaml", usb / "政策.yaml")
    places = ("--data", usb / "录入", "--params", usb / "政策.yaml")
    assert hubao(project, "render", "2024", "--report", "agency", *places, "--out", usb / "报告").status == 0
    target = usb / "档案.zip"
    assert hubao(project, "archive", "2024", *places, "--reports", usb / "报告", "--out", target).status == 0
    found = contents(target)
    assert found["政策文件/政策.yaml"] == (usb / "政策.yaml").read_bytes()
    assert not any("U盘".encode() in data for data in found.values())


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
    "stale data": (
        lambda out: rename(out / "../../data/2024", {"D02": "改了名的代办处"}),
        "D02：已过期：输入 actuals.csv 已变",
    ),
    "trial": (lambda out: change_receipt(out, "D02", trial={"A-G1": "proportional"}, standing="试算"), "D02：是试算"),
    "annual report altered": (
        lambda out: (print_annual(out, "pdf"), (out / "annual.pdf").write_bytes(b"%PDF")),
        "年度报告：已被改动：annual.pdf 与回执不符",
    ),
    "annual report without paper": (lambda out: print_annual(out, "html"), "年度报告：只印了网页，没有 PDF"),
    "annual report on trial": (
        lambda out: (print_annual(out, "pdf"), change_receipt(out, "annual", trial={"A-G1": "proportional"})),
        "年度报告：是试算",
    ),
}


@pytest.mark.parametrize("harm", HARMS)
def test_what_is_not_proven_is_refused_by_name_and_an_earlier_archive_stays(project: Path, harm: str):
    before = archive(project).read_bytes()
    act, why = HARMS[harm]
    act(project / "reports" / "2024")
    said = hubao(project, "archive", "2024")
    assert said.status == 1
    assert any(line.startswith(f"  {why}") for line in said.err.splitlines())
    assert "没有写出归档文件。请先运行 hubao render 2024 重新打印" in said.err
    folder = project / "reports" / "archive"
    assert [path.name for path in folder.iterdir()] == ["hubao-2024.zip"]
    assert (folder / "hubao-2024.zip").read_bytes() == before


def test_every_report_that_is_refused_is_named_and_printing_again_mends_it(project: Path, without_kernel: None):
    out = project / "reports" / "2024"
    assert hubao(project, "render", "2024", "--agency", "D03", "--format", "html").status == 0
    (out / "agencies/D01.pdf").unlink()
    (out / "agencies/B07.pdf").write_bytes(b"%PDF")
    (out / "receipts/U01.json").unlink()
    change_receipt(out, "C01", format=1)
    assert named(hubao(project, "archive", "2024")) == {
        "D01：缺失：没有文件 agencies/D01.pdf",
        "D03：只印了网页，没有 PDF",
        "B07：已被改动：agencies/B07.pdf 与回执不符",
        "U01：没有报告或回执",
        "C01：已过期：回执是另一版本的程序写的，请重新打印",
    }
    assert not (project / "reports" / "archive").exists()
    assert hubao(project, "render", "2024", "--report", "agency").status == 0
    assert len([name for name in contents(archive(project)) if name.endswith(".pdf")]) == len(AGENCIES)


def named(said: Said) -> set[str]:
    """The faults a refusal lists."""
    assert said.status == 1
    return {line.strip() for line in said.err.splitlines()[1:]}


def test_nothing_printed_yet(project: Path):
    shutil.rmtree(project / "reports" / "2024")
    said = hubao(project, "archive", "2024")
    assert (said.status, said.err.count("中没有报告，没有写出归档文件。请先运行 hubao render 2024。")) == (1, 1)


def test_a_report_that_changes_meanwhile_is_not_filed(project: Path, monkeypatch: pytest.MonkeyPatch):
    """A run may be printing beside us: what was proven a minute ago is held against its receipt when it goes in."""
    before = archive(project).read_bytes()
    data, policy, out = project / "data/2024", project / "params/policy/2024.yaml", project / "reports/2024"
    year, target = open_year(2024, data, policy), project / "reports/archive/hubao-2024.zip"
    monkeypatch.setattr("hubao.press.archive._faults", lambda *_: iter(()))
    (out / "agencies/U01.pdf").write_bytes(b"%PDF")
    with pytest.raises(ReportError, match=r"归档期间 agencies/U01\.pdf 被改动"):
        archive_year(year, out, target, data, policy)
    assert [path.name for path in target.parent.iterdir()] == [target.name]
    assert target.read_bytes() == before


def test_the_offices_papers_go_in_where_they_were_printed(project: Path):
    out = project / "reports" / "2024"
    assert hubao(project, "render", "2024", "--report", "annual").status == 0
    found = contents(archive(project))
    papers = {name: data for name, data in found.items() if name.startswith("办事处/")}
    assert papers == {
        "办事处/年度报告.pdf": (out / "annual.pdf").read_bytes(),
        "办事处/年度报告回执.json": (out / "receipts/annual.json").read_bytes(),
    }
