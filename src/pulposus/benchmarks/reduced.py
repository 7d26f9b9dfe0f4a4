"""The reduced disc: how many nutrient solves and swelling equilibria a second, batched, on all cores."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

import numpy as np

from pulposus.benchmarks.result import Bench, Figure
from pulposus.disc.composition import sample_tissue
from pulposus.disc.reduced import ReducedMesh, ReducedTopology, build
from pulposus.disc.shape import from_parameters, reduced_inputs
from pulposus.disc.tissue import Tissue
from pulposus.library import sample
from pulposus.mechanics.equilibrium import equilibrate
from pulposus.mechanics.parameters import MechanicsParameters
from pulposus.numerics.settings import BENCH_DISCS, BENCH_REPEATS
from pulposus.progress import Progress, silent
from pulposus.transport import CellType, nutrients, sample_boundary, sample_parameters

SEED = 1
NUTRIENTS_PER_S, EQUILIBRIA_PER_S = 300.0, 100.0


def drawn_discs(n: int = BENCH_DISCS, seed: int = SEED) -> tuple[ReducedMesh, Tissue]:
    """Draws of an L4/5 disc of a forty-year-old, Pfirrmann III."""
    shape = from_parameters("L4/5", age_y=40.0, grade=3)
    mesh = build(ReducedTopology(), **reduced_inputs(shape, n, seed))
    return mesh, sample_tissue(mesh, grade=np.full(n, 3), age_y=40.0, n=n, seed=seed)


def _fastest(run: Callable[[], object]) -> tuple[float, float]:
    """Seconds of the first run, with compilation, and of the fastest of the next few."""
    begin = perf_counter()
    run()
    first, best = perf_counter() - begin, np.inf
    for _ in range(BENCH_REPEATS):
        begin = perf_counter()
        run()
        best = min(best, perf_counter() - begin)
    return first, best


def bench_reduced(progress: Progress = silent) -> Bench:
    """Three quasi-steady solutes, and swelling from the unswollen shape under the supine load."""
    start = perf_counter()
    mesh, tissue = drawn_discs()
    n = mesh.batch
    supply, rates = sample_boundary(n, SEED), sample_parameters(n, SEED)
    cells = {CellType.NATIVE: tissue.native_cells_1e6_mL}
    progress("reduced nutrients", 0.1)
    fed = nutrients(mesh.nodes_mm, tissue.porosity, cells, rates, supply)
    first, best = _fastest(lambda: nutrients(mesh.nodes_mm, tissue.porosity, cells, rates, supply))
    size = f"{mesh.topology.n_r} x {mesh.topology.n_z} nodes, batch of {n}"
    figures = [
        Figure("quasi-steady three-solute solves", n / best, "1/s", NUTRIENTS_PER_S, "at least",
               f"{size}; all converged: {bool(fed.converged.all())}; first call {first:.1f} s with compilation"),
    ]  # fmt: skip
    progress("reduced swelling", 0.5)
    numbers, load = MechanicsParameters.sample(n, SEED), sample("loading", "supine_load_MPa", n, SEED)
    still = equilibrate(mesh, tissue, numbers, load)
    first, best = _fastest(lambda: equilibrate(mesh, tissue, numbers, load))
    figures.append(
        Figure("swelling equilibria from the unswollen shape", n / best, "1/s", EQUILIBRIA_PER_S, "at least",
               f"{size}; all converged: {bool(still.converged.all())}; first call {first:.1f} s with compilation")
    )  # fmt: skip
    return Bench("reduced", "Reduced disc, batched", tuple(figures), wall_s=perf_counter() - start)
