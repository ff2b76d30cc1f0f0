"""互保 (hubao): from written appraisal rules to checked data, exact scores, explained quotas and printed reports.

The analyst's front door::

    import hubao
    year = hubao.open_year(2024)
    year.results
    year.explain("D01", "I07")
"""

from hubao.errors import DataError, HubaoError, PolicyError, Problem, ReportError, TieError
from hubao.year import Year, open_year

__all__ = [
    "DataError",
    "HubaoError",
    "PolicyError",
    "Problem",
    "ReportError",
    "TieError",
    "Year",
    "__version__",
    "open_year",
]

__version__ = "0.1.0"
