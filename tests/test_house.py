"""The order of the house: who may import whom, and what the notebooks and the exact rooms leave out.

An import counts wherever it stands: at the top, inside a function, under TYPE_CHECKING, or by name through importlib.
"""

import ast
import json
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).parent.parent
HOUSE = ROOT / "hubao"

# From the ground up. A room may import the floors below its own, and itself; rooms of one floor not each other.
FLOORS = (
    ("errors", "deadlines", "files", "numerals", "places", "privacy", "ranking"),
    ("policy",),
    ("appraisal", "standard", "agencies", "projects"),
    ("tables",),
    ("explain", "forms", "ledgers", "methods"),
    ("year", "evaluation"),
    ("compare",),
    ("sample",),
    ("report",),
    ("press",),
    (
        "cli",
        "cli_forms",
        "cli_ledgers",
        "cli_standard",
        "checking",
        "console",
        "counting",
        "evaluating",
        "importing",
        "issuing",
        "options",
        "printing",
        "__main__",
        "__init__",
    ),
)
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
OPEN_FLOORS = {0, len(FLOORS) - 1}  # the ground and the roof: their modules may import each other

PURE = {*FLOORS[0], *FLOORS[2]}
NOT_IN_PURE = {"matplotlib", "numpy", "openpyxl", "pandas", "pandera", "papermill", "yaml"}
EXACT = {"appraisal", "policy", "standard"}
LONGEST = 400
BINARY = {".otf", ".png", ".pyc", ".ttf", ".woff2", ".xlsx"}


def room_of(path: PurePosixPath) -> str:
    """The room of a file, by its path inside hubao/: `appraisal` of `appraisal/score.py`, `year` of `year.py`."""
    return path.parts[0].removesuffix(".py")


def imported(path: PurePosixPath, source: str) -> Iterator[str]:
    """Every module a source imports, with its full dotted name; names taken from a module are added to it."""
    package = ("hubao", *path.parts[:-1])
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            stem = ".".join((*base, *([node.module] if node.module else [])))
            yield from (f"{stem}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in {"import_module", "__import__"}:
                yield str(node.args[0].value)


def bad_imports(path: PurePosixPath, source: str) -> list[str]:
    """What a source at this path inside hubao/ imports against the order of the house."""
    room, found = room_of(path), []
    if room not in FLOOR:
        return [f"{path}: {room} is a new room: give it a floor here and in the design"]
    for name in imported(path, source):
        top, *rest = name.split(".")
        if top != "hubao":
            if room in PURE and top in NOT_IN_PURE:
                found.append(f"{path}: {room} is pure and must not import {top}")
        elif not rest or rest[0] not in FLOOR or rest[0] == "__init__":
            found.append(f"{path}: imports {name} through the front door; import it from its own room")
        elif rest[0] != room:
            here, there = FLOOR[room], FLOOR[rest[0]]
            if there > here or (there == here and here not in OPEN_FLOORS):
                found.append(f"{path}: {room} must not import {rest[0]}")
    return found


def floats(source: str) -> list[int]:
    """The lines of a source that hold a float literal or call `float`."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float")
    ]


def notebook_faults(notebook: dict) -> list[str]:
    """What a notebook holds that belongs into the package, or that a run left behind."""
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    faults = []
    for number, cell in enumerate(code, start=1):
        lines = "".join(cell["source"]).splitlines()
        tree = ast.parse("\n".join(line for line in lines if not line.startswith(("%", "!"))))
        logic = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.For, ast.AsyncFor, ast.While)
        faults += [f"code cell {number}: {type(node).__name__}" for node in ast.walk(tree) if isinstance(node, logic)]
        if cell["outputs"] or cell["execution_count"] is not None:
            faults.append(f"code cell {number}: stored output")
    tagged = sum("parameters" in cell["metadata"].get("tags", []) for cell in code)
    if tagged != 1:
        faults.append(f"{tagged} cells tagged parameters, not one")
    return faults


def modules() -> dict[PurePosixPath, str]:
    """Every Python source of the house by its path inside hubao/."""
    paths = sorted(HOUSE.rglob("*.py"))
    return {PurePosixPath(path.relative_to(HOUSE).as_posix()): path.read_text(encoding="utf-8") for path in paths}


def test_imports_obey_the_house():
    assert [fault for path, source in modules().items() for fault in bad_imports(path, source)] == []


def test_exact_rooms_hold_no_float():
    exact = {path: floats(source) for path, source in modules().items() if room_of(path) in EXACT}
    assert {str(path): lines for path, lines in exact.items() if lines} == {}


def test_no_file_is_too_long():
    texts = (path for path in HOUSE.rglob("*") if path.is_file() and path.suffix not in BINARY)
    lengths = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in texts}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_notebooks_are_thin_and_stored_without_outputs():
    stored = sorted((ROOT / "notebooks").rglob("*.ipynb"))
    faults = {path.name: notebook_faults(json.loads(path.read_text(encoding="utf-8"))) for path in stored}
    assert {name: found for name, found in faults.items() if found} == {}


def test_the_import_check_catches():
    score = PurePosixPath("appraisal/score.py")
    inside_a_function = "def f():\n    import pandas as pd\n"
    for_types_only = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from hubao.year import Year\n"
    assert bad_imports(score, inside_a_function) == ["appraisal/score.py: appraisal is pure and must not import pandas"]
    assert bad_imports(score, for_types_only) == ["appraisal/score.py: appraisal must not import year"]
    assert bad_imports(score, "from ..standard import tree\n") == [
        "appraisal/score.py: appraisal must not import standard"
    ]
    assert bad_imports(score, "from importlib import import_module\nimport_module('hubao.cli')\n") == [
        "appraisal/score.py: appraisal must not import cli"
    ]
    assert bad_imports(score, "from hubao import open_year\n") == [
        "appraisal/score.py: imports hubao.open_year through the front door; import it from its own room"
    ]
    assert bad_imports(PurePosixPath("misc.py"), "") == [
        "misc.py: misc is a new room: give it a floor here and in the design"
    ]
    assert bad_imports(PurePosixPath("errors.py"), "import yaml.nodes\n") == [
        "errors.py: errors is pure and must not import yaml"
    ]
    assert bad_imports(PurePosixPath("report/blocks.py"), "import hubao\n") == [
        "report/blocks.py: imports hubao through the front door; import it from its own room"
    ]


def test_the_import_check_lets_pass():
    assert (
        bad_imports(PurePosixPath("appraisal/score.py"), "from . import agency\nfrom hubao.policy import rules\n") == []
    )
    assert bad_imports(PurePosixPath("deadlines.py"), "from hubao.errors import HubaoError\n") == []
    assert bad_imports(PurePosixPath("sample/roster.py"), "from hubao.tables import fields\nimport numpy\n") == []
    assert bad_imports(PurePosixPath("__init__.py"), "from hubao.year import open_year\n") == []


def test_the_other_checks_catch():
    assert floats("a = 1\nb = 0.5\nc = float('1')\nd: float\n") == [2, 3]
    cell = {
        "cell_type": "code",
        "metadata": {},
        "outputs": [],
        "execution_count": 1,
        "source": ["%time\n", "for i in x: i"],
    }
    assert notebook_faults({"cells": [cell]}) == [
        "code cell 1: For",
        "code cell 1: stored output",
        "0 cells tagged parameters, not one",
    ]
