"""Where a project keeps its policies, inputs and outputs."""

from __future__ import annotations

from pathlib import Path

__all__ = ["data_path", "find_root", "points_path", "policy_path", "standard_path", "tree_path"]


def policy_path(year: int, given: str | Path | None = None) -> Path:
    """The policy file of a year: the one given, else ``params/policy/<year>.yaml`` of the project."""
    return Path(given) if given else find_root() / "params" / "policy" / f"{year}.yaml"


def data_path(year: int, given: str | Path | None = None) -> Path:
    """The input folder of a year: the one given, else ``data/<year>`` of the project."""
    return Path(given) if given else find_root() / "data" / str(year)


def standard_path(year: int, given: str | Path | None = None) -> Path:
    """The evaluation's input folder of a year: the one given, else ``data/<year>/standard`` of the project."""
    return Path(given) if given else find_root() / "data" / str(year) / "standard"


def points_path(year: int, given: str | Path | None = None) -> Path:
    """The evaluation's points file: the one given, else ``params/standard/points-<year>.yaml`` of the project."""
    return Path(given) if given else find_root() / "params" / "standard" / f"points-{year}.yaml"


def tree_path() -> Path:
    """The evaluation standard's tree: ``params/standard/tree.yaml`` of the project."""
    return find_root() / "params" / "standard" / "tree.yaml"


def find_root(start: Path | None = None) -> Path:
    """Find the project folder: the nearest one upwards that holds ``params/policy``.

    From elsewhere it is the checkout this package lies in, so that commands work in any folder; else ``start``.
    """
    here = (start or Path.cwd()).resolve()
    checkout = Path(__file__).resolve().parents[1]
    for folder in (here, *here.parents, checkout):
        if (folder / "params" / "policy").is_dir():
            return folder
    return here
