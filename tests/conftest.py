"""Where the real test data lies, and what is said when it is absent."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

# The first call of a compiled function is slow, and a run must be repeatable.
settings.register_profile("pulposus", deadline=None, derandomize=True)
settings.load_profile("pulposus")

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"


@pytest.fixture(scope="session")
def data() -> Path:
    """Folder of real test data; skips with a message where it is absent."""
    if not DATA.is_dir():
        pytest.skip(f"real test data is not here ({DATA.name} folder beside the checkout)")
    return DATA


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Fast tests first: the slow ones run at the end."""
    items.sort(key=lambda item: "slow" in item.keywords)
