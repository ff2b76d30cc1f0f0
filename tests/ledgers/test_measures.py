"""Figures counted from ledgers: against an independent count, in every kind of file, with every row accounted for."""

import csv
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from hubao.errors import HubaoError
from hubao.ledgers.actuals import Computed, open_ledgers
from hubao.ledgers.catalogue import LEDGERS, Column, Kind, Ledger
from hubao.ledgers.measures import MEASURES
from hubao.tables.catalogue import TABLES
from tests.ledgers.oracle import Rows, figures

AGENCIES = ["D01", "D02", "B01"]
DAYS = st.dates(date(2017, 12, 1), date(2025, 2, 1))
EDGE_DAYS = """
2024-01-01 2024-12-31 2023-12-31 2025-01-01 2019-01-01 2019-12-31 2019-01-02 2020-01-01 2024-07-04 2024-07-05 2024-06-30
2020-02-29
"""
EDGES = st.sampled_from([date.fromisoformat(day) for day in EDGE_DAYS.split()])


def cell(ledger: Ledger, column: Column) -> st.SearchStrategy[Any]:
    values: st.SearchStrategy[Any]
    if column.name == "agency_id":
        values = st.sampled_from(AGENCIES)
    elif column.kind is Kind.ID:
        values = st.sampled_from([f"{column.name[0].upper()}{number}" for number in range(5)])
    elif column.kind is Kind.DATE:
        values = EDGES | DAYS
    elif column.kind is Kind.YES_NO:
        values = st.booleans()
    elif column.kind is Kind.COUNT:
        values = st.integers(0, 9)
    elif column.kind is Kind.MONEY:
        values = st.integers(0, 99_999).map(lambda fen: Decimal(fen) / 100)
    elif column.kind is Kind.YEAR:
        values = st.sampled_from([2023, 2024])
    elif column.kind is Kind.CHOICE:
        values = st.sampled_from(sorted(column.choices))
    else:
        values = st.sampled_from(["甲", "乙"])
    return values if column.required else st.none() | values


def rows_of(ledger: Ledger) -> st.SearchStrategy[Rows]:
    row = st.fixed_dictionaries({column.name: cell(ledger, column) for column in ledger.columns})
    return st.lists(row, max_size=8)


ALL = st.fixed_dictionaries({name: rows_of(ledger) for name, ledger in LEDGERS.items()})


def text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def write(folder: Path, ledgers: Mapping[str, Rows], *, chinese: bool = False) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in ledgers.items():
        columns = LEDGERS[name].columns
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([column.label if chinese else column.name for column in columns])
            writer.writerows([text(row[column.name]) for column in columns] for row in rows)
    return folder


def computed(folder: Path, until: date | None = None) -> Computed:
    with open_ledgers(folder, AGENCIES, 2024, until) as room:
        return room.compute()


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(ledgers=ALL, until=st.sampled_from([date(2024, 12, 31), date(2024, 6, 30), date(2024, 2, 29)]))
def test_every_figure_is_that_of_an_independent_count(ledgers: dict[str, Rows], until: date, tmp_path: Path):
    found = computed(write(tmp_path / "ledgers", ledgers), until)
    assert found.missing == {}
    assert {field: dict(values) for field, values in found.values.items()} == figures(ledgers, AGENCIES, 2024, until)


ONE: dict[str, Rows] = {
    "members": [
        {"member_id": key, "agency_id": "D01", "joined_on": joined, "left_on": None, "union_member": union}
        for key, joined, union in (
            ("M1", date(2015, 1, 1), True),
            ("M2", date(2019, 12, 31), False),
            ("M3", date(2020, 1, 1), True),
        )
    ],
    "policies": [
        {
            "policy_id": "P1",
            "member_id": "M1",
            "agency_id": "D01",
            "plan": "甲",
            "starts_on": date(2024, 3, 1),
            "ends_on": date(2025, 2, 28),
            "shares": 2,
            "premium": Decimal("120.50"),
            "paid_on": date(2024, 3, 1),
        }
    ],
    "claims": [],
    "accounts": [
        {
            "account_id": "U1",
            "agency_id": "D02",
            "created_on": date(2020, 1, 1),
            "last_login_on": date(2024, 7, 4),
            "closed_on": None,
        },
        {
            "account_id": "U2",
            "agency_id": "D02",
            "created_on": date(2020, 1, 1),
            "last_login_on": date(2024, 7, 5),
            "closed_on": None,
        },
    ],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "ledgers", ONE)


def test_worked_by_hand(folder: Path):
    values = computed(folder).values
    # M1 is covered in 2024, M2 joined just five years before the end of the year, M3 a day too late.
    assert (values["dormant_start"]["D01"], values["dormant_end"]["D01"]) == (1, 1)
    assert (values["union_members"]["D01"], values["mutual_members"]["D01"]) == (2, 3)
    # 4 July is 180 days before 31 December, 5 July 179.
    assert (values["accounts_total"]["D02"], values["accounts_idle"]["D02"]) == (2, 1)
    assert values["premium_income"]["D01"] == Decimal("120.50")
    assert values["policies"]["D01"] == 2
    assert values["insured_members"] == {"D01": 1, "D02": 0, "B01": 0}


def test_what_stands_behind_a_number_is_the_query_and_the_ids(folder: Path):
    with open_ledgers(folder, AGENCIES, 2024) as room:
        found = room.behind("D02", "accounts_idle")
        assert (found.value, found.rows, found.ids) == (1, 1, ("U1",))
        assert ">= 180" in found.measure.sql
        assert room.behind("D01", "mutual_members", most=2).ids == ("M1", "M2")
        with pytest.raises(HubaoError, match="没有编号“D99”"):
            room.behind("D99", "accounts_idle")
        with pytest.raises(HubaoError, match="不是由台账计算的字段"):
            room.behind("D01", "articles_written")
        with pytest.raises(HubaoError, match="缺台账 meetings"):
            room.behind("D01", "meetings_attended")


def test_ledgers_that_are_not_there_leave_their_figures_out(folder: Path):
    found = computed(folder)
    assert "meetings_attended" in found.missing
    assert set(found.missing) | set(found.values) == set(MEASURES)


def in_chinese(folder: Path) -> Path:
    return write(folder, ONE, chinese=True)


def in_gb18030(folder: Path) -> Path:
    for path in in_chinese(folder).glob("*.csv"):
        path.write_bytes(path.read_text(encoding="utf-8").encode("gb18030"))
    return folder


def with_bom(folder: Path) -> Path:
    for path in write(folder, ONE).glob("*.csv"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    return folder


def as_parquet(folder: Path) -> Path:
    for path in write(folder, ONE).glob("*.csv"):
        duckdb.execute(
            f"COPY (FROM read_csv('{path}', header = true)) TO '{path.with_suffix('.parquet')}' (FORMAT parquet)"
        )
        path.unlink()
    return folder


def as_workbook(folder: Path) -> Path:
    folder.mkdir(parents=True)
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in ONE.items():
        sheet = book.create_sheet(LEDGERS[name].label)
        columns = [column.name for column in LEDGERS[name].columns]
        sheet.append(columns)
        for row in rows:
            sheet.append([("是" if row[one] else "否") if isinstance(row[one], bool) else row[one] for one in columns])
    book.save(folder / "系统导出.xlsx")
    return folder


@pytest.mark.parametrize("form", [in_chinese, in_gb18030, with_bom, as_parquet, as_workbook])
def test_every_kind_of_file_gives_the_same(form: Any, folder: Path, tmp_path: Path):
    found = computed(form(tmp_path / "other"))
    assert found.problems == ()
    assert found.values == computed(folder).values


def spoil(folder: Path, old: str, new: str) -> Path:
    path = folder / "members.csv"
    before = path.read_text(encoding="utf-8")
    assert old in before
    path.write_text(before.replace(old, new, 1), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("M1,D01,2015-01-01", "M1,D01,2015-02-29", "不是历法上有的日期"),
        ("M1,D01,2015-01-01", "M1,D01,去年", "不是历法上有的日期"),
        ("M1,D01,2015-01-01", "M1,D01,0215-01-01", "不是历法上有的日期"),
        ("M1,D01,2015-01-01", "M1,D01,", "入会日期缺失"),
        ("M1,D01", "M1,D99", "代办处名册里没有这个编号"),
        ("M1,D01", "M1,", "代办处编号缺失"),
        ("M1,D01", ",D01", "会员编号缺失"),
        ("2015-01-01,,yes", "2015-01-01,,也许", "应填是或否"),
        ("2015-01-01,,yes", "2015-01-01,昨天,yes", "不是历法上有的日期"),
    ],
)
def test_a_bad_row_is_set_aside_with_its_reason_and_the_others_count(folder: Path, old: str, new: str, said: str):
    found = computed(spoil(folder, old, new))
    (problem,) = found.problems
    assert said in problem.rule
    assert "搁置不计" in problem.rule
    assert problem.cell == "第1条记录"
    assert problem.mend
    assert found.values["mutual_members"]["D01"] == 2


@pytest.mark.parametrize(
    "day", ["2015/1/1", "20150101", "2015.01.01", "2015年1月1日", "2015-01-01 00:00:00", " 2015-01-01 "]
)
def test_days_as_exports_write_them_are_read(folder: Path, day: str):
    found = computed(spoil(folder, "2015-01-01", day))
    assert found.problems == ()
    assert found.values["dormant_start"]["D01"] == 1


def test_the_same_row_again_counts_once(folder: Path):
    path = folder / "members.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines, *lines[1:], lines[1]]) + "\n", encoding="utf-8")
    found = computed(folder)
    assert found.problems == ()
    assert found.values["mutual_members"]["D01"] == 3


def test_an_id_that_says_two_things_counts_for_none_and_is_told(folder: Path):
    path = folder / "members.csv"
    path.write_text(path.read_text(encoding="utf-8") + "M1,D02,2015-01-01,,yes\n", encoding="utf-8")
    found = computed(folder)
    (problem,) = found.problems
    assert "同一编号有2行，内容不同，都搁置不计" in problem.rule
    assert problem.value == "M1"
    assert found.values["mutual_members"] == {"D01": 2, "D02": 0, "B01": 0}


def test_a_claim_returned_twice_is_one_claim(tmp_path: Path):
    claim = {
        "claim_id": "C1",
        "agency_id": "D01",
        "member_id": "M1",
        "kind": "accident",
        "channel": "counter",
        "reported_on": date(2024, 1, 5),
        "submitted_on": date(2024, 1, 6),
        "returned_on": None,
        "refused_on": None,
        "refused_for": None,
    }
    returned = [{**claim, "returned_on": date(2024, 1, day)} for day in (9, 20)]
    found = computed(write(tmp_path / "ledgers", {"claims": [claim, *returned]}))
    assert (found.values["claims_submitted"]["D01"], found.values["claims_returned"]["D01"]) == (1, 1)
    assert found.problems == ()


def test_days_in_the_wrong_order_are_doubted_and_counted(folder: Path):
    found = computed(spoil(folder, "2015-01-01,,yes", "2015-01-01,2014-01-01,yes"))
    (problem,) = found.problems
    assert "退会日期早于入会日期，照常计数" in problem.rule
    assert problem.severity.value == "warning"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda folder: (folder / "members.csv").rename(folder / "member.csv"), "可能是 members 写错了名称"),
        (lambda folder: (folder / "members.parquet").write_bytes(b"no"), "“会员台账”有两份"),
        (
            lambda folder: (folder / "members.csv").write_text("member_id,agency_id\nM1,D01\n"),
            "缺少列 joined_on（入会日期）",
        ),
        (lambda folder: (folder / "members.csv").write_text(""), "空的"),
        (lambda folder: (folder / "other.csv").write_text("a\n1\n"), "这个文件不是台账"),
    ],
)
def test_a_ledger_that_cannot_be_used_is_named(folder: Path, change: Any, said: str):
    change(folder)
    assert any(said in problem.rule for problem in computed(folder).problems)


def test_personal_columns_are_never_read(folder: Path, tmp_path: Path):
    path = folder / "members.csv"
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([f"{head},姓名,身份证号", *(f"{row},张三,110101199001011234" for row in rows)]) + "\n")
    with open_ledgers(folder, AGENCIES, 2024) as room:
        held = room._connection.execute("SELECT * FROM typed_members").fetchall()
        assert "张三" not in str(held)
        assert room.compute().values["mutual_members"]["D01"] == 3


def test_a_day_outside_the_year_is_refused(folder: Path):
    with pytest.raises(HubaoError, match="不在2024年度内"), open_ledgers(folder, AGENCIES, 2024, date(2025, 1, 1)):
        pass


def test_every_measure_is_a_field_of_its_table_with_its_rule_in_words():
    for field, one in MEASURES.items():
        assert field in TABLES[one.table].names
        assert one.sql.startswith("-- ")
        assert one.rule.endswith("。")
        assert set(one.ledgers) <= set(LEDGERS)
