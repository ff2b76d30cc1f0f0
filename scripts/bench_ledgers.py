"""Measure the counting of ledgers beside the obvious way in pandas, side by side in one run, as ratios.

    python scripts/bench_ledgers.py [--quick]

G  all measures of synthetic members, policies, claims and accounts: `hubao actuals` and pandas, a process each

Both must give the same figures. Ten million members, half as many policies, two million claims, 200,000 accounts; a
hundredth of that with --quick.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from bench_measure import measure
from bench_tables import Table
from synthetic_ledgers import AGENCIES, write_ledgers

SIZES = (10_000_000, 2_000_000, 200_000)
LIMIT = 3600
FASTER, LIGHTER = 5, 4
YEAR = 2024


def in_pandas(folder: Path) -> dict[str, dict[str, float]]:
    """The same figures the obvious way: read, drop repeats, filter, group."""
    first, until = pd.Timestamp(f"{YEAR}-01-01"), pd.Timestamp(f"{YEAR}-12-31")

    def ledger(name: str, *days: str) -> pd.DataFrame:
        frame = pd.read_csv(folder / f"{name}.csv")
        for day in days:
            frame[day] = pd.to_datetime(frame[day])
        return frame

    members = ledger("members", "joined_on", "left_on").drop_duplicates("member_id")
    policies = ledger("policies", "starts_on", "ends_on", "paid_on").drop_duplicates("policy_id")
    claims = ledger("claims", "submitted_on", "returned_on", "refused_on")
    accounts = ledger("accounts", "created_on", "last_login_on", "closed_on").drop_duplicates("account_id")
    inside = (members.joined_on <= until) & (members.left_on.isna() | (members.left_on > until))
    found = {
        "mutual_members": members[inside].groupby("agency_id").size(),
        "union_members": members[inside & (members.union_member == "是")].groupby("agency_id").size(),
    }
    for name, day in (("dormant_start", first), ("dormant_end", until)):
        back = day - pd.DateOffset(years=5)
        covered = policies[(policies.starts_on <= day) & (policies.ends_on > back)].member_id
        old = members[(members.joined_on <= back) & (members.left_on.isna() | (members.left_on > day))]
        found[name] = old[~old.member_id.isin(covered)].groupby("agency_id").size()
    begun = policies[policies.starts_on.between(first, until)]
    found["insured_members"] = begun.groupby("agency_id").member_id.nunique()
    found["policies"] = begun.groupby("agency_id").shares.sum()
    found["plan_kinds"] = begun.groupby("agency_id").plan.nunique()
    found["premium_income"] = policies[policies.paid_on.between(first, until)].groupby("agency_id").premium.sum()
    sent = claims[claims.submitted_on.between(first, until)]
    serious, medical = sent[sent.kind.isin(["critical_illness", "accident"])], sent[sent.kind == "medical"]
    found["claims_submitted"] = serious.groupby("agency_id").claim_id.nunique()
    found["claims_returned"] = serious[serious.returned_on <= until].groupby("agency_id").claim_id.nunique()
    found["medical_claims"] = medical.groupby("agency_id").claim_id.nunique()
    found["medical_claims_app"] = medical[medical.channel == "app"].groupby("agency_id").claim_id.nunique()
    backlog = claims[(claims.refused_for == "backlog") & claims.refused_on.between(first, until)]
    found["backlog_refusals"] = backlog.groupby("agency_id").claim_id.nunique()
    held = accounts[(accounts.created_on <= until) & (accounts.closed_on.isna() | (accounts.closed_on > until))]
    found["accounts_total"] = held.groupby("agency_id").size()
    idle = (until - held.last_login_on.fillna(held.created_on)).dt.days >= 180
    found["accounts_idle"] = held[idle].groupby("agency_id").size()
    return {name: {str(key): float(value) for key, value in series.items()} for name, series in found.items()}


def written(out: Path) -> dict[str, dict[str, float]]:
    """What `hubao actuals` wrote, field by field."""
    found: dict[str, dict[str, float]] = {}
    for table in ("actuals", "extras", "scale"):
        with (out / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                for name, value in row.items():
                    if name != "agency_id" and value:
                        found.setdefault(name, {})[row["agency_id"]] = float(value)
    return found


def main(words: Sequence[str] | None = None) -> int:
    """Measure and report; 1 when figures differ or a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a hundredth of the rows")
    parser.add_argument("--pandas", type=Path, metavar="FOLDER", help=argparse.SUPPRESS)
    options, _ = parser.parse_known_args(words)
    if options.pandas:
        print(json.dumps(in_pandas(options.pandas)))
        return 0
    sizes = [size // 100 if options.quick else size for size in SIZES]
    with tempfile.TemporaryDirectory(prefix="hubao-bench-") as name:
        folder = Path(name)
        write_ledgers(folder / "ledgers", *sizes)
        (folder / "data").mkdir()
        rows = [f"A{n:02d},示例第{n}代办处,区,3,否" for n in range(1, AGENCIES + 1)]
        head = "agency_id,name,category,staff_count,electronic_archive"
        (folder / "data" / "agencies.csv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
        ours = [
            sys.executable,
            "-m",
            "hubao",
            "actuals",
            str(YEAR),
            "--ledgers",
            "ledgers",
            "--data",
            "data",
            "--out",
            "out",
        ]
        theirs = [sys.executable, str(Path(__file__).resolve()), "--pandas", "ledgers"]
        runs = {
            "hubao actuals": measure(ours, folder, os.environ, LIMIT),
            "pandas": measure(theirs, folder, os.environ, LIMIT),
        }
        failed = [way for way, run in runs.items() if run.status]
        if failed:
            print(f"没有量成：{'、'.join(failed)}\n{runs[failed[0]].complained[-2000:]}", file=sys.stderr)
            return 1
        mine, other = written(folder / "out"), json.loads(runs["pandas"].said)
    first = runs["hubao actuals"]
    rows_told = tuple(
        (
            way,
            f"{run.wall:.1f}",
            f"{run.cpu:.1f}",
            f"{run.own_rss / 2**20:.0f}",
            f"{run.wall / first.wall:.1f}",
            f"{run.own_rss / first.own_rss:.1f}",
        )
        for way, run in runs.items()
    )
    head_told = ("方式", "历时（s）", "CPU（s）", "内存峰值（MiB）", "历时倍数", "内存倍数")
    same = all(mine[field].get(key, 0) == value for field, values in other.items() for key, value in values.items())
    faster = runs["pandas"].wall / first.wall >= FASTER
    lighter = runs["pandas"].own_rss / first.own_rss >= LIGHTER
    print(f"## G. 台账统计：会员 {sizes[0]:,}、案件 {sizes[1]:,}、用户名 {sizes[2]:,}\n")
    print(f"{Table(head_told, rows_told).markdown()}\n")
    for said, reached in (
        ("两种方式的数字相同", same),
        (f"至少快 {FASTER} 倍", faster),
        (f"内存不到 {LIGHTER} 分之一", lighter),
    ):
        print(f"- {said}：{'达到' if reached else '没有达到'}")
    return int(not (same and faster and lighter))


if __name__ == "__main__":
    sys.exit(main())
