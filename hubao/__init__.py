"""互保 (hubao): from written appraisal rules to checked data, exact scores, explained quotas and printed reports."""

__version__ = "0.1.0"
