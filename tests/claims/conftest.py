"""The base of the package, ways to change it, and made-up trials."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

sys.path.insert(0, str(Path(__file__).parent))

from made_up import changed_facts

from pulposus.claims import Base
from pulposus.evidence.schema import Study


@pytest.fixture(scope="session")
def base() -> Base:
    return Base()


@pytest.fixture
def with_studies(base: Base) -> Callable[..., Base]:
    """The base with studies added, or in the place of those of the same key."""

    def changed(*studies: Study) -> Base:
        keys = {study.key for study in studies}
        return replace(base, studies=(*(s for s in base.studies if s.key not in keys), *studies))

    return changed


@pytest.fixture
def only_studies(base: Base) -> Callable[..., Base]:
    """A base with these studies and no other."""
    return lambda *studies: replace(base, studies=studies)


@pytest.fixture
def with_facts(base: Base) -> Callable[..., Base]:
    """The base with facts of one topic changed: None removes one, a dictionary changes its fields."""

    def changed(topic: str, **changes: dict[str, Any] | None) -> Base:
        other = changed_facts(topic, changes)
        return replace(base, facts=lambda name: other if name == topic else base.facts(name))

    return changed


@pytest.fixture(scope="session")
def statement_files() -> dict[str, Any]:
    """Every statement file as YAML holds it, by name."""
    folder = Path(__file__).resolve().parents[2] / "src" / "pulposus" / "claims" / "statements"
    return {path.name: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.yaml"))}
