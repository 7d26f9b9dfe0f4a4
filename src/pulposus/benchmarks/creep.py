"""The creep yardstick: our answer beside the peer's, what it costs, and whether pressures oscillate."""

from __future__ import annotations

import resource
import sys
from dataclasses import dataclass
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from pulposus.benchmarks.result import Bench, Figure
from pulposus.disc.quality import element_volumes_mm3
from pulposus.disc.yardstick import Numbers, YardstickMesh, yardstick, yardstick_numbers
from pulposus.mechanics.hexa import Step, march
from pulposus.mechanics.hexa.system import System
from pulposus.mechanics.hexa.yardstick import creep_model
from pulposus.numerics.settings import BENCH_CREEP_TOLERANCE
from pulposus.progress import Progress, silent

Float = NDArray[np.float64]
# Agreement asked of the small mesh, by answer time: displacement, pressure (the yardstick's own tolerances).
ASKED = {1.0: (0.02, 0.02), 100.0: (0.007, 0.02), 1000.0: (0.007, 0.02), 10000.0: (0.007, 0.03), 28801.0: (0.007, 0.05)}
SECONDS = {"small": 8.0, "medium": 100.0}
MEMORY_GB = 2.0
MESHES_APART = 0.03
OVERSHOOT = 0.05


@dataclass(frozen=True, eq=False)
class Creep:
    """Plate displacement (mm), largest element-mean pressure at mid height and mean pressure of the middle of the
    nucleus (MPa) at the answer times, and what the run cost after compilation."""

    size: str
    stabilised: bool
    times_s: tuple[float, ...]
    plate_mm: tuple[float, ...]
    pressure_MPa: tuple[float, ...]
    middle_MPa: tuple[float, ...]
    """Over the quarter of the height around its middle: the same tissue on every mesh, where the largest element mean
    is over ever thinner elements."""
    overshoot: tuple[float, ...]
    """Largest excess of a nucleus node over its neighbour farther inside, along the height."""
    seconds: float
    last: Step


def run(
    size: str, *, stabilise: float = 0.0, tolerance: float = BENCH_CREEP_TOLERANCE, progress: Progress = silent
) -> Creep:
    """Solve the creep yardstick on one mesh; the clock starts when everything is compiled."""
    mesh, numbers = yardstick(size), yardstick_numbers()
    model = creep_model(mesh, numbers, stabilise=stabilise)
    _compile(System(model))
    begin = perf_counter()
    found: list[Step] = []
    last: Step | None = None
    for step in march(model, numbers.answer_time_s, tolerance=tolerance):
        progress(f"creep {size} {step.state.time_s:.0f} s", np.log1p(step.state.time_s) / np.log1p(numbers.end_s))
        if step.output:
            found.append(step)
        last = step
    seconds = perf_counter() - begin
    assert last is not None
    looks = [_look(mesh, step) for step in found]
    plates = tuple(float(step.state.motions[0][2]) for step in found)
    means, centres, excess = (tuple(look[k] for look in looks) for k in range(3))
    times = tuple(step.state.time_s for step in found)
    return Creep(size, stabilise > 0, times, plates, means, centres, excess, seconds, last)


def _compile(system: System) -> None:
    rest = system.fields(np.zeros(system.unknowns.free), np.zeros(system.unknowns.motions), 0.0)
    system.balance(rest)
    system.linearise(rest)


def _look(mesh: YardstickMesh, step: Step) -> tuple[float, float, float]:
    potential = step.state.potential_MPa
    means = potential[mesh.elements[mesh.middle]].mean(axis=1)
    layers = int(mesh.layer.max()) + 1
    columns = potential.reshape(layers + 1, -1)
    near = np.abs(mesh.layer + 1 / 2 - layers / 2) < layers / 8
    middle = np.flatnonzero(near & mesh.nucleus)
    volume = element_volumes_mm3(mesh.nodes_mm[mesh.elements[middle]])
    mean = float(np.average(potential[mesh.elements[middle]].mean(axis=1), weights=volume))
    return float(means.max()), mean, overshoot(mesh, columns)


def overshoot(mesh: YardstickMesh, columns: Float) -> float:
    """Largest excess of an inner node of the nucleus over its neighbour nearer to mid height, as a share.

    There the true pressure rises monotonically towards mid height. (Near the bonded rim it does not: the plate
    squeezes the annulus most beside itself, on any mesh.)
    """
    n = columns.shape[1]
    inside = np.zeros(n, dtype=bool)
    inside[np.unique(mesh.elements[mesh.nucleus]) % n] = True
    rim = np.unique(mesh.elements[~mesh.nucleus] % n)
    inside[rim] = False
    half = columns[: columns.shape[0] // 2 + 1][:, inside]
    return float(np.max(half[1:-1] / half[2:] - 1))


def _against_peer(creep: Creep, numbers: Numbers) -> list[Figure]:
    figures = []
    answers = zip(creep.times_s, numbers.answer_plate_mm, numbers.answer_pressure_MPa, strict=True)
    for k, (time, plate, pressure) in enumerate(answers):
        asked = ASKED[time]
        off = (abs(creep.plate_mm[k] / plate - 1), abs(creep.pressure_MPa[k] / pressure - 1))
        figures += [
            Figure(f"{creep.size}: displacement at {time:.0f} s against the peer", off[0], "1", asked[0],
                   note=f"{creep.plate_mm[k]:.4f} mm, peer {plate:.4f}"),
            Figure(f"{creep.size}: pressure at {time:.0f} s against the peer", off[1], "1", asked[1],
                   note=f"{creep.pressure_MPa[k]:.4f} MPa, peer {pressure:.4f}"),
        ]  # fmt: skip
    return figures


def _cost(creep: Creep, numbers: Numbers) -> list[Figure]:
    counts, peer = creep.last.counts, numbers.peer_creep_s.get(creep.size)
    note = (
        f"{counts.steps} steps ({counts.rejected} rejected), {counts.factorisations} factorisations, "
        f"{counts.iterations} quasi-Newton iterations"
    )
    if peer is not None:
        note += f"; peer {peer:.0f} s"
    return [
        Figure(f"{creep.size}: wall time after compilation", creep.seconds, "s", SECONDS.get(creep.size), note=note)
    ]


def peak_memory_GB() -> float:
    """Largest memory of this process so far."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e9 if sys.platform == "darwin" else 1e6)


def bench_creep(progress: Progress = silent, *, sizes: tuple[str, ...] = ("small", "medium")) -> Bench:
    """Small mesh against the peer, convergence in time, medium mesh against small, cost and memory."""
    numbers = yardstick_numbers()
    begin = perf_counter()
    small = run("small", progress=progress)
    figures = [*_cost(small, numbers), *_against_peer(small, numbers)]
    fine = run("small", tolerance=BENCH_CREEP_TOLERANCE / 5, progress=progress)
    moved = max(abs(a / b - 1) for a, b in zip(small.plate_mm, fine.plate_mm, strict=True))
    figures.append(
        Figure("small: displacement moved by a five times finer tolerance in time", moved, "1",
               note=f"{fine.last.counts.steps} steps instead of {small.last.counts.steps}")
    )  # fmt: skip
    if "medium" in sizes:
        medium = run("medium", stabilise=1.0, tolerance=BENCH_CREEP_TOLERANCE / 3, progress=progress)
        figures += _cost(medium, numbers)
        for k, time in enumerate(medium.times_s):
            late = time >= 100
            apart = [
                ("displacement", medium.plate_mm[k] / fine.plate_mm[k] - 1),
                ("pressure in the middle of the nucleus", medium.middle_MPa[k] / fine.middle_MPa[k] - 1),
            ]
            for what, share in apart:
                name = f"medium: {what} at {time:.0f} s against small"
                peak = (
                    f", {abs(share) * fine.middle_MPa[k] / max(fine.middle_MPa):.2%} of its peak"
                    if "press" in what
                    else ""
                )
                note = f"{share:+.2%}{peak}"
                figures.append(Figure(name, abs(share), "1", MESHES_APART if late else None, note=note))
            name = f"medium: pressure overshoot in the nucleus at {time:.0f} s"
            figures.append(Figure(name, medium.overshoot[k], "1", OVERSHOOT if late else None))
        figures.append(Figure("peak memory", peak_memory_GB(), "GB", MEMORY_GB))
    return Bench("creep", "Creep yardstick (fibre-reinforced, biphasic)", tuple(figures), wall_s=perf_counter() - begin)
