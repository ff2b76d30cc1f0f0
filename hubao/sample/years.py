"""The sample years in order: each follows from the one before, and quotes what that one published."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from hubao.appraisal.agency import Agency, PastYear
from hubao.sample.business import business_of
from hubao.sample.edge import Edge
from hubao.sample.edges_2022 import EDGES_2022
from hubao.sample.edges_2023 import EDGES_2023
from hubao.sample.edges_2024 import EDGES_2024
from hubao.sample.past import before_the_first_year, ranked
from hubao.sample.record import agency_year, past_of
from hubao.sample.roster import roster
from hubao.sample.self_assessment import with_self_scores
from hubao.year import Year

__all__ = ["EDGES", "sample_years"]

EDGES: Mapping[int, tuple[Edge, ...]] = {2022: EDGES_2022, 2023: EDGES_2023, 2024: EDGES_2024}
FIRST_YEAR = min(EDGES)


def sample_years(
    appraise: Callable[[int, Sequence[Agency]], Year],
) -> Iterator[tuple[int, tuple[Agency, ...]]]:
    """Make the sample years one after the other: year, and its agencies in office order.

    Args:
        appraise: scores a year's agencies; the next year's history and the agencies' own scores follow from it.
    """
    members = roster()
    business, history = before_the_first_year(members)
    for year, edges in EDGES.items():
        drawn = (agency_year(member, year, business[member.agency_id], history[member.agency_id]) for member in members)
        agencies = tuple(_with_edges(agency, edges) for agency in drawn)
        if year == FIRST_YEAR:
            agencies = ranked(agencies)
        result = appraise(year, agencies)
        business = {agency.agency_id: business_of(agency) for agency in agencies}
        history = {agency.agency_id: (*agency.history, _past(agency, result)) for agency in agencies}
        yield year, with_self_scores(agencies, result)


def _with_edges(agency: Agency, edges: Sequence[Edge]) -> Agency:
    for edge in edges:
        if edge.agency_id == agency.agency_id:
            agency = edge.change(agency)
    return agency


def _past(agency: Agency, result: Year) -> PastYear:
    """The row that later years publish: the year's figures, total, grade, and rank unless vetoed."""
    return replace(
        past_of(agency, result.year),
        total=result.card(agency.agency_id).total,
        grade=result.grades[agency.agency_id].grade,
        rank_in_group=result.ranks_in_group.get(agency.agency_id),
    )
