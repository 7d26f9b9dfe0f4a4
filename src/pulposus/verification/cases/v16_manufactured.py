"""V16: fields are chosen, their forces derived, and the solvers must find them again, with the order of the element."""

from __future__ import annotations

from pulposus.verification.case import Case, Check, Findings, Order
from pulposus.verification.rigs import manufactured, ring
from pulposus.verification.rigs.column import STABILISED

RING_SIZES = (4, 8, 16)
COUNTS = {8: ((2, 4, 5), (4, 8, 10), (6, 12, 15)), 20: ((2, 4, 5), (3, 6, 7), (4, 8, 10))}
# Error that the finest mesh may have, over the exact field: shows that it is the exact field that is approached.
FINEST = 0.05
# Fluid potential in the middle, MPa. Equal-order elements are tried with one as large as the stresses. For twenty
# nodes it is small: a trilinear potential errs by h^2 in every norm, and its gradient would hand that on to the
# displacement, whose own error falls with h^3.
STRONG, WEAK = 0.2, 0.02


def _hexa(name: str, nodes: int, peak_MPa: float, order: float) -> Findings:
    found = [manufactured.solve(n, nodes, STABILISED if nodes == 8 else 0.0, peak_MPa) for n in COUNTS[nodes]]
    sizes = tuple(each.size_mm for each in found)
    fields = {"displacement": tuple(e.displacement for e in found), "potential": tuple(e.potential for e in found)}
    checks = tuple(Check(f"{name}: {k}, finest mesh", e[-1], 0.0, FINEST, kind="absolute") for k, e in fields.items())
    orders = tuple(
        Order(f"{name}: {k}", "element size, mm", sizes, errors, order if k == "displacement" else 2.0)
        for k, errors in fields.items()
    )
    return Findings(checks, orders)


def _run() -> Findings:
    errors = tuple(ring.manufactured_error(n) for n in RING_SIZES)
    reduced = Order("reduced: motion", "element size, mm", tuple(1 / n for n in RING_SIZES), errors, 2.0)
    eight, twenty = _hexa("hex8", 8, STRONG, 2.0), _hexa("hex20/hex8", 20, WEAK, 3.0)
    return Findings((*eight.checks, *twenty.checks), (reduced, *eight.orders, *twenty.orders))


CASE = Case(
    id="V16",
    title="Manufactured solutions",
    solved="Finite strain up to a fifth. Reduced disc: annulus with fibres and Donnan osmosis. 3-D, curved elements: "
    "neo-Hookean matrix, Donnan osmosis, Holmes-Mow permeability, displacement and fluid potential together.",
    reference="The chosen fields; forces and sources from the strong form by automatic differentiation.",
    run=_run,
    usual_s=45.0,
)
