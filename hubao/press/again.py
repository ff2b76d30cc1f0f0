"""Asking for the same again: what a set of receipts would have to be printed from today, and with which key."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, TypeAlias

from hubao.errors import HubaoError
from hubao.press.books import BOOKS, OFFICE
from hubao.press.jobs import Plan
from hubao.press.request import FORMATS, RunRequest
from hubao.press.run import run

__all__ = ["Places", "keys_today", "printed_again"]

Receipts: TypeAlias = Mapping[str, Mapping[str, Any]]
"""Name of the receipt → the receipt."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where to look for what reports were made from; ``None`` means where the receipt says.

    Attributes:
        root: the project folder.
        data: the input folder.
        policy: the policy file.
    """

    root: Path
    data: Path | None
    policy: Path | None


def keys_today(receipts: Receipts, places: Places) -> dict[str, str]:
    """The key each report would have if it were printed today.

    Reports that cannot be printed today, since an input is refused or gone, are left out.

    Args:
        receipts: receipts of reports; the index has no key.
        places: where their inputs lie.
    """
    from hubao.press.warm.crew import crew

    keys: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="hubao-") as scratch:
        for request, _ in _requests(receipts, places, Path(scratch)):
            workers = crew()
            try:
                plan: Plan = workers.prepare("hubao.press.desk:open_desk", request, places.root, workers.shared)
            except (HubaoError, OSError):
                continue
            keys.update({job.name: job.key for job in plan.jobs})
    return keys


def printed_again(receipts: Receipts, places: Places, out: Path, workers: int) -> dict[str, str]:
    """Print reports again into another folder, as their receipts say.

    Args:
        receipts: receipts of reports.
        places: where their inputs lie.
        out: the other folder.
        workers: reports printed at once.

    Returns:
        Name of the receipt → why the report could not be printed; empty when all were.
    """
    failures: dict[str, str] = {}
    for request, names in _requests(receipts, places, out, workers):
        try:
            outcomes = run(request, places.root).start(lambda outcome: None)
        except (HubaoError, OSError) as error:
            failures.update(dict.fromkeys(names, str(error)))
            continue
        failures.update({outcome.job.name: outcome.failure for outcome in outcomes if not outcome.ok})
    return failures


def _requests(
    receipts: Receipts, places: Places, out: Path, workers: int = 1
) -> Iterator[tuple[RunRequest, list[str]]]:
    """As few requests as the receipts allow, one for all that were printed alike, with the receipts' names."""
    alike: dict[str, list[str]] = {}
    for name, receipt in receipts.items():
        if receipt["report"] not in {book.index for book in BOOKS}:
            alike.setdefault(json.dumps(_manner(receipt), sort_keys=True), []).append(name)
    for names in alike.values():
        first = receipts[names[0]]
        manner = _manner(first)
        request = RunRequest(
            year=int(first["year"]),
            out=out,
            data=places.data or places.root / str(first["places"]["data"]),
            policy=places.policy or places.root / str(first["places"]["policy"]),
            reports=(str(first["report"]),),
            agencies=tuple(str(receipts[name]["owner"]) for name in names if first["owner"] != OFFICE),
            formats=tuple(kind for kind in FORMATS if kind in manner["kinds"]),
            workers=workers,
            parameters={name: _typed(value) for name, value in first["parameters"].items()},
            keep_notebooks="ipynb" in manner["kinds"],
            force=True,
        )
        yield request, names


def _manner(receipt: Mapping[str, Any]) -> dict[str, Any]:
    kinds = sorted({PurePosixPath(name).suffix.lstrip(".") for name in receipt["outputs"]})
    names = ("report", "year", "parameters", "places")
    return {**{name: receipt[name] for name in names}, "kinds": kinds}


def _typed(value: object) -> str:
    """A parameter as one would type it."""
    return value if isinstance(value, str) else repr(value)
