"""A published index, computed by the standard's own roll-up from its published components, to the printed digits."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import yaml

from hubao.numerals import half_up
from hubao.policy.standard_points import PointsFile
from hubao.policy.standard_tree import Tree
from hubao.ranking import competition_ranks
from hubao.standard.record import Body, Observation, Record
from hubao.standard.scheme import Scheme, scheme_of
from hubao.standard.score import BodyScore, score_bodies

CASE = yaml.safe_load((Path(__file__).parents[1] / "cases" / "standard" / "un-egdi-2018.yaml").read_text("utf-8"))
CODES = ("1.1.1", "2.1.1", "3.1.1")


def scheme() -> Scheme:
    """Three pillars of one section and one indicator each, a third of a point for each."""
    tree = {
        "format": 1,
        "title": CASE["index"],
        "citation": CASE["index"],
        "remark": "平均",
        "counts": {"pillars": 3, "sections": 3, "indicators": 3, "general": 3, "incentive": 0, "clause": "—"},
        "pillars": {
            code[0]: {
                "label": name,
                "sections": {
                    code[:3]: {
                        "label": name,
                        "indicators": {
                            code: {
                                "label": name,
                                "class": "G",
                                "methods": ["statistics"],
                                "definition": name,
                                "clause": "—",
                            }
                        },
                    }
                },
            }
            for code, name in zip(CODES, CASE["components"], strict=True)
        },
    }
    points = {
        "general_total": 1,
        "indicators": {code: {"points": "1/3", "kind": "ratio", "target": 1} for code in CODES},
        "grades": [{"grade": "excellent", "at_least": "0.75"}],
    }
    return scheme_of(Tree.model_validate(tree), PointsFile.model_validate(points))


def scored() -> dict[str, BodyScore]:
    records = [
        Record(
            Body(code, country, ""),
            {one: Observation(value=Fraction(value)) for one, value in zip(CODES, components, strict=True)},
        )
        for code, country, _, _, *components in CASE["rows"]
    ]
    return {one.body.body_id: one for one in score_bodies(records, scheme())}


def test_every_printed_index_is_reproduced_to_its_last_digit():
    found = {code: half_up(one.points, 4) for code, one in scored().items()}
    assert found == {code: Decimal(index) for code, _, _, index, *_ in CASE["rows"]}


def test_the_printed_ranks_are_reproduced():
    group = {code: one.points for code, one in scored().items() if code != "CHN"}
    assert competition_ranks(group) == {code: rank for code, _, rank, *_ in CASE["rows"] if code != "CHN"}


def test_the_group_is_the_one_above_its_bound():
    assert {code for code, one in scored().items() if one.grade == "excellent"} == {
        code for code, *_ in CASE["rows"] if code != "CHN"
    }
