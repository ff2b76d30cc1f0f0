"""A batch killed at any moment leaves no half file, and goes on where it stopped, to the same folder."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hubao.press.shelf import ASIDE
from tests.press.projects import files_below, small_project

MOMENTS = 50
WORDS = [sys.executable, "-m", "hubao", "render", "2024", "--jobs", "2"]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL"),
]


def visible(out: Path) -> dict[str, bytes]:
    return {name: data for name, data in files_below(out).items() if not name.startswith(f"{ASIDE}/")}


def test_killed_at_fifty_moments(tmp_path: Path):
    whole = small_project(tmp_path / "undisturbed")
    began = time.monotonic()
    subprocess.run(WORDS, cwd=whole, check=True, capture_output=True)
    length = time.monotonic() - began
    expected = files_below(whole / "reports" / "2024")
    project, chance = small_project(tmp_path / "killed"), random.Random(20261127)
    out = project / "reports" / "2024"
    killed = unfinished = 0
    while killed < MOMENTS:
        command = subprocess.Popen(WORDS, cwd=project, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            command.wait(chance.uniform(0, length))
        except subprocess.TimeoutExpired:
            command.kill()
            command.wait()
            killed += 1
        seen = visible(out) if out.exists() else {}
        for name, data in seen.items():
            if name == "index.html":  # links what lies there at the moment
                assert data.endswith(b"</html>\n"), name
            elif name == "receipts/index.json":
                json.loads(data)
            else:
                assert data == expected[name], name
        unfinished += seen.keys() < expected.keys()
        if seen == expected:
            shutil.rmtree(out)
    subprocess.run(WORDS, cwd=project, check=True, capture_output=True)
    assert files_below(out) == expected
    assert unfinished > MOMENTS / 4  # the moments were moments of work
