"""Files and folders that are not what they should be."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.malformed.case import check, error, warning
from tests.tables.good import GOOD, write_csvs, write_xlsx

REQUIRED = ("agencies", "targets", "actuals", "extras", "scale")
OPTIONAL = ("decisions", "history", "self_scores", "target_changes")
ZIP = b"PK\x03\x04\x14\x00garbage"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def without(*names: str) -> dict[str, str]:
    return {name: text for name, text in GOOD.items() if name not in names}


def test_folder_missing(tmp_path: Path) -> None:
    missing = tmp_path / "2042"
    check(missing, [error(str(missing), "", "", "数据文件夹不存在")])


def test_folder_is_a_file(tmp_path: Path) -> None:
    file = tmp_path / "2024"
    file.write_text("x")
    check(file, [error(str(file), "", "", "是文件，不是文件夹")])


def test_folder_empty(tmp_path: Path) -> None:
    check(tmp_path, [error(str(tmp_path), "", "", "没有任何录入表")])


@pytest.mark.parametrize("table", REQUIRED)
def test_required_table_missing(table: str, tmp_path: Path) -> None:
    check(write_csvs(without(table), tmp_path), [error(f"{table}.csv", "", "", "缺少“")])


@pytest.mark.parametrize("table", OPTIONAL)
def test_optional_table_missing(table: str, tmp_path: Path) -> None:
    said = [warning("history.csv", "", "", "上年数据缺失")] if table == "history" else []
    check(write_csvs(without(table), tmp_path), said)


@pytest.mark.parametrize("table", REQUIRED)
def test_header_only(table: str, tmp_path: Path) -> None:
    header = GOOD[table].splitlines()[0]
    check(write_csvs({**GOOD, table: header}, tmp_path), [error(f"{table}.csv", "", "", "只有表头")])


@pytest.mark.parametrize("table", OPTIONAL)
def test_optional_header_only(table: str, tmp_path: Path) -> None:
    said = [warning("history.csv", "", "", "上年数据缺失")] if table == "history" else []
    check(write_csvs({**GOOD, table: GOOD[table].splitlines()[0]}, tmp_path), said)


# what the bytes of targets.csv are → where and what is said
BYTES: dict[str, tuple[bytes, str, str]] = {
    "nothing": (b"", "", "文件是空的"),
    "a BOM only": (b"\xef\xbb\xbf\r\n", "", "文件是空的"),
    "commas only": (b",,\n,,\n", "", "文件是空的"),
    "a workbook renamed": (ZIP, "", "是 Excel 工作簿，不是 CSV"),
    "an old workbook renamed": (OLE, "", "是 Excel 工作簿，不是 CSV"),
    "UTF-16": (GOOD["targets"].encode("utf-16"), "", "UTF-16"),
    "bytes of no encoding": (b"agency_id,coverage_target,premium_target\nD01,\xff\xff,1\n", "第2行", "解不开的字节"),
    "UTF-8 cut in a character": (
        "agency_id,名称,coverage_target,premium_target\nD01,示例甲区总工会代办处".encode()[:-1],
        "第2行",
        "解不开的字节",
    ),
    "BOM and GB18030": (b"\xef\xbb\xbf" + "编号\n示例".encode("gb18030"), "第1行", "解不开的字节"),
    "a NUL": (GOOD["targets"].encode().replace(b"50%", b"5\x000%"), "第3行", "空字符"),
    "a quote never closed": (GOOD["targets"].encode().replace(b"50%", b'"50%'), "第3行", "引号没有配对"),
    "text behind a quote": (GOOD["targets"].encode().replace(b"50%", b'"50"%'), "第3行", "引号之后应为逗号"),
    "a cell without end": (GOOD["targets"].encode().replace(b"50%", b"5" * 200_000), "第3行", "过长的单元格"),
    "semicolons": (GOOD["targets"].encode().replace(b",", b";"), "第1行", "没有一格是这张表的字段名称"),
    "tabs": (GOOD["targets"].encode().replace(b",", b"\t"), "第1行", "没有一格是这张表的字段名称"),
    "full-width commas": (GOOD["targets"].replace(",", "，").encode(), "第1行", "没有一格是这张表的字段名称"),
    "a title above the header": ("2024年度目标表,,\n".encode() + GOOD["targets"].encode(), "第1行", "不加标题行"),
    "no header": (GOOD["targets"].partition("\n")[2].encode(), "第1行", "第一行应为表头"),
    "another text": (b"PNG not at all\n", "第1行", "第一行应为表头"),
}


@pytest.mark.parametrize("name", BYTES)
def test_bytes(name: str, tmp_path: Path) -> None:
    data, cell, phrase = BYTES[name]
    check(write_csvs({**GOOD, "targets.csv": data}, tmp_path), [error("targets.csv", cell, "", phrase)])


# a further file in the folder → what is said
FURTHER: dict[str, tuple[str, bytes, bool, str]] = {
    "decisions mistyped": ("decision.csv", GOOD["decisions"].encode(), True, "可能是“决定事项”写错了文件名"),
    "Chinese name mistyped": ("决定事项表.csv", GOOD["decisions"].encode(), True, "可能是“决定事项”写错了文件名"),
    "a table as text": ("targets.txt", b"x", True, "另存为 targets.csv"),
    "a table as workbook": ("targets.xlsx", ZIP, True, "放进 inputs.xlsx"),
    "an old workbook": ("inputs.xls", OLE, True, "另存为 inputs.xlsx"),
    "a workbook with macros": ("inputs.xlsm", ZIP, True, "另存为 inputs.xlsx"),
    "the workbook mistyped": ("input.xlsx", ZIP, True, "改名为 inputs.xlsx"),
    "another table": ("phones.csv", b"a,b\n", False, "不是录入表"),
    "another workbook": ("通讯录.xlsx", ZIP, False, "不是录入表"),
    "a damaged workbook": ("inputs.xlsx", ZIP, True, "已损坏"),
    "an old workbook renamed": ("inputs.xlsx", OLE, True, "旧版 .xls"),
    "an empty workbook": ("inputs.xlsx", b"", True, "文件是空的"),
}


@pytest.mark.parametrize("name", FURTHER)
def test_further_file(name: str, tmp_path: Path) -> None:
    file, data, refused, phrase = FURTHER[name]
    say = error if refused else warning
    check(write_csvs({**GOOD, file: data}, tmp_path), [say(file, "", "", phrase)])


def test_mistyped_table_is_not_called_missing_too(tmp_path: Path) -> None:
    tables = {**without("targets"), "target.csv": GOOD["targets"]}
    check(write_csvs(tables, tmp_path), [error("target.csv", "", "", "写错了文件名")])


def test_two_places(tmp_path: Path) -> None:
    write_xlsx({"targets": GOOD["targets"]}, tmp_path)
    place = error("targets.csv", "", "", "另一份在 inputs.xlsx 的工作表 targets")
    check(write_csvs(GOOD, tmp_path), [place])


def test_two_names(tmp_path: Path) -> None:
    tables = {**GOOD, "年度目标.csv": GOOD["targets"]}
    check(write_csvs(tables, tmp_path), [error("年度目标.csv", "", "", "另一份在 targets.csv")])


def test_two_spellings(tmp_path: Path) -> None:
    folder = write_csvs({**GOOD, "TARGETS.csv": GOOD["targets"]}, tmp_path)
    if len(list(folder.iterdir())) == len(GOOD):
        pytest.skip("this file system does not tell TARGETS.csv from targets.csv")
    check(folder, [error("targets.csv", "", "", "只保留一份")])


def test_table_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "targets.csv").mkdir()
    check(write_csvs(without("targets"), tmp_path), [error("targets.csv", "", "", "文件打不开")])


def test_quiet_company(tmp_path: Path) -> None:
    """Papers, hidden files, lock files and folders beside the tables are nobody's business."""
    company = {
        "README.md": b"x",
        ".DS_Store": b"x",
        "~$inputs.xlsx": b"x",
        ".~lock.inputs.xlsx#": b"x",
        "通知.pdf": b"x",
    }
    (tmp_path / "standard").mkdir()
    check(write_csvs({**GOOD, **company}, tmp_path), [])
