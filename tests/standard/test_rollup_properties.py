"""From figures to ranks: examples by hand, a second opinion on whole evaluations, and what must always hold."""

from __future__ import annotations

from collections import Counter, defaultdict
from copy import deepcopy
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubao.errors import HubaoError
from hubao.policy.standard_consistency import points_faults
from hubao.policy.standard_loader import load_tree
from hubao.policy.standard_points import KINDS, PointsFile
from hubao.standard.record import Body, Judgement, Observation, Record
from hubao.standard.scheme import scheme_of
from hubao.standard.score import BodyScore, ranks, score_bodies
from tests.standard.oracle import evaluation

TREE = load_tree(Path(__file__).parents[2] / "params" / "standard" / "tree.yaml")

# The same examples on every machine and every day: a failure here is never luck.
exactly = settings(derandomize=True, max_examples=100, deadline=None, database=None)


class Case(NamedTuple):
    """An evaluation in plain words, as the second opinion reads it."""

    scheme: dict[str, Any]
    bodies: list[dict[str, Any]]

    def altered(self, **changes: Any) -> Case:
        """The same by another scheme."""
        return Case(self.scheme | changes, self.bodies)


# An evaluation at random


def random_case(seed: int, sections: int = 5, bodies: int = 4) -> Case:
    """A points file over some of the tree, and bodies whose figures lie on and about its bounds."""
    draw = Random(seed)
    scheme = random_scheme(draw, sections)
    found: list[dict[str, Any]] = []
    for number in range(bodies):
        if found and draw.random() < 0.3:
            body = deepcopy(draw.choice(found))  # a twin: totals meet
            found.append(body | {"id": f"X{number}"})
        else:
            found.append(random_body(draw, scheme, f"X{number}"))
    for code, rule in scheme["indicators"].items():
        for body in found if rule["kind"] == "peer_percentile" else ():
            if not has_peer(rule, code, body, found):
                body["excluded"].add(code)
    return Case(scheme, found)


def random_scheme(draw: Random, sections: int) -> dict[str, Any]:
    codes = {"2.1.1"}  # one general indicator at least
    for section in draw.sample(list(TREE.sections.values()), sections):
        own = list(section.indicators)
        codes.update(draw.sample(own, draw.randint(1, len(own))))
    shuffled = sorted(codes)
    draw.shuffle(shuffled)
    indicators = {code: random_rule(draw, code) for code in shuffled}
    if not indicators["2.1.1"]["points"]:
        indicators["2.1.1"] = {"class": "G", "points": Fraction(3), "kind": "judged"}
    full = sum(rule["points"] for rule in indicators.values() if rule["class"] == "G")
    scheme = {
        "mode": draw.choice(("sum", "weighted")),
        "excluded": draw.choice(("drop", "spread_in_section")),
        "cap": draw.choice((None, None, Fraction(0), Fraction(1, 3), Fraction(2), Fraction(50))),
        "weights": {},
        "grades": [],
        "indicators": indicators,
    }
    scheme["grades"] = random_grades(draw, Fraction(100) if scheme["mode"] == "weighted" else full)
    if scheme["mode"] == "weighted" and draw.random() < 0.7:
        scheme["weights"] = random_weights(draw, indicators)
    return scheme


def random_rule(draw: Random, code: str) -> dict[str, Any]:
    points = Fraction(draw.choice((0, 1, 1, 2, 3, 5, 10)), draw.choice((1, 1, 2, 3)))
    rule = {"class": TREE.indicators[code].class_, "points": points, "kind": draw.choice(list(KINDS))}
    bounds = sorted(draw.sample([Fraction(n, 20) for n in range(1, 25)], 3), reverse=True)
    if rule["kind"] == "ratio":
        rule["target"] = bounds[0]
    elif rule["kind"] == "threshold":
        rule["at_least"] = bounds[0]
    elif rule["kind"] == "bands":
        shares = [Fraction(draw.randint(0, 4), 4) for _ in bounds]
        if draw.random() < 0.7:
            shares.sort(reverse=True)
        rule["bands"] = [(bound, points * share) for bound, share in zip(bounds, shares, strict=True)]
    elif rule["kind"] == "year_on_year":
        rule |= {"base": bounds[1], "target": bounds[0]}
    elif rule["kind"] == "peer_percentile":
        rule |= {"better": draw.choice(("higher", "lower")), "peers": draw.choice(("level", "all"))}
    return rule


def random_weights(draw: Random, indicators: dict[str, Any]) -> dict[str, Fraction]:
    """For some families of siblings, a weight for each that has general points."""
    rated = {code for code, rule in indicators.items() if rule["class"] == "G" and rule["points"]}
    families: dict[str, set[str]] = defaultdict(set)
    for code in rated:
        pillar, section, _ = code.split(".")
        families[""].add(pillar)
        families[pillar].add(f"{pillar}.{section}")
    weights = {}
    for _, siblings in sorted(families.items()):
        if draw.random() < 0.5:
            parts = {code: draw.randint(1, 6) for code in sorted(siblings)}
            weights |= {code: Fraction(part, sum(parts.values())) for code, part in parts.items()}
    return weights


def random_grades(draw: Random, full: Fraction) -> list[tuple[str, Fraction]]:
    kept = [grade for grade in ("excellent", "good", "qualified") if draw.random() < 0.8] or ["good"]
    bounds = sorted(draw.sample([full * n / 20 for n in range(1, 21)], len(kept)), reverse=True)
    return list(zip(kept, bounds, strict=True))


def random_body(draw: Random, scheme: dict[str, Any], key: str) -> dict[str, Any]:
    body: dict[str, Any] = {"id": key, "level": draw.choice(("市级", "县级"))}
    body |= {"values": {}, "items": {}, "judged": {}, "excluded": set()}
    some, most = draw.choice((0, 0.1, 0.4)), draw.choice((0, 0.1, 0.4))
    gone = {code for code in TREE.sections if draw.random() < most}
    for code, rule in scheme["indicators"].items():
        if rule["kind"] == "judged":
            body["judged"][code] = rule["points"] * draw.randint(0, 4) / 4
        elif rule["kind"] == "checklist":
            total = draw.randint(1, 6)
            body["items"][code] = (draw.randint(0, total), total)
        else:
            body["values"][code] = draw.choice(figures_about(rule))
        if draw.random() < some or code.rsplit(".", 1)[0] in gone or draw.random() < 0.02:
            body["excluded"].add(code)
    return body


def figures_about(rule: dict[str, Any]) -> list[Fraction]:
    """Figures on a rule's bounds, just beside them, and far away."""
    if rule["kind"] == "peer_percentile":
        return [Fraction(n, 2) for n in range(4)]
    bounds = [rule[name] for name in ("target", "at_least", "base") if name in rule]
    bounds += [bound for bound, _ in rule.get("bands", ())]
    near = [bound + step for bound in bounds for step in (Fraction(-1, 10**9), Fraction(0), Fraction(1, 10**9))]
    return [*near, *(bound * part for bound in bounds for part in (Fraction(1, 3), Fraction(9, 10))), *far]


far = [Fraction(-1, 2), Fraction(0), Fraction(3)]


def has_peer(rule: dict[str, Any], code: str, body: dict[str, Any], bodies: list[dict[str, Any]]) -> bool:
    others = [one for one in bodies if one is not body and code not in one["excluded"]]
    return any(rule["peers"] == "all" or one["level"] == body["level"] for one in others)


cases = st.builds(random_case, st.integers(0, 10**9), sections=st.integers(1, 9), bodies=st.integers(1, 6))


# The same for the program


def points_file(scheme: dict[str, Any]) -> PointsFile:
    """The scheme as a points file that holds together."""
    indicators = {}
    for code, rule in scheme["indicators"].items():
        indicators[code] = {name: value for name, value in rule.items() if name != "class"}
        if "bands" in rule:
            indicators[code]["bands"] = [{"at_least": bound, "points": points} for bound, points in rule["bands"]]
    points = PointsFile.model_validate(
        {
            "general_total": sum(rule["points"] for rule in scheme["indicators"].values() if rule["class"] == "G"),
            "indicators": indicators,
            "excluded": scheme["excluded"],
            "incentive_cap": scheme["cap"],
            "mode": scheme["mode"],
            "weights": scheme["weights"],
            "grades": [{"grade": grade, "at_least": bound} for grade, bound in scheme["grades"]],
        }
    )
    assert list(points_faults(points, TREE)) == []
    return points


def record_of(body: dict[str, Any]) -> Record:
    observations = {code: figure(code, value) for code, value in body["values"].items()}
    observations |= {
        code: Observation(items_met=met, items_total=total) for code, (met, total) in body["items"].items()
    }
    return Record(
        Body(body["id"], f"机构{body['id']}", body["level"]),
        observations,
        {code: Judgement(points, "评价组", "查看记录") for code, points in body["judged"].items()},
        dict.fromkeys(body["excluded"], "没有这项业务"),
    )


def figure(code: str, value: Fraction) -> Observation:
    """A figure as one number or as two, which must come to the same."""
    if code.endswith(("1", "3")):
        return Observation(value=value)
    return Observation(numerator=value * 120, denominator=Fraction(120))


def scored(case: Case) -> tuple[BodyScore, ...]:
    return score_bodies([record_of(body) for body in case.bodies], scheme_of(TREE, points_file(case.scheme)))


def opinion(scores: tuple[BodyScore, ...]) -> dict[str, dict[str, Any]]:
    """Everything the contract's four output tables say, by body, as the second opinion says it."""
    places = ranks(scores)
    return {
        score.body.body_id: {
            "indicators": {line.code: (line.points, line.max_points) for line in score.lines},
            "sections": {one.code: (one.points, one.max_points) for one in score.sections},
            "pillars": {one.code: (one.points, one.max_points) for one in score.pillars},
            "general": score.total.general,
            "incentive": score.total.incentive,
            "total": score.points,
            "grade": score.grade,
            "rank": places[score.body.body_id],
        }
        for score in scores
    }


def agreed(case: Case) -> dict[str, dict[str, Any]]:
    """What the program says, which must be what the second opinion says, to the last digit."""
    found, wanted = opinion(scored(case)), evaluation(case.scheme, case.bodies)
    differing = {
        (body, name): (value, wanted[body][name])
        for body, result in found.items()
        for name, value in result.items()
        if value != wanted[body][name]
    }
    assert differing == {}
    assert found == wanted
    return found


# Examples by hand

GRADES = [("excellent", Fraction(90)), ("good", Fraction(80)), ("qualified", Fraction(60))]


def scheme_with(judged: dict[str, int], **changes: Any) -> dict[str, Any]:
    """A scheme of judged indicators: code and points."""
    indicators = {
        code: {"class": TREE.indicators[code].class_, "points": Fraction(points), "kind": "judged"}
        for code, points in judged.items()
    }
    plain = {"mode": "sum", "excluded": "drop", "cap": None, "weights": {}, "grades": GRADES}
    return {**plain, "indicators": indicators, **changes}


def body_with(key: str = "X", excluded: tuple[str, ...] = (), **judged: int) -> dict[str, Any]:
    """A judged body; ``c111=2`` is two points for 1.1.1."""
    points = {".".join(code[1:]): Fraction(given) for code, given in judged.items()}
    return {"id": key, "level": "县级", "values": {}, "items": {}, "judged": points, "excluded": set(excluded)}


def one_rule(rule: dict[str, Any], *values: Any, code: str = "1.1.1") -> list[Fraction]:
    """The points several bodies of one level get by one rule of six points, for these values."""
    scheme = scheme_with({})
    scheme["indicators"] = {code: {"class": TREE.indicators[code].class_, "points": Fraction(6), **rule}}
    scheme["indicators"].setdefault("2.1.1", {"class": "G", "points": Fraction(1), "kind": "judged"})
    bodies = [body_with(f"X{number}", c211=0) for number in range(len(values))]
    for body, value in zip(bodies, values, strict=True):
        if isinstance(value, tuple):
            body["items"][code] = value
        else:
            body["values"][code] = Fraction(value)
    found = agreed(Case(scheme, bodies))
    return [found[body["id"]]["indicators"][code][0] for body in bodies]


@pytest.mark.parametrize(
    ("value", "points"),
    [
        ("0", 0),
        ("0.49", 3),  # 6 × 49/98
        ("0.9799", Fraction(9799 * 6, 9800)),
        ("0.98", 6),
        ("1.5", 6),
        ("-1", 0),
    ],
)
def test_ratio(value, points):
    assert one_rule({"kind": "ratio", "target": Fraction("0.98")}, value) == [points]


@pytest.mark.parametrize(("value", "points"), [("0.7499", 0), ("0.75", 6), ("2", 6), ("-1", 0)])
def test_threshold(value, points):
    assert one_rule({"kind": "threshold", "at_least": Fraction("0.75")}, value) == [points]


@pytest.mark.parametrize(
    ("value", "points"), [("0.5999", 0), ("0.6", 2), ("0.6999", 2), ("0.7", 3), ("0.7999", 3), ("0.8", 6), ("9", 6)]
)
def test_the_first_band_that_holds(value, points):
    bands = [(Fraction("0.8"), Fraction(6)), (Fraction("0.7"), Fraction(3)), (Fraction("0.6"), Fraction(2))]
    assert one_rule({"kind": "bands", "bands": bands}, value) == [points]


@pytest.mark.parametrize(("items", "points"), [((0, 5), 0), ((2, 5), Fraction(12, 5)), ((1, 3), 2), ((5, 5), 6)])
def test_checklist(items, points):
    assert one_rule({"kind": "checklist"}, items, code="1.5.1") == [points]


@pytest.mark.parametrize(
    ("value", "points"),
    [
        ("0.9", 0),
        ("1", 0),
        ("1.001", Fraction(6, 100)),  # a hundredth of the way from 1 to 1.1
        ("1.05", 3),
        ("1.0999", Fraction(6 * 999, 1000)),
        ("1.1", 6),
        ("1.2", 6),
    ],
)
def test_year_on_year(value, points):
    rule = {"kind": "year_on_year", "base": Fraction(1), "target": Fraction("1.1")}
    assert one_rule(rule, value, code="1.4.1") == [points]


@pytest.mark.parametrize(
    ("better", "values", "points"),
    [
        ("higher", ("3", "2", "1"), [6, 3, 0]),
        ("lower", ("3", "2", "1"), [0, 3, 6]),
        ("higher", ("5", "5"), [3, 3]),  # level with the only other: half
        ("higher", ("2", "1", "1", "0"), [6, 3, 3, 0]),  # better than 1, level with 1, of 3: 1½ / 3
        ("lower", ("2", "1", "1", "0"), [0, 3, 3, 6]),
    ],
)
def test_peer_percentile(better, values, points):
    assert one_rule({"kind": "peer_percentile", "better": better, "peers": "level"}, *values) == points


def test_peers_are_of_ones_own_level_or_all():
    rule = {"class": "G", "points": Fraction(6), "kind": "peer_percentile", "better": "higher"}
    values = {"A": ("市级", 9), "B": ("市级", 3), "C": ("县级", 5), "D": ("县级", 1)}
    bodies = [
        body_with(key) | {"level": level, "values": {"1.1.1": Fraction(value)}}
        for key, (level, value) in values.items()
    ]
    for peers, expected in (("level", [6, 0, 6, 0]), ("all", [6, 2, 4, 0])):
        scheme = scheme_with({}) | {"indicators": {"1.1.1": rule | {"peers": peers}}}
        found = agreed(Case(scheme, bodies))
        assert [found[key]["total"] for key in values] == expected


def test_whom_it_does_not_concern_is_no_peer():
    rule = {"class": "G", "points": Fraction(6), "kind": "peer_percentile", "better": "higher", "peers": "level"}
    scheme = scheme_with({}) | {"indicators": {"1.1.1": rule}}
    bodies = [
        body_with(key) | {"values": {"1.1.1": Fraction(value)}} for key, value in zip("ABC", (3, 2, 1), strict=True)
    ]
    bodies[2]["excluded"].add("1.1.1")
    found = agreed(Case(scheme, bodies))
    assert [found[key]["total"] for key in "ABC"] == [6, 0, 0]


def test_without_a_peer_there_is_no_place():
    rule = {"class": "G", "points": Fraction(6), "kind": "peer_percentile", "better": "higher", "peers": "level"}
    scheme = scheme_with({}) | {"indicators": {"1.1.1": rule}}
    alone = body_with("A") | {"values": {"1.1.1": Fraction(3)}}
    with pytest.raises(HubaoError, match=r"A 的1\.1\.1按同类位次计分，但没有同类可比"):
        scored(Case(scheme, [alone]))


@pytest.mark.parametrize(
    ("rule", "said"),
    [({"kind": "judged"}, "没有评分"), ({"kind": "threshold", "at_least": Fraction(1)}, "没有数据")],
)
def test_an_indicator_without_a_figure_is_an_error_that_names_body_and_code(rule, said):
    scheme = scheme_with({}) | {"indicators": {"1.1.1": {"class": "G", "points": Fraction(6), **rule}}}
    with pytest.raises(HubaoError, match=rf"X 的1\.1\.1（参保登记率）{said}"):
        scored(Case(scheme, [body_with()]))


THREE = {"1.1.1": 3, "1.1.2": 2, "1.1.3": 1, "1.2.1": 4, "2.1.1": 10}


@pytest.mark.parametrize(
    ("excluded", "lines", "section"),
    [
        ("drop", {"1.1.1": (0, 0), "1.1.2": (1, 2), "1.1.3": (1, 1)}, (2, 3)),
        ("spread_in_section", {"1.1.1": (0, 0), "1.1.2": (2, 4), "1.1.3": (2, 2)}, (4, 6)),  # 6 / (2 + 1) = 2
    ],
)
def test_one_indicator_does_not_apply(excluded, lines, section):
    body = body_with(excluded=("1.1.1",), c112=1, c113=1, c121=4, c211=10)
    found = agreed(Case(scheme_with(THREE, excluded=excluded), [body]))["X"]
    assert {code: found["indicators"][code] for code in lines} == lines
    assert found["sections"] == {"1.1": section, "1.2": (4, 4), "2.1": (10, 10)}
    assert found["pillars"] == {"1": (section[0] + 4, section[1] + 4), "2": (10, 10)}
    assert found["total"] == section[0] + 4 + 10


@pytest.mark.parametrize("excluded", ["drop", "spread_in_section"])
def test_a_whole_section_does_not_apply(excluded):
    """Nothing of the section is left to take its points: they are dropped, never given to another section."""
    body = body_with(excluded=("1.1.1", "1.1.2", "1.1.3"), c121=4, c211=10)
    found = agreed(Case(scheme_with(THREE, excluded=excluded), [body]))["X"]
    assert found["sections"] == {"1.1": (0, 0), "1.2": (4, 4), "2.1": (10, 10)}
    assert found["total"] == 14


def test_incentive_indicators_neither_take_nor_give_points():
    """1.5.1 to 1.5.3 are general, 1.5.4 is not: it stays at one point when 1.5.1 is spread over 1.5.2 and 1.5.3."""
    points = {"1.5.1": 2, "1.5.2": 1, "1.5.3": 1, "1.5.4": 1}
    scheme = scheme_with(points, excluded="spread_in_section")
    found = agreed(Case(scheme, [body_with(excluded=("1.5.1",), c152=1, c153=0, c154=1)]))["X"]
    assert found["indicators"] == {"1.5.1": (0, 0), "1.5.2": (2, 2), "1.5.3": (0, 2), "1.5.4": (1, 1)}
    assert found["sections"] == {"1.5": (3, 4)}
    found = agreed(Case(scheme, [body_with(excluded=("1.5.4",), c151=2, c152=1, c153=1)]))["X"]
    assert found["sections"] == {"1.5": (4, 4)}


def test_a_section_of_incentives_only_adds():
    found = agreed(Case(scheme_with({"1.4.1": 1, "1.4.3": 2, "2.1.1": 10}), [body_with(c141=1, c143=1, c211=7)]))["X"]
    assert found["sections"] == {"1.4": (2, 0), "2.1": (7, 10)}
    assert (found["general"], found["incentive"], found["total"]) == (7, 2, 9)


@pytest.mark.parametrize(("cap", "incentive"), [(None, 3), ("0", 0), ("2.5", "2.5"), ("3", 3), ("3.5", 3)])
def test_the_cap_is_on_the_sum_of_incentive_points(cap, incentive):
    scheme = scheme_with({"1.4.1": 2, "1.5.4": 2, "2.1.1": 10}, cap=None if cap is None else Fraction(cap))
    found = agreed(Case(scheme, [body_with(c141=1, c154=2, c211=7)]))["X"]
    assert (found["incentive"], found["total"]) == (Fraction(incentive), 7 + Fraction(incentive))
    assert found["sections"]["1.4"] == (1, 0)  # what a section earned is not capped


WEIGHTS = {"1.1": Fraction(1, 2), "1.2": Fraction(1, 3), "1.3": Fraction(1, 6)}
FOUR = {"1.1.1": 2, "1.2.1": 2, "1.3.1": 2, "2.1.1": 14}


def test_weighted_levels_by_hand():
    """Levels 50, 100, 0: pillar 1 is 25 + 33⅓ = 58⅓; pillars weigh 3/5 and 2/5: 35 + 40 = 75."""
    scheme = scheme_with(FOUR, mode="weighted", weights={**WEIGHTS, "1": Fraction(3, 5), "2": Fraction(2, 5)})
    found = agreed(Case(scheme, [body_with(c111=1, c121=2, c131=0, c211=14)]))["X"]
    assert found["sections"] == {"1.1": (50, 100), "1.2": (100, 100), "1.3": (0, 100), "2.1": (100, 100)}
    assert found["pillars"] == {"1": (Fraction(175, 3), 100), "2": (100, 100)}
    assert found["total"] == 75


def test_without_weights_the_points_are_the_weights():
    """Pillar 1 weighs 6 of 20 points and is (50 + 100 + 0) / 3 = 50: 15 + 70."""
    found = agreed(Case(scheme_with(FOUR, mode="weighted"), [body_with(c111=1, c121=2, c131=0, c211=14)]))["X"]
    assert found["pillars"] == {"1": (50, 100), "2": (100, 100)}
    assert found["total"] == 85


def test_the_weight_of_a_section_that_does_not_apply_goes_to_its_siblings():
    """Without 1.1, sections 1.2 and 1.3 weigh 2/3 and 1/3; the pillars' weights stay."""
    scheme = scheme_with(FOUR, mode="weighted", weights={**WEIGHTS, "1": Fraction(3, 5), "2": Fraction(2, 5)})
    found = agreed(Case(scheme, [body_with(excluded=("1.1.1",), c121=2, c131=0, c211=14)]))["X"]
    assert found["sections"]["1.1"] == (0, 0)
    assert found["pillars"]["1"] == (Fraction(200, 3), 100)
    assert found["total"] == 40 + 40  # 3/5 × 66⅔ + 2/5 × 100


def test_the_weight_of_a_pillar_that_does_not_apply_goes_to_the_others():
    scheme = scheme_with(FOUR, mode="weighted", weights={"1": Fraction(3, 5), "2": Fraction(2, 5)})
    found = agreed(Case(scheme, [body_with(excluded=("2.1.1",), c111=2, c121=1, c131=0)]))["X"]
    assert found["pillars"] == {"1": (50, 100), "2": (0, 0)}
    assert found["total"] == 50


def test_a_section_of_incentives_has_no_level():
    scheme = scheme_with({**FOUR, "1.4.1": 3}, mode="weighted", weights=WEIGHTS)
    found = agreed(Case(scheme, [body_with(c111=2, c121=2, c131=2, c141=3, c211=14)]))["X"]
    assert found["sections"]["1.4"] == (3, 0)
    assert found["pillars"]["1"] == (100, 100)
    assert (found["general"], found["incentive"], found["total"]) == (100, 3, 103)


@pytest.mark.parametrize("mode", ["sum", "weighted"])
def test_nothing_applies(mode):
    body = body_with(excluded=("1.1.1", "1.4.1", "2.1.1"))
    found = agreed(Case(scheme_with({"1.1.1": 2, "1.4.1": 1, "2.1.1": 8}, mode=mode), [body]))["X"]
    assert (found["total"], found["grade"], found["rank"]) == (0, "unqualified", 1)
    assert set(found["sections"].values()) == {(0, 0)}


@pytest.mark.parametrize(
    ("points", "grade"),
    [
        ("100", "excellent"),
        ("90", "excellent"),
        ("89.999999", "good"),
        ("80", "good"),
        ("79.999999", "qualified"),
        ("60", "qualified"),
        ("59.999999", "unqualified"),
        ("0", "unqualified"),
    ],
)
def test_a_bound_includes_its_number(points, grade):
    body = body_with() | {"judged": {"2.1.1": Fraction(points)}}
    assert agreed(Case(scheme_with({"2.1.1": 100}), [body]))["X"]["grade"] == grade


def test_incentive_points_count_for_the_grade():
    bodies = [body_with("A", c141=2, c211=88), body_with("B", c141=1, c211=88)]
    found = agreed(Case(scheme_with({"1.4.1": 2, "2.1.1": 100}), bodies))
    assert [found[key]["grade"] for key in "AB"] == ["excellent", "good"]


def test_equal_totals_share_a_rank():
    bodies = [body_with(key, c211=points) for key, points in zip("ABCD", (80, 90, 90, 95), strict=True)]
    found = agreed(Case(scheme_with({"2.1.1": 100}), bodies))
    assert [found[key]["rank"] for key in "ABCD"] == [4, 2, 2, 1]


# A second opinion


@settings(exactly, max_examples=500)
@given(cases)
def test_a_second_reading_of_the_contract_gives_the_same(case):
    agreed(case)


@settings(exactly, max_examples=10)
@given(st.integers(0, 10**9))
def test_the_second_opinion_agrees_over_the_whole_tree(seed):
    agreed(random_case(seed, sections=len(TREE.sections), bodies=5))


def test_the_evaluations_at_random_meet_everything():
    """The second opinion is worth what the evaluations are."""
    seen: Counter[str] = Counter()
    for seed in range(300):
        case = random_case(seed)
        scheme, found = case.scheme, evaluation(*case)
        seen.update(rule["kind"] for rule in scheme["indicators"].values())
        seen[scheme["mode"], bool(scheme["weights"])] += 1
        for body in case.bodies:
            result = found[body["id"]]
            seen[result["grade"]] += 1
            earned = sum(
                result["indicators"][code][0] for code, rule in scheme["indicators"].items() if rule["class"] == "E"
            )
            seen["capped"] += result["incentive"] < earned
            seen["not capped"] += scheme["cap"] is not None and 0 < earned == result["incentive"]
            for code, rule in scheme["indicators"].items():
                points, most = result["indicators"][code]
                seen[rule["kind"], "none"] += points == 0 < most
                seen[rule["kind"], "all"] += points == most > 0
                seen[rule["kind"], "part"] += 0 < points < most
                seen["spread"] += most > rule["points"]
                seen["no points"] += rule["points"] == 0
            for code in result["sections"]:
                own = {one for one in scheme["indicators"] if one.startswith(f"{code}.")}
                general = {one for one in own if scheme["indicators"][one]["class"] == "G"}
                seen[scheme["excluded"], "section gone"] += general != set() and general <= body["excluded"]
                seen["section of incentives"] += not general
                seen["level" if result["sections"][code][1] == 100 else "no level"] += scheme["mode"] == "weighted"
        seen["tie"] += len({result["rank"] for result in found.values()}) < len(found)
    wanted = {
        *KINDS,
        *((kind, ends) for kind in KINDS for ends in ("none", "part", "all") if (kind, ends) != ("threshold", "part")),
        *((mode, given) for mode, given in (("sum", False), ("weighted", False), ("weighted", True))),
        *("excellent", "good", "qualified", "unqualified", "capped", "not capped", "spread", "no points", "tie"),
        *((excluded, "section gone") for excluded in ("drop", "spread_in_section")),
        *("section of incentives", "level", "no level"),
    }
    assert {name: seen[name] for name in wanted if seen[name] < 10} == {}


# What must always hold


@exactly
@given(cases)
def test_points_keep_their_bounds(case):
    for score in scored(case):
        for line in score.lines:
            assert isinstance(line.points, Fraction)
            assert 0 <= line.points <= line.max_points, line
        for branch in (*score.sections, *score.pillars):
            assert 0 <= branch.general <= branch.general_max
            assert 0 <= branch.incentive <= branch.incentive_max
            assert branch.level is None or 0 <= branch.level <= 100
        assert 0 <= score.total.general <= score.total.general_max
        assert score.points == score.total.general + score.total.incentive


@exactly
@given(cases)
def test_incentive_indicators_never_lower_a_total(case):
    """6.2.2: they only add; without them everything general is the same."""
    general = {code: rule for code, rule in case.scheme["indicators"].items() if rule["class"] == "G"}
    for plain, added in zip(scored(case.altered(indicators=general)), scored(case), strict=True):
        assert added.total.general == plain.total.general
        assert added.points >= plain.points == plain.total.general
        assert all(line.points >= 0 == line.lost for line in added.lines if not line.general)


def raised(draw: Random, case: Case) -> tuple[Case, dict[str, Any], str] | None:
    """The evaluation with one figure raised, whose body it is, and of which indicator."""
    body = draw.choice(case.bodies)
    fit = [code for code, rule in case.scheme["indicators"].items() if never_falls(rule)]
    fit = [code for code in fit if code not in body["excluded"]]
    if not fit:
        return None
    code, other = draw.choice(fit), deepcopy(body)
    if code in body["items"]:
        met, total = body["items"][code]
        other["items"][code] = (min(met + 1, total), total)
    elif code in body["judged"]:
        other["judged"][code] = (body["judged"][code] + case.scheme["indicators"][code]["points"]) / 2
    else:
        other["values"][code] += draw.choice((Fraction(1, 10**9), Fraction(1, 20), Fraction(1, 3), Fraction(2)))
    return Case(case.scheme, [other if one is body else one for one in case.bodies]), body, code


def never_falls(rule: dict[str, Any]) -> bool:
    """Whether more is never worth less: not for peers, nor for bands that a region made to."""
    points = [band for _, band in rule.get("bands", ())]
    return rule["kind"] != "peer_percentile" and points == sorted(points, reverse=True)


@settings(exactly, max_examples=200)
@given(cases, st.randoms(use_true_random=False))
def test_a_better_figure_never_brings_fewer_points(case, draw):
    found = raised(draw, case)
    if found is None:
        return
    after, body, code = found
    for before, now in zip(scored(case), scored(after), strict=True):
        if before.body.body_id != body["id"]:
            assert now == before
            continue
        assert now.line(code).points >= before.line(code).points
        assert now.points >= before.points
        assert [line for line in now.lines if line.code != code] == [line for line in before.lines if line.code != code]


@exactly
@given(cases, st.randoms(use_true_random=False))
def test_the_order_of_bodies_does_not_matter(case, shuffled):
    mixed = list(case.bodies)
    shuffled.shuffle(mixed)
    assert opinion(scored(Case(case.scheme, mixed))) == opinion(scored(case))


@exactly
@given(cases, st.randoms(use_true_random=False))
def test_the_order_of_the_points_file_does_not_matter(case, shuffled):
    mixed = list(case.scheme["indicators"].items())
    shuffled.shuffle(mixed)
    other = scored(case.altered(indicators=dict(mixed)))
    assert opinion(other) == opinion(scored(case))
    order = list(TREE.indicators)
    for score in other:
        codes = [line.code for line in score.lines]
        assert codes == sorted(codes, key=order.index)


@exactly
@given(cases)
def test_sections_add_up_to_pillars_and_pillars_to_the_total(case):
    """9.3 as reconstructed: P = ΣP1, P1 = ΣP2, P2 = ΣIG + ΣIE."""
    for score in scored(case.altered(mode="sum", weights={}, cap=None)):
        for section in score.sections:
            assert section.points == sum(line.points for line in score.lines if line.rated.section == section.code)
        for pillar in score.pillars:
            own = [section for section in score.sections if section.branch.pillar == pillar.code]
            assert pillar.points == sum(section.points for section in own)
            assert pillar.max_points == sum(section.max_points for section in own)
        assert score.points == sum(pillar.points for pillar in score.pillars)


@exactly
@given(cases)
def test_with_points_for_weights_both_modes_say_the_same(case):
    """The weighted score is 100 × points ÷ full mark, and incentive points on top of it."""
    summed = scored(case.altered(mode="sum", weights={}))
    weighted = scored(case.altered(mode="weighted", weights={}))
    for one, other in zip(summed, weighted, strict=True):
        total = one.total
        assert other.total.incentive == total.incentive
        expected = 100 * total.general / total.general_max if total.general_max else 0
        assert other.points == expected + total.incentive


@exactly
@given(cases)
def test_weights_sum_to_one_over_those_that_have_a_level(case):
    for score in scored(case.altered(mode="weighted", weights=random_weights(Random(1), case.scheme["indicators"]))):
        families = [score.pillars, *([s for s in score.sections if s.branch.pillar == p.code] for p in score.pillars)]
        for family in families:
            assert all((one.level is None) == (one.weight is None) == (one.general_max == 0) for one in family)
            assert sum(one.weight or 0 for one in family) in ({1} if any(one.general_max for one in family) else {0})


@exactly
@given(cases)
def test_a_section_keeps_its_full_mark_when_points_are_spread(case):
    """Unless nothing of it is left."""
    indicators = case.scheme["indicators"]
    for score in scored(case.altered(excluded="spread_in_section")):
        for section in score.sections:
            own = [one for one in section.branch.rated if one.general]
            left = sum(indicators[one.code]["points"] for one in own if one.code not in score.record.exclusions)
            assert section.general_max == (sum(indicators[one.code]["points"] for one in own) if left else 0)
        for line in score.lines:
            assert line.factor >= 1
            assert line.factor == 1 or line.general


@exactly
@given(cases)
def test_a_lower_cap_never_raises_a_total(case):
    caps = (Fraction(0), Fraction(1), Fraction(3), None)
    for scores in zip(*(scored(case.altered(cap=cap)) for cap in caps), strict=True):
        totals = [score.points for score in scores]
        assert totals == sorted(totals)
        assert len({score.total.general for score in scores}) == 1
        assert len({score.total.earned for score in scores}) == 1


@exactly
@given(cases)
def test_scoring_twice_gives_the_same(case):
    assert scored(case) == scored(case)
