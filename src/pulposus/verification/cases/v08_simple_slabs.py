"""V8: slabs whose solute is used at a constant rate, or in proportion to what is there."""

from __future__ import annotations

import numpy as np

from pulposus.numerics.settings import VERIFY_CLOSED_FORM, VERIFY_ROUNDOFF
from pulposus.verification.case import Case, Check, Curve, Findings, Order, printed, together
from pulposus.verification.closed import slabs
from pulposus.verification.rigs import slab_family
from pulposus.verification.rigs.reduced_slab import Slabs
from pulposus.verification.rigs.slab_family import RATE, THIELE


def edge_slope(depth: np.ndarray, values: np.ndarray) -> float:
    """Gradient at the supplied edge from the whole use of the slab: the trapezoidal sum of THIELE^2 u."""
    return float(THIELE**2 * np.trapezoid(values, depth))


def compare(name: str, found: dict[int, Slabs]) -> Findings:
    """Findings of one solver from its slabs by number of elements."""
    centre = {n: s.fields[1, 0, 2] for n, s in found.items()}
    exact = float(slabs.first_order(THIELE))
    twenty = found[20]
    effectiveness = edge_slope(twenty.depth_mm[1], twenty.fields[1, :, 2]) / THIELE**2
    checks = (
        Check(f"{name}: centre, zero order", found[20].fields[0, 0, 2], float(slabs.zero_order(RATE)), VERIFY_ROUNDOFF),
        Check(
            f"{name}: centre, first order, 20 elements", centre[20], exact, VERIFY_CLOSED_FORM,
            printed=printed("v08_first_order_centre"),
        ),
        Check(
            f"{name}: effectiveness, first order, 20 elements", effectiveness,
            slabs.first_order_effectiveness(THIELE), VERIFY_CLOSED_FORM,
            printed=printed("v08_first_order_effectiveness"),
        ),
    )  # fmt: skip
    sizes = tuple(found)
    order = Order(
        f"{name}: centre, first order", "element size / L", tuple(1 / n for n in sizes),
        tuple(abs(centre[n] - exact) for n in sizes), 2.0,
    )  # fmt: skip
    x = np.linspace(0, 1, 101)
    curve = Curve(
        "first order", "depth / L", "concentration", tuple(x),
        tuple(slabs.first_order(THIELE, x).tolist()), tuple(twenty.depth_mm[1].tolist()),
        tuple(twenty.fields[1, :, 2].tolist()),
    )  # fmt: skip
    return Findings(checks, (order,), (curve,) if name == slab_family.HEX8 else ())


def _run() -> Findings:
    return together(*(compare(solver, slab_family.simple(solver)) for solver in slab_family.SOLVERS))


CASE = Case(
    id="V8",
    title="Zero and first order slab",
    solved="One solute in a slab, u'(0) = 0, u(1) = 1: used at the constant rate 0.7, and at 4 u (Thiele modulus 2).",
    reference="1 - R/2 and 1/cosh(2); use of the slab tanh(2)/2.",
    run=_run,
    usual_s=16.0,
)
