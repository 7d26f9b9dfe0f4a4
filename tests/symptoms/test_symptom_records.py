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
    pairs = [
        ("saline_vast", lambda v: v, "arm_vast_saline_pain"),
        ("saline_peng2010", lambda v: v["pain"], "arm_peng_saline_pain"),
        ("saline_peng2010", lambda v: v["odi"], "arm_peng_saline_odi"),
        ("saline_vast_interim_odi", lambda v: v["6mo"] - v["0"], "arm_vast_interim_saline_odi"),
        ("sham_respine_responders", lambda v: v / 100, "arm_respine_sham_responders"),
        ("standard_care_intracept_change", lambda v: v["3mo"][0], "arm_intracept_care_odi_3mo"),
        ("standard_care_intracept_change", lambda v: v["6mo"][0], "arm_intracept_care_odi_6mo"),
        ("standard_care_responders", lambda v: v["6mo_>=15"] / 100, "arm_intracept_care_responders"),
        ("mic_ostelo", lambda v: v["VAS_0_100"], "pain_meaningful_change"),
        ("mic_ostelo", lambda v: v["ODI"], "odi_meaningful_change"),
    ]
    for name, read, fact in pairs:
        assert rows[name]["seen"] is True
        assert FACTS[fact].value == pytest.approx(read(rows[name]["value"])), name
    spreads = rows["standard_care_intracept_change"]["value"]
    assert FACTS["arm_intracept_care_odi_3mo"].spread == spreads["3mo"][1]
    assert FACTS["arm_intracept_care_odi_6mo"].spread == spreads["6mo"][1]


def outcome(trial: dict[str, Any], arm: str, months: int, measure: str) -> float:
    (row,) = (
        row
        for row in trial["outcomes"]
        if (row["arm"], row["time_months"], row["measure"]) == (arm, months, measure) and row["seen"]
    )
    return float(row["value"])


def test_cell_trial_rows(reference: Path) -> None:
    trials = by_id(reference / "cell_trials.yaml")
    noriega, mpc = trials["noriega_2017"], trials["amirdelfan_2021_mpc_phase2"]
    assert outcome(noriega, "sham", 12, "VAS back pain") == FACTS["arm_noriega_sham_pain"].value
    assert outcome(mpc, "saline", 36, "VAS back pain") == FACTS["arm_mpc_saline_pain_percent"].value
    (atluri,) = (trial for trial in trials.values() if trial.get("citation", {}).get("pmid") == "35322978")
    change = outcome(atluri, "conventional", 6, "ODI") - outcome(atluri, "conventional", 0, "ODI")
    assert FACTS["arm_atluri_care_odi"].value == pytest.approx(change)


def test_measurement_rows(reference: Path) -> None:
    rows = by_id(reference / "biology.yaml")
    icc, sem, _ = (float(part) for part in rows["B108"]["value"].split("/"))
    assert FACTS["odi_reliability"].value == icc
    assert FACTS["odi_between_person_sd"].value == pytest.approx(sem / (1 - icc) ** 0.5)
    assert rows["B109"]["value"].startswith(f"{FACTS['score_correlation'].value:.3f}")
