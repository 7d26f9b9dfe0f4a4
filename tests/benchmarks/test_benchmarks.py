"""The bench measures what it says: answers and marks are tested here, seconds are not."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from pulposus.benchmarks import creep
from pulposus.benchmarks.result import Bench, Figure, Point, tree
from pulposus.benchmarks.run import LONG, PARTS, bench
from pulposus.cli.bench import as_table, write
from pulposus.disc.yardstick import yardstick, yardstick_numbers
from pulposus.errors import InputError
from pulposus.progress import Progress


def test_marks_follow_the_sense_of_the_number() -> None:
    assert Figure("a", 1.0, "s", 2.0).met is True
    assert Figure("a", 3.0, "s", 2.0).met is False
    assert Figure("a", 3.0, "1/s", 2.0, "at least").met is True
    assert Figure("a", 3.0, "s").met is None
    assert Bench("x", "x", (Figure("a", 3.0, "s"),)).met
    assert not Bench("x", "x", (Figure("a", 3.0, "s", 2.0),)).met
    assert not Bench("x", "x", (), stopped="It broke.").met


def test_overshoot_sees_a_zigzag_and_no_smooth_profile() -> None:
    mesh = yardstick("tiny")
    layers = int(mesh.layer.max()) + 1
    z = np.linspace(0, 1, layers + 1)[:, None]
    smooth = np.repeat(z * (1 - z), len(mesh.nodes_mm) // (layers + 1), axis=1)
    assert creep.overshoot(mesh, smooth) < 0
    zigzag = smooth.copy()
    zigzag[1] = 1.2 * zigzag[2]
    assert creep.overshoot(mesh, zigzag) == pytest.approx(0.2)


@pytest.mark.slow
def test_small_creep_agrees_with_the_peer() -> None:
    found, numbers = creep.run("small"), yardstick_numbers()
    for time, u, p, wanted_u, wanted_p in zip(
        found.times_s,
        found.plate_mm,
        found.pressure_MPa,
        numbers.answer_plate_mm,
        numbers.answer_pressure_MPa,
        strict=True,
    ):
        assert u == pytest.approx(wanted_u, rel=creep.ASKED[time][0])
        assert p == pytest.approx(wanted_p, rel=creep.ASKED[time][1])


def test_an_unknown_part_is_told() -> None:
    with pytest.raises(InputError, match="reduced"):
        bench(["fast"])
    trials = {"cohort", "growth", "mmrm", "dask", "type1", "coverage", "100k"}
    assert set(PARTS) == {"reduced", "solute", "nutrients", "cost", "creep", *(f"trial-{part}" for part in trials)}


def test_the_longest_part_runs_only_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    ran = []

    def part(name: str) -> Callable[[Progress], Bench]:
        def run(progress: Progress) -> Bench:
            progress(name, 1.0)
            ran.append(name)
            return Bench(name, name, ())

        return run

    monkeypatch.setattr("pulposus.benchmarks.run.PARTS", {name: (part(name), 1.0) for name in ("cost", *LONG)})
    bench()
    assert ran == ["cost"]
    bench(long=True)
    bench(LONG)
    assert ran == ["cost", "cost", *LONG, *LONG]


def test_results_are_written_with_figure_and_table(tmp_path: Path) -> None:
    points = tuple(Point("three solutes", n, 1e-4 * n) for n in (100, 1000, 10000))
    found = (Bench("nutrients", "Nutrients", (Figure("time", 1.0, "s", 2.0, note="fine"),), points, 3.0),)
    write(tmp_path, found, only=["nutrients"])
    assert json.loads((tmp_path / "bench.json").read_text())[0]["figures"][0]["met"] is True
    assert (tmp_path / "cost.png").read_bytes()[:4] == b"\x89PNG"
    assert as_table(found[0]).row_count == 1
    assert tree(found)[0]["met"]
