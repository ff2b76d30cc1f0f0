"""The examples in the docstrings of this room run."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import hubao.tables

MODULES = sorted(module.name for module in pkgutil.iter_modules(hubao.tables.__path__))


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    assert doctest.testmod(importlib.import_module(f"hubao.tables.{name}")).failed == 0
