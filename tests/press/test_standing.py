"""What need not be printed again: same key and intact files, and only that."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import pytest

from hubao.press.keys import passages
from tests.press import projects
from tests.press.conftest import at_once
from tests.press.projects import SHOWN, hubao, receipt, small_project, write_notebook

ALL = ("render", "2024", "--report", "agency")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with every agency's report printed from the real notebook's text; copied for each test."""
    made = small_project(tmp_path_factory.mktemp("standing") / "project")
    with pytest.MonkeyPatch.context() as patch:
        at_once(patch)
        assert hubao(made, *ALL).status == 0
    return made


@pytest.fixture
def project(model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    at_once(monkeypatch)
    shutil.copytree(model, tmp_path / "project")
    return tmp_path / "project"


def printed(project: Path, *words: str) -> list[str]:
    """The ids of the reports that a run printed, in order of name."""
    log = project / "log.jsonl"
    log.unlink(missing_ok=True)
    said = hubao(project, *(words or ALL), "--log", log)
    assert said.status == 0, said.err
    return sorted(line["owner"] for line in projects.log_lines(log) if line["event"] == "report")


def change(project: Path, table: str, agency: str, column: str, value: str) -> None:
    path = project / "data" / "2024" / f"{table}.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    (row,) = [row for row in rows if row["agency_id"] == agency]
    row[column] = value
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def append(path: Path) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write("\n")


def test_nothing_changed_is_known_without_reading_the_year(project: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("hubao.press.warm.crew.crew", None)
    said = hubao(project, *ALL)
    out = project / "reports" / "2024"
    assert said.status == 0
    assert said.out.splitlines() == [f"6 份没有变化，不必重印：{out}", f"目录页：{out / 'index.html'}"]
    assert hubao(project, "render", "2024", "--agency", "D02").status == 0


def test_a_change_of_ones_own_prints_ones_own_report_alone(project: Path):
    change(project, "agencies", "D02", "staff_count", "9")
    assert printed(project) == ["D02"]
    assert printed(project) == []
    assert hubao(project, "verify", "reports/2024").status == 0


def test_a_change_that_moves_a_rank_prints_those_whose_rank_it_is(project: Path):
    """D02 was first of three and becomes the last: both others move up; the other groups' reports stand."""
    for column in ("insured_members", "premium_income", "claims_returned"):
        change(project, "actuals", "D02", column, "1")
    assert printed(project) == ["D01", "D02", "D03"]
    assert hubao(project, "verify", "reports/2024").status == 0


def test_an_empty_line_prints_nothing_and_brings_the_receipts_up_to_date(project: Path):
    before = receipt(project / "reports/2024", "D01")
    append(project / "data/2024/actuals.csv")
    assert printed(project) == []
    after = receipt(project / "reports/2024", "D01")
    assert before.pop("inputs") != after.pop("inputs")
    assert before == after
    hubao(project, *ALL, "--force")
    assert receipt(project / "reports/2024", "D01")["key"] == after["key"]


@pytest.mark.parametrize("name", ["params/policy/2024.yaml", "notebooks/agency.ipynb", "requirements.txt"])
def test_policy_notebook_and_lock_are_part_of_every_key(project: Path, name: str):
    append(project / name)
    assert len(printed(project)) == 6


def test_the_program_is_part_of_every_key(project: Path, monkeypatch: pytest.MonkeyPatch):
    for module in ("receipts", "standing", "verify"):
        monkeypatch.setattr(f"hubao.press.{module}.code_hash", lambda: "0" * 64, raising=False)
    assert len(printed(project)) == 6


@pytest.mark.parametrize(
    "harm",
    [
        lambda out: (out / "agencies/D01.pdf").unlink(),
        lambda out: append(out / "agencies/D01.html"),
        lambda out: (out / "receipts/D01.json").unlink(),
        lambda out: (out / "receipts/D01.json").write_text("[]", encoding="utf-8"),
    ],
)
def test_a_report_that_is_not_intact_is_printed_again(project: Path, harm):
    harm(project / "reports" / "2024")
    assert printed(project) == ["D01"]


def test_another_format_is_another_key(project: Path):
    assert len(printed(project, *ALL, "--format", "html")) == 6
    assert printed(project, *ALL, "--format", "html") == []
    assert not list((project / "reports/2024/agencies").glob("*.pdf"))


def test_another_parameter_is_another_key(project: Path):
    parameters = f"{projects.PARAMETERS}\nlimit = 3"
    write_notebook(project, SHOWN, parameters=parameters)
    assert len(printed(project)) == 6
    assert len(printed(project, *ALL, "-p", "limit=4")) == 6
    assert printed(project, *ALL, "-p", "limit=4") == []
    assert receipt(project / "reports/2024", "D01")["parameters"] == {"limit": 4}


def test_force_prints_everything(project: Path):
    assert len(printed(project, *ALL, "--force")) == 6


def test_a_report_that_failed_is_tried_again(project: Path):
    (project / "reports/2024/receipts/D02.json").unlink()
    (project / "reports/2024/agencies/D02.html").unlink()
    assert printed(project) == ["D02"]


def test_a_new_agency_is_noticed(project: Path):
    for path in (project / "data" / "2024").glob("*.csv"):
        text = path.read_text(encoding="utf-8")
        own = [line for line in text.splitlines() if line.startswith("D02,")]
        new = "".join(f"{line.replace('D02', 'D77').replace('示例', '示例新')}\n" for line in own)
        path.write_text(text + new, encoding="utf-8")
    assert "D77" in printed(project)


@pytest.mark.parametrize(
    ("sources", "narrow"),
    [
        (["report.head()", "report.numbers('units')"], True),
        (["report.head()", "year_now = 3"], False),
        (["report.head()", "report._facts"], False),
        (["report.head(open('x'))"], False),
        (["report.head()", "%time 1"], False),
        (["hubao.open_year(year).results"], False),
    ],
)
def test_only_a_notebook_built_as_ours_sees_one_agency_alone(project: Path, sources: list[str], narrow: bool):
    opening = (
        "import hubao\nfrom hubao.report.agency import AgencyReport\n\n"
        "report = AgencyReport(hubao.open_year(year, data, policy), agency)"
    )
    write_notebook(project, opening, *sources)
    assert bool(passages(project / "notebooks" / "agency.ipynb")) is narrow


def test_a_notebook_that_may_see_the_whole_year_depends_on_all_of_it(project: Path):
    write_notebook(project, SHOWN)
    assert len(printed(project)) == 6
    change(project, "agencies", "D02", "staff_count", "9")
    assert len(printed(project)) == 6
