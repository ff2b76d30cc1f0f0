"""What there is to print, under which names."""

from __future__ import annotations

from pathlib import Path

import pytest

from hubao.errors import ReportError
from hubao.press.jobs import jobs_for, notebook_path

NOTEBOOKS = {"agency": Path("agency.ipynb"), "annual": Path("annual.ipynb")}
COMMON = {"year": 2024, "data": "data/2024", "policy": "params/policy/2024.yaml"}


def test_one_job_for_each_agency_and_one_for_the_office():
    jobs = jobs_for(NOTEBOOKS, ["D02", "D01"], COMMON, {"top": 3})
    assert [(job.owner, job.stem, job.name) for job in jobs] == [
        ("D02", "agencies/D02", "D02"),
        ("D01", "agencies/D01", "D01"),
        ("office", "annual", "annual"),
    ]
    assert jobs[0].parameters == {**COMMON, "top": 3, "agency": "D02"}
    assert jobs[2].parameters == {**COMMON, "top": 3}
    assert [job.title for job in jobs] == ["D02 代办处报告", "D01 代办处报告", "年度报告"]


def test_an_agency_named_twice_is_printed_once():
    assert len(jobs_for({"agency": Path("agency.ipynb")}, ["D01", "D02", "D01"], COMMON, {})) == 2


@pytest.mark.parametrize("key", ["annual", "Index", "QUOTA"])
def test_an_agency_with_the_name_of_a_report_is_refused(key: str):
    with pytest.raises(ReportError, match=f"代办处编号“{key}”与报告名相同"):
        jobs_for(NOTEBOOKS, ["D01", key], COMMON, {})


def test_a_report_without_its_notebook_is_refused_with_its_place(tmp_path: Path):
    with pytest.raises(ReportError, match=r"找不到笔记本 notebooks/annual\.ipynb。请在项目文件夹里运行"):
        notebook_path("annual", tmp_path)


def test_an_unknown_report_is_refused_with_the_known_ones(tmp_path: Path):
    with pytest.raises(ReportError, match="没有“anual”这种报告。可用：agency（代办处报告）、annual（年度报告）"):
        notebook_path("anual", tmp_path)
