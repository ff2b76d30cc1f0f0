"""The measures once more, from the contract's text alone: plain loops over rows of values, no SQL."""

from __future__ import annotations

from datetime import date
from typing import Any

Rows = list[dict[str, Any]]


def years_before(day: date, years: int) -> date:
    """The same day some years earlier; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def once(rows: Rows, key: str) -> Rows:
    """Each id once; ids whose rows say different things are left out."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row[key], []).append(row)
    return [own[0] for own in found.values() if all(row == own[0] for row in own)]


def figures(ledgers: dict[str, Rows], agencies: list[str], year: int, until: date) -> dict[str, dict[str, Any]]:
    """Every measure, field → agency → figure."""
    first = date(year, 1, 1)
    members, policies = once(ledgers["members"], "member_id"), once(ledgers["policies"], "policy_id")
    claims, accounts = ledgers["claims"], once(ledgers["accounts"], "account_id")
    dispatches, overcap = once(ledgers["dispatches"], "dispatch_id"), once(ledgers["overcap"], "case_id")
    payments = once(ledgers["payments"], "payment_id")

    def within(day: date | None) -> bool:
        return day is not None and first <= day <= until

    def in_at(row: dict[str, Any], day: date) -> bool:
        return row["joined_on"] <= day and (row["left_on"] is None or row["left_on"] > day)

    def dormant(row: dict[str, Any], day: date) -> bool:
        back = years_before(day, 5)
        covered = any(
            one["member_id"] == row["member_id"] and one["starts_on"] <= day and one["ends_on"] > back
            for one in policies
        )
        return row["joined_on"] <= back and (row["left_on"] is None or row["left_on"] > day) and not covered

    def idle(row: dict[str, Any]) -> bool:
        return (until - (row["last_login_on"] or row["created_on"])).days >= 180

    def open_(row: dict[str, Any]) -> bool:
        return row["created_on"] <= until and (row["closed_on"] is None or row["closed_on"] > until)

    serious = ("critical_illness", "accident")

    def of(agency: str) -> dict[str, Any]:
        m = [row for row in members if row["agency_id"] == agency]
        p = [row for row in policies if row["agency_id"] == agency]
        begun = [row for row in p if within(row["starts_on"])]
        c = [row for row in claims if row["agency_id"] == agency]
        sent = [row for row in c if within(row["submitted_on"])]
        a = [row for row in accounts if row["agency_id"] == agency and open_(row)]
        d = [row for row in dispatches if row["agency_id"] == agency and within(row["received_on"])]
        o = [row for row in overcap if row["agency_id"] == agency and row["window_year"] == year]
        failed = [row for row in payments if row["agency_id"] == agency and within(row["failed_on"])]
        records = {
            name: [row for row in once(ledgers[name], "record_id") if row["agency_id"] == agency]
            for name in ("meetings", "research", "trainings", "activities", "articles")
        }
        return {
            "union_members": sum(in_at(row, until) and row["union_member"] for row in m),
            "mutual_members": sum(in_at(row, until) for row in m),
            "dormant_start": sum(dormant(row, first) for row in m),
            "dormant_end": sum(dormant(row, until) for row in m),
            "insured_members": len({row["member_id"] for row in begun}),
            "premium_income": sum(row["premium"] for row in p if within(row["paid_on"])),
            "plan_kinds": len({row["plan"] for row in begun}),
            "policies": sum(row["shares"] for row in begun),
            "claims_submitted": len({row["claim_id"] for row in sent if row["kind"] in serious}),
            "claims_returned": len(
                {
                    row["claim_id"]
                    for row in sent
                    if row["kind"] in serious and row["returned_on"] is not None and row["returned_on"] <= until
                }
            ),
            "medical_claims": len({row["claim_id"] for row in sent if row["kind"] == "medical"}),
            "medical_claims_app": len(
                {row["claim_id"] for row in sent if row["kind"] == "medical" and row["channel"] == "app"}
            ),
            "backlog_refusals": len(
                {row["claim_id"] for row in c if row["refused_for"] == "backlog" and within(row["refused_on"])}
            ),
            "accounts_total": len(a),
            "accounts_idle": sum(idle(row) for row in a),
            "dispatches_received": len(d),
            "dispatches_closed_on_time": sum(
                row["closed_on"] is not None and row["closed_on"] <= row["due_on"] for row in d
            ),
            "dispatches_dissatisfied": sum(row["satisfied"] is False for row in d),
            "overcap_due": len(o),
            "overcap_declared": sum(row["status"] != "new" for row in o),
            "failed_payment_people": len(
                {row["member_id"] for row in failed if row["fixed_on"] is None or row["fixed_on"] > until}
            ),
            "meetings_attended": sum(within(row["held_on"]) for row in records["meetings"]),
            "research_sessions": sum(within(row["held_on"]) for row in records["research"]),
            "trainings": sum(within(row["held_on"]) and row["feedback_on"] is not None for row in records["trainings"]),
            "member_activities": sum(
                within(row["held_on"]) and row["filed_on"] is not None for row in records["activities"]
            ),
            "articles": sum(within(row["submitted_on"]) for row in records["articles"]),
        }

    found = {agency: of(agency) for agency in agencies}
    return {field: {agency: found[agency][field] for agency in agencies} for field in found[agencies[0]]}
