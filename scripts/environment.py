"""Write environment.yml, the locked versions for users of conda.

    python scripts/environment.py

Reads pyproject.toml (which packages the project asks for) and requirements-dev.txt (which versions are locked).
`scripts/lock.sh` runs it after locking.
"""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)\s*(?P<marker>;[^\\]*)?")
REQUIREMENT = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(?P<extras>\[[^\]]*\])?")

HEAD = """\
# For conda: `conda env create -f environment.yml`, then `conda activate hubao`.
# The versions are those of requirements-dev.txt. Written by scripts/environment.py, which `make lock` runs: change
# pyproject.toml, not this file. Everything comes through pip, so that conda users get the very files the locks name.
name: hubao
channels:
  - conda-forge
dependencies:
  - python {python}
  - pip
  - pip:
"""


def canonical(name: str) -> str:
    """Spell a package name the one way registries do."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(lock: str) -> dict[str, list[str]]:
    """Map each package of a lock to its pins: `==version`, with a marker where it is not for every machine."""
    pins: dict[str, list[str]] = {}
    for line in lock.splitlines():
        if match := PIN.match(line):
            marker = f" {match['marker'].strip()}" if match["marker"] else ""
            pins.setdefault(canonical(match["name"]), []).append(f"=={match['version']}{marker}")
    return pins


def environment(project: dict, lock: str) -> str:
    """Return the text of environment.yml for a parsed pyproject.toml and the text of a lock."""
    asked = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    pins = locked(lock)
    lines = ["# what pyproject.toml asks for"]
    for requirement in sorted(asked, key=str.lower):
        match = REQUIREMENT.match(requirement)
        assert match, requirement
        spelling = f"{match['name']}{match['extras'] or ''}"
        lines += [f"- {spelling}{pin}" for pin in pins.pop(canonical(match["name"]))]
    lines += ["# what those need"]
    lines += [f"- {name}{pin}" for name, versions in sorted(pins.items()) for pin in versions]
    lines += ["# hubao itself, from this folder", "- -e ."]
    return HEAD.format(python=project["requires-python"]) + "".join(f"      {line}\n" for line in lines)


def main() -> None:
    """Write environment.yml beside pyproject.toml."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lock = (ROOT / "requirements-dev.txt").read_text(encoding="utf-8")
    (ROOT / "environment.yml").write_text(environment(project, lock), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
