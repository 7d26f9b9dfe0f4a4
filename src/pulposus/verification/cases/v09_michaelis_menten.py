"""V9: a slab whose solute is used at a rate that saturates."""

from __future__ import annotations

from pulposus.numerics.settings import VERIFY_CLOSED_FORM
from pulposus.verification.case import Case, Check, Curve, Findings, Order, printed, together
from pulposus.verification.closed import slabs
from pulposus.verification.rigs import slab_family
from pulposus.verification.rigs.reduced_slab import Slabs
from pulposus.verification.rigs.slab_family import SATURATING


def compare(name: str, found: dict[int, Slabs]) -> Findings:
    """Findings of one solver from its slabs by number of elements."""
    checks, orders, curves = [], [], []
    for k, kinetics in enumerate(SATURATING):
        exact, _slope = slabs.michaelis_menten(kinetics.strength, kinetics.half)
        label = f"a = {kinetics.strength:g}, K = {kinetics.half:g}"
        checks.append(
            Check(
                f"{name}: centre, {label}, 20 elements", found[20].fields[k, 0, 2], exact, VERIFY_CLOSED_FORM,
                printed=printed(f"v09_centre_a{kinetics.strength:g}_K{kinetics.half:g}"),
            )
        )  # fmt: skip
        errors = tuple(abs(s.fields[k, 0, 2] - exact) for s in found.values())
        orders.append(Order(f"{name}: centre, {label}", "element size / L", tuple(1 / n for n in found), errors, 2.0))
        coarse = found[min(found)]
        x, y = slabs.michaelis_menten_profile(kinetics.strength, kinetics.half)
        places, values = coarse.depth_mm[k].tolist(), coarse.fields[k, :, 2].tolist()
        curves.append(Curve(label, "depth / L", "concentration", x, y, tuple(places), tuple(values)))
    return Findings(tuple(checks), tuple(orders), tuple(curves) if name == slab_family.HEX8 else ())


def _run() -> Findings:
    return together(*(compare(solver, slab_family.saturating(solver)) for solver in slab_family.SOLVERS))


CASE = Case(
    id="V9",
    title="Michaelis-Menten slab",
    solved="One solute in a slab, u'' = a u / (K + u), u'(0) = 0, u(1) = 1, for (a, K) = (1, 0.5), (2, 0.5), (2, 0.1).",
    reference="Quadrature of the first integral to 1e-12.",
    run=_run,
    usual_s=1.0,
)
