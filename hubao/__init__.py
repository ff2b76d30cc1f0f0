"""互保 (hubao): from written appraisal rules to checked data, exact scores, explained quotas and printed reports.

The analyst's front door::

    import hubao
    year = hubao.open_year(2024)
    year.results
    year.explain("D01", "I07")
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hubao.errors import DataError, HubaoError, PolicyError, Problem, ReportError, TieError
    from hubao.evaluation import Evaluation, open_standard
    from hubao.year import Year, open_year

__all__ = [
    "DataError",
    "Evaluation",
    "HubaoError",
    "PolicyError",
    "Problem",
    "ReportError",
    "TieError",
    "Year",
    "__version__",
    "open_standard",
    "open_year",
]

__version__ = "0.3.0"

_ELSEWHERE = {"Year": "year", "open_year": "year", "Evaluation": "evaluation", "open_standard": "evaluation"}
_ROOMS = {name: _ELSEWHERE.get(name, "errors") for name in __all__ if name != "__version__"}


def __getattr__(name: str) -> Any:
    """Fetch a name of the front door when it is first asked for: commands that need no tables stay quick."""
    if name not in _ROOMS:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    value = getattr(import_module(f"{__name__}.{_ROOMS[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
