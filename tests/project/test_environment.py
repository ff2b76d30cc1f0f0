"""The two locks, environment.yml and pyproject.toml say the same."""

import importlib.util
import re
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.txt", "requirements-dev.txt")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def asked(*extras: str) -> list[Requirement]:
    """What pyproject.toml asks for."""
    lists = [PROJECT["dependencies"], *(PROJECT["optional-dependencies"][extra] for extra in extras)]
    return [Requirement(text) for requirements in lists for text in requirements]


def lock_text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def pins(lines: list[str]) -> dict[str, set[tuple[str, str]]]:
    """Package → its (version, marker) pairs."""
    found: dict[str, set[tuple[str, str]]] = {}
    for line in lines:
        requirement = Requirement(line)
        (specifier,) = requirement.specifier
        assert specifier.operator == "=="
        entry = (specifier.version, str(requirement.marker or ""))
        found.setdefault(canonicalize_name(requirement.name), set()).add(entry)
    return found


def locked(text: str) -> dict[str, set[tuple[str, str]]]:
    return pins([line.removesuffix("\\").strip() for line in text.splitlines() if re.match(r"\w", line)])


def conda(text: str) -> tuple[dict[str, set[tuple[str, str]]], list[str]]:
    """The pins of an environment file, and what else it hands to pip."""
    (lines,) = (entry["pip"] for entry in yaml.safe_load(text)["dependencies"] if isinstance(entry, dict))
    return pins([line for line in lines if not line.startswith("-")]), [line for line in lines if line.startswith("-")]


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("environment", ROOT / "scripts" / "environment.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_environment_has_the_locked_versions():
    versions, rest = conda(lock_text("environment.yml"))
    assert versions == locked(lock_text("requirements-dev.txt"))
    assert rest == ["-e ."]


def test_environment_is_what_the_script_writes():
    assert lock_text("environment.yml") == script().environment(PROJECT, lock_text("requirements-dev.txt"))


def test_a_changed_lock_would_be_noticed():
    lock = lock_text("requirements-dev.txt")
    changed = re.sub(r"^pandas==\S+", "pandas==3.99.0", lock, flags=re.MULTILINE)
    assert changed != lock
    assert conda(lock_text("environment.yml"))[0] != locked(changed)
    assert conda(script().environment(PROJECT, changed))[0]["pandas"] == {("3.99.0", "")}


def test_environment_is_for_the_project_and_its_python():
    environment = yaml.safe_load(lock_text("environment.yml"))
    assert environment["name"] == PROJECT["name"]
    assert f"python {PROJECT['requires-python']}" in environment["dependencies"]


@pytest.mark.parametrize(
    ("lock", "extras"),
    [("requirements.txt", ("lab", "build")), ("requirements-dev.txt", tuple(PROJECT["optional-dependencies"]))],
)
def test_lock_holds_what_the_project_asks_for(lock: str, extras: tuple[str, ...]):
    versions = locked(lock_text(lock))
    for requirement in asked(*extras):
        for version, _ in versions[canonicalize_name(requirement.name)]:
            assert requirement.specifier.contains(version), (
                f"{lock}: {requirement} is locked at {version}; run `make lock`"
            )


def test_build_backend_is_locked():
    backends = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["build-system"]["requires"]
    assert {canonicalize_name(Requirement(text).name) for text in backends} <= locked(
        lock_text("requirements.txt")
    ).keys()


def test_the_larger_lock_holds_the_smaller_one():
    small, large = (locked(lock_text(lock)) for lock in LOCKS)
    missing = {name: pins for name, pins in small.items() if not all(_holds(large[name], pin) for pin in pins)}
    assert missing == {}


def _holds(pins: set[tuple[str, str]], pin: tuple[str, str]) -> bool:
    """Whether a lock has a version under the same condition, or under none."""
    version, _ = pin
    return pin in pins or (version, "") in pins


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_hashes(lock: str):
    blocks = re.split(r"^(?=\w)", lock_text(lock), flags=re.MULTILINE)
    assert [block.split()[0] for block in blocks if block.strip() and "--hash=sha256:" not in block] == []


@pytest.mark.parametrize("name", [*LOCKS, "environment.yml"])
def test_no_registry_and_no_path_of_a_machine(name: str):
    text = lock_text(name)
    assert "://" not in text
    assert re.findall(r"^\s*-\S*(?:index|find-links|trusted).*", text, flags=re.MULTILINE) == []
    assert re.findall(r"(?:^|\s)(?:/|[A-Za-z]:\\|file:)\S*", text) == []
