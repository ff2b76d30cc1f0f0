"""Parameters given by name: known, of the right kind, and not the command's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from hubao.errors import ReportError
from hubao.press.parameters import read_parameters
from tests.press.projects import write_notebook

CELL = """
# 参数
year = 2024  # 年度
data = None
top: int = 3
ratio = 0.5
wide = False
note = "甲=乙"
picked = ["D01"]
scale = 2 * 3
"""


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    (tmp_path / "notebooks").mkdir()
    write_notebook(tmp_path, "top", parameters=CELL)
    return tmp_path / "notebooks" / "agency.ipynb"


def test_values_are_read_as_the_defaults_are_written(notebook: Path):
    given = {"top": "10", "ratio": "2", "wide": "True", "note": "10", "picked": "['D02', 'B01']", "scale": "7"}
    expected = {"top": 10, "ratio": 2, "wide": True, "note": "10", "picked": ["D02", "B01"], "scale": "7"}
    assert read_parameters([notebook], given) == expected


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("top", "十", "整数"),
        ("top", "3.5", "整数"),
        ("top", "True", "整数"),
        ("ratio", "一半", "数"),
        ("wide", "yes", "True 或 False"),
        ("picked", "D01", r"列表，如 \[1, 2\]"),
    ],
)
def test_a_value_of_another_kind_is_refused(notebook: Path, name: str, text: str, kind: str):
    with pytest.raises(ReportError, match=f"agency.ipynb 的参数“{name}”应为{kind}，现为“{text}”"):
        read_parameters([notebook], {name: text})


def test_an_unknown_name_is_refused_with_the_known_ones(notebook: Path):
    with pytest.raises(ReportError, match="没有参数“tpo”（可另给的：top、ratio、wide、note、picked、scale）"):
        read_parameters([notebook], {"tpo": "3"})


@pytest.mark.parametrize("name", ["year", "data", "policy", "agency"])
def test_the_commands_own_are_refused(notebook: Path, name: str):
    with pytest.raises(ReportError, match=f"参数“{name}”由命令的年度和 --data、--params、--agency、--body 给出"):
        read_parameters([notebook], {name: "2023"})


def test_every_notebook_must_know_it(notebook: Path, tmp_path: Path):
    write_notebook(tmp_path, "year", report="annual", parameters="year = 2024")
    with pytest.raises(ReportError, match=r"annual.ipynb 没有参数“top”（可另给的：无）"):
        read_parameters([notebook, tmp_path / "notebooks" / "annual.ipynb"], {"top": "3"})


def test_a_parameters_cell_or_notebook_that_cannot_be_read_is_refused(notebook: Path, tmp_path: Path):
    write_notebook(tmp_path, "year", parameters="year = ")
    with pytest.raises(ReportError, match=r"agency\.ipynb 的参数单元格读不懂"):
        read_parameters([notebook], {"top": "3"})
    notebook.write_text("{}", encoding="utf-8")
    with pytest.raises(ReportError, match=r"笔记本 agency\.ipynb 读不懂"):
        read_parameters([notebook], {"top": "3"})
