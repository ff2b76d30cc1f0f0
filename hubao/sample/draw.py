"""Chance, seeded by name: each quantity of each agency and year has its own stream.

Only whole numbers leave this module, and only :meth:`random.Random.getrandbits` is asked, so that every platform and
every Python draws the same. A stream of its own per quantity keeps the others unchanged when one is added.
"""

from __future__ import annotations

from hashlib import sha256
from random import Random

__all__ = ["Draw"]

SEED = "hubao-sample-1"


class Draw:
    """A stream of whole numbers that depends on nothing but its key.

    >>> Draw("D01", 2024).between(1, 6) == Draw("D01", 2024).between(1, 6)
    True
    """

    def __init__(self, *key: object) -> None:
        text = "/".join([SEED, *(str(part) for part in key)])
        self._random = Random(int.from_bytes(sha256(text.encode()).digest()[:8], "big"))

    def between(self, low: int, high: int) -> int:
        """Draw a whole number from ``low`` to ``high``, both included."""
        return low + self._random.getrandbits(48) % (high - low + 1)

    def chance(self, percent: int) -> bool:
        """Tell yes with the given percentage."""
        return self.between(1, 100) <= percent

    def on_ladder(self, rungs: tuple[int, ...]) -> int:
        """Draw a size: every stretch between two rungs is equally likely, so sizes spread as unevenly as the rungs."""
        step = self.between(0, len(rungs) - 2)
        return self.between(rungs[step], rungs[step + 1])

    def level(self, quality: int) -> int:
        """Draw how well one thing went, 0–99, around an agency's quality."""
        drawn = quality + self.between(-28, 28) + self.between(-14, 14)
        return max(0, min(99, drawn))
