"""Reports held against their receipts: intact, altered, missing, stale, or made from what lies elsewhere."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from hubao.press.receipts import file_hash
from hubao.press.request import RunRequest
from hubao.press.run import run
from hubao.press.verify import verify
from tests.press import projects
from tests.press.conftest import Printed, at_once
from tests.press.projects import small_project


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with two reports printed; copied for each test, never changed."""
    made = small_project(tmp_path_factory.mktemp("verified") / "project")
    with pytest.MonkeyPatch.context() as patch:
        at_once(patch)
        said = projects.hubao(made, "render", "2024", "--agency", "D01", "--agency", "D02", "--jobs", "1")
    assert said.err == ""
    return made


@pytest.fixture
def out(model: Path, tmp_path: Path) -> Path:
    """The reports of a project of one's own."""
    shutil.copytree(model, tmp_path / "project")
    return tmp_path / "project" / "reports" / "2024"


def found(out: Path, **places: Path) -> dict[str, tuple[str, str]]:
    """What is not intact: name → state and why."""
    return {one.report: (one.state, one.why) for one in verify(out, **places) if one.state != "intact"}


def append(path: Path, text: str = "\n") -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


def test_untouched_reports_are_intact_wherever_the_project_lies(out: Path):
    assert [(one.report, one.state, one.why) for one in verify(out)] == [
        ("D01", "intact", ""),
        ("D02", "intact", ""),
        ("index", "intact", ""),
    ]


@pytest.mark.parametrize("name", ["agencies/D01.html", "agencies/D01.pdf"])
def test_a_report_someone_edited_is_altered(out: Path, name: str):
    append(out / name)
    assert found(out) == {"D01": ("altered", f"{name} 与回执不符")}


def test_an_index_someone_edited_is_altered(out: Path):
    append(out / "index.html")
    assert found(out) == {"index": ("altered", "index.html 与回执不符")}


def test_a_file_that_is_gone_is_missing(out: Path):
    (out / "agencies" / "D02.pdf").unlink()
    assert found(out) == {"D02": ("missing", "没有文件 agencies/D02.pdf")}


@pytest.mark.parametrize("name", ["agencies/D03.html", "agencies/D03.pdf", "annual.pdf"])
def test_a_report_without_a_receipt_is_told(out: Path, name: str):
    (out / name).write_text("手工放入", encoding="utf-8")
    assert found(out) == {name: ("altered", "没有回执")}


def test_other_papers_in_the_folder_are_passed_over(out: Path):
    for name in ("problems.html", "scores.csv", "agencies/说明.txt"):
        (out / name).write_text("", encoding="utf-8")
    assert found(out) == {}


STALE: dict[str, tuple[Callable[[Path], None], str]] = {
    "input gone": (lambda root: (root / "data/2024/scale.csv").unlink(), "输入 scale.csv 已不在原处，无法重做"),
    "policy": (lambda root: append(root / "params/policy/2024.yaml"), "政策文件 2024.yaml 已变"),
    "lock": (lambda root: append(root / "requirements.txt"), "依赖清单已变"),
}


@pytest.mark.parametrize("change", STALE)
def test_a_report_whose_basis_changed_is_stale(out: Path, change: str):
    act, why = STALE[change]
    act(out.parents[1])
    assert found(out) == dict.fromkeys(("D01", "D02", "index"), ("stale", why))


def test_a_change_that_is_not_its_own_leaves_a_report_intact(out: Path):
    append(out.parents[1] / "data/2024/actuals.csv")  # an empty line
    assert found(out) == {"index": ("stale", "输入 actuals.csv 已变")}


def test_a_change_of_its_own_makes_a_report_stale_and_the_others_not(out: Path):
    path = out.parents[1] / "data/2024/agencies.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    staff = lines[0].split(",").index("staff_count")
    changed = [",".join(["9" if n == staff else cell for n, cell in enumerate(line.split(","))]) for line in lines]
    path.write_text("".join(changed[n] if line.startswith("D02,") else line for n, line in enumerate(lines)), "utf-8")
    assert found(out) == dict.fromkeys(("D02", "index"), ("stale", "输入 agencies.csv 已变"))


def test_inputs_that_are_refused_now_make_every_report_stale(out: Path):
    append(out.parents[1] / "data/2024/actuals.csv", "D99,坏行\n")
    assert found(out) == dict.fromkeys(("D01", "D02", "index"), ("stale", "输入 actuals.csv 已变"))


def test_a_changed_notebook_makes_its_own_reports_stale(out: Path):
    append(out.parents[1] / "notebooks" / "agency.ipynb")
    assert found(out) == dict.fromkeys(("D01", "D02"), ("stale", "笔记本 agency.ipynb 已变"))


def test_a_changed_program_makes_every_report_stale(out: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("hubao.press.verify.code_hash", lambda: "0" * 64)
    assert found(out) == dict.fromkeys(("D01", "D02", "index"), ("stale", "程序已变"))


def test_an_altered_report_is_called_so_even_when_stale(out: Path):
    append(out.parents[1] / "data/2024/actuals.csv")
    append(out / "agencies" / "D01.html")
    assert found(out)["D01"] == ("altered", "agencies/D01.html 与回执不符")


def rewritten(out: Path, **changes: object) -> None:
    path = out / "receipts" / "D01.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | changes), encoding="utf-8")


@pytest.mark.parametrize(
    "changes",
    [
        {"outputs": {}},
        {"outputs": {"../../params/policy/2024.yaml": "0"}},
        {"outputs": {"agencies/D02.html": "0"}},
        {"outputs": None},
        {"inputs": None},
        {"owner": "D02"},
        {"report": "annual"},
        {"trial": None},
        {"places": {}},
    ],
)
def test_a_receipt_that_was_rewritten_is_itself_altered(out: Path, changes: dict[str, object]):
    rewritten(out, **changes)
    assert found(out)["D01"] == ("altered", "回执本身被改动，读不懂")


def test_a_receipt_of_another_version_asks_for_a_new_printing(out: Path):
    rewritten(out, format=1)
    assert found(out) == {"D01": ("stale", "回执是另一版本的程序写的，请重新打印")}


@pytest.mark.parametrize("text", ["", "[]", "null", '{"format": 1', "\udcff"])
def test_a_damaged_receipt_is_altered(out: Path, text: str):
    (out / "receipts" / "D01.json").write_text(text, encoding="utf-8", errors="surrogateescape")
    assert found(out)["D01"] == ("altered", "回执本身被改动，读不懂")


@pytest.mark.usefixtures("without_kernel")
def test_reports_made_from_elsewhere_are_held_against_what_is_named(model: Path, tmp_path: Path):
    data, policy = tmp_path / "输入", tmp_path / "另一政策.yaml"
    shutil.copytree(model / "data" / "2024", data)
    shutil.copy(model / "params" / "policy" / "2024.yaml", policy)
    out = tmp_path / "out"
    said = projects.hubao(model, "render", "2024", "--agency", "D01", "--data", data, "--params", policy, "--out", out)
    assert said.status == 0
    assert projects.receipt(out, "D01")["places"] == {"data": "（项目外）输入", "policy": "（项目外）另一政策.yaml"}
    assert projects.hubao(model, "verify", out).status == 1
    assert projects.hubao(model, "verify", out, "--data", data, "--params", policy).status == 0
    append(data / "actuals.csv")
    said = projects.hubao(model, "verify", out, "--data", data)
    assert said.out.splitlines()[0] == (
        "D01：已过期：输入 actuals.csv 已变；政策文件在项目外，请用 --params 指明后再核对"
    )


@pytest.mark.usefixtures("without_kernel")
def test_the_machines_paths_are_in_no_file_made_from_elsewhere(model: Path, tmp_path: Path):
    data = tmp_path / "输入"
    shutil.copytree(model / "data" / "2024", data)
    request = RunRequest(2024, tmp_path / "out", data=data, agencies=("D01",), keep_notebooks=True)
    with projects.chdir(model):
        prepared = run(request)
        assert prepared.jobs[0].parameters["data"] == data.as_posix()
        prepared.start(lambda outcome: None)
    files = projects.files_below(tmp_path / "out")
    assert "agencies/D01.ipynb" in files
    assert [name for name, content in files.items() if tmp_path.name.encode() in content] == []


def test_remade_reports_have_the_same_bytes(printed: Printed):
    said = projects.hubao(printed.project, "verify", printed.out, "--remake")
    assert (said.status, said.err) == (0, "")
    assert said.out == "共核对 3 份：3 份完好，已重做一遍，字节相同。\n"


def test_a_report_whose_receipt_was_made_to_fit_it_is_found_by_remaking(printed: Printed, tmp_path: Path):
    """Somebody who changes a page can change its receipt too; only making it again shows that."""
    shutil.copytree(printed.project, tmp_path / "project")
    out = tmp_path / "project" / "reports" / "2024"
    page = out / "agencies" / "D01.html"
    page.write_bytes(page.read_bytes().replace("合格".encode(), "优秀".encode(), 1))
    outputs = projects.receipt(out, "D01")["outputs"]
    rewritten(out, outputs={**outputs, "agencies/D01.html": file_hash(page)})
    text = json.dumps(json.loads((out / "receipts/D01.json").read_text(encoding="utf-8")), ensure_ascii=False, indent=2)
    (out / "receipts" / "D01.json").write_text(text, encoding="utf-8")
    assert projects.hubao(tmp_path / "project", "verify", out).status == 0
    said = projects.hubao(tmp_path / "project", "verify", out, "--remake")
    assert said.status == 1
    assert said.out.splitlines()[0] == "D01：重做不符：agencies/D01.html、receipts/D01.json 与原来的字节不同"
