"""docs/products.md gives the counts, carriers and injections that the code gives."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from pulposus.library import facts
from pulposus.treatment.carrier import carrier, carriers, sample_carrier
from pulposus.treatment.harvest import harvest, load_source, sources
from pulposus.treatment.injection import inject

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "products.md").read_text(encoding="utf-8")
N = 2048


def rows(heading: str) -> dict[str, list[str]]:
    """The table that follows a heading: first cell to the others."""
    table = re.search(r"(?:^\|.*\n)+", PAGE.split(heading, 1)[1], re.MULTILINE)
    assert table is not None
    lines = [[cell.strip(" `") for cell in row.strip("|").split("|")] for row in table[0].splitlines()[2:]]
    return {first: others for first, *others in lines}


def numbers(cell: str) -> list[float]:
    """Every number of a cell, in units of one."""
    scale = 1e6 if cell.endswith("million") else 1.0
    return [scale * float(x.replace(",", "")) for x in re.findall(r"\d[\d,]*\.?\d*", cell)]


def test_the_counts_of_the_page_are_those_computed() -> None:
    table = rows("## Sources of cells")
    assert tuple(table) == sources()
    for key, (_, nucleated, colonies, stromal, alive) in table.items():
        dose = None if load_source(key).fresh else 20.0
        made = harvest(key, patient_age_y=45, volume_mL=2, n=N, seed=0, dose_1e6=dose)
        names = ("nucleated_1e6", "colony_forming", "stromal_1e6", "viability")
        for cell, name in zip((nucleated, colonies, stromal, alive), names, strict=True):
            edges = np.quantile(getattr(made, name), (0.5, 0.05, 0.95))
            found = numbers(cell)
            assert found == pytest.approx(list(edges[: len(found)]), rel=0.06), (key, name)


def test_the_spans_of_the_carriers_are_those_of_the_library() -> None:
    table = rows("## Carriers")
    assert tuple(table) == carriers()
    for key, cells in table.items():
        about = carrier(key)
        asked = (about.retention, about.half_life_day, about.cell_death_factor, about.modulus_kPa)
        for cell, name in zip(cells, (*asked, about.stays_in_place_share), strict=True):
            fact = facts("carriers")[name]
            alone = [fact.value] if fact.spread is None else [fact.value, fact.spread]
            expected = list(fact.spread) if isinstance(fact.spread, tuple) else alone
            assert numbers(cell) == expected, name


def test_the_injections_of_the_page_are_those_computed() -> None:
    held = sample_carrier("saline", N, 0)
    table = rows("2 mL of saline, 2048 draws")
    assert tuple(table) == ("1", "2", "3", "4", "5")
    for grade, (capped, goes_in, leak, stays) in table.items():
        found = inject(grade=np.full(N, int(grade)), volume_mL=2.0, carrier=held, n=N, seed=0)
        assert numbers(capped) == pytest.approx([100 * found.capped.mean()], abs=0.6)
        assert numbers(goes_in) == pytest.approx([np.median(found.volume_in_mL)], rel=0.01)
        assert numbers(leak) == pytest.approx([100 * found.leak_share.mean()], abs=0.6)
        assert numbers(stays) == pytest.approx(list(np.quantile(found.retained_share, (0.5, 0.05, 0.95))), abs=0.01)
