"""No report carries another agency's content, however many are printed at once and however badly a notebook behaves."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from hubao.press.warm.fresh import FreshWorkers
from tests.press.projects import ROOT, files_below, hubao, small_project, write_notebook

BUILD = """
from hubao.report.blocks import MIME
from IPython.display import display
title = dict(kind="title", owner=agency, what="报告", who=agency, year=year, notice="测算。", sample=True)
note = dict(kind="paragraph", owner=agency, text="得分见下。", tone="plain")
"""
SHOW = """
display({MIME: {"blocks": [title, note]}}, raw=True)
"""
LEAKING = """
import pathlib, time
board = pathlib.Path("board")
board.mkdir(exist_ok=True)
(board / agency).write_text(names[agency], encoding="utf-8")
until = time.monotonic() + 20
while len(list(board.iterdir())) < 2 and time.monotonic() < until:
    time.sleep(0.01)
other = next(path for path in board.iterdir() if path.name != agency)
way = sorted(names).index(agency) % 6
if way == 0:
    note["text"] = f"与{other.read_text(encoding='utf-8')}相比"
elif way == 1:
    note["owner"] = other.name
elif way == 2:
    note["text"] = f"见 {other.name} 的材料"
elif way == 3:
    title["who"] = other.name
"""
"""Every agency writes its name on a board; four of six then take another's from it, each in its own way."""

REMEMBERING = """
import json
before, json.remembered = getattr(json, "remembered", agency), agency
note["text"] = f"上一家是 {before}"
"""
"""Takes what the notebook before it left in a module: nothing, in a process of its own."""


def agencies(count: int) -> dict[str, str]:
    with (ROOT / "data/2024/agencies.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["agency_id"]: row["name"] for row in list(csv.DictReader(file))[:count]}


@pytest.fixture(scope="module")
def names() -> dict[str, str]:
    return agencies(24)


def test_a_leaking_notebook_is_caught_under_load_and_the_others_are_printed(tmp_path: Path, names: dict[str, str]):
    project = small_project(tmp_path / "project", names)
    write_notebook(project, f"names = {names!r}", BUILD, LEAKING, SHOW)
    said = hubao(project, "render", "2024", "--report", "agency", "--jobs", "6")
    assert said.status == 1
    good = {key for number, key in enumerate(sorted(names)) if number % 6 > 3}
    out = project / "reports" / "2024"
    assert {path.stem for path in (out / "agencies").iterdir()} == good
    assert len(re.findall("已停止打印", said.err)) == len(names) - len(good)
    for key in good:
        page = (out / "agencies" / f"{key}.html").read_text(encoding="utf-8")
        assert set(re.findall(r'data-owner="([^"]*)"', page)) == {key}
        assert not [other for other in names if other != key and (other in page or names[other] in page)]


def test_what_one_notebook_leaves_in_a_module_the_next_does_not_find(tmp_path: Path, names: dict[str, str]):
    project = small_project(tmp_path / "project", names)
    write_notebook(project, BUILD, REMEMBERING, SHOW)
    said = hubao(project, "render", "2024", "--report", "agency", "--format", "html", "--jobs", "4")
    assert (said.status, said.err) == (0, "")


def test_where_processes_are_shared_the_guard_still_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    few = agencies(4)
    project = small_project(tmp_path / "project", few)
    write_notebook(project, BUILD, REMEMBERING, SHOW)
    workers = FreshWorkers()
    monkeypatch.setattr("hubao.press.warm.crew.crew", lambda: workers)
    try:
        said = hubao(project, "render", "2024", "--report", "agency", "--format", "html", "--jobs", "1")
    finally:
        workers.close()
    assert said.status == 1
    assert [path.stem for path in (project / "reports/2024/agencies").iterdir()] == [next(iter(few))]


def test_shared_processes_give_the_bytes_of_fresh_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    forked, fresh = small_project(tmp_path / "forked"), small_project(tmp_path / "fresh")
    words = ("render", "2024", "--agency", "D01", "--agency", "B07", "--keep-notebooks", "--jobs", "1")
    assert hubao(forked, *words).status == 0
    workers = FreshWorkers()
    monkeypatch.setattr("hubao.press.warm.crew.crew", lambda: workers)
    try:
        said = hubao(fresh, *words)
    finally:
        workers.close()
    assert (said.status, said.err) == (0, "")
    assert files_below(fresh / "reports") == files_below(forked / "reports")
