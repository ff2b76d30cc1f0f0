"""The walks of docs/for-analysts.md, step by step: data of one's own, and a new year."""

import re
import shutil

import pytest
from openpyxl import load_workbook

from scripts.docs import Workshop
from tests.docs.pages import ROOT, text

PAGE = text(ROOT / "docs" / "for-analysts.md")


def test_own_data_from_a_copy_of_the_workbook():
    assert "删去工作表“虚构数据”" in PAGE
    with Workshop() as workshop:
        own = workshop.root / "data" / "2024-office"
        own.mkdir()
        book = load_workbook(workshop.root / "data" / "2024-excel" / "inputs.xlsx")
        del book["虚构数据"]
        book.save(own / "inputs.xlsx")
        places = ["--data", "data/2024-office", "--out", "reports/2024-office"]
        said = {command: workshop.run([command, "2024", *places]) for command in ("check", "score", "quota")}
    assert "错误 0 处" in said["check"]
    assert all("reports/2024-office/" in output for output in said.values())


def test_rows_left_out_are_refused_with_their_places():
    with Workshop() as workshop:
        own = workshop.root / "data" / "2024-office"
        own.mkdir()
        book = load_workbook(workshop.root / "data" / "2024-excel" / "inputs.xlsx")
        book["targets"].delete_rows(2)
        book.save(own / "inputs.xlsx")
        with pytest.raises(SystemExit, match=r"status 1[\s\S]+targets[\s\S]+没有这个代办处"):
            workshop.run(["check", "2024", "--data", "data/2024-office"])


def test_a_new_year_from_a_copy_of_the_last():
    assert "改 `year`、`title`、`period`" in PAGE
    with Workshop() as workshop:
        policies = workshop.root / "params" / "policy"
        copy = (policies / "2024.yaml").read_text(encoding="utf-8")
        copy = re.sub(r"^(year|title|  start|  end|  data_as_of): 2024", r"\1: 2025", copy, flags=re.M)
        (policies / "2025.yaml").write_text(copy, encoding="utf-8")
        shutil.copytree(workshop.root / "data" / "2024", workshop.root / "data" / "2025")
        assert "没有2024年度的结果" in workshop.run(["check", "2025"])
        assert workshop.run(["diff", "2024", "2025"]) == "2024与2025年度的政策没有实质差别。"
