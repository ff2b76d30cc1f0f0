"""The fictitious sample years: seeded, the same bytes each time, every name invented."""

from hubao.sample.write import write_sample_years

__all__ = ["write_sample_years"]
