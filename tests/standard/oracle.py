"""A second opinion on an evaluation: the contract read once more, by counting things out, with none of its machinery.

Plain dicts and fractions. A scheme is::

    {
        "mode": "sum" or "weighted", "excluded": "drop" or "spread_in_section", "cap": None or Fraction,
        "weights": {code: Fraction}, "grades": [(grade, Fraction), …],
        "indicators": {code: {"class": "G" or "E", "points": Fraction, "kind": …, and what the kind needs}},
    }

and a body::

    {"id": …, "level": …, "values": {code: Fraction}, "items": {code: (met, total)}, "judged": {code: Fraction},
     "excluded": {code, …}}

Where the contract is silent: points are never below none; a level in the weighted mode is what a section or pillar has
of its general points, on 0–100, and what has no general points shows the incentive points it adds; those are added to
the weighted total as they are.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

__all__ = ["evaluation"]

NONE, HUNDRED = Fraction(0), Fraction(100)

Pair = tuple[Fraction, Fraction]
"""Points, and most points."""


def evaluation(scheme: dict[str, Any], bodies: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Everything the contract's four output tables say, by body."""
    found = {body["id"]: one_body(scheme, body, bodies) for body in bodies}
    for result in found.values():
        result["rank"] = 1 + sum(1 for other in found.values() if other["total"] > result["total"])
    return found


def one_body(scheme: dict[str, Any], body: dict[str, Any], bodies: list[dict[str, Any]]) -> dict[str, Any]:
    lines: dict[str, Pair] = {}
    for code, rule in scheme["indicators"].items():
        if code in body["excluded"]:
            lines[code] = (NONE, NONE)
        else:
            stretch = stretched(scheme, body, code)
            lines[code] = (points_of(rule, code, body, bodies) * stretch, rule["points"] * stretch)
    sections = sorted({code.rsplit(".", 1)[0] for code in lines})
    pillars = sorted({code.split(".")[0] for code in lines})
    earned = sum((line[0] for code, line in lines.items() if is_incentive(scheme, code)), NONE)
    incentive = earned if scheme["cap"] is None or earned <= scheme["cap"] else scheme["cap"]
    if scheme["mode"] == "sum":
        general = sum((line[0] for code, line in lines.items() if not is_incentive(scheme, code)), NONE)
        branches = {code: summed(scheme, lines, code) for code in (*sections, *pillars)}
    else:
        general = level_of(scheme, lines, "") or NONE
        branches = {code: levelled(scheme, lines, code) for code in (*sections, *pillars)}
    total = general + incentive
    return {
        "indicators": lines,
        "sections": {code: branches[code] for code in sections},
        "pillars": {code: branches[code] for code in pillars},
        "general": general,
        "incentive": incentive,
        "total": total,
        "grade": grade_of(scheme, total),
    }


# One indicator


def points_of(rule: dict[str, Any], code: str, body: dict[str, Any], bodies: list[dict[str, Any]]) -> Fraction:
    full, kind = rule["points"], rule["kind"]
    if kind == "judged":
        return body["judged"][code]
    if kind == "checklist":
        met, total = body["items"][code]
        return full * met / total
    value = body["values"][code]
    if kind == "ratio":
        return full if value >= rule["target"] else max(NONE, full * value / rule["target"])
    if kind == "threshold":
        return NONE if value < rule["at_least"] else full
    if kind == "bands":
        for at_least, points in rule["bands"]:
            if value >= at_least:
                return points
        return NONE
    if kind == "year_on_year":
        if value <= rule["base"]:
            return NONE
        if value >= rule["target"]:
            return full
        return full * (value - rule["base"]) / (rule["target"] - rule["base"])
    assert kind == "peer_percentile"
    beaten, others = NONE, 0
    for peer in bodies:
        among = rule["peers"] == "all" or peer["level"] == body["level"]
        if peer["id"] == body["id"] or not among or code in peer["excluded"]:
            continue
        others += 1
        theirs = peer["values"][code]
        if theirs == value:
            beaten += Fraction(1, 2)
        elif (theirs < value) == (rule["better"] == "higher"):
            beaten += 1
    return full * beaten / others


def is_incentive(scheme: dict[str, Any], code: str) -> bool:
    return scheme["indicators"][code]["class"] == "E"


def stretched(scheme: dict[str, Any], body: dict[str, Any], code: str) -> Fraction:
    """By what an indicator's points are scaled: what its section's general points were, over what is left of them."""
    if scheme["excluded"] == "drop" or is_incentive(scheme, code):
        return Fraction(1)
    section = code.rsplit(".", 1)[0]
    whole = left = NONE
    for other, rule in scheme["indicators"].items():
        if other.rsplit(".", 1)[0] == section and rule["class"] == "G":
            whole += rule["points"]
            left += NONE if other in body["excluded"] else rule["points"]
    return whole / left if left else Fraction(1)


# Sections and pillars


def below(lines: dict[str, Pair], code: str) -> dict[str, Pair]:
    return {one: line for one, line in lines.items() if one.startswith(f"{code}.")}


def general_below(scheme: dict[str, Any], lines: dict[str, Pair], code: str) -> Pair:
    own = [line for one, line in below(lines, code).items() if not is_incentive(scheme, one)]
    return sum((points for points, _ in own), NONE), sum((full for _, full in own), NONE)


def incentive_below(scheme: dict[str, Any], lines: dict[str, Pair], code: str) -> Fraction:
    return sum((line[0] for one, line in below(lines, code).items() if is_incentive(scheme, one)), NONE)


def summed(scheme: dict[str, Any], lines: dict[str, Pair], code: str) -> Pair:
    """Sum mode: general and incentive points together; most points are the general ones', the others come on top."""
    points, full = general_below(scheme, lines, code)
    return points + incentive_below(scheme, lines, code), full


def levelled(scheme: dict[str, Any], lines: dict[str, Pair], code: str) -> Pair:
    """Weighted mode: the level on 0–100."""
    level = level_of(scheme, lines, code)
    return (incentive_below(scheme, lines, code), NONE) if level is None else (level, HUNDRED)


def level_of(scheme: dict[str, Any], lines: dict[str, Pair], code: str) -> Fraction | None:
    """The level of a section, a pillar, or (without a code) of the whole; none where no general points are left."""
    depth = len(code.split(".")) if code else 0
    if depth == 2:
        points, full = general_below(scheme, lines, code)
        return HUNDRED * points / full if full else None
    inside = [one for one in lines if not code or one.startswith(f"{code}.")]
    parts = sorted({".".join(one.split(".")[: depth + 1]) for one in inside})
    given = any(part in scheme["weights"] for part in parts)
    above = weights = NONE
    for part in parts:
        level = level_of(scheme, lines, part)
        if level is not None:
            weight = scheme["weights"][part] if given else general_below(scheme, lines, part)[1]
            above += weight * level
            weights += weight
    return above / weights if weights else None


def grade_of(scheme: dict[str, Any], total: Fraction) -> str:
    for grade, at_least in scheme["grades"]:
        if total >= at_least:
            return grade
    return "unqualified"
