"""The error family, and the record of one problem found in an input.

Every message is written in Chinese for the person at the desk: it names the place and the mend.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

__all__ = [
    "DataError",
    "HubaoError",
    "PolicyError",
    "PolicyProblem",
    "Problem",
    "ReportError",
    "Severity",
    "TieError",
]


class Severity(StrEnum):
    """How much a problem weighs: an error stops the scoring, a warning never does."""

    ERROR = "error"
    WARNING = "warning"

    @property
    def label(self) -> str:
        """Chinese name, as printed in problem tables."""
        return "错误" if self is Severity.ERROR else "提醒"


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem in the inputs, with its place and how to mend it.

    Attributes:
        severity: ``error`` stops the scoring, ``warning`` never does.
        file: file name as the reader opened it, e.g. ``actuals.csv`` or ``inputs.xlsx``.
        sheet: sheet of a workbook; empty for a CSV file.
        cell: ``G17`` in a workbook, ``第17行第7列`` in a CSV; empty when the whole table is meant.
        agency_id: agency concerned; empty when none.
        field: field name as in the contract; empty when none.
        label: the field's Chinese label.
        value: the text that stood in the cell.
        rule: what was expected.
        mend: what to do about it.
    """

    severity: Severity
    file: str
    sheet: str
    cell: str
    agency_id: str
    field: str
    label: str
    value: str
    rule: str
    mend: str

    @property
    def place(self) -> str:
        """The address as one text, e.g. ``inputs.xlsx · actuals · G17``."""
        return " · ".join(part for part in (self.file, self.sheet, self.cell) if part)

    def __str__(self) -> str:
        who = " ".join(part for part in (self.agency_id, self.label) if part)
        value = f"“{self.value}”：" if self.value else ""
        head = f"[{self.severity.label}] {self.place}" + (f"（{who}）" if who else "")
        return f"{head}：{value}{self.rule}。{self.mend}"


@dataclass(frozen=True, slots=True)
class PolicyProblem:
    """One problem in a policy file: which file, which key, what is wrong, how to mend it."""

    file: str
    key: str
    message: str
    mend: str

    def __str__(self) -> str:
        return f"{self.file}：{self.key or '（全文）'}：{self.message}。{self.mend}"


class HubaoError(Exception):
    """Base of every error hubao raises on purpose; its text is fit for the user.

    An error keeps its text and what it carries when it goes from one process to another.
    """

    def __reduce__(self) -> tuple[Any, ...]:
        return _as_it_was, (type(self), self.args, self.__dict__)


class PolicyError(HubaoError):
    """A policy file was refused; ``problems`` lists every reason at once."""

    def __init__(self, problems: Sequence[PolicyProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class DataError(HubaoError):
    """Inputs were refused; ``problems`` lists every problem, errors and warnings alike."""

    def __init__(self, problems: Sequence[Problem] = (), message: str = "") -> None:
        self.problems = tuple(problems)
        errors = [problem for problem in self.problems if problem.severity is Severity.ERROR]
        lines = [message] if message else [f"输入数据有 {len(errors)} 处错误，未计分。"]
        super().__init__("\n".join([*lines, *(str(problem) for problem in errors)]))


class TieError(HubaoError):
    """A tie that the policy's tie-break order does not resolve; people must decide.

    Attributes:
        candidates: agency ids that are equal.
    """

    def __init__(self, message: str, candidates: Sequence[str] = ()) -> None:
        self.candidates = tuple(candidates)
        super().__init__(message)


class ReportError(HubaoError):
    """A report could not be made, or carries something that is not its own."""


def _as_it_was(kind: type[HubaoError], arguments: tuple[Any, ...], carried: Mapping[str, Any]) -> HubaoError:
    """Build an error from its parts, past its own constructor, which would compose its text anew."""
    error = kind.__new__(kind)
    error.args = arguments
    error.__dict__.update(carried)
    return error
