"""The evaluation standard (001), pure and exact: observations → points → sections, pillars, total → grade, rank."""
