"""The published numbers in the library are those of the reference records, and only of records that were read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from pulposus.library import facts

FACTS = facts("symptoms")


@pytest.fixture(scope="module")
def reference(data: Path) -> Path:
    folder = data.parent / "reference"
    if not folder.is_dir():
        pytest.skip("the reference records are not here (reference folder beside the test data)")
    return folder


def records(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if "id" in node:
            yield node
        for child in node.values():
            yield from records(child)
    elif isinstance(node, list):
        for child in node:
            yield from records(child)


def by_id(path: Path) -> dict[str, dict[str, Any]]:
    return {record["id"]: record for record in records(yaml.safe_load(path.read_text(encoding="utf-8")))}


def test_comparator_rows(reference: Path) -> None:
    rows = by_id(reference / "comparators.yaml")
    for name, fact in (("VAS_0_100", "pain_meaningful_change"), ("ODI", "odi_meaningful_change")):
        assert rows["mic_ostelo"]["seen"] is True
        assert FACTS[fact].value == pytest.approx(rows["mic_ostelo"]["value"][name])


def test_measurement_rows(reference: Path) -> None:
    rows = by_id(reference / "biology.yaml")
    icc, sem, _ = (float(part) for part in rows["B108"]["value"].split("/"))
    assert FACTS["odi_reliability"].value == icc
    assert FACTS["odi_between_person_sd"].value == pytest.approx(sem / (1 - icc) ** 0.5)
    assert rows["B109"]["value"].startswith(f"{FACTS['score_correlation'].value:.3f}")
