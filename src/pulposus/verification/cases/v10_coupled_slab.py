"""V10: oxygen, lactate and glucose that depend on each other, in a slab of nucleus."""

from __future__ import annotations

from pulposus.numerics.settings import VERIFY_COUPLED
from pulposus.verification.case import Case, Check, Curve, Findings, Order, printed, together
from pulposus.verification.closed.coupled import slab
from pulposus.verification.rigs import slab_family
from pulposus.verification.rigs.reduced_slab import Slabs
from pulposus.verification.rigs.slab_family import NUCLEI, UNITS

DRAWN = 1


def compare(name: str, found: dict[int, Slabs], tolerance: float = VERIFY_COUPLED) -> Findings:
    """Findings of one solver: the finest slabs to 1e-4, and the order over all."""
    checks, orders = [], []
    sizes = sorted(found)
    fine = found[sizes[-1]]
    for k, nucleus in enumerate(NUCLEI):
        exact = slab(nucleus.layers).centre
        for i, (solute, unit) in enumerate(UNITS.items()):
            digits = printed(f"v10_{solute}_h{nucleus.half_mm:g}_f{nucleus.crowding:g}")
            label = f"{name}: centre {solute}, h = {nucleus.half_mm:g} mm, cells x {nucleus.crowding:g}"
            checks.append(Check(label, float(fine.fields[k, 0, i]), float(exact[i]), tolerance, unit, digits))
            if k == DRAWN:
                errors = tuple(abs(float(found[n].fields[k, 0, i] - exact[i])) for n in sizes)
                places = tuple(nucleus.half_mm / n for n in sizes)
                orders.append(Order(f"{name}: centre {solute}, h = 5 mm", "element size, mm", places, errors, 2.0))
    curves = _curves(found[sizes[0]]) if name == slab_family.HEX8 else ()
    return Findings(tuple(checks), tuple(orders), curves)


def _curves(coarse: Slabs) -> tuple[Curve, ...]:
    exact = slab(NUCLEI[DRAWN].layers)
    every = max(1, exact.depth_mm.size // 80)
    return tuple(
        Curve(
            solute,
            "from the mid-plane, mm",
            f"{solute}, {unit}",
            tuple(exact.depth_mm[::every].tolist()),
            tuple(exact.fields[i, ::every].tolist()),
            tuple(coarse.depth_mm[DRAWN, ::2].tolist()),
            tuple(coarse.fields[DRAWN, ::2, i].tolist()),
        )
        for i, (solute, unit) in enumerate(UNITS.items())
    )


def _run() -> Findings:
    return together(*(compare(solver, slab_family.nuclei(solver)) for solver in slab_family.SOLVERS))


CASE = Case(
    id="V10",
    title="Three coupled solutes",
    solved="Oxygen, lactate and glucose with the published coupled rates and no limiter in nucleus slabs of "
    "half-thickness 3, 5 and 7 mm, and with 1.5 to 2.5 times the cells.",
    reference="Collocation (tolerance 1e-11) of the published equations, written again.",
    run=_run,
    usual_s=36.0,
)
