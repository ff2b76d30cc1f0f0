"""Make a fictitious year of any number of agencies, to see how cost grows with their number.

    python scripts/synthetic_year.py NUMBER FOLDER

Each agency is patterned after one of the sample's: its category, decisions, history and self-scores, with counts that
differ a little. The same number gives the same bytes on every machine. FOLDER is a year's folder, e.g. data/2024 of a
copy of the project.
"""

from __future__ import annotations

import csv
import sys
from decimal import Decimal
from pathlib import Path
from typing import TypeAlias

import pandas as pd

from hubao.files import write_bytes
from hubao.sample.draw import Draw
from hubao.tables.catalogue import TABLES
from hubao.tables.fields import Kind
from hubao.tables.read import SAMPLE_FILE
from hubao.tables.write import write_csv

__all__ = ["MOST", "write_synthetic_year"]

MOST = 9999
"""What the numbers S0001 … S9999 can name."""

SAMPLE = Path(__file__).resolve().parent.parent / "data" / "2024"

NOTICE = """\
# 虚构数据说明（按数目生成的年度）

- 本文件夹中的代办处、名称、人员、文号、事由和全部数字均为虚构，只用于测量程序的快慢。
- 由 scripts/synthetic_year.py 仿照示例年度按固定种子生成，同样的家数每次生成的内容逐字节相同。
"""

STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
ENDINGS = {
    "district": "区总工会代办处",
    "development_zone": "开发区总工会代办处",
    "bureau": "集团工会代办处",
    "industry_union": "产业工会代办处",
    "central_unit": "机关工会代办处",
}
VARIED = ("actuals", "extras", "scale")
ALONE = ("insured_members", "premium_income")
"""What moves by itself; the other amounts of an agency move together, so that no part outgrows its whole."""

SMALL = 40
"""A count below this stays as it is: it is one of events, whose every unit scores."""

Row: TypeAlias = dict[str, str]


def write_synthetic_year(folder: Path, number: int, sample: Path = SAMPLE) -> None:
    """Write the input tables of a year with so many agencies, S0001 onwards.

    Args:
        folder: the folder for the tables; files of the same names are replaced.
        number: how many agencies.
        sample: folder of the year they are patterned after, one CSV file a table.

    Raises:
        ValueError: the number is not from 1 to `MOST`.
    """
    if not 1 <= number <= MOST:
        message = f"a year can be made for 1 to {MOST} agencies, not for {number}"
        raise ValueError(message)
    tables = {name: _rows(sample / f"{name}.csv") for name in TABLES}
    patterns = [row["agency_id"] for row in tables["agencies"]]
    keys = {f"S{count:04d}": patterns[(count - 1) % len(patterns)] for count in range(1, number + 1)}
    write_bytes(NOTICE.encode(), folder / SAMPLE_FILE)
    for name, rows in tables.items():
        of_pattern: dict[str, list[Row]] = {pattern: [] for pattern in patterns}
        for row in rows:
            of_pattern[row["agency_id"]].append(row)
        made = [_made(name, row, key) for key, pattern in keys.items() for row in of_pattern[pattern]]
        columns = list(rows[0]) if rows else list(TABLES[name].names)
        write_csv(pd.DataFrame(made, columns=columns, dtype=object), folder / f"{name}.csv")


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _made(table: str, pattern: Row, key: str) -> Row:
    row = {**pattern, "agency_id": key}
    if table == "agencies":
        row["name"] = _name(int(key[1:]) - 1, row["category"])
    if table in VARIED:
        together = Draw("synthetic", key).between(970, 1030)
        for name in row:
            share = Draw("synthetic", key, name).between(980, 1020) if name in ALONE else together
            row[name] = _varied(TABLES[table][name].kind, row[name], share)
    return row


def _name(place: int, category: str) -> str:
    """A name of four cyclical characters: none is another's, and none is contained in another."""
    signs = []
    for _ in range(2):
        place, sign = divmod(place, len(STEMS) * len(BRANCHES))
        stem, branch = divmod(sign, len(BRANCHES))
        signs.append(STEMS[stem] + BRANCHES[branch])
    return f"示例{''.join(reversed(signs))}{ENDINGS[category]}"


def _varied(kind: Kind, text: str, permille: int) -> str:
    """A count or amount a little larger or smaller; order among an agency's counts is kept."""
    if not text or kind not in (Kind.COUNT, Kind.MONEY) or Decimal(text) < SMALL:
        return text
    if kind is Kind.COUNT:
        return str(max(SMALL, int(text) * permille // 1000))
    return str((Decimal(text) * permille / 1000).quantize(Decimal("0.01")))


if __name__ == "__main__":
    write_synthetic_year(Path(sys.argv[2]), int(sys.argv[1]))
