"""Where the standard's parameters lie."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
TREE = ROOT / "params" / "standard" / "tree.yaml"
EXAMPLE = ROOT / "params" / "standard" / "points-2024.yaml"
