"""Headers and rows that do not fit together, in CSV files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.malformed.case import Said, check, error, warning
from tests.tables.good import GOOD, write_csvs

TARGETS = GOOD["targets"].splitlines()


def targets(header: str, *rows: str) -> str:
    return "\n".join((header, *(rows or TARGETS[1:]))) + "\n"


def wider(header: str, *cells: str) -> str:
    """The targets with one column more."""
    return "".join(f"{line},{cell}\n" for line, cell in zip(TARGETS, (header, *cells), strict=True))


AT = "targets.csv"

# what targets.csv is → everything that is said
TABLES: dict[str, tuple[str, list[Said]]] = {
    "a column is missing": (
        "agency_id,coverage_target\nD01,0.6\nK01,0.5\nB01,0.8\nC01,0.7\n",
        [error(AT, "", "premium_target", "缺少“会（保）费收入目标”一列")],
    ),
    "the number's column is missing": (
        "coverage_target,premium_target\n0.6,1\n0.5,1\n",
        [error(AT, "", "agency_id", "缺少“代办处编号”一列")],
    ),
    "a column is mistyped": (
        targets("agency_id,coverage_taget,premium_target"),
        [error(AT, "第1行第2列", "coverage_target", "可能是“覆盖率目标”")],
    ),
    "a Chinese column is mistyped": (
        targets("代办处编号,覆盖率的目标,会（保）费收入目标"),
        [error(AT, "第1行第2列", "coverage_target", "可能是“覆盖率目标”")],
    ),
    "a column in 万元": (
        targets("agency_id,coverage_target,会（保）费收入目标（万元）"),
        [error(AT, "第1行第3列", "premium_target", "单位是元")],
    ),
    "a column unknown": (wider("联系人", "甲", "乙", "丙", "丁"), [warning(AT, "第1行第4列", "", "整列没有读取")]),
    "a column near one that is there": (
        wider("coverage_target2", "0", "0", "0", "0"),
        [warning(AT, "第1行第4列", "", "整列没有读取")],
    ),
    "a column of notes": (wider("备注", "", "", "", "合并中"), []),
    "a column twice": (
        wider("coverage_target", "0.6", "0.5", "0.8", "0.7"),
        [error(AT, "第1行第4列", "coverage_target", "出现了两列（另一列在第1行第2列）")],
    ),
    "a column in two languages": (
        wider("覆盖率目标", "0.6", "0.5", "0.8", "0.7"),
        [error(AT, "第1行第4列", "coverage_target", "只保留一列")],
    ),
    "the number's column twice": (
        wider("编号", "D01", "K01", "B01", "C01"),
        [error(AT, "第1行第4列", "agency_id", "出现了两列")],
    ),
    "a column without a name": (
        wider("", "", "", "x", ""),
        [error(AT, "第4行第4列", "", "这一列有内容，却没有表头")],
    ),
    "an empty column without a name": (wider("", "", "", "", ""), []),
    "a row too short": (
        targets(TARGETS[0], "D01,0.6", *TARGETS[2:]),
        [error(AT, "第2行", "", "表头有3列，这一行只有2格")],
    ),
    "a row too long": (
        targets(TARGETS[0], "D01,0.6,1000000,7", *TARGETS[2:]),
        [error(AT, "第2行", "", "表头有3列，这一行却有4格")],
    ),
    "an amount split by its comma": (
        targets(TARGETS[0], "D01,0.6,1,000,000", *TARGETS[2:]),
        [error(AT, "第2行", "", "这一行却有5格")],
    ),
    "a damaged row without a number": (
        targets(TARGETS[0], "?", *TARGETS[2:]),
        [error(AT, "第2行", "", "这一行只有1格")],
    ),
    "a row too long by blanks": (targets(TARGETS[0], "D01,0.6,1000000,,", *TARGETS[2:]), []),
    "blank rows between": (targets(TARGETS[0], TARGETS[1], "", ",,", "\u3000,,", *TARGETS[2:]), []),
    "lines are counted with blank ones": (
        targets(TARGETS[0], TARGETS[1], "", ",,", "K01,x,400000", *TARGETS[3:]),
        [error(AT, "第5行第2列", "coverage_target", "应为比率")],
    ),
    "lines are counted within cells": (
        targets('agency_id,"coverage\n_target",premium_target', TARGETS[1], "K01,x,400000", *TARGETS[3:]),
        [error(AT, "第4行第2列", "coverage_target", "应为比率")],
    ),
    "lines end in CR": ("\r".join([*TARGETS[:2], "K01,x,400000", *TARGETS[3:]]), [
        error(AT, "第3行第2列", "coverage_target", "应为比率")
    ]),
    "lines end in CRLF": ("\r\n".join([*TARGETS[:2], "K01,x,400000", *TARGETS[3:]]), [
        error(AT, "第3行第2列", "coverage_target", "应为比率")
    ]),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_targets(name: str, tmp_path: Path) -> None:
    text, said = TABLES[name]
    check(write_csvs({**GOOD, "targets": text}, tmp_path), said)


def test_column_of_some_categories_missing(tmp_path: Path) -> None:
    """Nobody is asked for a column that no agency of the year fills in; who fills it in is counted."""
    lines = [",".join(line.split(",")[:6] + line.split(",")[8:]) for line in GOOD["extras"].splitlines()]
    said = [
        error("extras.csv", "", "loan_applications", "D01 等2个代办处要填"),
        error("extras.csv", "", "loan_disbursed", "D01 等2个代办处要填"),
    ]
    check(write_csvs({**GOOD, "extras": "\n".join(lines)}, tmp_path), said)


def test_column_of_nobody_missing(tmp_path: Path) -> None:
    bureaus = {
        name: "".join(line for line in text.splitlines(keepends=True) if not line.startswith(("D01", "K01")))
        for name, text in GOOD.items()
        if name != "target_changes"
    }
    lines = [",".join(line.split(",")[:6] + line.split(",")[8:]) for line in bureaus["extras"].splitlines()]
    check(write_csvs({**bureaus, "extras": "\n".join(lines)}, tmp_path), [])


def test_column_of_notes_missing(tmp_path: Path) -> None:
    """A column that may be left blank may be left out."""
    text = "agency_id,item,self_points\nD01,I01,20\n"
    check(write_csvs({**GOOD, "self_scores": text}, tmp_path), [])
