"""A book, opened: what the desk asks of an appraisal's year and of an evaluation alike."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol, TypeVar, cast

from hubao.evaluation import Evaluation, read_evaluation, standard_hand_over
from hubao.press.books import APPRAISAL, Book
from hubao.press.contents import appraisal_index, standard_index
from hubao.report.agency import AgencyReport
from hubao.report.agency_view import agency_view
from hubao.report.index_page import IndexPage, IndexRow
from hubao.report.standard_body import BodyReport
from hubao.year import Year, hand_over, read_year

__all__ = ["Opening", "open_book"]

Value = TypeVar("Value")


class Opening(Protocol):
    """What a run prints from, read, checked and scored."""

    @property
    def year(self) -> int:
        """The year."""

    @property
    def sample(self) -> bool:
        """Whether the data is fictitious."""

    @property
    def trial(self) -> Mapping[str, str]:
        """Readings switched for this run."""

    @property
    def readings(self) -> Mapping[str, str]:
        """The switchable readings in force."""

    @property
    def names(self) -> Mapping[str, str]:
        """Owner's id → name, in the office's order."""

    @property
    def codes(self) -> Collection[str]:
        """Codes a report speaks of, which an owner's id may resemble."""

    @property
    def files(self) -> tuple[Path, ...]:
        """The input files that were read."""

    def hand_over(self, data: Path, policy: Path, *, shared: bool) -> None:
        """Let notebooks of this process find it opened; ``shared`` gives each a fresh one."""

    def digest(self, owner: str) -> str:
        """Hash of the part of the data that an owner's report can see; empty where that is all of it."""

    def report(self, owner: str) -> object:
        """An owner's report, whose methods are its passages."""

    def warm(self) -> None:
        """Work out once what several reports ask for."""

    def index(self, out: Path) -> tuple[IndexPage, Sequence[IndexRow]]:
        """The index of the reports that lie in a folder."""

    def moved(self, policy: Path, root: Path) -> Opening:
        """The same, its files lying elsewhere: on another machine."""


@dataclass(frozen=True, slots=True)
class _Appraisal:
    """An appraisal's year."""

    value: Year

    @property
    def year(self) -> int:
        return self.value.year

    @property
    def sample(self) -> bool:
        return self.value.sample

    @property
    def trial(self) -> Mapping[str, str]:
        return self.value.trial

    @property
    def readings(self) -> Mapping[str, str]:
        readings = self.value.policy.readings
        return {key: reading.chosen for key, reading in sorted(readings.items()) if reading.switchable}

    @property
    def names(self) -> Mapping[str, str]:
        return {key: card.agency.name for key, card in self.value.cards.items()}

    @property
    def codes(self) -> Collection[str]:
        return {*self.value.policy.items, *self.value.policy.readings}

    @property
    def files(self) -> tuple[Path, ...]:
        return self.value.inputs.files

    def hand_over(self, data: Path, policy: Path, *, shared: bool) -> None:
        hand_over(_giver(self.value, shared=shared), self.year, data, policy)

    def digest(self, owner: str) -> str:
        return agency_view(self.value, owner).digest()

    def report(self, owner: str) -> object:
        return AgencyReport(self.value, owner)

    def warm(self) -> None:
        """Nothing: what reports share is worked out with the year."""

    def index(self, out: Path) -> tuple[IndexPage, Sequence[IndexRow]]:
        return appraisal_index(self.value, out)

    def moved(self, policy: Path, root: Path) -> Opening:
        return _Appraisal(replace(self.value, policy_file=policy))


@dataclass(frozen=True, slots=True)
class _Standard:
    """An evaluation by the standard. A body's report compares it with its peers, so it can see all of the data."""

    value: Evaluation

    @property
    def year(self) -> int:
        return self.value.year

    @property
    def sample(self) -> bool:
        return self.value.sample

    @property
    def trial(self) -> Mapping[str, str]:
        return {}

    @property
    def readings(self) -> Mapping[str, str]:
        return {}

    @property
    def names(self) -> Mapping[str, str]:
        return {key: one.body.name for key, one in self.value.scores.items()}

    @property
    def codes(self) -> Collection[str]:
        tree = self.value.scheme.tree
        slips = {slip for one in tree.indicators.values() for slip in one.slips}
        return {"P", "P1", "P2", "IG", "IE", "G", "E", "SHA-256", *tree.indicators, *slips}

    @property
    def files(self) -> tuple[Path, ...]:
        return self.value.inputs.files

    def hand_over(self, data: Path, policy: Path, *, shared: bool) -> None:
        standard_hand_over(_giver(self.value, shared=shared), self.year, data, policy)

    def digest(self, owner: str) -> str:
        return ""

    def report(self, owner: str) -> object:
        return BodyReport(self.value, owner)

    def warm(self) -> None:
        found = self.value
        _ = found.robustness, found.without_one, found.even_mode, found.section_rates, found.surveys

    def index(self, out: Path) -> tuple[IndexPage, Sequence[IndexRow]]:
        return standard_index(self.value, out)

    def moved(self, policy: Path, root: Path) -> Opening:
        tree = self.value.tree_file
        there = None if tree is None else root / "params" / "standard" / tree.name
        return _Standard(replace(self.value, points_file=policy, tree_file=there))


def open_book(book: Book, year: int, data: Path, policy: Path, root: Path) -> Opening:
    """Read, check and score what a run prints from.

    Args:
        book: which book.
        year: the year.
        data: the input folder.
        policy: the file of the office's decisions.
        root: the project folder.

    Raises:
        PolicyError, DataError: the year is refused.
    """
    if book == APPRAISAL:
        return _Appraisal(read_year(year, data, policy))
    return _Standard(read_evaluation(year, data, policy, *book.files_beside(root)))


def _giver(value: Value, *, shared: bool) -> Callable[[], Value]:
    """Gives the opened value; a fresh copy each time where one report must not change it for the next."""
    if not shared:
        return lambda: value
    blob = pickle.dumps(value)
    return lambda: cast(Value, pickle.loads(blob))
