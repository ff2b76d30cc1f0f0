"""What the program itself says in the documentation is what it says today: `python scripts/docs.py` remakes it."""

import re
from pathlib import Path

import pytest

from scripts.docs import PAGES, Workshop, remade
from tests.docs.pages import ROOT, text

MADE = [path for path in PAGES if "<!-- made:" in text(path)]


@pytest.mark.parametrize("path", MADE, ids=lambda path: path.name)
def test_made_parts_are_fresh(path: Path):
    with Workshop() as workshop:
        assert text(path) == remade(text(path), workshop, printing=False), "run: python scripts/docs.py"


@pytest.mark.slow
@pytest.mark.parametrize(
    "path", [path for path in MADE if "<!-- made: print" in text(path)], ids=lambda path: path.name
)
def test_printed_parts_are_fresh_too(path: Path):
    with Workshop() as workshop:
        assert text(path) == remade(text(path), workshop), "run: python scripts/docs.py"


@pytest.mark.parametrize("path", MADE, ids=lambda path: path.name)
def test_every_made_part_is_closed(path: Path):
    marks = re.findall(r"<!-- (made|end)\b", text(path))
    assert marks == ["made", "end"] * (len(marks) // 2)


def test_the_workshop_leaves_the_project_alone():
    before = sorted((ROOT / "data").rglob("*")), Path.cwd()
    with Workshop() as workshop:
        said = workshop.run(["score", "2022"])
        assert (workshop.root / "reports" / "2022" / "scores.csv").is_file()
    assert said.startswith("2022年度 66 家代办处已计分：reports/2022/results.csv、reports/2022/scores.csv")
    assert (sorted((ROOT / "data").rglob("*")), Path.cwd()) == before


def test_a_refused_command_stops_the_making():
    with Workshop() as workshop, pytest.raises(SystemExit, match="status 1"):
        workshop.run(["explain", "2024", "D99"])
