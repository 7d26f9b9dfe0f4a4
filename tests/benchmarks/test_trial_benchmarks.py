"""Benches of virtual trials in small: they run real trials and count what they say; seconds are not tested.

The quick ones have people whose discs are made up, so that no disc is solved.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from pulposus.benchmarks import trial_ground
from pulposus.benchmarks.fresh_process import MemoryWatch, in_fresh_process
from pulposus.benchmarks.result import Bench, Figure
from pulposus.benchmarks.trial_analysis import bench_trial_coverage, bench_trial_mmrm, bench_trial_type1
from pulposus.benchmarks.trial_cohort import (
    GROWTH,
    bench_trial_100k,
    bench_trial_cohort,
    bench_trial_growth,
    exponent,
    make_cohort,
)
from pulposus.benchmarks.trial_dask import bench_trial_dask
from pulposus.benchmarks.trial_ground import Sizes, pieces_of, trial_design
from pulposus.errors import RunError
from pulposus.progress import silent
from pulposus.trial.conduct import plan as whole
from pulposus.trial.conduct.arms import followed_arms
from pulposus.trial.conduct.cohort import screening_table
from pulposus.trial.conduct.pool import OUTPUTS, people_table, responses_table
from pulposus.trial.conduct.screened import until_enough
from pulposus.trial.design import Design
from pulposus.trial.run.piece import Piece

SMALL = Sizes(cohort=120, discs=24, check_discs=16)


def made_up_people(design: Design, number: int, eligible: int, share: float) -> dict[str, pa.Table]:
    """People as they are drawn, with a response of every disc that nobody solved."""
    found = until_enough(design, number, eligible, share)
    people = found.people.take(np.flatnonzero(found.failed == 0))
    n, visits = len(people), len(design.visits_months)
    rng = np.random.default_rng(number)
    responses = {
        key: {name: np.full((n, visits), 0.0) for name in OUTPUTS}
        | {"ratio": np.full((n, visits), 0.0) if key == design.control else rng.uniform(0.5, 1.5, (n, visits))}
        for key in followed_arms(design)
    }
    extra = {"failed": np.zeros(n, dtype=np.int64), "failed_rule": np.full(n, ""), "together": np.ones(n, dtype=bool)}
    return {
        "people": people_table(people, extra),
        "screening": screening_table(found, number),
        "responses": responses_table(people.id, responses),
    }


def made_up_emulator() -> pa.Table:
    return pa.table({"arm": ["none"]})


def without_discs(design: Design, share: float) -> list[Piece]:
    """The plan of a run with made-up people in place of discs and emulator."""
    pieces = []
    for piece in whole.plan(design, share):
        if piece.kinds == whole.COHORT:
            pieces.append(replace(piece, make=made_up_people, needs=()))
        elif piece.kinds == ("emulator",):
            pieces.append(replace(piece, make=made_up_emulator, args=(), needs=()))
        elif not {"training", "checking", "trained"} & set(piece.kinds):
            pieces.append(piece)
    return pieces


@pytest.fixture
def no_discs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial_ground, "plan", without_discs)


def only(bench: Bench, start: str) -> Figure:
    """The first number whose name begins so."""
    return next(figure for figure in bench.figures if figure.name.startswith(start))


def test_the_exponent_is_the_slope_in_logarithms() -> None:
    assert exponent(GROWTH, [0.2 * n for n in GROWTH]) == pytest.approx(1.0)
    assert exponent(GROWTH, [n**1.3 for n in GROWTH]) == pytest.approx(1.3)


def test_pieces_come_with_all_that_they_need_and_nothing_else() -> None:
    design = trial_design(40, SMALL, replicates=200, null_replicates=10)
    found = pieces_of(design, {"replicates"}, "null")
    kinds = {kind for piece in found for kind in piece.kinds}
    assert {"training", "trained", "people", "replicates"} <= kinds
    assert not {"checking", "emulator", "courses", "groups", "expected"} & kinds
    assert not [piece.key for piece in found if piece.key.startswith(("assurance", "fixed"))]
    keys = [piece.key for piece in found]
    assert all(keys.index(need) < keys.index(piece.key) for piece in found for need in piece.needs)


@pytest.mark.usefixtures("no_discs")
def test_every_mixed_model_trial_is_analysed() -> None:
    found = bench_trial_mmrm(trials=6, patients=60, sizes=SMALL, workers=1)
    assert only(found, "6 trials of 60 people, 4 arms").asked == 300
    assert only(found, "trials with an estimate").found == 1.0


@pytest.mark.usefixtures("no_discs")
@pytest.mark.parametrize(
    ("part", "limits"), [(bench_trial_type1, (0.045, 0.055)), (bench_trial_coverage, (0.94, 0.96))]
)
def test_shares_are_counted_over_all_trials(part: Any, limits: tuple[float, float]) -> None:
    low, high = part(trials=20, patients=40, sizes=SMALL, workers=1).figures
    assert (low.asked, low.sense, high.asked, high.sense) == (limits[0], "at least", limits[1], "at most")
    count, of = (int(word) for word in low.note.split(",")[0].split(" of "))
    assert of == 20
    assert low.found == high.found == count / of


@pytest.mark.usefixtures("no_discs")
def test_growth_tells_every_size_and_the_slope() -> None:
    found = bench_trial_growth(numbers=(50, 100, 200), sizes=SMALL)
    seconds = [only(found, f"{number} patients").found for number in (50, 100, 200)]
    assert only(found, "exponent").found == pytest.approx(exponent((50, 100, 200), seconds))
    assert only(found, "exponent").asked == 1.05


def test_the_watch_sees_memory_that_is_in_use() -> None:
    with MemoryWatch() as idle:
        pass
    with MemoryWatch() as busy:
        held = np.ones(50_000_000)
        held += 1
    # What other tests leave behind may be freed meanwhile.
    assert busy.peak_GB - idle.peak_GB > 0.5 * held.nbytes / 1e9


def test_a_part_that_fails_in_its_process_says_why() -> None:
    with pytest.raises(RunError, match="expected a whole number from 4"):
        in_fresh_process(make_cohort, Sizes(cohort=1), 1, progress=silent)


@pytest.mark.slow
@pytest.mark.usefixtures("no_discs")
def test_one_and_two_workers_of_dask_make_the_same_files() -> None:
    pytest.importorskip("distributed")
    found = bench_trial_dask(trials=4, patients=60, sizes=SMALL, processes=1)
    assert only(found, "two workers over one").asked == 1.7
    assert only(found, "files that differ").found == 0.0
    assert only(found, "files that differ").met


@pytest.mark.slow
def test_patients_come_out_of_discs_solved_in_full() -> None:
    found = bench_trial_cohort(sizes=Sizes(cohort=60, discs=24, check_discs=16), workers=1)
    assert only(found, "60 patients x 4 arms x 24 months: wall time").found > 0
    assert 0.1 < only(found, "60 patients x 4 arms x 24 months: peak memory").found < 3
    # Four arms at the start and five visits.
    assert "1,440 rows" in only(found, "patients a second").note


@pytest.mark.slow
def test_a_whole_run_is_measured_like_the_longest() -> None:
    found = bench_trial_100k(sizes=Sizes(cohort=60, discs=24, check_discs=16), trials=2, workers=1)
    assert only(found, "patients with a course").found == 60
    assert found.met
