"""Ledgers of an invented business system, of any size, the same for the same seed; nothing of it is committed.

python scripts/synthetic_ledgers.py FOLDER [MEMBERS] [CLAIMS] [ACCOUNTS]
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

__all__ = ["write_ledgers"]

AGENCIES = 66


def _draw(stream: int, below: int) -> str:
    """A number of record i, the same each time."""
    return f"CAST(hash(i * {stream}) % {below} AS INTEGER)"


def write_ledgers(folder: Path, members: int, claims: int, accounts: int, suffix: str = "csv") -> None:
    """Write members, policies, claims and accounts; half as many policies as members.

    Args:
        folder: where to.
        members: how many members.
        claims: how many claims.
        accounts: how many accounts.
        suffix: ``csv`` or ``parquet``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    agency = f"printf('A%02d', 1 + hash(i * 7) % {AGENCIES}) AS agency_id"
    member = f"printf('M%09d', {{}} % {members}) AS member_id"
    tables = {
        "members": (
            members,
            member.format("i"),
            agency,
            f"DATE '2008-01-01' + {_draw(11, 6000)} AS joined_on",
            f"CASE WHEN {_draw(13, 20)} = 0 THEN DATE '2019-01-01' + {_draw(17, 2400)} END AS left_on",
            f"CASE WHEN {_draw(19, 10)} < 8 THEN '是' ELSE '否' END AS union_member",
        ),
        "policies": (
            members // 2,
            "printf('P%09d', i) AS policy_id",
            member.format("hash(i * 23)"),
            agency,
            f"'险种' || {_draw(29, 6)} AS plan",
            f"DATE '2018-01-01' + {_draw(31, 2500)} AS starts_on",
            "starts_on + 365 AS ends_on",
            f"1 + {_draw(37, 3)} AS shares",
            f"printf('%d.50', 40 + {_draw(41, 90)}) AS premium",
            f"starts_on + {_draw(43, 20)} AS paid_on",
        ),
        "claims": (
            claims,
            "printf('C%09d', i) AS claim_id",
            agency,
            member.format("hash(i * 47)"),
            f"['critical_illness', 'accident', 'hospital', 'medical'][1 + {_draw(53, 4)}] AS kind",
            f"['app', 'counter'][1 + {_draw(59, 2)}] AS channel",
            f"DATE '2023-01-01' + {_draw(61, 730)} AS reported_on",
            f"reported_on + {_draw(67, 30)} AS submitted_on",
            f"CASE WHEN {_draw(71, 9)} = 0 THEN submitted_on + 5 END AS returned_on",
            f"CASE WHEN {_draw(73, 50)} = 0 THEN submitted_on + 9 END AS refused_on",
            f"CASE WHEN refused_on IS NOT NULL THEN ['backlog', 'other'][1 + {_draw(79, 2)}] END AS refused_for",
        ),
        "accounts": (
            accounts,
            "printf('U%07d', i) AS account_id",
            agency,
            f"DATE '2015-01-01' + {_draw(83, 3600)} AS created_on",
            f"CASE WHEN {_draw(89, 4)} > 0 THEN DATE '2024-01-01' + {_draw(97, 360)} END AS last_login_on",
            f"CASE WHEN {_draw(101, 30)} = 0 THEN DATE '2023-06-01' END AS closed_on",
        ),
    }
    connection = duckdb.connect()
    for name, (count, *columns) in tables.items():
        target = folder / f"{name}.{suffix}"
        how = "(FORMAT parquet)" if suffix == "parquet" else "(FORMAT csv, HEADER)"
        connection.execute(f"COPY (SELECT {', '.join(columns)} FROM range({count}) AS r(i)) TO '{target}' {how}")
    connection.close()


if __name__ == "__main__":
    sizes = [int(word) for word in sys.argv[2:5]] or [10_000_000, 2_000_000, 200_000]
    write_ledgers(Path(sys.argv[1]), *sizes)
