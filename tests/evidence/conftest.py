"""The example of docs/evidence.md, and ways to spoil it."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from pulposus.evidence.schema import Study

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT.parent / "shared" / "reference"
Spoil = Callable[..., Study]


@pytest.fixture(scope="session")
def example_text() -> str:
    """The whole example of the page."""
    page = (ROOT / "docs" / "evidence.md").read_text(encoding="utf-8")
    found = re.search(r"^```yaml study\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]


@pytest.fixture(scope="session")
def example_data(example_text: str) -> dict[str, Any]:
    data = yaml.safe_load(example_text)
    assert isinstance(data, dict)
    return data


@pytest.fixture
def spoil(example_data: dict[str, Any]) -> Spoil:
    """The example with values set by path: ``spoil(("arms", 0, "n"), 3)``; the value ... leaves one out."""

    def spoiled(*changes: object) -> Study:
        data = copy.deepcopy(example_data)
        for path, value in zip(changes[::2], changes[1::2], strict=True):
            assert isinstance(path, tuple)
            block: Any = data
            for part in path[:-1]:
                block = block[part]
            if value is ...:
                del block[path[-1]]
            else:
                block[path[-1]] = value
        return Study.model_validate(data)

    return spoiled


@pytest.fixture(scope="session")
def reference() -> Path:
    """Folder of the editors' records; skips with a message where it is absent."""
    if not REFERENCE.is_dir():
        pytest.skip("the editors' records are not here (shared/reference beside the checkout)")
    return REFERENCE
