"""How the cost of mechanics grows with the mesh: one tangent, one factorisation, one quasi-Newton iteration."""

from __future__ import annotations

from time import perf_counter

import numpy as np

from pulposus.benchmarks.result import Bench, Figure, Point
from pulposus.disc.yardstick import yardstick, yardstick_numbers
from pulposus.mechanics.hexa.system import System
from pulposus.mechanics.hexa.yardstick import creep_model
from pulposus.progress import Progress, silent


def bench_cost(progress: Progress = silent, *, sizes: tuple[str, ...] = ("tiny", "small", "medium", "large")) -> Bench:
    """Pieces of a time step on meshes of growing size, in the yardstick's state after a millimetre of compression."""
    begin, points, figures = perf_counter(), [], []
    for k, size in enumerate(sizes):
        progress(f"pieces {size}", k / len(sizes))
        mesh, numbers = yardstick(size), yardstick_numbers()
        system = System(creep_model(mesh, numbers))
        elements = len(mesh.elements)
        motion = np.zeros(system.unknowns.motions)
        fields = system.fields(np.zeros(system.unknowns.free), motion, 1.0)
        system.balance(fields)
        linear = system.linearise(fields)  # compiles
        clock = perf_counter()
        linear = system.linearise(fields)
        tangent = perf_counter() - clock
        clock = perf_counter()
        factor = linear.factor(fields, 100.0)
        factorise = perf_counter() - clock
        clock = perf_counter()
        balance = system.balance(fields)
        r, m = system.residual(fields, balance, 1.0, 100.0, balance.content)
        factor(r, m)
        iteration = perf_counter() - clock
        points += [
            Point("tangent", elements, tangent),
            Point("factorisation", elements, factorise),
            Point("quasi-Newton iteration", elements, iteration),
        ]
        note = (
            f"{elements} elements, {system.unknowns.free} unknowns, tangent {tangent:.2f} s, iteration {iteration:.2f}"
        )
        figures.append(Figure(f"{size}: one factorisation", factorise, "s", note=note))
    return Bench("cost", "Pieces of a mechanics step", tuple(figures), tuple(points), perf_counter() - begin)
