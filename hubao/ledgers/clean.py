"""From texts to typed rows: every row either counts or is set aside with the reason; nothing is dropped in silence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

from hubao.errors import Problem
from hubao.ledgers.catalogue import Column, Kind, Ledger
from hubao.ledgers.source import Found, attach
from hubao.tables.source import Source, error, warning

__all__ = ["clean"]

FIRST_DAY, LAST_DAY = "1900-01-01", "2100-12-31"
DAY_FORMS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日", "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S")
YES, NO = ("yes", "true", "1", "是"), ("no", "false", "0", "否")
LISTED = 1000
"""Rows set aside that are listed one by one; of more, the number is told."""
SEPARATOR, PAIR = "\x1f", "\x1e"
ORDERED = {
    "members": (("joined_on", "left_on"),),
    "policies": (("starts_on", "ends_on"),),
    "claims": (("submitted_on", "returned_on"),),
    "accounts": (("created_on", "closed_on"),),
    "dispatches": (("received_on", "closed_on"),),
    "payments": (("failed_on", "fixed_on"),),
}
"""Pairs of days in a row of which the second cannot come before the first: doubted, but counted."""

RULES = {
    Kind.ID: ("编号缺失", "补填编号"),
    Kind.TEXT: ("内容缺失", "补填"),
    Kind.DATE: ("不是历法上有的日期", "写作 2024-12-31"),
    Kind.YES_NO: ("应填是或否", "改写成 是 或 否"),
    Kind.COUNT: ("应为不小于0的整数", "核对后填写整数"),
    Kind.MONEY: ("应为不小于0的金额，最多两位小数", "以元为单位填写"),
    Kind.YEAR: ("应为四位年份", "写作 2024"),
    Kind.CHOICE: ("不是可用的选项", "照选项原文填写"),
}


def clean(one: Found, connection: duckdb.DuckDBPyConnection, scratch: Path) -> tuple[list[Problem], bool]:
    """Make the table ``<ledger>`` of typed rows from ``raw_<ledger>``.

    A row is set aside when its id or agency is missing or unknown, or a cell is not what its column holds. An id that
    stands in several equal rows counts once; rows of one id that say different things are all set aside.

    Args:
        one: the ledger.
        connection: where its raw view and the table ``agencies`` are.
        scratch: a folder for what has to be rewritten.

    Returns:
        A problem for each row set aside (the first thousand, then their number), and for what is doubtful; and whether
        the ledger can be used at all.
    """
    if _quick(one.ledger, connection):
        return list(_out_of_order(one, connection)), True
    ledger = one.ledger
    refused = attach(one, connection, scratch, careful=True)
    if refused:
        return refused, False
    connection.execute(f"CREATE TABLE typed_{ledger.name} AS {_typed(ledger)}")
    problems = list(_set_aside(one, connection))
    keep = "WHERE fault IS NULL"
    if not ledger.repeats:
        problems += _contradictions(one, connection)
        keep += f" AND {ledger.id} NOT IN (SELECT id FROM twice_{ledger.name} WHERE kinds > 1)"
    columns = ", ".join(column.name for column in ledger.columns)
    distinct = "DISTINCT " if _repeated(ledger, connection) else ""
    connection.execute(f"CREATE VIEW {ledger.name} AS SELECT {distinct}{columns} FROM typed_{ledger.name} {keep}")
    problems += _out_of_order(one, connection)
    return problems, True


def _quick(ledger: Ledger, connection: duckdb.DuckDBPyConnection) -> bool:
    """Take a ledger as it is, if nothing at all is doubtful in it: most exports are so, and large.

    Whatever the quick look does not like, it leaves to the careful one.
    """
    listed = ", ".join(f"{_plain(column)} AS {column.name}" for column in ledger.columns)
    table = f"typed_{ledger.name}"
    try:
        connection.execute(f"CREATE TABLE {table} AS SELECT {listed}, NULL AS fault FROM quick_{ledger.name}()")
    except duckdb.Error:
        return False
    doubts = " OR ".join(doubt for column in ledger.columns for doubt in _doubts(column))
    repeated = "0" if ledger.repeats else f"count(*) - count(DISTINCT hash({ledger.id}))"
    found = connection.execute(f"SELECT count(*) FILTER (WHERE {doubts}), {repeated} FROM {table}").fetchone()
    if found != (0, 0):
        connection.execute(f"DROP TABLE {table}")
        return False
    columns = ", ".join(
        f"CAST({column.name} AS DECIMAL(18, 2)) AS {column.name}" if column.kind is Kind.MONEY else column.name
        for column in ledger.columns
    )
    connection.execute(f"CREATE VIEW {ledger.name} AS SELECT {columns} FROM {table}")
    return True


def _plain(column: Column) -> str:
    """A column of the quick reader as its value; what does not fit becomes nothing."""
    if column.kind in (Kind.YES_NO, Kind.CHOICE):
        # A blank and a text that does not fit are kept apart by the marker below.
        return f"CASE WHEN {column.name} IS NULL THEN NULL ELSE coalesce({_value(column)}, {_unfit(column)}) END"
    return column.name


def _unfit(column: Column) -> str:
    return "CAST(error('unfit') AS BOOLEAN)" if column.kind is Kind.YES_NO else "error('unfit')"


def _doubts(column: Column) -> Iterator[str]:
    """Why a value may not be right, as conditions."""
    name = column.name
    if column.required:
        yield f"{name} IS NULL"
    if column.kind is Kind.DATE:
        yield f"{name} NOT BETWEEN DATE '{FIRST_DAY}' AND DATE '{LAST_DAY}'"
    if column.kind in (Kind.COUNT, Kind.YEAR):
        yield f"{name} NOT BETWEEN 0 AND 999999999999"
    if column.kind is Kind.MONEY:
        yield f"{name} < 0 OR {name} <> round({name}, 2)"
    if column.kind in (Kind.ID, Kind.TEXT):
        yield from (f"{side}({name}, '{blank}')" for side in ("starts_with", "ends_with") for blank in " 　")
    if name == "agency_id":
        yield f"{name} NOT IN (SELECT id FROM agencies)"


def _typed(ledger: Ledger) -> str:
    """Every column with its value, and what is at fault in the row: column and text, or nothing."""
    values = ", ".join(f"{_value(column)} AS {column.name}" for column in ledger.columns)
    faults = ", ".join(_fault(column) for column in ledger.columns)
    unknown = f"CASE WHEN agency_id IS NOT NULL AND known IS NULL THEN 'agency_id?{PAIR}' || agency_id END"
    texts = ", ".join(f"nullif(trim({column.name}, ' \t　'), '') AS {column.name}" for column in ledger.columns)
    return (
        f"WITH texts AS (SELECT record, {texts} FROM raw_{ledger.name}), "
        f"joined AS (SELECT texts.*, agencies.id AS known FROM texts LEFT JOIN agencies ON agencies.id = agency_id) "
        f"SELECT record, {values}, nullif(concat_ws('{SEPARATOR}', {faults}, {unknown}), '') AS fault FROM joined"
    )


def _value(column: Column) -> str:
    name = column.name
    if column.kind is Kind.DATE:
        others = ", ".join(f"'{form}'" for form in DAY_FORMS[1:])
        iso = f"TRY_CAST(CASE WHEN length({name}) = 10 THEN {name} END AS DATE)"
        return f"coalesce({iso}, CAST(try_strptime({name}, [{others}]) AS DATE))"
    if column.kind is Kind.YES_NO:
        return f"CASE WHEN lower({name}) IN {YES!r} THEN true WHEN lower({name}) IN {NO!r} THEN false END"
    if column.kind in (Kind.COUNT, Kind.YEAR):
        return f"TRY_CAST(CASE WHEN regexp_full_match({name}, '\\d{{1,12}}(\\.0+)?') THEN {name} END AS BIGINT)"
    if column.kind is Kind.MONEY:
        plain = f"replace({name}, ',', '')"
        form = r"'\d{1,14}(\.\d{1,2}0*)?'"
        return f"TRY_CAST(CASE WHEN regexp_full_match({plain}, {form}) THEN {plain} END AS DECIMAL(18, 2))"
    if column.kind is Kind.CHOICE:
        cases = " ".join(
            f"WHEN lower({name}) IN ('{value}', '{label.lower()}') THEN '{value}'"
            for value, label in column.choices.items()
        )
        return f"CASE {cases} END"
    return name


def _fault(column: Column) -> str:
    """The column's name and text where its cell is at fault; else nothing."""
    value, name = _value(column), column.name
    blank = f"{name} IS NULL" if column.required else "false"
    wrong = f"({name} IS NOT NULL AND {value} IS NULL)"
    if column.kind is Kind.DATE:
        wrong = f"({wrong} OR {value} NOT BETWEEN DATE '{FIRST_DAY}' AND DATE '{LAST_DAY}')"
    if column.kind in (Kind.ID, Kind.TEXT):
        wrong = "false"
    return f"CASE WHEN {blank} OR {wrong} THEN '{name}{PAIR}' || coalesce({name}, '') END"


def _set_aside(one: Found, connection: duckdb.DuckDBPyConnection) -> Iterator[Problem]:
    name = one.ledger.name
    (number,) = connection.execute(f"SELECT count(*) FROM typed_{name} WHERE fault IS NOT NULL").fetchone() or (0,)
    rows = connection.execute(
        f"SELECT record, {one.ledger.id}, agency_id, fault FROM typed_{name} WHERE fault IS NOT NULL "
        f"ORDER BY record LIMIT {LISTED}"
    ).fetchall()
    for record, _, agency, fault in rows:
        for part in str(fault).split(SEPARATOR):
            column, _, text = part.partition(PAIR)
            yield _told(one, int(record), str(agency or ""), column, text)
    if number > LISTED:
        rule = f"共有{number}行搁置不计，这里列出前{LISTED}行"
        yield error(one.source, rule, "先改正列出的各行，再运行一次")


def _told(one: Found, record: int, agency: str, column: str, text: str) -> Problem:
    if column == "agency_id?":
        rule, mend = "代办处名册里没有这个编号，这一行搁置不计", "核对编号；确有这个代办处就先补进名册"
        return _problem(one.source, record, "", "代办处编号", text, rule, mend)
    known = {each.name: each for each in one.ledger.columns}[column]
    rule, mend = RULES[known.kind]
    if not text:
        rule, mend = f"{known.label}缺失", f"补填{known.label}"
    return _problem(one.source, record, agency, known.label, text, f"{rule}，这一行搁置不计", mend)


def _problem(source: Source, record: int, agency: str, label: str, text: str, rule: str, mend: str) -> Problem:
    made = error(source, rule, mend, cell=f"第{record}条记录", agency_id=agency, value=text)
    return Problem(**{name: getattr(made, name) for name in Problem.__slots__} | {"label": label})


def _contradictions(one: Found, connection: duckdb.DuckDBPyConnection) -> Iterator[Problem]:
    """Ids that stand in several rows; those whose rows say different things are set aside, all of them."""
    ledger = one.ledger
    parts = ", ".join(column.name for column in ledger.columns)
    typed = f"typed_{ledger.name}"
    connection.execute(
        f"CREATE TABLE twice_{ledger.name} AS WITH many AS ("
        f"SELECT {ledger.id} AS id FROM {typed} WHERE fault IS NULL GROUP BY 1 HAVING count(*) > 1) "
        f"SELECT id, count(*) AS rows, count(DISTINCT hash({parts})) AS kinds, min(record) AS record, "
        f"min(agency_id) AS agency_id FROM many JOIN {typed} ON {typed}.{ledger.id} = many.id "
        "WHERE fault IS NULL GROUP BY id"
    )
    rows = connection.execute(
        f"SELECT record, id, agency_id, rows FROM twice_{ledger.name} WHERE kinds > 1 ORDER BY record LIMIT {LISTED}"
    ).fetchall()
    for record, key, agency, number in rows:
        rule = f"同一编号有{number}行，内容不同，都搁置不计"
        label = ledger.columns[0].label
        yield _problem(one.source, int(record), str(agency), label, str(key), rule, "核实后只留正确的一行")


def _repeated(ledger: Ledger, connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether equal rows are there that must count once."""
    if ledger.repeats:
        return False  # the measures count distinct ids
    (number,) = connection.execute(f"SELECT count(*) FROM twice_{ledger.name}").fetchone() or (0,)
    return bool(number)


def _out_of_order(one: Found, connection: duckdb.DuckDBPyConnection) -> Iterator[Problem]:
    known = {column.name: column.label for column in one.ledger.columns}
    for first, second in ORDERED.get(one.ledger.name, ()):
        (number,) = connection.execute(
            f"SELECT count(*) FROM typed_{one.ledger.name} WHERE fault IS NULL AND {second} < {first}"
        ).fetchone() or (0,)
        if number:
            rule = f"有{number}行的{known[second]}早于{known[first]}，照常计数"
            yield warning(one.source, rule, "核对这些行的日期")
