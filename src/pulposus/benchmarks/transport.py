"""Transport on hexahedra: the solute yardstick, three coupled solutes, and how the cost grows with the mesh."""

from __future__ import annotations

from time import perf_counter

from pulposus.benchmarks.result import Bench, Figure, Point
from pulposus.progress import Progress, silent
from pulposus.transport.hexa.measure import measure_nutrients, measure_solute

APART = 0.005
SECONDS = 8.0


def bench_solute(progress: Progress = silent) -> Bench:
    """One solute against the peer's answer."""
    begin, figures = perf_counter(), []
    for k, size in enumerate(("small", "medium")):
        progress(f"solute {size}", k / 2)
        found = measure_solute(size)
        assert found.error is not None
        note = f"{found.lowest_glucose_mM:.4f} mM, peer {found.expected_mM:.4f}"
        figures.append(
            Figure(f"{size}: smallest concentration against the peer", abs(found.error), "1", APART, note=note)
        )
        peer = "" if found.peer_s is None else f"; peer {found.peer_s:.1f} s"
        figures.append(Figure(f"{size}: wall time", found.seconds, "s", note=f"{found.steps} steps{peer}"))
    return Bench("solute", "Solute yardstick", tuple(figures), wall_s=perf_counter() - begin)


def bench_nutrients(progress: Progress = silent) -> Bench:
    """Three coupled solutes on meshes of growing size."""
    begin, figures, points = perf_counter(), [], []
    for k, size in enumerate(("tiny", "small", "medium", "large")):
        progress(f"nutrients {size}", k / 4)
        found = measure_nutrients(size)
        points.append(Point("three solutes, steady", found.elements, found.seconds))
        asked = SECONDS if size == "medium" else None
        note = f"{found.elements} elements, {found.steps} Newton steps, first call {found.first_s:.1f} s"
        figures.append(
            Figure(f"{size}: three solutes, wall time after compilation", found.seconds, "s", asked, note=note)
        )
    return Bench("nutrients", "Three coupled solutes", tuple(figures), tuple(points), perf_counter() - begin)
