"""Printing many: how many at once, stopping in the middle, and a worker that dies."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from hubao.press import batch
from hubao.press.batch import default_workers, print_all
from hubao.press.jobs import Job, Outcome
from hubao.press.warm.tasks import Task, WorkerDiedError
from tests.press.projects import SHOWN, InThisProcess, files_below, hubao, receipt, write_notebook

sends_signals = pytest.mark.skipif(sys.platform == "win32", reason="Windows: no SIGKILL, no SIGINT for one process")

STOPPED = f"""
import os, signal
if agency == "D02":
    os.kill({os.getpid()}, signal.SIGINT)
"""
"""D02's notebook presses Ctrl-C for the process that prints."""

KILLING = """
import os, signal
if agency == "D02":
    os.kill(os.getpid(), signal.SIGKILL)
"""


def job(key: str) -> Job:
    return Job("agency", key, Path("agency.ipynb"), {}, f"agencies/{key}")


class Recorder(InThisProcess):
    """A crew that only notes what it was given."""

    def __init__(self) -> None:
        self.begun: list[str] = []

    def run(self, function: str, *arguments: Job) -> Task:
        (one,) = arguments
        self.begun.append(one.owner)
        return super().run("tests.press.test_batch:printed_at_once", one)


def printed_at_once(tell: object, one: Job) -> Outcome:
    return Outcome(one)


def test_workers_are_as_many_as_processors_but_not_too_many(monkeypatch: pytest.MonkeyPatch):
    assert 1 <= default_workers() <= 8
    monkeypatch.setattr(batch.sys, "platform", "win32")
    monkeypatch.setattr(batch.os, "cpu_count", lambda: 64)
    assert default_workers() == 8
    monkeypatch.setattr(batch.os, "cpu_count", lambda: None)
    assert default_workers() == 1


@pytest.mark.parametrize("workers", [1, 2])
def test_no_more_is_begun_than_can_be_printed_at_once(tmp_path: Path, workers: int):
    crew = Recorder()
    outcomes = print_all([job(key) for key in ("D01", "D02", "D03")], tmp_path, crew, workers)
    assert next(outcomes).job.owner == "D01"
    assert crew.begun == ["D01", "D02"][:workers]
    outcomes.close()
    assert crew.begun == ["D01", "D02"][:workers]


def test_every_job_has_its_outcome(tmp_path: Path):
    found = print_all([job("D01"), job("D02"), job("D03")], tmp_path, Recorder(), 2)
    assert sorted(one.job.owner for one in found) == ["D01", "D02", "D03"]


def test_nothing_to_print_is_no_error(tmp_path: Path):
    assert list(print_all([], tmp_path, Recorder(), workers=2)) == []


class Gone(InThisProcess):
    """A crew whose server has died."""

    def run(self, function: str, *arguments: Job) -> Task:
        raise WorkerDiedError


def test_a_crew_that_is_gone_fails_every_report_that_is_left(tmp_path: Path):
    found = list(print_all([job("D01"), job("D02")], tmp_path, Gone(), 2))
    assert [one.job.owner for one in found] == ["D01", "D02"]
    assert all("打印进程意外中止" in one.failure for one in found)


@sends_signals
def test_ctrl_c_finishes_the_report_under_way_and_begins_no_other(project: Path):
    write_notebook(project, SHOWN, STOPPED)
    said = hubao(project, "render", "2024", "--report", "agency", "--format", "html", "--jobs", "1")
    out = project / "reports" / "2024"
    assert said.status == 130
    stopped = "已按要求停下：已印好 2 份，其余没有打印。印好的各份都是完整的，再运行一次即接着打印："
    assert said.err.splitlines() == [f"{stopped}{out}", "已中止。"]
    reports = {f"agencies/{key}.html" for key in ("D01", "D02")}
    receipts = {f"receipts/{name}.json" for name in ("D01", "D02", "index")}
    assert set(files_below(out)) == {*reports, *receipts, "index.html"}
    assert hubao(project, "verify", out).status == 0


@sends_signals
def test_a_worker_that_dies_fails_its_report_and_no_file_is_left_half(project: Path):
    write_notebook(project, SHOWN, KILLING)
    said = hubao(project, "render", "2024", "--report", "agency", "--format", "html", "--jobs", "2")
    out = project / "reports" / "2024"
    assert said.status == 1
    assert "未打印：D02 代办处报告：打印进程意外中止（可能内存不足），报告未生成。请减少 --jobs 后重试。" in said.err
    printed = {path.stem for path in (out / "agencies").glob("*.html")}
    assert printed == {"D01", "D03", "B07", "U01", "C01"}
    assert all(receipt(out, key)["outputs"] for key in printed)
    assert not [name for name in files_below(out) if ".~" in name or "aside" in name]
    assert hubao(project, "verify", out).status == 0
